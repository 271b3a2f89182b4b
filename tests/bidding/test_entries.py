"""Entering: who may, what is told at once where not, and what stays a secret."""

import json

import pytest

from bidding.actions.entries import enter, withdraw_entry
from bidding.enums import EntryStatus
from bidding.errors import AlreadyEntered, EntriesClosed
from bidding.models import Entry
from bidding.queries.eligibility import eligibility
from bidding.queries.entries import frozen_entries
from market.actions.organizations import tie
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems
from market.gateways.database import staged_clock
from market.models import Organization, Salt
from market.record import events_after
from market.rules.canonical import sealed_digest
from tests.bidding.factories import kinds, make_entered, make_frozen, set_standing
from tests.factories import hold, make_agency, make_buyer, make_draft

pytestmark = pytest.mark.django_db


def codes_of(no: str, agency, **facts) -> list[str]:
    before = kinds(f"entries/{no}")
    with pytest.raises(Problems) as refused:
        enter(no=no, handler=agency, **facts)
    assert kinds(f"entries/{no}") == before
    assert not Entry.objects.filter(service_request__no=no, agency=agency.organization).exists()
    assert all(problem.text for problem in refused.value.problems)
    return [problem.code for problem in refused.value.problems]


def test_an_entry_has_an_alias_and_one_digest_and_tells_the_request_nothing():
    made = make_entered(0)
    agency = make_agency()
    before = kinds(f"request/{made.no}")

    entry = enter(no=made.no, handler=agency)

    assert (entry.status, len(entry.alias)) == (EntryStatus.CONFIRMED, 2)
    salt = Salt.objects.get(digest=entry.bidder_digest)
    assert salt.value == agency.organization.uscc
    assert entry.bidder_digest == sealed_digest(salt.salt, salt.value)
    [event] = events_after(f"entries/{made.no}", 0, 10)
    body = json.loads(event.text)
    assert (body["kind"], body["facts"]) == ("entry_made", {"alias": entry.alias})
    assert body["sealed"] == {"bidder": entry.bidder_digest}
    assert kinds(f"request/{made.no}") == before
    assert list(frozen_entries(made.request)) == []


def test_a_second_entry_is_refused_and_the_first_stays():
    made = make_entered(1)
    alias = made.alias(0)
    with pytest.raises(AlreadyEntered) as refused:
        enter(no=made.no, handler=made.agencies[0])
    assert refused.value.facts == {"alias": alias}
    assert kinds(f"entries/{made.no}") == ["entry_made"]


def test_who_withdraws_may_enter_again_under_the_same_alias():
    made = make_entered(1)
    alias = made.alias(0)
    left = withdraw_entry(no=made.no, handler=made.agencies[0])
    assert left.status == EntryStatus.WITHDRAWN
    with pytest.raises(NotFound):
        withdraw_entry(no=made.no, handler=made.agencies[0])
    again = enter(no=made.no, handler=made.agencies[0])
    assert (again.alias, again.status, again.left_at) == (alias, EntryStatus.CONFIRMED, None)
    assert kinds(f"entries/{made.no}") == ["entry_made", "entry_withdrawn", "entry_made"]


def test_a_late_entry_and_a_late_withdrawal_are_refused():
    made = make_entered(1)
    with staged_clock(made.request.entry_closes_at):
        with pytest.raises(EntriesClosed):
            enter(no=made.no, handler=make_agency())
        with pytest.raises(EntriesClosed):
            withdraw_entry(no=made.no, handler=made.agencies[0])
    assert kinds(f"entries/{made.no}") == ["entry_made"]


def test_after_the_freeze_the_state_says_so():
    made = make_frozen()
    with pytest.raises(NotAllowedNow) as refused:
        enter(no=made.no, handler=make_agency())
    assert refused.value.facts == {"status": "entries_closed", "allowed": ["published"]}


def test_a_draft_and_a_missing_request_answer_alike_and_a_buyer_may_not_enter():
    draft = make_draft()
    for no in (draft.no, "TL-2026-999999"):
        with pytest.raises(NotFound):
            enter(no=no, handler=make_agency())
    with pytest.raises(NotPermitted):
        enter(no=make_entered(0).no, handler=make_buyer())


