"""What the simulated side of a rehearsal does when the auction is over."""

import pytest

from bidding.actions.awards import end_standstill
from config.rehearsal_end import carry_on
from market.enums import DeadlineKind, RequestStatus
from market.queries.contracts import latest_contract
from tests.bidding.factories import at_end_of, award, clock_at, make_decided

pytestmark = pytest.mark.django_db


def by_organization(handlers):
    return {handler.organization_id: handler for handler in handlers}


def test_the_simulated_winner_confirms_and_both_sides_sign():
    made = make_decided()
    simulated = by_organization(made.agencies)
    with clock_at(made.auction.closed_at):
        assert carry_on(made.no, made.buyer, simulated) is False
        confirmed_at = award(made).confirmed_at
        assert confirmed_at == made.auction.closed_at
        assert carry_on(made.no, made.buyer, simulated) is False
        assert award(made).confirmed_at == confirmed_at

    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        end_standstill(no=made.no)
        assert carry_on(made.no, made.buyer, simulated) is False
        assert made.request.status == RequestStatus.CONTRACTED
        assert carry_on(made.no, made.buyer, simulated) is True


def test_the_award_of_a_visitor_waits_for_the_visitor():
    made = make_decided()
    winner = made.agencies[2]
    simulated = by_organization(made.agencies[:2])
    with clock_at(made.auction.closed_at):
        assert carry_on(made.no, made.buyer, simulated) is False
        assert award(made).entry.agency_id == winner.organization_id
        assert award(made).confirmed_at is None

        carry_on(made.no, made.buyer, by_organization([winner]))  # The visitor confirms.
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        end_standstill(no=made.no)
        assert carry_on(made.no, made.buyer, simulated) is False
        contract = latest_contract(made.request)
        assert (contract.buyer_signed_at is None, contract.agency_signed_at) == (False, None)
        assert made.request.status == RequestStatus.AWARDED
