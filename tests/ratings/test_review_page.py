"""The review of a contract as its sides write it: `/my/contracts/<no>/review/`."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.enums import DeadlineKind
from market.gateways.database import database_now, staged_clock
from market.models import Deadline
from ratings.models import Review
from tests.factories import make_agency
from tests.ratings.factories import (
    deliverable_document,
    make_accepted,
    make_delivered,
    marks_for_agency,
    marks_for_buyer,
    review_by_agency,
    review_by_buyer,
)

pytestmark = pytest.mark.django_db
WORDS = "成果多处数据与现场不符，退回后仍未改正，影响审批。"


def address(deal, language=""):
    return f"{language}/my/contracts/{deal.no}/review/"


def page(client, deal, handler, language=""):
    client.force_login(handler.user)
    return client.get(address(deal, language))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.mark.parametrize("language", ["", "/en"])
def test_both_sides_are_asked_about_their_own_dimensions(client, language):
    deal = make_accepted()

    buyer, agency = (
        page(client, deal, deal.buyer, language),
        page(client, deal, deal.agency, language),
    )

    assert buyer.status_code == agency.status_code == 200
    for name in marks_for_agency(5):
        assert f'name="{name}"' in buyer.content.decode()
        assert f'name="{name}"' not in agency.content.decode()
    for name in marks_for_buyer(5):
        assert f'name="{name}"' in agency.content.decode()


def test_one_press_marks_every_dimension(client):
    deal = make_accepted()
    client.force_login(deal.buyer.user)

    answer = client.post(address(deal), {"overall": "5"})

    assert (answer.status_code, answer["Location"]) == (302, address(deal))
    assert Review.objects.get().scores == marks_for_agency(5)
    text = text_of(client.get(address(deal)))
    assert "评价已提交。" in text
    assert "此前保密" in text and "评价公开前可修改一次" in text


def test_a_dimension_marked_on_its_own_stands(client):
    deal = make_accepted()
    client.force_login(deal.agency.user)

    client.post(address(deal), {"overall": "4", "payment": "3"})

    assert Review.objects.get().scores == {**marks_for_buyer(4), "payment": 3}


def test_nothing_marked_is_said_once_and_nothing_is_written(client):
    deal = make_accepted()
    client.force_login(deal.buyer.user)

    answer = client.post(address(deal), {"text": "写了一半"})

    text = text_of(answer)
    assert answer.status_code == 422
    assert "还有 1 项需要补充" in text and "总体评价：请为每一项选择评价。" in text
    assert "写了一半" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_bad_mark_shows_all_it_lacks_at_its_fields(client):
    deal = make_accepted()
    client.force_login(deal.buyer.user)

    answer = client.post(address(deal), {"overall": "5", "fee": "1"})

    assert answer.status_code == 422
    text = text_of(answer)
    assert "还有 3 项需要补充" in text
    for words in ("原因：不满意的评价须", "文字说明：不满意的评价须", "证据：不满意的评价须"):
        assert words in text
    assert answer.content.decode().count("<details") == 1
    assert re.search(r"<details[^>]* open", answer.content.decode())
    assert not Review.objects.exists()


def test_evidence_is_a_new_file_or_one_of_the_contract(client):
    first, second = make_accepted(), make_accepted()
    bad = {"overall": "1", "text": WORDS, "reasons": ["report_errors"]}
    client.force_login(first.buyer.user)
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.4 made up")
    assert client.post(address(first), {**bad, "file": file}).status_code == 302
    [stored] = Review.objects.get(contract__no=first.no).evidence.all()
    assert stored.name == "照片.pdf"

    client.force_login(second.buyer.user)
    known = deliverable_document(second)
    assert client.post(address(second), {**bad, "evidence": known.public_key}).status_code == 302
    assert list(Review.objects.get(contract__no=second.no).evidence.all()) == [known]


def test_a_file_of_another_type_is_refused_at_its_field(client):
    deal = make_accepted()
    client.force_login(deal.buyer.user)
    file = SimpleUploadedFile("照片.pdf", b"<script>alert(1)</script>")

    answer = client.post(address(deal), {"overall": "5", "file": file})

    assert answer.status_code == 422
    assert "证据：文件未被接受" in text_of(answer)
    assert not Review.objects.exists()


def test_the_other_side_is_seen_only_when_both_have_reviewed(client):
    deal = make_accepted()
    review_by_agency(deal, 4, text="验收及时")
    assert "验收及时" not in text_of(page(client, deal, deal.buyer))

    client.post(address(deal), {"overall": "5"})
    text = text_of(client.get(address(deal)))
    assert "对方的评价" in text and "验收及时" in text
    assert "<form" not in client.get(address(deal)).content.decode().split("<main")[1]


def test_a_review_is_changed_once(client):
    deal = make_accepted()
    client.force_login(deal.buyer.user)
    client.post(address(deal), {"overall": "5"})
    page = client.get(address(deal)).content.decode()
    assert page.count("checked") == 5
    assert 'name="overall"' not in page

    assert client.post(address(deal), marks_for_agency(3)).status_code == 302
    assert Review.objects.get().scores == marks_for_agency(3)
    answer = client.post(address(deal), marks_for_agency(4), follow=True)
    assert "本合同已评价" in text_of(answer)
    assert Review.objects.get().scores == marks_for_agency(3)


def test_too_early_and_too_late_say_so_and_offer_no_form(client):
    early = make_delivered()
    assert "服务成果验收后才能评价。" in text_of(page(client, early, early.buyer))

    deal = make_accepted()
    client.force_login(deal.buyer.user)
    due_at = Deadline.objects.filter(kind=DeadlineKind.REVIEW, subject=deal.no).first().due_at
    with staged_clock(due_at):
        answer = client.get(address(deal))
        refused = client.post(address(deal), {"overall": "5"})
    assert "没有评价不计入均分" in text_of(answer)
    assert 'name="overall"' not in answer.content.decode()
    assert refused.status_code == 302
    assert not Review.objects.exists()


def test_nobody_else_finds_the_page(client):
    deal = make_accepted()

    assert client.get(address(deal)).status_code == 302
    assert "/accounts/login/" in client.get(address(deal))["Location"]
    stranger = make_agency()
    assert page(client, deal, stranger).status_code == 404
    assert client.post(address(deal), {"overall": "5"}).status_code == 404
    client.force_login(deal.buyer.user)
    assert client.get("/my/contracts/TL-2026-000000-C1/review/").status_code == 404
    assert not Review.objects.exists()


def test_a_given_review_after_the_days_to_change_it_is_only_shown(client):
    deal = make_accepted()
    review_by_buyer(deal, 5)
    client.force_login(deal.buyer.user)

    with staged_clock(database_now() + timedelta(days=8)):
        answer = client.get(address(deal))
    assert "本组织的评价" in text_of(answer)
    assert 'name="quality"' not in answer.content.decode()
