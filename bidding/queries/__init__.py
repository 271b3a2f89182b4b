"""The only code that reads tables."""
