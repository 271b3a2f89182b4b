"""Who decides an award for whom, and what becomes public by it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from bidding.actions.awards import (
    decide_award,
    decide_award_if_due,
)
from bidding.enums import AuctionStatus, AwardStatus
from bidding.errors import NotEligible
from bidding.queries.entries import names_shown
from market.enums import DeadlineKind
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems
from market.gateways.database import database_now, staged_clock
from market.models import Notice
from market.queries.deadlines import is_open
from market.rules.canonical import sealed_digest
from tests.bidding.factories import (
    at_end_of,
    award,
    facts_of,
    kinds,
    last_event,
    make_closed,
    make_decided,
    set_standing,
)
from tests.factories import make_buyer, make_regulator

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def test_the_buyer_awards_the_first_rank_and_both_logs_say_so():
    made = make_decided(fund_source="private", rule_set="sandbox")
    found = award(made)
    assert (found.rank, found.amount_fen, found.status) == (1, 860_000, AwardStatus.DECIDED)
    assert (found.entry.alias, found.code, found.decided_by) == (made.alias(2), "", made.buyer)
    assert found.standstill_until == found.decided_at + timedelta(seconds=3)
    assert found.confirm_due_at == found.decided_at + timedelta(seconds=30)

    told = {"alias": made.alias(2), "rank": 1, "amount_fen": 860_000}
    auction_log, request_log = f"auction/{made.auction.no}", f"request/{made.no}"
    in_auction = facts_of(auction_log, "awarded")
    assert told.items() <= in_auction.items()
    head = last_event(auction_log, "awarded")
    in_request = facts_of(request_log, "award_decided")
    assert told.items() <= in_request.items()
    assert (in_request["code"], in_request["reason"]) == (None, None)
    assert in_request["auction"] == {"log": auction_log, "seq": head.seq, "hash": head.hash}
    assert (made.request.status, made.auction.status) == ("standstill", AuctionStatus.AWARDED)
    assert Notice.objects.get(service_request=made.request, kind="award").facts["rank"] == 1
    assert is_open(DeadlineKind.AWARD_CONFIRMATION, made.no)
    assert is_open(DeadlineKind.STANDSTILL_END, made.no)
    assert not is_open(DeadlineKind.AWARD_DECISION, made.no)


def test_the_award_opens_the_digests_of_those_it_names():
    made = make_decided()  # Under the sandbox all are named.
    revealed = facts_of(f"request/{made.no}", "award_decided")["revealed"]
    assert sorted(one["alias"] for one in revealed) == sorted(made.alias(n) for n in range(3))
    for one in revealed:
        entry = made.request.entries.get(alias=one["alias"])
        assert one["value"] == entry.agency.uscc
        assert sealed_digest(one["salt"], one["value"]) == entry.bidder_digest
    codes = facts_of(f"auction/{made.auction.no}", "awarded")["revealed"][-1]
    assert (codes["name"], codes["value"]) == ("refused_by_code", "{}")


def test_names_stay_aliases_until_the_award_and_then_as_the_money_asks():
    made = make_closed(900_000, 880_000, 860_000)
    assert names_shown(made.request, NOBODY) == {}
    assert names_shown(made.request, make_regulator().user) == {}
    decide_award(no=made.no, handler=made.buyer)
    assert set(names_shown(made.request, NOBODY)) == {made.alias(n) for n in range(3)}


def test_under_city_rules_private_money_names_the_winner_alone():
    later = database_now() + timedelta(days=10)
    made = make_decided(rule_set="", entry_closes_at=later, opens_at=later)
    revealed = facts_of(f"request/{made.no}", "award_decided")["revealed"]
    assert [one["alias"] for one in revealed] == [made.alias(2)]
    assert set(names_shown(made.request, NOBODY)) == {made.alias(2)}
    everybody = {made.alias(n) for n in range(3)}
    assert set(names_shown(made.request, made.agencies[0].user)) == everybody
    assert set(names_shown(made.request, make_regulator().user)) == everybody
    assert set(names_shown(made.request, made.buyer.user)) == {made.alias(2)}


def test_another_rank_needs_a_code_and_a_reason():
    made = make_closed(900_000, 880_000, 860_000)
    second = made.alias(1)
    for facts in (
        {"alias": second},
        {"alias": second, "code": "declined", "reason": "他因"},
        {"alias": second, "code": "conflict_found"},
        {"alias": "Z99", "code": "conflict_found", "reason": "查实"},
    ):
        with pytest.raises(Problems):
            decide_award(no=made.no, handler=made.buyer, **facts)
    assert award(made) is None
    assert made.request.status == "deciding"

    decide_award(
        no=made.no, handler=made.buyer, alias=second, code="conflict_found", reason="查实关联"
    )
    facts = facts_of(f"request/{made.no}", "award_decided")
    assert (facts["alias"], facts["rank"]) == (second, 2)
    assert (facts["code"], facts["reason"]) == ("conflict_found", "查实关联")


def test_a_leader_suspended_after_the_close_is_passed_over_with_the_code():
    made = make_closed(900_000, 880_000, 860_000)
    set_standing(made.agencies[2], "suspended")
    with pytest.raises(NotEligible) as refused:
        decide_award(
            no=made.no,
            handler=made.buyer,
            alias=made.alias(2),
            code="conflict_found",
            reason="坚持",
        )
    assert refused.value.facts == {"reasons": ["standing"]}
    decide_award(no=made.no, handler=made.buyer)
    assert (award(made).rank, award(made).code) == (2, "ineligible_now")


def test_only_the_buyer_decides_and_only_while_it_is_to_be_decided():
    made = make_closed(900_000)
    with pytest.raises(NotFound):
        decide_award(no=made.no, handler=make_buyer())
    with pytest.raises(NotPermitted):
        decide_award(no=made.no, handler=made.agencies[0])
    decide_award(no=made.no, handler=made.buyer)
    with pytest.raises(NotAllowedNow):
        decide_award(no=made.no, handler=made.buyer)
    assert kinds(f"request/{made.no}").count("award_decided") == 1


def test_the_clock_decides_only_when_it_is_due_and_once():
    made = make_closed(900_000, 880_000)
    with staged_clock(made.auction.closed_at):
        assert decide_award_if_due(no=made.no) is None
    with at_end_of(made, DeadlineKind.AWARD_DECISION):
        assert decide_award_if_due(no=made.no).decided_by is None
        assert decide_award_if_due(no=made.no) is None
    assert kinds(f"request/{made.no}").count("award_decided") == 1
