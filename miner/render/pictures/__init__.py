"""Draw answers: swim lanes over time and grids, as SVG, as PNG and as one HTML page.

A picture is a value first (:mod:`.shapes`), then boxes with exact places (:mod:`.lanes`, :mod:`.grid`), then text by a
template in ``data/templates/``. Equal answers give equal bytes. Titles and messages are untrusted: text stays text.
"""
