"""The REST edge, one file per noun."""
