"""One module per kind of claim: each finds its claims in a document and judges them."""
