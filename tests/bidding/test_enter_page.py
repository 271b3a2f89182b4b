"""Enter: every check with its reason, a tick, a receipt; nothing changes on a refusal."""

import pytest
from django.test import Client

from bidding.enums import EntryStatus
from bidding.models import Entry
from market.gateways.database import staged_clock
from tests.bidding.factories import make_entered, make_frozen, set_standing
from tests.factories import make_agency, make_buyer, make_draft

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def path(no: str) -> str:
    return f"/requests/{no}/enter/"


def test_only_agencies_enter_and_only_what_is_published():
    made, draft = make_entered(0), make_draft()
    assert client_of(make_buyer()).get(path(made.no)).status_code == 403
    assert client_of(make_agency()).get(path(draft.no)).status_code == 404
    answer = Client().get(path(made.no))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/accounts/login/?next=/requests/{made.no}/enter/",
    )
    assert not Entry.objects.exists()


def test_one_tick_enters_and_the_receipt_names_the_alias():
    made, agency = make_entered(0), make_agency()
    client = client_of(agency)
    answer = client.get(path(made.no))
    assert answer.context["wrong_count"] == 0
    assert client.post(path(made.no), {"commitment": "on"})["Location"] == path(made.no)
    entry = Entry.objects.get()
    assert (entry.status, entry.agency_id) == (EntryStatus.CONFIRMED, agency.organization_id)
    for prefix in ("", "/en"):
        receipt = client.get(prefix + path(made.no))
        assert receipt.context["is_in"]
        assert f"<b>{entry.alias}</b>" in receipt.content.decode()


def test_without_the_tick_nothing_happens():
    made = make_entered(0)
    answer = client_of(make_agency()).post(path(made.no), {})
    assert answer.status_code == 422
    assert answer.context["form"].errors["commitment"] == ["报名须承诺所报信息真实。"]
    assert not Entry.objects.exists()


def test_all_reasons_are_told_at_once():
    made, agency = make_entered(0), make_agency()
    set_standing(agency, "suspended")
    client = client_of(agency)
    listed = client.get(path(made.no))
    assert [check.code for check in listed.context["checks"] if not check.is_ok] == ["standing"]
    sent = {"commitment": "on", "conflicts": ["former_official", "declared_conflict"]}
    answer = client.post(path(made.no), sent)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 3
    assert not Entry.objects.exists()


def test_an_entry_is_withdrawn_and_made_again():
    made = make_entered(1)
    client = client_of(made.agencies[0])
    assert client.post(path(made.no), {"do": "withdraw"}).status_code == 302
    assert Entry.objects.get().status == EntryStatus.WITHDRAWN
    client.post(path(made.no), {"commitment": "on"})
    assert Entry.objects.get().status == EntryStatus.CONFIRMED


def test_after_the_close_there_is_no_way_in_or_out():
    made, late = make_frozen(2), make_agency()
    with staged_clock(made.request.entry_closes_at):
        client = client_of(late)
        answer = client.get(path(made.no))
        assert not answer.context["is_open"]
        assert "报名已于" in answer.content.decode()
        assert client.post(path(made.no), {"commitment": "on"}).status_code == 422
        client_of(made.agencies[0]).post(path(made.no), {"do": "withdraw"})
    assert sorted(Entry.objects.values_list("status", flat=True)) == ["confirmed", "confirmed"]
