"""Entries: enter, withdraw, and the close that freezes the list or finds too few."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from bidding.actions.auction_logs import head_facts
from bidding.actions.auctions import fail_auction, postpone
from bidding.enums import ConflictCode, EntryStatus, Happened
from bidding.errors import AlreadyEntered, EntriesClosed, entry_problem
from bidding.models import Entry, Recusal
from bidding.queries.eligibility import eligibility, party_of, reasons_against
from bidding.queries.entries import confirmed_entries, entry_of, taken_aliases
from bidding.rules.aliases import free_aliases
from bidding.rules.conflicts import linked_bidders
from market.actions.deadlines import close_deadline
from market.actions.handlers import permit
from market.actions.publications import advance, extend, fail
from market.actions.service_requests import published_locked, request_locked, require
from market.enums import DeadlineKind, FailureCode, RequestStatus
from market.errors import NotFound, Problem, Problems
from market.gateways.database import database_now, one_transaction, share
from market.models import Event, Handler, Organization, Practitioner, ServiceRequest
from market.queries.qualifications import practitioners_of
from market.queries.rule_sets import rules_of
from market.record import record, seal
from market.rules.canonical import canonical, sha256
from market.rules.happenings import Happening
from market.rules.permissions import Permission
from market.units import stamp

LEAST = 2  # An auction among fewer is none. Source: domain.md 5.3, start.
NONCE_BYTES = 32


@one_transaction
def enter(
    *,
    no: str,
    handler: Handler,
    conflicts: Sequence[str] = (),
    practitioner_keys: Sequence[str] = (),
) -> Entry:
    """Enter the field under a random alias. Everything that stands against it is told at once.

    `conflicts` are codes the agency declares against itself, `practitioner_keys` the leads it
    names. Nothing in the request's log changes: before the close even the number is a secret.
    Raises NotPermitted, NotFound, NotAllowedNow, EntriesClosed, AlreadyEntered, Problems.
    """
    permit(handler, Permission.ENTER)
    service_request = published_locked(no)
    now = database_now()
    require_open(service_request, now)
    found = entry_of(service_request, handler.organization)
    if found is not None and found.status == EntryStatus.CONFIRMED:
        raise AlreadyEntered(alias=found.alias)
    # Last before the log's head, so that a suspension cannot slip in between.
    agency = share(Organization.objects, pk=handler.organization_id)
    leads, problems = named_leads(agency, practitioner_keys)
    checks = eligibility(service_request, agency, declared=conflicts, leads=leads)
    problems += [check.problem for check in checks if check.problem is not None]
    if problems:
        raise Problems(problems)
    entry = found or Entry(
        service_request=service_request,
        agency=agency,
        alias=secrets.choice(free_aliases(taken_aliases(service_request))),
        bidder_digest=seal(agency.uscc),
    )
    entry.status, entry.handler = EntryStatus.CONFIRMED, handler
    entry.entered_at, entry.left_at = now, None
    entry.save()
    tell_entries(no, entry_happening(Happened.ENTRY_MADE, entry, now))
    return entry


@one_transaction
def withdraw_entry(*, no: str, handler: Handler) -> Entry:
    """Freely before the close. Raises NotPermitted, NotFound, NotAllowedNow, EntriesClosed."""
    permit(handler, Permission.ENTER)
    service_request = published_locked(no)
    now = database_now()
    entry = entry_of(service_request, handler.organization)
    if entry is None or entry.status != EntryStatus.CONFIRMED:
        raise NotFound
    require_open(service_request, now)
    entry.status, entry.left_at = EntryStatus.WITHDRAWN, now
    entry.save(update_fields=["status", "left_at"])
    tell_entries(no, entry_happening(Happened.ENTRY_WITHDRAWN, entry, now))
    return entry


def require_open(service_request: ServiceRequest, now: datetime) -> None:
    require(service_request, RequestStatus.PUBLISHED)
    assert service_request.entry_closes_at is not None
    if now >= service_request.entry_closes_at:
        raise EntriesClosed(closed_at=stamp(service_request.entry_closes_at))


def named_leads(
    agency: Organization, keys: Sequence[str]
) -> tuple[list[Practitioner], list[Problem]]:
    if not keys:
        return [], []
    own = {person.public_key: person for person in practitioners_of(agency)}
    leads, problems = [], []
    for key in dict.fromkeys(keys):
        if key in own:
            leads.append(own[key])
        else:
            problems.append(entry_problem("practitioner_missing", name=key, certificate=""))
    return leads, problems


def entry_happening(kind: Happened, entry: Entry, now: datetime, **facts: str) -> Happening:
    sealed = {"bidder": entry.bidder_digest}
    return Happening(kind, now, {"alias": entry.alias, **facts}, sealed)


def tell_entries(no: str, *happenings: Happening) -> list[Event]:
    """Served only from the close on, when the request's log takes its head."""
    return record(f"entries/{no}", *happenings)


