"""Pages of signed-in organizations."""
