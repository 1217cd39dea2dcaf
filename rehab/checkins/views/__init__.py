"""Pages of what is logged."""
