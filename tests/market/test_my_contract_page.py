"""The contract as its sides work on it: each step by who may, nobody else sees it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.enums import ContractStatus, MilestoneStatus, PaymentStatus
from market.models import Deliverable, Event, Payment
from tests.factories import (
    make_accepted,
    make_agency,
    make_buyer,
    make_contract,
    party,
    sign_both,
)

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def sides(contract) -> tuple[Client, Client]:
    return client_of(party(contract, "buyer")), client_of(party(contract, "agency"))


def path(contract) -> str:
    return f"/my/contracts/{contract.no}/"


def post(client: Client, contract, do: str, **data):
    return client.post(path(contract), {"do": do, **data})


def deliver(client: Client, contract, content: bytes = b"%PDF-1.7 a report"):
    file = SimpleUploadedFile("report.pdf", content)
    return post(client, contract, "deliver", milestone=1, file=file)


def test_only_the_sides_see_the_contract():
    contract = make_contract()
    stranger = client_of(make_agency())
    assert stranger.get(path(contract)).status_code == 404
    assert post(stranger, contract, "sign").status_code == 404
    assert Client().get(path(contract)).status_code == 302
    for client in sides(contract):
        for prefix in ("", "/en"):
            assert client.get(prefix + path(contract)).status_code == 200


def test_both_sign_the_same_text():
    contract = make_contract()
    buyer, agency = sides(contract)
    signature = {"text_sha256": contract.text_sha256, "agreed": "on"}
    assert post(buyer, contract, "sign", **signature)["Location"] == path(contract)
    assert buyer.get(path(contract)).context["forms"] == {}
    assert post(agency, contract, "sign", **signature).status_code == 302
    contract.refresh_from_db()
    assert contract.status == ContractStatus.SIGNED


@pytest.mark.parametrize(
    ("data", "field"),
    [({"agreed": "on", "text_sha256": "0" * 64}, "__all__"), ({}, "agreed")],
)
def test_an_unread_or_other_text_is_not_signed(data, field):
    contract = make_contract()
    buyer, _agency = sides(contract)
    sent = {"text_sha256": contract.text_sha256} | data
    answer = post(buyer, contract, "sign", **sent)
    assert answer.status_code == 422
    assert field in answer.context["forms"]["sign"].errors
    contract.refresh_from_db()
    assert contract.buyer_signed_at is None


def test_a_deliverable_is_handed_over_returned_and_accepted():
    contract = sign_both(make_contract())
    buyer, agency = sides(contract)
    assert deliver(agency, contract).status_code == 302
    back = post(
        buyer,
        contract,
        "return",
        deliverable=1,
        defects_0_clause="第二条",
        defects_0_text="缺少附图",
    )
    assert back.status_code == 302
    assert Deliverable.objects.get(n=1).defects == [{"clause": "第二条", "text": "缺少附图"}]
    assert deliver(agency, contract).status_code == 302
    assert post(buyer, contract, "accept", deliverable=2).status_code == 302
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACCEPTED
    assert contract.milestones.get().status == MilestoneStatus.ACCEPTED


def test_a_return_without_a_reason_or_with_half_of_one_changes_nothing():
    contract = sign_both(make_contract())
    buyer, agency = sides(contract)
    deliver(agency, contract)
    before = Event.objects.count()
    for defects in ({}, {"defects_0_text": "缺少附图"}):
        answer = post(buyer, contract, "return", deliverable=1, **defects)
        assert answer.status_code == 422
        errors = answer.context["forms"]["return"].errors
        assert errors["defects_0_clause"] == ["请逐项写明不符合哪一条约定以及具体问题。"]
    assert Event.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"MZ an executable"])
def test_a_file_that_may_not_be_stored_says_why(content):
    contract = sign_both(make_contract())
    _buyer, agency = sides(contract)
    answer = deliver(agency, contract, content)
    assert answer.status_code == 422
    assert answer.context["forms"]["deliver"].errors
    assert not Deliverable.objects.exists()


def test_nobody_takes_the_other_sides_step():
    contract = sign_both(make_contract())
    buyer, agency = sides(contract)
    assert deliver(buyer, contract).status_code == 200  # No such form is offered.
    assert not Deliverable.objects.exists()
    deliver(agency, contract)
    assert post(agency, contract, "accept", deliverable=1).status_code == 200
    contract.refresh_from_db()
    assert contract.status == ContractStatus.DELIVERED


def test_a_payment_is_claimed_denied_claimed_again_and_confirmed():
    contract = make_accepted()
    buyer, agency = sides(contract)
    sum_fen = contract.price_fen
    assert f"已付款 {sum_fen // 100:,}.00 元" in buyer.get(path(contract)).content.decode()
    post(buyer, contract, "claim", milestone=1, amount_fen=sum_fen)
    empty = post(agency, contract, "deny", n=1, reason="")
    assert empty.status_code == 422
    assert Payment.objects.get().status == PaymentStatus.CLAIMED
    post(agency, contract, "deny", n=1, reason="账户没有到账")
    post(buyer, contract, "claim", milestone=1, amount_fen=sum_fen)
    post(agency, contract, "confirm", n=2)
    assert [p.status for p in Payment.objects.order_by("n")] == ["denied", "settled"]


def test_another_sum_is_refused():
    contract = make_accepted()
    buyer, _agency = sides(contract)
    answer = post(buyer, contract, "claim", milestone=1, amount_fen=1)
    assert answer.status_code == 422
    assert answer.context["forms"]["claim"].non_field_errors() == ["金额应为 9,000.00 元。"]
    assert not Payment.objects.exists()


def test_the_list_shows_ones_own_and_more_rows_do_not_mean_more_queries():
    buyer = make_buyer()
    first = make_contract(buyer)
    make_contract()
    client = client_of(buyer)
    answer = client.get("/my/contracts/")
    assert [row.no for row, _due in answer.context["rows"]] == [first.no]
    with CaptureQueriesContext(connection) as one:
        client.get("/my/contracts/")
    make_contract(buyer)
    make_contract(buyer)
    with CaptureQueriesContext(connection) as three:
        client.get("/my/contracts/")
    assert len(three) == len(one)
