"""Joining the market: at once, and everything that is missing at once."""

from dataclasses import replace

import pytest

from market.actions.organizations import join_as_buyer, join_market
from market.actions.users import token_digest
from market.enums import DeadlineKind
from market.errors import AlreadyDone, NotPermitted, Problems
from market.gateways.database import database_now
from market.models import Commitment, Deadline, Event, Organization, User
from market.queries.commitments import current_text
from market.queries.users import user_by_token_digest
from market.rules.canonical import sha256
from market.rules.organizations import AgencyEntry, BuyerEntry, FirstHandler, Identity
from tests.factories import (
    make_agency,
    make_buyer,
    make_code,
    make_colleague,
    make_identity,
    make_person,
    version,
)

pytestmark = pytest.mark.django_db
ENGINEERING = "engineering_consulting"


def entry(**changes) -> AgencyEntry:
    stated = AgencyEntry(
        identity=make_identity("澄明咨询（演示）"),
        handler=make_person(),
        categories=[ENGINEERING],
        divisions=["340700"],
        commitment_version=version(),
        commitment_accepted=True,
    )
    return replace(stated, **changes)


def codes(refused) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_an_agency_is_active_in_the_same_second_with_all_items_of_its_category():
    joined = join_market(entry=entry())
    organization = joined.organization
    assert (organization.standing, organization.is_agency) == ("active", True)
    items = organization.agency.service_items.values_list("code", flat=True)
    assert sorted(items) == [f"34ZJ-FG-00{n}" for n in range(1, 6)]
    assert organization.agency.form_check == "waiting"
    assert Deadline.objects.filter(
        kind=DeadlineKind.FORM_CHECK, subject=organization.uscc, done_at=None
    ).exists()
    assert user_by_token_digest(token_digest(joined.token)).user == joined.handler.user


def test_the_record_names_joining_and_signing_and_no_person():
    joined = join_market(entry=entry())
    log = f"organization/{joined.organization.uscc}"
    events = Event.objects.filter(log__name=log).order_by("seq")
    assert [event.kind for event in events] == [
        "handler_appointed",
        "organization_joined",
        "commitment_signed",
    ]
    texts = " ".join(event.text for event in events)
    assert joined.handler.user.name not in texts
    assert joined.handler.user.email not in texts
    assert joined.organization.legal_rep not in texts


def test_the_signed_letter_is_filled_and_its_hash_leaves_out_the_hash_line():
    joined = join_market(entry=entry())
    signed = Commitment.objects.get(organization=joined.organization)
    assert "澄明咨询（演示）" in signed.text
    assert "{" not in signed.text
    hashed = "\n".join(line for line in signed.text.split("\n") if "文本指纹" not in line)
    assert signed.text_sha256 == sha256(hashed)
    assert signed.text_sha256 in signed.text


def test_an_empty_entry_is_told_everything_at_once_and_nothing_is_kept():
    before = (Organization.objects.count(), User.objects.count(), Event.objects.count())
    with pytest.raises(Problems) as refused:
        join_market(entry=AgencyEntry(Identity(), FirstHandler()))
    assert codes(refused) == [
        ("name", "required"),
        ("uscc", "required"),
        ("legal_rep", "required"),
        ("handler.name", "required"),
        ("handler.email", "required"),
        ("handler.password", "required"),
        ("categories", "required"),
        ("divisions", "required"),
        ("commitment.accepted", "required"),
    ]
    assert (Organization.objects.count(), User.objects.count(), Event.objects.count()) == before


def test_a_wrong_code_is_refused_and_a_wrong_check_digit_only_noted():
    with pytest.raises(Problems) as refused:
        join_market(entry=entry(identity=make_identity(uscc="9134O700DEM0B0014H")))
    assert codes(refused) == [("uscc", "uscc_form")]
    joined = join_market(entry=entry(identity=make_identity(uscc="91340700DEM0B0014J")))
    assert joined.organization.code_warnings == ["code_check"]


def test_a_taken_code_a_taken_mail_and_a_weak_password_are_named_together():
    first = join_market(entry=entry())
    person = FirstHandler("经办", first.handler.user.email, "12345")
    again = make_identity(uscc=first.organization.uscc.lower())
    with pytest.raises(Problems) as refused:
        join_market(entry=entry(identity=again, handler=person))
    assert codes(refused) == [
        ("uscc", "uscc_taken"),
        ("handler.email", "email_taken"),
        ("handler.password", "password_too_short"),
        ("handler.password", "password_too_common"),
        ("handler.password", "password_entirely_numeric"),
    ]


def test_an_old_letter_an_unknown_category_and_division_are_refused():
    wrong = entry(categories=["alchemy"], divisions=["999999"], commitment_version="2019.1")
    with pytest.raises(Problems) as refused:
        join_market(entry=wrong)
    assert codes(refused) == [
        ("categories", "choice_unknown"),
        ("divisions", "choice_unknown"),
        ("commitment.version", "version_changed"),
    ]


def test_hidden_characters_in_a_name_are_refused():
    with pytest.raises(Problems) as refused:
        join_market(entry=entry(identity=make_identity("澄明\u202e咨询")))
    assert codes(refused) == [("name", "hidden_characters")]


@pytest.mark.parametrize(
    ("prefix", "form"), [("92", "self_employed"), ("52", "private_non_enterprise")]
)
def test_the_self_employed_and_social_organizations_join_like_any_other(prefix, form):
    identity = make_identity(uscc=make_code(987_654, prefix), legal_form="")
    assert join_market(entry=entry(identity=identity)).organization.legal_form == form


def test_a_buyer_becomes_an_agency_too_through_its_administrator_only():
    buyer = make_buyer()
    with pytest.raises(NotPermitted):
        join_market(entry=entry(), handler=make_colleague(buyer))
    joined = join_market(entry=entry(), handler=buyer)
    assert joined.organization.pk == buyer.organization_id
    assert (joined.organization.is_buyer, joined.organization.is_agency) == (True, True)


def test_a_person_buys_without_code_and_gets_a_random_key():
    person = BuyerEntry(Identity(name="林一（演示）"), make_person(), version(), True)
    organization = join_as_buyer(entry=person).organization
    assert organization.is_person
    assert len(organization.uscc) == 18
    assert organization.uscc[0] == "P"


def test_the_letter_in_force_is_the_newest_by_then():
    assert current_text(database_now()).version == "2026.1"


def test_an_agency_becomes_a_buyer_too_through_its_administrator_only_and_once():
    agency = make_agency()
    blank = BuyerEntry(
        identity=Identity(),
        handler=FirstHandler(),
        commitment_version=version(),
        commitment_accepted=True,
    )
    with pytest.raises(NotPermitted):
        join_as_buyer(entry=blank, handler=make_colleague(agency))
    assert not Organization.objects.get(pk=agency.organization_id).is_buyer

    assert join_as_buyer(entry=blank, handler=agency).organization.is_buyer
    events = Event.objects.count()
    with pytest.raises(AlreadyDone):
        join_as_buyer(entry=blank, handler=agency)
    assert Event.objects.count() == events
