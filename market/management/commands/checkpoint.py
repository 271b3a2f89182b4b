"""manage.py checkpoint: signs the heads of all logs that changed."""

from typing import Any

from django.core.management.base import BaseCommand

from market.actions.record import checkpoint_changed


class Command(BaseCommand):
    help = "Signs the heads of all logs that changed since they were signed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{checkpoint_changed()} heads signed")
