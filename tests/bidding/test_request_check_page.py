"""Check and publish, then what a buyer may still do: approve, return, withdraw, cancel."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from bidding.models import Auction
from market.enums import HandlerRole, RequestStatus
from market.gateways.database import database_now
from market.models import Event
from tests.factories import make_agency, make_buyer, make_colleague, make_draft

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def check(no: str) -> str:
    return f"/my/requests/{no}/check/"


def manage(no: str) -> str:
    return f"/my/requests/{no}/"


def make_public_buyer():
    return make_buyer(legal_form="organ")


def far_times() -> dict[str, datetime]:
    """Beyond any notice of a city's rule set."""
    now = database_now()
    return {"entry_closes_at": now + timedelta(days=30), "opens_at": now + timedelta(days=31)}


def test_only_its_buyer_checks_a_request():
    draft = make_draft()
    for client, status in (
        (client_of(make_buyer()), 404),
        (client_of(make_agency()), 403),
        (Client(), 302),
    ):
        assert client.get(check(draft.no)).status_code == status
        assert client.post(check(draft.no)).status_code == status
        assert client.get(manage(draft.no)).status_code == status
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT


def test_a_complete_request_is_published_with_one_press():
    draft = make_draft()
    client = client_of(draft.handler)
    answer = client.get(check(draft.no))
    assert answer.context["missing"] == 0
    assert client.post(check(draft.no))["Location"] == manage(draft.no)
    draft.refresh_from_db()
    assert draft.status == RequestStatus.PUBLISHED
    assert Auction.objects.get().no == f"{draft.no}-A1"
    assert client.get(check(draft.no))["Location"] == manage(draft.no)


def test_what_is_missing_is_listed_at_once_and_nothing_is_published():
    draft = make_draft(scope="", contact="", ceiling_fen=None, service_days=None)
    client = client_of(draft.handler)
    listed = client.get(check(draft.no))
    assert listed.context["missing"] == 4
    before = Event.objects.count()
    answer = client.post(check(draft.no))
    assert answer.status_code == 422
    wrong = {item["name"] for item in answer.context["items"] if item["wrong"]}
    assert wrong == {"服务内容", "最高限价", "服务期", "联系方式"}
    assert Event.objects.count() == before
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT


def test_a_restrictive_sentence_is_shown_with_law_and_better_words():
    draft = make_draft(conditions=[{"text": "应在当地设立办事处", "kind": "bar"}])
    answer = client_of(draft.handler).post(check(draft.no))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "不得要求在本地设立分支机构或办公场所" in text
    assert "公平竞争审查条例" in text
    assert "建议写法" in text


def test_a_reason_for_a_doubtful_word_is_published_with_the_request():
    draft = make_draft(scope="编制报告一份。签约次日提交报告。")
    client = client_of(draft.handler)
    [name] = client.get(check(draft.no)).context["form"].terms
    assert client.post(check(draft.no), {name: ""}).status_code == 422
    answer = client.post(check(draft.no), {name: "抢险项目"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.term_reasons == {"too_short": "抢险项目"}
    assert "抢险项目" in Client().get(f"/requests/{draft.no}/").content.decode()


def test_public_money_needs_another_person():
    writer = make_public_buyer()
    draft = make_draft(writer, rule_set="city_2026_1", method_parameters={}, **far_times())
    client = client_of(writer)
    client.post(check(draft.no))
    draft.refresh_from_db()
    assert draft.status == RequestStatus.PENDING_APPROVAL
    assert "approve" not in client.get(manage(draft.no)).context["forms"]
    assert client.post(manage(draft.no), {"do": "approve"}).status_code == 200
    second = client_of(make_colleague(writer, HandlerRole.ADMIN))
    assert second.post(manage(draft.no), {"do": "approve"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == RequestStatus.PUBLISHED


def test_the_second_person_may_send_it_back():
    writer = make_public_buyer()
    draft = make_draft(writer, rule_set="city_2026_1", method_parameters={}, **far_times())
    client_of(writer).post(check(draft.no))
    second = client_of(make_colleague(writer, HandlerRole.ADMIN))
    assert second.post(manage(draft.no), {"do": "return", "reason": "补充范围"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.reason) == (RequestStatus.DRAFT, "补充范围")
    assert "补充范围" in client_of(writer).get(check(draft.no)).content.decode()


def test_a_withdrawal_needs_a_reason():
    draft = make_draft()
    client = client_of(draft.handler)
    client.post(check(draft.no))
    answer = client.post(manage(draft.no), {"do": "withdraw", "reason": " "})
    assert answer.status_code == 422
    assert answer.context["forms"]["withdraw"].errors["reason"] == ["请写明理由，理由将公开。"]
    draft.refresh_from_db()
    assert draft.status == RequestStatus.PUBLISHED
    client.post(manage(draft.no), {"do": "withdraw", "reason": "项目缓建"})
    draft.refresh_from_db()
    assert (draft.status, draft.reason) == (RequestStatus.WITHDRAWN, "项目缓建")


def test_a_cancellation_needs_reason_and_basis():
    draft = make_draft()
    client = client_of(draft.handler)
    client.post(check(draft.no))
    answer = client.post(manage(draft.no), {"do": "cancel", "reason": "任务取消", "basis": ""})
    assert answer.status_code == 422
    assert "basis" in answer.context["forms"]["cancel"].errors
    sent = {"do": "cancel", "reason": "任务取消", "basis": "会议纪要〔2026〕1号"}
    assert client.post(manage(draft.no), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.status == RequestStatus.CANCELLED


def test_a_handler_without_the_right_is_offered_no_cancellation():
    draft = make_draft()
    client = client_of(make_colleague(draft.handler))
    assert "cancel" not in client.get(manage(draft.no)).context["forms"]
