"""One of everything, for the table of outcomes: who looks, and at what."""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from market.enums import HandlerRole
from market.models import Document, Handler, Notice
from tests.bidding.factories import make_decided, make_entered
from tests.factories import (
    ITEM,
    make_accepted,
    make_agency,
    make_buyer,
    make_colleague,
    make_contract,
    make_draft,
    make_operator,
    make_person_as_buyer,
    make_regulator,
)

NOTHING = {
    "no": "TL-2020-999999",
    "uscc": "91340700T000000000",
    "n": 999,
    "step": 2,
    "code": "none",
    "public_key": "none",
    "uidb36": "1",
    "key": "none",
}


@dataclass
class Scene:
    """Who looks, by the roles of outcomes.py, and what fills the addresses."""

    handlers: dict[str, Handler]
    places: dict[str, dict[str, object]]
    clients: dict[str, Client] = field(default_factory=dict)

    def sign_in(self) -> "Scene":
        """Everybody anew: what one test did to a session is no matter of the next."""
        clients = {role: signed_in(handler) for role, handler in self.handlers.items()}
        self.clients = {"public": Client(), **clients}
        return self


def signed_in(handler: Handler) -> Client:
    client = Client()
    client.force_login(handler.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def make_scene() -> Scene:
    buyer = make_buyer()
    decided = make_decided(buyer=buyer)
    agency = decided.agencies[-1]  # The winner.
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
    draft, published = make_draft(buyer), make_entered(1, buyer)
    contract = make_accepted(make_contract(buyer, agency))
    notice = Notice.objects.order_by("pk")[0]
    places: dict[str, dict[str, object]] = {
        "": {},
        "a draft": {"no": draft.no, "step": 2},
        "a published request": {"no": published.no, "step": 2},
        "a decided request": {"no": decided.no},
        "an auction": {"no": decided.auction.no},
        "a contract": {"no": contract.no, "n": 1},
        "an unsigned contract": {"no": make_contract(buyer, agency).no, "n": 1},
        "a notice": {"no": notice.no},
        "a code to verify": {"code": notice.verify_code},
        "a report": {"public_key": Document.objects.order_by("-pk")[0].public_key},
        "an agency": {"uscc": agency.organization.uscc},
        "a rule set": {"code": "city_2026_1"},
        "a service item": {"code": ITEM},
        "nothing": NOTHING,
    }
    return Scene(handlers, places)
