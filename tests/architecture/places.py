"""One of everything, for the table of outcomes: who looks, and at what."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from market.enums import HandlerRole
from market.models import Handler
from tests.factories import (
    ITEM,
    make_agency,
    make_buyer,
    make_colleague,
    make_contract,
    make_draft,
    make_operator,
    make_person_as_buyer,
    make_published,
    make_regulator,
)

NOTHING = {
    "no": "TL-2020-999999",
    "uscc": "91340700T000000000",
    "n": 999,
    "code": "none",
    "public_key": "none",
}


@dataclass
class Scene:
    """`clients` are signed in as the roles of outcomes.py; `places` fill the addresses."""

    clients: dict[str, Client]
    places: dict[str, dict[str, object]]


def signed_in(handler: Handler) -> Client:
    """With the second factor that staff must have."""
    if handler.organization.is_regulator or handler.organization.is_operator:
        TOTP.activate(handler.user, generate_totp_secret())
    client = Client()
    client.force_login(handler.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def make_scene() -> Scene:
    buyer, agency = make_buyer(), make_agency()
    handlers = {
        "buyer": buyer,
        "buyer_handler": make_colleague(buyer),
        "other_buyer": make_buyer(),
        "person": make_person_as_buyer(),
        "agency": agency,
        "agency_handler": make_colleague(agency),
        "other_agency": make_agency(),
        "inspector": make_regulator(),
        "decider": make_regulator(HandlerRole.DECIDER),
        "operator": make_operator(),
    }
    draft, published = make_draft(buyer), make_published(buyer)
    contract = make_contract(buyer, agency)
    places: dict[str, dict[str, object]] = {
        "": {},
        "a draft": {"no": draft.no},
        "a published request": {"no": published.no},
        "an awarded request": {"no": contract.service_request.no},
        "a contract": {"no": contract.no, "n": 1},
        "an agency": {"uscc": agency.organization.uscc},
        "a rule set": {"code": "city_2026_1"},
        "a service item": {"code": ITEM},
        "nothing": NOTHING,
    }
    clients = {role: signed_in(handler) for role, handler in handlers.items()}
    return Scene({"public": Client(), **clients}, places)
