"""What trackers say about issues."""
