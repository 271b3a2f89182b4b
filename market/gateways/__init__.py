"""The world outside, one library per file."""
