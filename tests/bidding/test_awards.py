"""Awards: decided, confirmed, given up, passed on, final; and what becomes public by them."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from bidding.actions.awards import (
    confirm,
    decide_award,
    decide_award_if_due,
    decline,
    end_standstill,
    lapse_confirmation,
    lapse_contract,
)
from bidding.enums import AuctionStatus, AwardStatus
from bidding.errors import ConfirmationOver, NotEligible, NotInGoodStanding
from bidding.models import Award
from bidding.queries.awards import award_of, awards_visible
from bidding.queries.entries import names_shown
from market.actions.contracts import sign
from market.enums import DeadlineKind
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems
from market.gateways.database import database_now, staged_clock
from market.models import Contract, Deadline, Notice
from market.queries.deadlines import is_open
from market.rules.canonical import sealed_digest
from tests.bidding.factories import kinds, last_event, make_closed, set_standing
from tests.factories import make_agency, make_buyer, make_regulator

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def facts_of(log: str, kind: str) -> dict:
    return json.loads(last_event(log, kind).text)["facts"]


def make_decided(*amounts_fen: int, **facts):
    """Three bidders by default: agency 2 leads, then 1, then 0."""
    made = make_closed(*(amounts_fen or (900_000, 880_000, 860_000)), **facts)
    with staged_clock(made.auction.closed_at):
        decide_award(no=made.no, handler=made.buyer)
    return made


def at_end_of(made, kind: DeadlineKind):
    due = Deadline.objects.get(kind=kind, subject=made.no, done_at__isnull=True)
    return staged_clock(due.due_at)


def award(made) -> Award:
    return award_of(made.request)


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


def test_confirmed_and_over_the_standstill_it_is_final_and_the_contract_opens():
    made = make_decided()
    with staged_clock(award(made).decided_at):
        confirm(no=made.no, handler=made.agencies[2])
        confirm(no=made.no, handler=made.agencies[2])
        end_standstill(no=made.no)
    assert kinds(f"request/{made.no}").count("award_confirmed") == 1
    assert made.request.status == "standstill"
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        end_standstill(no=made.no)
        end_standstill(no=made.no)
    assert (award(made).status, made.request.status) == (AwardStatus.FINAL, "awarded")
    contract = Contract.objects.get(service_request=made.request)
    assert (contract.price_fen, contract.agency) == (860_000, made.agencies[2].organization)
    assert kinds(f"request/{made.no}")[-2:] == ["award_final", "contract_opened"]


def test_a_confirmation_after_the_standstill_makes_it_final_at_once():
    made = make_decided()
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        end_standstill(no=made.no)
        assert made.request.status == "standstill"
        confirm(no=made.no, handler=made.agencies[2])
    assert made.request.status == "awarded"


def test_who_may_not_confirm():
    made = make_decided()
    with staged_clock(award(made).decided_at):
        with pytest.raises(NotPermitted):
            confirm(no=made.no, handler=made.agencies[1])
        with pytest.raises(NotPermitted):
            confirm(no=made.no, handler=make_agency())
        set_standing(made.agencies[2], "suspended")
        with pytest.raises(NotInGoodStanding):
            confirm(no=made.no, handler=made.agencies[2])
    set_standing(made.agencies[2], "active")
    with staged_clock(award(made).confirm_due_at), pytest.raises(ConfirmationOver):
        confirm(no=made.no, handler=made.agencies[2])
    assert award(made).confirmed_at is None


def test_a_refusal_hands_the_award_to_the_next_reserve_at_once():
    made = make_decided()
    with staged_clock(award(made).decided_at):
        with pytest.raises(Problems):
            decline(no=made.no, handler=made.agencies[2], reason=" ")
        given_up = decline(no=made.no, handler=made.agencies[2], reason="人员不足")
    assert (given_up.status, given_up.ended_reason) == (AwardStatus.DECLINED, "人员不足")
    assert (award(made).rank, award(made).code) == (2, "declined")
    log = kinds(f"request/{made.no}")
    assert log[-2:] == ["award_declined", "award_decided"]
    declined = facts_of(f"request/{made.no}", "award_declined")
    assert declined == {"alias": made.alias(2), "rank": 1, "reason": "人员不足"}
    assert kinds(f"auction/{made.auction.no}").count("awarded") == 2
    names = [
        one.get("name") for one in facts_of(f"auction/{made.auction.no}", "awarded")["revealed"]
    ]
    assert "refused_by_code" not in names  # Told with the first.
    assert made.request.status == "standstill"
    assert is_open(DeadlineKind.AWARD_CONFIRMATION, made.no)


def test_silence_lapses_until_no_reserve_is_left():
    made = make_decided()
    with staged_clock(award(made).decided_at):
        lapse_confirmation(no=made.no)
    assert award(made).rank == 1
    for rank in (2, 3):
        with at_end_of(made, DeadlineKind.AWARD_CONFIRMATION):
            lapse_confirmation(no=made.no)
            lapse_confirmation(no=made.no)
        assert (award(made).rank, award(made).code) == (rank, "silent")
    with at_end_of(made, DeadlineKind.AWARD_CONFIRMATION):
        lapse_confirmation(no=made.no)
    assert award(made) is None
    assert (made.request.status, made.request.failure_code) == ("failed", "no_reserve_left")
    assert facts_of(f"auction/{made.auction.no}", "failed") == {"code": "no_reserve_left"}
    statuses = list(awards_visible().values_list("status", flat=True))
    assert statuses == ["lapsed", "lapsed", "lapsed"]


def test_no_more_reserves_are_taken_than_the_rules_rank():
    made = make_decided(950_000, 940_000, 930_000, 920_000, count=4)
    for _n in range(3):
        with staged_clock(award(made).decided_at):
            place = [made.alias(n) for n in range(4)].index(award(made).entry.alias)
            decline(no=made.no, handler=made.agencies[place], reason="放弃")
    assert made.request.failure_code == "no_reserve_left"


def test_a_winner_suspended_in_the_standstill_is_set_aside():
    made = make_decided()
    with staged_clock(award(made).decided_at):
        confirm(no=made.no, handler=made.agencies[2])
    set_standing(made.agencies[2], "suspended")
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        end_standstill(no=made.no)
    assert (award(made).rank, award(made).code) == (2, "ineligible_now")
    facts = facts_of(f"request/{made.no}", "award_set_aside")
    assert facts == {"alias": made.alias(2), "rank": 1, "reason": "suspended"}


def make_final():
    made = make_decided()
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        confirm(no=made.no, handler=made.agencies[2])
        end_standstill(no=made.no)
    return made


def test_an_unsigned_contract_goes_to_the_next_reserve():
    made = make_final()
    with staged_clock(award(made).ended_at):
        lapse_contract(no=made.no)
    assert made.request.status == "awarded"
    with at_end_of(made, DeadlineKind.CONTRACT_LAPSE):
        lapse_contract(no=made.no)
        lapse_contract(no=made.no)
    assert (award(made).rank, award(made).code) == (2, "contract_not_signed")
    assert kinds(f"request/{made.no}")[-2:] == ["contract_not_signed", "award_decided"]
    assert Contract.objects.get(service_request=made.request).status == "terminated"


def test_where_only_the_buyer_did_not_sign_nobody_takes_over():
    made = make_final()
    contract = Contract.objects.get(service_request=made.request)
    with staged_clock(award(made).ended_at):
        sign(no=contract.no, handler=made.agencies[2], text_sha256=contract.text_sha256)
    with at_end_of(made, DeadlineKind.CONTRACT_LAPSE):
        lapse_contract(no=made.no)
    assert (made.request.status, made.request.failure_code) == ("failed", "contract_not_signed")
    assert made.auction.status == AuctionStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_buyer_and_clock_who_decide_at_once_make_one_award():
    made = make_closed(900_000, 880_000)
    due = Deadline.objects.get(kind=DeadlineKind.AWARD_DECISION, subject=made.no).due_at
    ready, answers = Barrier(2), []

    def act(step) -> None:
        try:
            ready.wait()
            answers.append(step())
        except NotAllowedNow:
            answers.append(None)
        finally:
            connection.close()

    with staged_clock(due):
        steps = (
            lambda: decide_award(no=made.no, handler=made.buyer),
            lambda: decide_award_if_due(no=made.no),
        )
        threads = [Thread(target=act, args=[step]) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len([answer for answer in answers if answer]) == 1
    assert kinds(f"request/{made.no}").count("award_decided") == 1