@one_transaction
def close_entries(*, no: str) -> None:
    """At the deadline: freeze the list, extend once, or fail. Harmless again, and before.

    Source: domain.md 4.7, 4.8, 5.1 (1).
    """
    service_request = request_locked(no=no)
    now = database_now()
    if service_request.status != RequestStatus.PUBLISHED:
        return
    if service_request.entry_closes_at is None or now < service_request.entry_closes_at:
        return
    rules = rules_of(service_request.rule_set)
    entries = list(confirmed_entries(service_request))
    against = exclusions(service_request, [entry.agency for entry in entries])
    valid = [entry for entry in entries if entry.agency_id not in against]
    is_enough = len(valid) >= max(rules["min_entries_auction"], LEAST)
    if not is_enough and service_request.extension_count < rules["max_request_extensions"]:
        extend(service_request, now)
        assert service_request.opens_at is not None
        postpone(service_request, service_request.opens_at)
        return
    happenings = [exclude(e, against[e.agency_id], now) for e in entries if e not in valid]
    if happenings:
        tell_entries(no, *happenings)
    if len(valid) < LEAST:
        code = FailureCode.TOO_FEW if valid else FailureCode.NO_ENTRY
        fail_auction(service_request, code, now)
        fail(service_request, code, now)
        return
    freeze(service_request, valid, now)


def exclusions(
    service_request: ServiceRequest, agencies: Sequence[Organization]
) -> dict[int, tuple[str, dict[str, list[str]]]]:
    """Code and facts by agency. Links between entrants are looked at here for the first time."""
    found: dict[int, tuple[str, dict[str, list[str]]]] = {}
    reasons = reasons_against(service_request, agencies, with_certificates=False)
    for agency_id, codes in reasons.items():
        if codes:
            found[agency_id] = codes[0], {"codes": codes}
    for agency_id, ties in linked_bidders([party_of(agency) for agency in agencies]).items():
        found.setdefault(agency_id, (str(ConflictCode.LINKED_BIDDERS), {"ties": ties}))
    return found


def exclude(entry: Entry, why: tuple[str, dict[str, list[str]]], now: datetime) -> Happening:
    """The excluded agency reads the facts, everybody else alias and code."""
    code, facts = why
    entry.status, entry.left_at, entry.void_code = EntryStatus.VOID, now, code
    entry.save(update_fields=["status", "left_at", "void_code"])
    Recusal.objects.create(
        service_request_id=entry.service_request_id,
        agency=entry.agency,
        code=code,
        facts=facts,
        found_at=now,
    )
    return entry_happening(Happened.ENTRY_VOIDED, entry, now, code=code)


def freeze(service_request: ServiceRequest, entries: Sequence[Entry], now: datetime) -> None:
    """Publish the list under aliases, each line a salted digest, with one hash over all."""
    no = service_request.no
    close_deadline(kind=DeadlineKind.ENTRIES_CLOSE, subject=no, now=now)
    listed = [{"alias": entry.alias, "bidder": entry.bidder_digest} for entry in entries]
    log = f"entries/{no}"
    head = Event.objects.filter(log__name=log).order_by("-seq")[0]
    facts = {
        "entries": listed,
        "list_hash": sha256(canonical(listed)),
        "entries_log": head_facts(head, log),
    }
    sealed = {}
    if service_request.method_parameters.get("floor_fen") is not None:
        # For a draw among those who may meet at the floor: fixed before anybody bids.
        sealed["draw_nonce"] = seal(secrets.token_hex(NONCE_BYTES))
    advance(service_request, RequestStatus.ENTRIES_CLOSED)
    assert service_request.opens_at is not None
    if now > service_request.opens_at:  # Late: nobody loses time to bid by it.
        postpone(service_request, now)
    record(f"request/{no}", Happening(Happened.ENTRIES_CLOSED, now, facts, sealed))
