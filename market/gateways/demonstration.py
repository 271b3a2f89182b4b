"""The accounts of a demonstration, as the file that `manage.py demo` keeps says them."""

import json
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class DemonstrationAccount:
    role: str
    email: str
    organization: str


def demonstration_accounts() -> list[DemonstrationAccount]:
    """The first account of each role, in the order of the file; none without a file."""
    try:
        text = settings.DEMONSTRATION_FILE.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    found: dict[str, DemonstrationAccount] = {}
    for account in json.loads(text)["accounts"]:
        name = account["organization"]["name"]
        one = DemonstrationAccount(account["role"], account["email"], name)
        found.setdefault(one.role, one)
    return list(found.values())
