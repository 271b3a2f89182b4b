"""Contracts: locked to the award, signed by both, performed, paid, done."""

from datetime import timedelta

import pytest

from market.actions.contracts import lapse, sign
from market.actions.milestones import accept, deem_accepted, deliver, return_for_work
from market.actions.payments import claim, confirm, deny, settle_silent
from market.enums import DeadlineKind
from market.errors import (
    AlreadyDone,
    FileRefused,
    NotAllowedNow,
    NotFound,
    NotPermitted,
    Problems,
    TextChanged,
    WrongAmount,
)
from market.gateways.database import database_now, staged_clock
from market.gateways.files import path_of
from market.models import Assignment, Contract, Deadline, Deliverable, Document, Event, Payment
from market.queries.payments import owed
from market.rules.canonical import sha256
from tests.factories import (
    make_accepted,
    make_agency,
    make_buyer,
    make_contract,
    make_file,
    party,
    sign_both,
)

pytestmark = pytest.mark.django_db


def kinds(contract) -> list[str]:
    log = f"request/{contract.service_request.no}"
    return list(Event.objects.filter(log__name=log).order_by("seq").values_list("kind", flat=True))


def open_kinds(subject: str) -> list[str]:
    rows = Deadline.objects.filter(subject=subject, done_at=None).order_by("kind", "pk")
    return list(rows.values_list("kind", flat=True))


def test_the_text_names_parties_and_price_of_the_award_and_is_hashed():
    contract = make_contract(price_fen=4_700_000)
    assert contract.text_sha256 == sha256(contract.text)
    assert "47,000.00 元（大写：肆万柒仟元整）" in contract.text
    assert contract.agency.uscc in contract.text
    assert contract.no == f"{contract.service_request.no}-C1"
    assert open_kinds(contract.no) == ["contract_signing", "contract_signing"]


def test_both_sign_the_same_text_and_the_clock_of_delivery_starts():
    contract = make_contract()
    first = sign(no=contract.no, handler=party(contract, "buyer"), text_sha256=contract.text_sha256)
    assert first.status == "drafting"
    second = sign(
        no=contract.no, handler=party(contract, "agency"), text_sha256=contract.text_sha256
    )
    assert second.status == "signed"
    assert second.service_request.status == "contracted"
    assert kinds(contract)[-2:] == ["contract_signed_by_one", "contract_signed"]
    assert open_kinds(contract.no) == ["delivery"]
    assert open_kinds(contract.service_request.no) == ["entries_close"]


def test_another_text_is_not_signed():
    contract = make_contract()
    with pytest.raises(TextChanged) as refused:
        sign(no=contract.no, handler=party(contract, "buyer"), text_sha256="0" * 64)
    assert refused.value.facts == {"text_sha256": contract.text_sha256}
    assert Contract.objects.get(no=contract.no).buyer_signed_at is None


def test_a_side_signs_once_and_a_stranger_sees_no_contract():
    contract = make_contract()
    buyer = party(contract, "buyer")
    sign(no=contract.no, handler=buyer, text_sha256=contract.text_sha256)
    with pytest.raises(AlreadyDone):
        sign(no=contract.no, handler=buyer, text_sha256=contract.text_sha256)
    for stranger in (make_buyer(), make_agency()):
        with pytest.raises(NotFound):
            sign(no=contract.no, handler=stranger, text_sha256=contract.text_sha256)
        with pytest.raises(NotFound):
            sign(no="TL-2026-999999-C1", handler=stranger, text_sha256=contract.text_sha256)


def test_a_job_that_needs_a_person_fixes_who_leads_and_that_person_leads_no_second_one():
    item = "34ZJ-HJ-002"
    agency = make_agency(item=item)
    first = sign_both(make_contract(agency=agency, service_items=[item]))
    assert Assignment.objects.filter(contract=first, released_at=None).count() == 1
    second = make_contract(agency=agency, service_items=[item])
    with pytest.raises(Problems) as refused:
        sign(no=second.no, handler=agency, text_sha256=second.text_sha256)
    assert [problem.code for problem in refused.value.problems] == ["practitioner_missing"]
    assert Contract.objects.get(no=second.no).agency_signed_at is None


def test_a_contract_not_signed_in_time_names_the_side_that_had_not_signed():
    contract = make_contract()
    sign(no=contract.no, handler=party(contract, "buyer"), text_sha256=contract.text_sha256)
    assert lapse(contract.service_request, database_now()) == ["agency"]
    assert Contract.objects.get(no=contract.no).status == "terminated"
    assert open_kinds(contract.no) == []


def test_a_file_is_kept_with_its_hash_and_never_overwritten():
    contract = sign_both(make_contract())
    agency, buyer = party(contract, "agency"), party(contract, "buyer")
    first = deliver(no=contract.no, handler=agency, milestone=1, file=make_file(b"%PDF-1 one"))
    defects = [{"clause": "二", "text": "缺少附图"}]
    return_for_work(no=contract.no, handler=buyer, deliverable=1, defects=defects)
    second = deliver(no=contract.no, handler=agency, milestone=1, file=make_file(b"%PDF-1 two"))
    assert (first.version, second.version, second.n) == (1, 2, 2)
    assert first.document.sha256 == sha256("%PDF-1 one")
    assert path_of(first.document.public_key).read_bytes() == b"%PDF-1 one"
    assert second.document.replaces_id == first.document_id


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"MZ a program", "type_not_allowed"), (b"<html>", "type_not_allowed")],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(content, reason):
    contract = sign_both(make_contract())
    with pytest.raises(FileRefused) as refused:
        deliver(
            no=contract.no,
            handler=party(contract, "agency"),
            milestone=1,
            file=make_file(content),
        )
    assert refused.value.facts == {"reason": reason}
    assert (Deliverable.objects.count(), Document.objects.count()) == (0, 0)
    assert Contract.objects.get(no=contract.no).status == "signed"


