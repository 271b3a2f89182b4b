"""The accounts that a visitor or a program may use, as interfaces.md 1 fixes their file."""

import json
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

from bidding.queries.auctions import auctions_visible_to
from config.demonstration.cast import Cast
from config.demonstration.people import (
    LISTED_AGENCIES,
    LISTED_BUYERS,
    LISTED_DECIDERS,
    LISTED_INSPECTORS,
    LISTED_OPERATORS,
)
from market.actions.demonstrations import open_account
from market.actions.users import issue_token
from market.enums import HandlerRole, TokenScope
from market.gateways.database import database_now
from market.models import Handler, Organization, ServiceItem
from market.queries.cities import city
from market.queries.qualifications import practitioners_of, qualifications_counting
from market.queries.rule_sets import rule_set_in_force
from market.queries.service_items import active_items, items_of
from market.queries.service_requests import requests_visible_to
from market.units import shanghai_date, stamp

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# How long certificates must still hold to count as "may enter today": notice and a usual service.
HOLDS_FOR = timedelta(days=90)
LISTED = 24  # How many accounts there are; one more would only be hashed later.
NAME_OF_TOKENS = "演示"


def listed(cast: Cast) -> list[tuple[str, Handler]]:
    """Role and handler, in the order of the file."""
    found = [("buyer", cast.admin(key)) for key in LISTED_BUYERS]
    # With public money two persons publish: a visitor can be either of them.
    found += [("buyer", cast.writer(key)) for key in LISTED_BUYERS if cast.has_two(key)]
    found += [("agency", cast.admin(key)) for key in LISTED_AGENCIES]
    for role, post, places in (
        ("regulator_inspector", HandlerRole.INSPECTOR, LISTED_INSPECTORS),
        ("regulator_decider", HandlerRole.DECIDER, LISTED_DECIDERS),
    ):
        for key, n in places:
            found.append((role, [own for own in cast.handlers[key] if own.role == post][n]))
    return found + [("operator", cast.admin(key)) for key in LISTED_OPERATORS]


class Passwords:
    """Drawn passwords and their hashes, which a thread works out while the past is loaded.

    A hash takes a quarter of a second on purpose and leaves the interpreter to others meanwhile.
    """

    def __init__(self, at_first: int) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._waiting = [self._pool.submit(drawn_password) for _n in range(at_first)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self) -> tuple[str, str]:
        """A password nobody has yet, and its hash."""
        waiting = self._waiting.pop(0) if self._waiting else self._pool.submit(drawn_password)
        return waiting.result()


def drawn_password() -> tuple[str, str]:
    groups = ("".join(secrets.choice(LETTERS) for _n in range(4)) for _g in range(4))
    password = "-".join(groups)
    return password, make_password(password)


def opened(cast: Cast, passwords: Passwords) -> list[dict[str, Any]]:
    """New passwords, tokens and second factors, which only the file knows."""
    accounts = []
    for role, handler in listed(cast):
        password, password_hash = passwords.take()
        secret = open_account(
            user=handler.user,
            password_hash=password_hash,
            has_second_factor=role.startswith(("regulator", "operator")),
        )
        token = issue_token(user=handler.user, scope=TokenScope.ACT, name=NAME_OF_TOKENS)[1]
        organization = handler.organization
        accounts.append(
            {
                "role": role,
                "email": handler.user.email,
                "password": password,
                "totp": secret,
                "token": token,
                "organization": {"name": organization.name, "uscc": organization.uscc},
            }
        )
    return accounts


def document(accounts: list[dict[str, Any]], agencies: list[Organization]) -> dict[str, Any]:
    """What `demo --json` writes. Source: interfaces.md 1."""
    public, own_city = AnonymousUser(), city()
    now = database_now()
    requests = requests_visible_to(public).order_by("no").values("no", "method", "status")
    auctions = auctions_visible_to(public).order_by("no")
    return {
        "city": own_city.code if own_city else settings.CITY,
        "base_rule_set": rule_set_in_force(now).code,
        "accounts": accounts,
        "service_items": items_by_entrants(agencies, shanghai_date(now)),
        "requests": list(requests),
        "auctions": [
            {
                "no": auction.no,
                "status": str(auction.status),
                "opens_at": stamp(auction.opens_at),
                "closes_at": stamp(auction.closes_at),
            }
            for auction in auctions
        ],
    }


def items_by_entrants(agencies: list[Organization], today: date) -> list[str]:
    """Codes; those that most of the agencies may enter for come first, then those they offer."""
    held = {agency.pk: certificates(agency, today + HOLDS_FOR) for agency in agencies}
    offered = {agency.pk: {item.code for item in items_of(agency)} for agency in agencies}

    def place(item: ServiceItem) -> tuple[int, int, str]:
        needed = {need["code"] for need in item.required_qualification}
        may_enter = sum(needed <= codes for codes in held.values())
        offers = sum(item.code in codes for codes in offered.values())
        return -may_enter, -offers, item.code

    return [item.code for item in sorted(active_items(), key=place)]


def certificates(agency: Organization, until: date) -> set[str]:
    """Codes of what the agency and its people hold at least until then."""
    own = {paper.code for paper in qualifications_counting(agency) if paper.valid_to >= until}
    return own | {one.certificate for one in practitioners_of(agency) if one.valid_to >= until}


def kept() -> list[dict[str, Any]] | None:
    """The accounts of the file that this installation keeps; None where it is lost."""
    try:
        text = Path(settings.DEMONSTRATION_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    accounts: list[dict[str, Any]] = json.loads(text)["accounts"]
    return accounts


def write(content: dict[str, Any], path: Path) -> None:
    """Readable by the owner alone: it holds passwords."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
