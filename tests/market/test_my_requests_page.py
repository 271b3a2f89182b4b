"""A buyer writes a request in three steps: every step saves, and tells everything at once."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.enums import RequestStatus
from market.gateways.database import database_now
from market.models import ServiceRequest
from market.units import SHANGHAI
from tests.factories import (
    ITEM,
    make_agency,
    make_buyer,
    make_demonstration,
    make_draft,
)

pytestmark = pytest.mark.django_db
NEW = "/my/requests/new/"


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def edit(no: str, step: int) -> str:
    return f"/my/requests/{no}/edit/{step}/"


def facts_step(**facts) -> dict[str, str]:
    stated = {
        "title": "厂区可行性研究报告",
        "division_code": "340705",
        "scope": "编制报告一份。",
        "fund_source": "private",
        "purpose": "owner",
        "conditions_0_text": "",
        "conditions_0_kind": "bar",
        "conditions_0_test": "",
        "go": "next",
    }
    return stated | facts


def terms_step(now: datetime, **facts) -> dict[str, str]:
    closes = (now + timedelta(minutes=5)).astimezone(SHANGHAI)
    stated = {
        "ceiling_fen": "4.8万",
        "method_parameters_step_fen": "",
        "entry_closes_at": closes.strftime("%Y-%m-%dT%H:%M:%S"),
        "opens_at": (closes + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S"),
        "service_days": "45",
        "contact": "0000-0000000",
        "method_parameters_visibility": "open",
        "method_parameters_base_duration": "60",
        "method_parameters_soft_close": "10",
        "method_parameters_max_extensions": "",
        "method_parameters_floor_fen": "",
        "go": "next",
    }
    return stated | facts


def test_only_buyers_write_requests():
    client = client_of(make_agency())
    for path in ("/my/requests/", NEW):
        assert client.get(path).status_code == 403
    assert client.post(NEW, {"service_item": ITEM}).status_code == 403
    assert not ServiceRequest.objects.exists()


def test_a_stranger_signs_in_first():
    answer = Client().get(NEW)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={NEW}")


def test_the_first_step_makes_a_draft_with_what_is_known_already():
    buyer = make_buyer()
    answer = client_of(buyer).post(NEW, {"service_item": ITEM, "go": "next"})
    made = ServiceRequest.objects.get()
    assert answer["Location"] == edit(made.no, 2)
    assert (made.status, made.title) == (RequestStatus.DRAFT, "可行性研究报告编制")
    assert (made.service_days, made.division_code) == (30, "340705")


def test_without_an_item_there_is_no_draft():
    answer = client_of(make_buyer()).post(NEW, {"service_item": "", "go": "next"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["service_item"] == ["请选择中介服务事项。"]
    assert not ServiceRequest.objects.exists()


def test_the_three_steps_lead_to_the_check():
    make_demonstration()
    client = client_of(make_buyer())
    first = client.post(NEW, {"service_item": ITEM, "rule_set": "sandbox", "go": "next"})
    assert first.status_code == 302, first.context["form"].errors
    no = ServiceRequest.objects.get().no
    second = client.post(edit(no, 2), facts_step(conditions_0_text="有同类业绩一项"))
    assert second["Location"] == edit(no, 3)
    third = client.post(edit(no, 3), terms_step(database_now()))
    assert third["Location"] == f"/my/requests/{no}/check/"
    made = ServiceRequest.objects.get()
    assert (made.ceiling_fen, made.service_days) == (4_800_000, 45)
    assert made.conditions == [{"text": "有同类业绩一项", "kind": "bar"}]
    assert made.method_parameters["step_fen"] == 48_000
    assert made.method_parameters["base_duration"] == "60s"


def test_going_on_tells_everything_that_is_missing_and_keeps_what_is_there():
    client = client_of(make_buyer())
    client.post(NEW, {"service_item": ITEM, "go": "next"})
    no = ServiceRequest.objects.get().no
    empty = {"ceiling_fen": "", "entry_closes_at": "", "opens_at": "", "service_days": ""}
    answer = client.post(edit(no, 3), terms_step(database_now(), **empty))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(empty)
    assert ServiceRequest.objects.get().contact == "0000-0000000"


def test_a_restrictive_sentence_is_named_with_its_law_and_the_text_is_kept():
    client = client_of(make_buyer())
    client.post(NEW, {"service_item": ITEM, "go": "next"})
    no = ServiceRequest.objects.get().no
    answer = client.post(edit(no, 2), facts_step(conditions_0_text="应在当地设立办事处"))
    assert answer.status_code == 422
    [text] = answer.context["form"].errors["conditions_0_text"]
    assert "限制竞争，不能发布" in text
    assert ServiceRequest.objects.get().conditions[0]["text"] == "应在当地设立办事处"


def test_a_wrong_value_changes_nothing():
    client = client_of(make_buyer())
    client.post(NEW, {"service_item": ITEM, "go": "next"})
    no = ServiceRequest.objects.get().no
    answer = client.post(edit(no, 3), terms_step(database_now(), ceiling_fen="多少都行"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["ceiling_fen"] == ["请填写金额，例如 47,000 或 4.7万"]
    assert ServiceRequest.objects.get().ceiling_fen is None


@pytest.mark.parametrize(("go", "step"), [("back", 1), ("save", 2)])
def test_every_button_saves(go, step):
    client = client_of(make_buyer())
    client.post(NEW, {"service_item": ITEM, "go": "next"})
    no = ServiceRequest.objects.get().no
    answer = client.post(edit(no, 2), facts_step(title="", go=go))
    assert answer["Location"].startswith(edit(no, step))
    made = ServiceRequest.objects.get()
    assert (made.title, made.scope) == ("", "编制报告一份。")


def test_the_form_proposes_times_that_the_rule_set_allows():
    buyer = make_buyer()
    client = client_of(buyer)
    client.post(NEW, {"service_item": ITEM, "go": "next"})
    no = ServiceRequest.objects.get().no
    first = client.get(edit(no, 3)).context["form"].initial
    closes, opens = first["entry_closes_at"], first["opens_at"]
    earliest = client.get(edit(no, 3)).context["times"].earliest_close.at
    assert closes >= earliest
    assert closes.astimezone(SHANGHAI).strftime("%H:%M") == "17:00"
    assert opens.astimezone(SHANGHAI).strftime("%H:%M") == "10:00"
    assert opens.date() > closes.date()


def test_a_new_ceiling_gives_its_own_step_and_a_chosen_step_stays():
    make_demonstration()
    client = client_of(make_buyer())
    client.post(NEW, {"service_item": ITEM, "rule_set": "sandbox", "go": "next"})
    no, now = ServiceRequest.objects.get().no, database_now()
    client.post(edit(no, 3), terms_step(now))
    client.post(
        edit(no, 3), terms_step(now, ceiling_fen="96,000", method_parameters_step_fen="480.00")
    )
    assert ServiceRequest.objects.get().method_parameters["step_fen"] == 96_000
    client.post(
        edit(no, 3), terms_step(now, ceiling_fen="96,000", method_parameters_step_fen="500")
    )
    client.post(
        edit(no, 3), terms_step(now, ceiling_fen="48,000", method_parameters_step_fen="500")
    )
    assert ServiceRequest.objects.get().method_parameters["step_fen"] == 50_000


def test_a_copy_takes_everything_but_the_times():
    draft = make_draft()
    answer = client_of(draft.handler).post(NEW, {"copy": draft.no})
    copy = ServiceRequest.objects.exclude(no=draft.no).get()
    assert answer["Location"] == edit(copy.no, 2)
    assert (copy.title, copy.scope, copy.ceiling_fen) == (
        draft.title,
        draft.scope,
        draft.ceiling_fen,
    )
    assert (copy.entry_closes_at, copy.opens_at) == (None, None)


def test_somebody_elses_request_is_not_there():
    draft, other = make_draft(), make_buyer()
    client = client_of(other)
    assert client.get(edit(draft.no, 2)).status_code == 404
    assert client.post(edit(draft.no, 2), facts_step(title="别人的")).status_code == 404
    assert client.post(NEW, {"copy": draft.no}).status_code == 404
    draft.refresh_from_db()
    assert draft.title == "可行性研究报告编制"


def test_the_list_shows_ones_own_by_state():
    draft = make_draft()
    make_draft()
    client = client_of(draft.handler)
    answer = client.get("/my/requests/?status=draft")
    assert [row.no for row in answer.context["page_obj"]] == [draft.no]
    assert answer.context["statuses"] == [("draft", "草稿", 1)]
    assert client.get("/en/my/requests/").status_code == 200


def test_more_requests_do_not_mean_more_queries():
    draft = make_draft()
    client = client_of(draft.handler)
    client.get("/my/requests/")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/requests/")
    make_draft(draft.handler)
    make_draft(draft.handler)
    with CaptureQueriesContext(connection) as three:
        client.get("/my/requests/")
    assert len(three) == len(one)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_every_step_speaks_english_too(step):
    draft = make_draft()
    answer = client_of(draft.handler).get(f"/en{edit(draft.no, step)}")
    assert answer.status_code == 200
