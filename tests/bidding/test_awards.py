"""Awards after the decision: confirmed, given up, passed on, final."""

import pytest
from django.contrib.auth.models import AnonymousUser

from bidding.actions.awards import (
    confirm,
    decline,
    end_standstill,
    lapse_confirmation,
    lapse_contract,
)
from bidding.enums import AuctionStatus, AwardStatus
from bidding.errors import ConfirmationOver, NotInGoodStanding
from bidding.queries.awards import awards_visible
from market.actions.contracts import sign
from market.enums import DeadlineKind
from market.errors import NotPermitted, Problems
from market.gateways.database import staged_clock
from market.models import Contract
from market.queries.deadlines import is_open
from tests.bidding.factories import at_end_of, award, facts_of, kinds, make_decided, set_standing
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


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
