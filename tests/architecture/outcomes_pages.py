"""The addresses of people: every page, and what it answers to whom."""

from tests.architecture.outcomes import Outcome

PAGES: list[Outcome] = []

# Somebody who is not signed in may sign in, join, or set how pages are shown.
OPEN_TO_STRANGERS: set[str] = set()