def test_defects_are_tied_to_clauses_and_returns_are_counted():
    contract = sign_both(make_contract())
    agency, buyer = party(contract, "agency"), party(contract, "buyer")
    defects = [{"clause": "二", "text": "缺少附图"}]
    for n in (1, 2):
        deliver(no=contract.no, handler=agency, milestone=1, file=make_file())
        with pytest.raises(Problems):
            return_for_work(no=contract.no, handler=buyer, deliverable=n, defects=[])
        return_for_work(no=contract.no, handler=buyer, deliverable=n, defects=defects)
    deliver(no=contract.no, handler=agency, milestone=1, file=make_file())
    with pytest.raises(Problems) as refused:
        return_for_work(no=contract.no, handler=buyer, deliverable=3, defects=defects)
    assert [problem.code for problem in refused.value.problems] == ["returns_used"]


def test_acceptance_opens_payment_and_both_reviews():
    contract = make_accepted()
    assert contract.status == "accepted"
    assert open_kinds(contract.no) == ["payment", "review", "review"]
    assert kinds(contract)[-1] == "deliverable_accepted"


def test_a_silent_buyer_is_deemed_to_have_accepted():
    contract = sign_both(make_contract())
    deliver(no=contract.no, handler=party(contract, "agency"), milestone=1, file=make_file())
    deem_accepted(no=contract.no)
    assert kinds(contract)[-1] == "deliverable_deemed_accepted"
    deem_accepted(no=contract.no)
    assert kinds(contract).count("deliverable_deemed_accepted") == 1


def test_only_the_buyer_accepts_and_only_what_waits():
    contract = sign_both(make_contract())
    agency, buyer = party(contract, "agency"), party(contract, "buyer")
    with pytest.raises(NotAllowedNow):
        accept(no=contract.no, handler=buyer, deliverable=1)
    deliver(no=contract.no, handler=agency, milestone=1, file=make_file())
    with pytest.raises(NotPermitted):
        accept(no=contract.no, handler=agency, deliverable=1)
    with pytest.raises(NotFound):
        accept(no=contract.no, handler=buyer, deliverable=2)
    assert Contract.objects.get(no=contract.no).status == "delivered"


def pay(contract, amount_fen=900_000):
    return claim(
        no=contract.no,
        handler=party(contract, "buyer"),
        milestone=1,
        amount_fen=amount_fen,
        provider="bank_transfer",
    )


def test_a_one_sided_claim_is_no_payment_and_confirming_settles_it():
    contract = make_accepted()
    payment = pay(contract)
    assert payment.status == "claimed"
    assert open_kinds(contract.no) == ["payment_confirmation", "review", "review"]
    assert confirm(no=contract.no, handler=party(contract, "agency"), n=1).status == "settled"
    assert Contract.objects.get(no=contract.no).status == "accepted"  # Reviews are still open.
    assert pay(contract).pk == payment.pk  # Starting again answers the live one.


def test_another_amount_is_refused_with_what_is_owed():
    contract = make_accepted()
    with pytest.raises(WrongAmount) as refused:
        pay(contract, 899_999)
    assert refused.value.facts == {"owed_fen": 900_000}
    assert Payment.objects.count() == 0


def test_a_denied_claim_falls_due_again_on_its_old_date():
    contract = make_accepted()
    was_due = Deadline.objects.get(kind=DeadlineKind.PAYMENT, subject=contract.no).due_at
    pay(contract)
    deny(no=contract.no, handler=party(contract, "agency"), n=1, reason="账上没有这笔款")
    again = Deadline.objects.get(kind=DeadlineKind.PAYMENT, subject=contract.no, done_at=None)
    assert again.due_at == was_due
    assert pay(contract).n == 2


def test_a_claim_nobody_denies_counts_as_paid_and_is_flagged():
    contract = make_accepted()
    pay(contract)
    settle_silent(no=contract.no)
    payment = Payment.objects.get(contract=contract)
    assert (payment.status, payment.was_silent) == ("settled", True)


def test_lateness_and_interest_count_from_the_day_after_the_last_one():
    contract = make_accepted()
    due_at = Deadline.objects.get(kind=DeadlineKind.PAYMENT, subject=contract.no).due_at
    late = owed(Contract.objects.get(no=contract.no), due_at + timedelta(days=10))
    assert (late.days_late, late.interest_fen) == (10, 900_000 * 10 * 5 // 10_000)
    with staged_clock(due_at + timedelta(days=10)):
        pay(contract)
        confirm(no=contract.no, handler=party(contract, "agency"), n=1)
    log = f"request/{contract.service_request.no}"
    settled = Event.objects.get(log__name=log, kind="payment_settled")
    assert '"days_late":10' in settled.text
    assert '"interest_fen":4500' in settled.text
