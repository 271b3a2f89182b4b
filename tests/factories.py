"""Builders for tests: parties and requests made by calling the actions of the house."""

from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from market.actions.cities import change_city
from market.actions.contracts import open_contract, sign
from market.actions.handlers import appoint
from market.actions.milestones import accept, deliver
from market.actions.organizations import join_as_buyer, join_market, set_up_authority
from market.actions.practitioners import add as add_practitioner
from market.actions.publications import advance, submit_or_publish
from market.actions.qualifications import declare
from market.actions.service_requests import draft
from market.actions.users import issue_token, register
from market.enums import HandlerRole, RequestStatus, TokenScope
from market.gateways.database import database_now
from market.gateways.files import Incoming
from market.models import Contract, Handler, ServiceItem, ServiceRequest
from market.queries.commitments import current_text
from market.queries.organizations import handlers_of
from market.rules import uscc as codes
from market.rules.organizations import AgencyEntry, BuyerEntry, FirstHandler, Identity
from market.rules.service_requests import RequestFacts
from market.units import shanghai_date

numbers = count(1)
PASSWORD = "a long and quiet sentence"
SECRET = "JBSWY3DPEHPK3PXP"  # Of everybody's second factor.
ITEM = "34ZJ-FG-001"  # Asks for no qualification.


def make_code(number: int, prefix: str = "91") -> str:
    """A well-formed code whose check digits hold."""
    body = f"{prefix}340700T{number:07d}"
    body += codes.body_check(body)
    return body + codes.code_check(body)


def make_identity(name: str = "", **facts) -> Identity:
    n = next(numbers)
    stated = {
        "uscc": make_code(n),
        "name": name or f"组织{n}（演示）",
        "legal_rep": f"负责人{n}",
        "legal_form": "enterprise",
        "size": "small",
        "division_code": "340705",
    }
    return Identity(**(stated | facts))


def make_person(name: str = "经办") -> FirstHandler:
    return FirstHandler(name, f"person{next(numbers)}@test.example", PASSWORD)


def version() -> str:
    return current_text(database_now()).version


def make_buyer(name: str = "", **facts) -> Handler:
    """The administrator of a new buyer."""
    entry = BuyerEntry(make_identity(name, **facts), make_person(), version(), True)
    return join_as_buyer(entry=entry).handler


def make_person_as_buyer() -> Handler:
    identity = Identity(name="林一（演示）")
    entry = BuyerEntry(identity, make_person(), version(), True)
    return join_as_buyer(entry=entry).handler


def make_agency(name: str = "", *, item: str = ITEM, **facts) -> Handler:
    """The administrator of a new agency that offers the item and holds what it asks for."""
    offered = ServiceItem.objects.get(code=item)
    entry = AgencyEntry(
        identity=make_identity(name, **facts),
        handler=make_person(),
        categories=[offered.category],
        divisions=["340705"],
        commitment_version=version(),
        commitment_accepted=True,
    )
    handler = join_market(entry=entry).handler
    for needed in offered.required_qualification:
        hold(handler, needed["code"], needed["holder"])
    return handler


def hold(handler: Handler, code: str, holder: str = "organization", days: int = 3000, **facts):
    """A certificate of the agency or of one of its people, valid for so many days."""
    today = shanghai_date(database_now())
    dates: dict[str, Any] = {
        "valid_from": today - timedelta(days=30),
        "valid_to": today + timedelta(days=days),
    }
    number = f"NO-{next(numbers)}"
    if holder == "practitioner":
        return add_practitioner(
            handler=handler, name="张一（演示）", certificate=code, number=number, **dates
        )
    return declare(handler=handler, code=code, name=code, number=number, **dates, **facts)


def make_colleague(handler: Handler, role: HandlerRole = HandlerRole.HANDLER) -> Handler:
    """Another person of the same organization."""
    person = make_person("同事")
    user = register(email=person.email, name=person.name, password=PASSWORD, now=database_now())
    return appoint(handler=None, organization=handler.organization, user=user, role=role)


def make_regulator(role: HandlerRole = HandlerRole.INSPECTOR) -> Handler:
    identity = make_identity("监管（演示）", legal_form="organ")
    joined = set_up_authority(identity=identity, first=make_person(), role=role)
    return with_second_factor(joined.handler)


def make_operator() -> Handler:
    identity = make_identity("运营（演示）", legal_form="institution")
    joined = set_up_authority(identity=identity, first=make_person(), role=HandlerRole.OPERATOR)
    return with_second_factor(joined.handler)


def with_second_factor(handler: Handler) -> Handler:
    """Staff may open nothing without one."""
    TOTP.activate(handler.user, SECRET)
    return handler


def make_token(handler: Handler, scope: TokenScope = TokenScope.ACT) -> str:
    return issue_token(user=handler.user, scope=scope)[1]


def make_demonstration() -> None:
    """Marks the installation, so that the sandbox may be chosen."""
    change_city(code=settings.CITY, now=database_now(), is_demonstration=True)


def make_facts(**facts) -> RequestFacts:
    """A complete draft under the sandbox: entry closes in a minute."""
    now = database_now()
    stated: dict[str, Any] = {
        "service_items": [ITEM],
        "title": "可行性研究报告编制",
        "scope": "编制报告一份，配合评审。",
        "division_code": "340705",
        "ceiling_fen": 1_000_000,
        "method_parameters": {"step_fen": 10_000},
        "entry_closes_at": now + timedelta(minutes=1),
        "opens_at": now + timedelta(minutes=1),
        "service_days": 30,
        "contact": "0000-0000000",
        "rule_set": "sandbox",
    }
    return RequestFacts(**(stated | facts))


def make_draft(buyer: Handler | None = None, **facts) -> ServiceRequest:
    make_demonstration()
    return draft(handler=buyer or make_buyer(), facts=make_facts(**facts))


def make_published(buyer: Handler | None = None, **facts) -> ServiceRequest:
    """Published through market's own door, so without an auction."""
    request = make_draft(buyer, **facts)
    with transaction.atomic():
        submit_or_publish(request, request.handler, database_now())
    return request


def make_contract(
    buyer: Handler | None = None, agency: Handler | None = None, price_fen: int = 900_000, **facts
) -> Contract:
    """A contract to sign, as a final award opens it."""
    request = make_published(buyer, **facts)
    agency = agency or make_agency()
    with transaction.atomic():
        for status in ("entries_closed", "selecting", "deciding", "standstill", "awarded"):
            advance(request, RequestStatus(status))
        return open_contract(
            service_request=request,
            agency=agency.organization,
            price_fen=price_fen,
            now=database_now(),
        )


def party(contract: Contract, side: str) -> Handler:
    """The first handler of the buyer's or the agency's side."""
    return handlers_of(getattr(contract, side))[0]


def sign_both(contract: Contract) -> Contract:
    for side in ("buyer", "agency"):
        contract = sign(
            no=contract.no, handler=party(contract, side), text_sha256=contract.text_sha256
        )
    return contract


def make_file(content: bytes = b"%PDF-1.7 a report", name: str = "report.pdf") -> Incoming:
    return Incoming(name, BytesIO(content))


def make_accepted(contract: Contract | None = None, **facts) -> Contract:
    """Signed, delivered and accepted; payment and reviews are due."""
    contract = sign_both(contract or make_contract(**facts))
    deliver(no=contract.no, handler=party(contract, "agency"), milestone=1, file=make_file())
    return accept(no=contract.no, handler=party(contract, "buyer"), deliverable=1)