def test_everything_that_stands_against_an_entry_is_told_at_once():
    made = make_entered(0, service_items=["34ZJ-HJ-002"], ceiling_fen=30_000_000)
    agency = make_agency()
    set_standing(agency, "frozen")
    Organization.objects.filter(pk=agency.organization_id).update(
        credit_grade="C", legal_rep_digest="f" * 64, phone="0000 1"
    )
    Organization.objects.filter(pk=made.buyer.organization_id).update(
        legal_rep_digest="f" * 64, phone="00001"
    )
    found = codes_of(made.no, agency, conflicts=["former_official"])
    assert sorted(found) == [
        "former_official",
        "grade_ceiling",
        "practitioner_missing",
        "same_legal_rep",
        "shared_contact",
        "standing",
    ]


def test_a_certificate_that_ends_inside_the_service_is_refused_with_its_day():
    made = make_entered(0, service_items=["34ZJ-HJ-002"], service_days=30)
    agency = make_agency()
    hold(agency, "eia_engineer", "practitioner", days=20)
    with pytest.raises(Problems) as refused:
        enter(no=made.no, handler=agency)
    [problem] = refused.value.problems
    assert problem.code == "practitioner_expires_in_service_period"
    assert problem.facts["valid_to"] < problem.facts["needed_to"]

    hold(agency, "eia_engineer", "practitioner", days=60)
    assert enter(no=made.no, handler=agency).status == EntryStatus.CONFIRMED


def test_a_bar_condition_with_a_test_keeps_out_and_one_without_does_not():
    test = {"qualification": "drawing_review", "grade_in": ["一类"]}
    conditions = [
        {"text": "一类审查机构", "kind": "bar", "test": test},
        {"text": "现场服务", "kind": "bar"},
    ]
    made = make_entered(0, conditions=conditions)
    agency = make_agency()
    assert codes_of(made.no, agency) == ["qualification_missing"]
    hold(agency, "drawing_review", grade="二类")
    assert codes_of(made.no, agency) == ["qualification_grade_below"]
    hold(agency, "drawing_review", grade="一类")
    assert enter(no=made.no, handler=agency).status == EntryStatus.CONFIRMED


def test_an_institution_under_the_approving_authority_is_kept_out():
    made = make_entered(0)
    authority, agency = make_buyer(legal_form="organ"), make_agency()
    codes = [made.request.service_item.code]
    Organization.objects.filter(pk=authority.organization_id).update(approves_items=codes)
    agency.organization.supervised_by = authority.organization
    agency.organization.save()
    assert codes_of(made.no, agency) == ["under_approving_authority"]


def test_a_subsidiary_of_the_buyer_and_a_listed_agency_are_kept_out():
    listed = make_agency()
    avoid = [{"agency": listed.organization.uscc, "reason": "正在诉讼"}]
    made = make_entered(0, avoid=avoid)
    assert codes_of(made.no, listed) == ["avoid_listed"]
    subsidiary = make_agency()
    tie(
        organization=subsidiary.organization,
        parent=made.buyer.organization,
        supervisor=None,
        approves_items=[],
    )
    assert codes_of(made.no, subsidiary) == ["control_link"]


def test_linked_agencies_both_enter_since_a_refusal_would_tell_who_is_in():
    made = make_entered(1)
    other = make_agency()
    pks = [made.agencies[0].organization_id, other.organization_id]
    Organization.objects.filter(pk__in=pks).update(legal_rep_digest="a" * 64)
    assert enter(no=made.no, handler=other).status == EntryStatus.CONFIRMED


def test_a_named_lead_must_be_ones_own_and_free():
    made = make_entered(0, service_items=["34ZJ-HJ-002"])
    agency = make_agency(item="34ZJ-HJ-002")
    assert codes_of(made.no, agency, practitioner_keys=["nobody"]) == ["practitioner_missing"]
    own = agency.organization.practitioners.get()
    assert enter(no=made.no, handler=agency, practitioner_keys=[own.public_key])


def test_grade_d_names_its_lead_at_entry():
    made = make_entered(0, service_items=["34ZJ-HJ-002"])
    agency = make_agency(item="34ZJ-HJ-002")
    Organization.objects.filter(pk=agency.organization_id).update(credit_grade="D")
    agency.organization.refresh_from_db()
    assert codes_of(made.no, agency) == ["practitioner_proof_due"]
    key = agency.organization.practitioners.get().public_key
    assert enter(no=made.no, handler=agency, practitioner_keys=[key])


def test_the_list_of_checks_names_what_is_met_too():
    made = make_entered(0, service_items=["34ZJ-HJ-002"])
    checks = eligibility(made.request, make_agency(item="34ZJ-HJ-002").organization)
    assert all(check.is_ok and check.name and not check.text for check in checks)
    assert [check.code for check in checks] == [
        "standing",
        "identity_level",
        "conflicts",
        "practitioner",
    ]
