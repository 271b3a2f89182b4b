"""Auctions: scheduled with the request, opened and closed by the clock, each exactly once."""

from datetime import datetime
from typing import Any

from bidding.actions.auction_logs import auction_now, tell
from bidding.actions.selections import select
from bidding.enums import TAKES_BIDS, AuctionStatus, Happened
from bidding.models import Auction
from bidding.queries.auctions import auction_of, closed_event, sealed_in
from bidding.queries.bids import full_state, refused_by_code
from bidding.queries.eligibility import reasons_against
from bidding.queries.entries import confirmed_entries
from bidding.rules.bids import ranking
from market.actions.publications import advance, fail
from market.actions.service_requests import request_locked
from market.enums import FailureCode, RequestStatus
from market.gateways.database import lock, one_transaction
from market.models import Event, ServiceRequest
from market.queries.rule_sets import rules_of
from market.record import record, reveal, seal
from market.rules.canonical import canonical, sha256
from market.rules.happenings import Happening
from market.units import Duration, stamp


def schedule(service_request: ServiceRequest) -> Auction:
    """The auction of a request that has just been published, by its published parameters.

    Source: domain.md 5.3.
    """
    chosen, rules = service_request.method_parameters, rules_of(service_request.rule_set)
    assert service_request.opens_at and service_request.ceiling_fen, "published without them"
    base = Duration.parse(chosen["base_duration"])
    closes_at = service_request.opens_at + base.delta
    latest = chosen["latest_end_after"]
    return Auction.objects.create(
        no=f"{service_request.no}-A1",
        service_request=service_request,
        opens_at=service_request.opens_at,
        closes_at=closes_at,
        latest_end_at=closes_at + Duration.parse(latest).delta if latest else None,
        ceiling_fen=service_request.ceiling_fen,
        step_fen=chosen["step_fen"],
        floor_fen=chosen["floor_fen"],
        base_duration_s=base.seconds,
        soft_close_s=Duration.parse(chosen["soft_close"]).seconds,
        max_extensions=chosen["max_extensions"],
        visibility=chosen["visibility"],
        big_jump_bp=rules["big_jump_bp"],
        leader_may_lower=rules["leader_may_lower"],
    )


def postpone(service_request: ServiceRequest, opens_at: datetime) -> None:
    """Before the opening all times move together; the auction is as long as before."""
    auction = lock(Auction.objects, pk=locked_id(service_request))
    assert auction.status == AuctionStatus.SCHEDULED
    moved = opens_at - auction.opens_at
    auction.opens_at, auction.closes_at = opens_at, auction.closes_at + moved
    if auction.latest_end_at is not None:
        auction.latest_end_at += moved
    auction.save(update_fields=["opens_at", "closes_at", "latest_end_at"])


def locked_id(service_request: ServiceRequest) -> int:
    auction = auction_of(service_request)
    assert auction is not None, f"{service_request} has no auction"
    return auction.pk


def open_if_due(auction: Auction, now: datetime, service_request: ServiceRequest) -> bool:
    """Open a locked auction whose time has come and whose entries are frozen.

    A bid may do it too, so a late clock keeps nobody out. Only the auction changes here: the
    request, whose lock comes before that of the auction, is moved on by the clock.
    """
    is_due = auction.status == AuctionStatus.SCHEDULED and now >= auction.opens_at
    if not is_due or service_request.status != RequestStatus.ENTRIES_CLOSED:
        return False
    facts = opened_facts(auction, service_request)
    tell(auction, [Happening(Happened.OPENED, now, facts)], status=AuctionStatus.OPEN)
    return True


def opened_facts(auction: Auction, service_request: ServiceRequest) -> dict[str, Any]:
    """The rules, frozen. Source: record.md 2."""
    entries = confirmed_entries(service_request)
    listed = [{"alias": entry.alias, "bidder": entry.bidder_digest} for entry in entries]
    latest = auction.latest_end_at
    return {
        "rule_set": service_request.rule_set.code,
        "rule_set_hash": service_request.rule_set.sha256,
        "ceiling_fen": auction.ceiling_fen,
        "step_fen": auction.step_fen,
        "floor_fen": auction.floor_fen,
        "base_duration_s": auction.base_duration_s,
        "soft_close_s": auction.soft_close_s,
        "max_extensions": auction.max_extensions,
        "latest_end_at": stamp(latest) if latest else None,
        "big_jump_bp": auction.big_jump_bp,
        "leader_may_lower": auction.leader_may_lower,
        "visibility": str(auction.visibility),
        "opens_at": stamp(auction.opens_at),
        "closes_at": stamp(auction.closes_at),
        "entrants": [one["alias"] for one in listed],
        "list_hash": sha256(canonical(listed)),
    }


