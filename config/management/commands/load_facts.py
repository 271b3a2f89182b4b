"""manage.py load_facts: rule sets, calendars, letters, items, words and places from seed/."""

from typing import Any

from django.core.management.base import BaseCommand

from config.facts import load_facts


class Command(BaseCommand):
    help = "Loads the facts of seed/, each with its event in platform; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        load_facts()
