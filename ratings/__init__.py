"""Both sides are judged: reviews and credit."""
