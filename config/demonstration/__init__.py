"""The demonstration city: its people, 26 months of planned past, and the player that acts it."""
