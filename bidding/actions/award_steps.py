"""Steps that awards share: decide for a rank, end one, pass on, make it final.

Each is called inside the caller's transaction with the locked row of the request.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bidding.actions.auction_logs import auction_now, head_facts, tell
from bidding.actions.auctions import fail_auction, locked_id, refusals_revealed
from bidding.enums import AuctionStatus, AwardCode, AwardStatus, Happened
from bidding.errors import NotEligible
from bidding.models import Auction, Award
from bidding.queries.auctions import closed_event, log_of
from bidding.queries.awards import Rank, award_of, free_ranks
from bidding.queries.eligibility import reasons_against, standstill_rule
from bidding.queries.entries import confirmed_entries
from bidding.rules.eligibility import OUT
from market.actions.contracts import open_contract
from market.actions.deadlines import Opening, close_deadline, set_deadlines
from market.actions.notices import issue
from market.actions.publications import advance, fail
from market.enums import DeadlineKind, FailureCode, NoticeKind, RequestStatus
from market.errors import Problem, Problems
from market.gateways.database import lock, share
from market.models import Event, Handler, Organization, ServiceRequest
from market.queries.calendar import Counting
from market.queries.rule_sets import rules_of
from market.queries.service_requests import reveals_losers
from market.record import record, reveal_all
from market.rules.happenings import Happening
from market.units import stamp

# What a buyer may give as the code for another rank; the machine finds the rest by itself.
CLAIMABLE = {AwardCode.INELIGIBLE_NOW, AwardCode.CONFLICT_FOUND}


def live_award(service_request: ServiceRequest) -> Award | None:
    return award_of(service_request)


def decide(
    service_request: ServiceRequest,
    now: datetime,
    *,
    handler: Handler | None = None,
    alias: str | None = None,
    code: str = "",
    reason: str = "",
    cause: AwardCode | None = None,
    failure: FailureCode = FailureCode.NO_RESERVE_LEFT,
) -> Award | None:
    """Award the first valid rank, or the one that is named; None where none is left.

    `cause` says what became of the award before; without one the rank that is skipped says it.
    """
    rules = rules_of(service_request.rule_set)
    free = free_ranks(service_request, rules["reserves"])
    against = reasons_against(
        service_request, [rank.entry.agency for rank in free], with_certificates=False
    )
    valid = [rank for rank in free if not against[rank.entry.agency_id]]
    close_deadline(kind=DeadlineKind.AWARD_DECISION, subject=service_request.no, now=now)
    if not valid:
        fail_auction(service_request, failure, now)
        fail(service_request, failure, now)
        return None
    chosen = valid[0]
    if alias is not None and alias != chosen.entry.alias:
        chosen = other_rank(alias, free, against, code, reason)
    elif chosen.rank == 1:
        code, reason = "", ""
    else:
        code, reason = str(cause or why_passed_over(free, against)), ""
    return keep_award(service_request, chosen, handler, code, reason.strip(), now)


def other_rank(
    alias: str, free: list[Rank], against: dict[int, list[str]], code: str, reason: str
) -> Rank:
    """Not the first valid one: only with a code and a reason, and only one that may be taken."""
    found = next((rank for rank in free if rank.entry.alias == alias), None)
    problems = []
    if found is None:
        problems.append(Problem("alias", "rank_unknown", _("该代号不在可确定的名次之内。")))
    if code not in CLAIMABLE:
        text = _("不确定第一有效名次的，须选择法定情形。")
        problems.append(Problem("code", "required", text, {"choices": sorted(CLAIMABLE)}))
    if not reason.strip():
        problems.append(Problem("reason", "required", _("请写明理由，理由将公开。")))
    if problems:
        raise Problems(problems)
    assert found is not None
    if reasons := against[found.entry.agency_id]:
        raise NotEligible(reasons=reasons)
    return found


def why_passed_over(free: list[Rank], against: dict[int, list[str]]) -> AwardCode:
    """The code for a rank before the chosen one that is free and yet may not be taken."""
    codes = against[free[0].entry.agency_id]
    return AwardCode.INELIGIBLE_NOW if codes[:1] == ["standing"] else AwardCode.CONFLICT_FOUND


def keep_award(
    service_request: ServiceRequest,
    chosen: Rank,
    handler: Handler | None,
    code: str,
    reason: str,
    now: datetime,
) -> Award:
    """The decision: row, deadlines, one event in each log, names, notice."""
    rules, no = rules_of(service_request.rule_set), service_request.no
    rule = standstill_rule(service_request)
    counting = Counting(rules)
    standstill = counting.due_after(now, rules[rule])
    confirmation = counting.due_after(now, rules["confirm_due"])
    award = Award.objects.create(
        service_request=service_request,
        entry=chosen.entry,
        rank=chosen.rank,
        amount_fen=chosen.amount_fen,
        code=code,
        reason=reason,
        decided_by=handler,
        decided_at=now,
        standstill_until=standstill.at,
        confirm_due_at=confirmation.at,
    )
    advance(service_request, RequestStatus.STANDSTILL)
    agency = chosen.entry.agency
    set_deadlines(
        Opening(DeadlineKind.AWARD_CONFIRMATION, confirmation, "confirm_due", agency),
        Opening(DeadlineKind.STANDSTILL_END, standstill, rule),
        subject=no,
        now=now,
    )
    told = {"alias": chosen.entry.alias, "rank": chosen.rank, "amount_fen": chosen.amount_fen}
    revealed = names_revealed(service_request, award)
    auction = lock(Auction.objects, pk=locked_id(service_request))
    head = tell_awarded(auction, {**told, "revealed": revealed})
    facts = {
        **told,
        "code": code or None,
        "reason": reason or None,
        "standstill_until": stamp(standstill.at),
        "revealed": revealed,
        "auction": head_facts(head, log_of(auction)),
    }
    [event] = record(f"request/{no}", Happening(Happened.AWARD_DECIDED, now, facts))
    published = {**told, "standstill_until": stamp(standstill.at), "code": code or None}
    issue(
        kind=NoticeKind.AWARD,
        service_request=service_request,
        event=event,
        facts=published,
        now=now,
    )
    return award


def names_revealed(service_request: ServiceRequest, award: Award) -> list[dict[str, str]]:
    """Values and salts of those whom the award names. Source: domain.md 5.1 (6)."""
    rules = rules_of(service_request.rule_set)
    entries = [award.entry]
    if reveals_losers(service_request, rules["reveal_losers"]):
        entries = list(confirmed_entries(service_request))
    revealed = reveal_all(entry.bidder_digest for entry in entries)
    return [{"alias": entry.alias, **revealed[entry.bidder_digest]} for entry in entries]


def tell_awarded(auction: Auction, facts: dict[str, Any]) -> Event:
    """The first award after the close also tells how often each code refused a bid."""
    closed = closed_event(auction)
    assert closed is not None, f"{auction} is awarded before its close"
    if auction.status == AuctionStatus.CLOSED:
        facts["revealed"] = [*facts["revealed"], refusals_revealed(closed)]
    awarded = Happening(Happened.AWARDED, auction_now(auction), facts)
    return tell(auction, [awarded], status=AuctionStatus.AWARDED)[0]


def end_award(
    service_request: ServiceRequest,
    award: Award,
    status: AwardStatus,
    happened: Happened | None,
    now: datetime,
    facts: dict[str, str],
) -> None:
    """This rank is out. `happened` None: another event has said it already."""
    award.status, award.ended_at = status, now
    award.ended_reason = facts.get("reason", "")
    award.save(update_fields=["status", "ended_at", "ended_reason"])
    for kind in (DeadlineKind.AWARD_CONFIRMATION, DeadlineKind.STANDSTILL_END):
        close_deadline(kind=kind, subject=service_request.no, now=now)
    if happened is not None:
        told = {"alias": award.entry.alias, "rank": award.rank, **facts}
        record(f"request/{service_request.no}", Happening(happened, now, told))


def pass_to_next(
    service_request: ServiceRequest,
    now: datetime,
    cause: AwardCode,
    *,
    failure: FailureCode = FailureCode.NO_RESERVE_LEFT,
    may_pass: bool = True,
) -> Award | None:
    """The next reserve takes over without a person, or the request fails."""
    if not may_pass:
        fail_auction(service_request, failure, now)
        fail(service_request, failure, now)
        return None
    advance(service_request, RequestStatus.DECIDING)
    return decide(service_request, now, cause=cause, failure=failure)


def finish(service_request: ServiceRequest, award: Award, now: datetime) -> None:
    """Standstill over and confirmed: final, and the contract is opened; unless the agency has
    been suspended meanwhile, then the next reserve. Source: domain.md 6, 10.3.
    """
    agency = share(Organization.objects, pk=award.entry.agency_id)
    if agency.standing in OUT:
        facts = {"reason": str(agency.standing)}
        kind = Happened.AWARD_SET_ASIDE
        end_award(service_request, award, AwardStatus.SET_ASIDE, kind, now, facts)
        pass_to_next(service_request, now, AwardCode.INELIGIBLE_NOW)
        return
    award.status, award.ended_at = AwardStatus.FINAL, now
    award.save(update_fields=["status", "ended_at"])
    advance(service_request, RequestStatus.AWARDED)
    told = {"alias": award.entry.alias, "rank": award.rank, "amount_fen": award.amount_fen}
    record(f"request/{service_request.no}", Happening(Happened.AWARD_FINAL, now, told))
    open_contract(
        service_request=service_request, agency=agency, price_fen=award.amount_fen, now=now
    )
