"""The public record of a request in words."""

import pytest
from django.test import Client

from market.record import events_after
from ratings.views.service_requests import word_of
from tests.bidding.factories import make_closed
from tests.factories import make_draft

pytestmark = pytest.mark.django_db


def test_a_draft_has_no_public_record():
    draft = make_draft()
    client = Client()
    client.force_login(draft.handler.user)
    assert client.get(f"/requests/{draft.no}/record/").status_code == 404


def test_every_event_stands_there_in_words_with_its_hash():
    made = make_closed(900_000, 800_000)
    events = events_after(f"request/{made.no}", 0, 1000)
    for prefix in ("", "/en"):
        answer = Client().get(f"{prefix}/requests/{made.no}/record/")
        assert answer.status_code == 200
        rows = answer.context["rows"]
        assert [row["seq"] for row in rows] == list(range(1, len(events) + 1))
        text = answer.content.decode()
        assert all(event.hash in text for event in events)
    words = [row["word"] for row in Client().get(f"/requests/{made.no}/record/").context["rows"]]
    assert words == ["需求发布", "报名截止", "选取开始", "选取完成"]


def test_the_record_names_nobody_before_the_award():
    made = make_closed(900_000, 800_000)
    text = Client().get(f"/requests/{made.no}/record/").content.decode()
    for agency in made.agencies:
        assert agency.organization.name not in text
        assert agency.organization.uscc not in text


def test_a_kind_of_any_app_has_its_word():
    assert [word_of(kind) for kind in ("contract_signed", "award_final", "review_revealed")] == [
        "合同签订",
        "中标生效",
        "评价公开",
    ]