@one_transaction
def perform_due(*, auction_id: int) -> None:
    """What the clock does with an auction: open, start the selection, close. Harmless again."""
    request_id = Auction.objects.values_list("service_request_id").get(pk=auction_id)[0]
    service_request = request_locked(pk=request_id)
    auction = lock(Auction.objects, pk=auction_id)
    now = auction_now(auction)
    open_if_due(auction, now, service_request)
    if auction.status not in TAKES_BIDS:
        return
    if service_request.status == RequestStatus.ENTRIES_CLOSED:
        advance(service_request, RequestStatus.SELECTING)
        facts = {"auction": auction.no}
        log = f"request/{service_request.no}"
        record(log, Happening(Happened.SELECTION_STARTED, now, facts))
    if now >= auction.closes_at:
        close(service_request, auction, now)


def close_if_due(auction_id: int) -> None:
    perform_due(auction_id=auction_id)


def close(service_request: ServiceRequest, auction: Auction, now: datetime) -> None:
    """The end, once: the ranking, and either a selection or a failure. Source: record.md 2."""
    state = full_state(auction)
    entries = {entry.agency_id: entry for entry in confirmed_entries(service_request)}
    bidders = [entries[agency_id].agency for agency_id in state.prices]
    against = reasons_against(service_request, bidders, with_certificates=True)
    set_aside = {entries[pk].alias: codes[0] for pk, codes in sorted(against.items()) if codes}
    order = ranking(state, frozenset(pk for pk, codes in against.items() if codes))
    refused = refused_by_code(auction)
    facts = {
        "bid_count": state.bid_count,
        "refused": sum(refused.values()),
        "set_aside": [{"alias": a, "reason": code} for a, code in sorted(set_aside.items())],
        "ranking": [entries[agency_id].alias for agency_id in order],
    }
    sealed = {"refused_by_code": seal(canonical(refused))}
    closed = Happening(Happened.CLOSED, now, facts, sealed)
    changes = {"status": AuctionStatus.CLOSED, "closed_at": now}
    if not state.bid_count:
        revealed = [{"name": "refused_by_code", **reveal(sealed["refused_by_code"])}]
        no_bid = {"code": str(FailureCode.NO_BID), "revealed": revealed}
        failed = Happening(Happened.FAILED, now, no_bid)
        tell(auction, [closed], **changes)
        tell(auction, [failed], status=AuctionStatus.FAILED)
        fail(service_request, FailureCode.NO_BID, now)
        return
    [event] = tell(auction, [closed], **changes)
    if not select(service_request, auction, state, set_aside, event, now):
        fail_auction(service_request, FailureCode.ALL_VOID, now)
        fail(service_request, FailureCode.ALL_VOID, now)


def fail_auction(service_request: ServiceRequest, code: FailureCode, now: datetime) -> None:
    """Nothing came of it; after a close the refusals are told by code, unless they were already."""
    auction = lock(Auction.objects, pk=locked_id(service_request))
    facts: dict[str, Any] = {"code": str(code)}
    closed = closed_event(auction)
    if closed is not None and auction.status == AuctionStatus.CLOSED:
        facts["revealed"] = [refusals_revealed(closed)]
    tell(auction, [Happening(Happened.FAILED, now, facts)], status=AuctionStatus.FAILED)


def refusals_revealed(closed: Event) -> dict[str, str]:
    return {"name": "refused_by_code", **reveal(sealed_in(closed)["refused_by_code"])}


def cancel_auction(service_request: ServiceRequest, now: datetime) -> None:
    """The request is withdrawn or cancelled, and its auction with it. Drafts have none."""
    found = auction_of(service_request)
    if found is None:
        return
    auction = lock(Auction.objects, pk=found.pk)
    if auction.status == AuctionStatus.FAILED or auction.status == AuctionStatus.CANCELLED:
        return
    tell(auction, [Happening(Happened.CANCELLED, now)], status=AuctionStatus.CANCELLED)
