"""The page of a request: one banner per state, the stages, the result, and no secret."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bidding.actions.awards import confirm, decide_award, end_standstill
from bidding.actions.entries import close_entries
from bidding.actions.service_requests import cancel_request, withdraw_request
from bidding.models import Award
from market.gateways.database import staged_clock
from tests.bidding.factories import (
    Field,
    make_auction,
    make_closed,
    make_entered,
    make_frozen,
    set_standing,
)
from tests.factories import make_agency, make_buyer, make_draft, make_person_as_buyer

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def page(made: Field, client: Client | None = None, prefix: str = ""):
    return (client or Client()).get(f"{prefix}/requests/{made.no}/")


def banner(answer) -> str:
    text = answer.content.decode()
    assert text.count('id="h-state"') == 1
    return text.split('id="h-state">')[1].split("</h2>")[0]


def make_decided(**facts) -> Field:
    made = make_closed(900_000, 800_000, **facts)
    with staged_clock(made.auction.closes_at):
        decide_award(no=made.no, handler=made.buyer)
    return made


def make_final(**facts) -> Field:
    made = make_decided(**facts)
    award = Award.objects.get()
    with staged_clock(award.decided_at):
        confirm(no=made.no, handler=made.agencies[1])
    with staged_clock(award.standstill_until):
        end_standstill(no=made.no)
    return made


def make_failed(count: int) -> Field:
    made = make_entered(count)
    for _twice in range(2):
        with staged_clock(made.request.times[0]):
            close_entries(no=made.no)
    return made


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: make_entered(0), "报名中"),
        (make_frozen, "即将开始"),
        (make_auction, "竞价中"),
        (lambda: make_closed(900_000), "竞价结束，待确认结果"),
        (make_decided, "公示中"),
        (make_final, "已中标"),
        (lambda: make_failed(0), "流标"),
        (lambda: make_failed(1), "流标"),
    ],
)
def test_each_state_has_its_one_banner_in_both_languages(make, word):
    made = make()
    answer = page(made)
    assert answer.status_code == 200
    assert banner(answer) == word
    english = page(made, prefix="/en")
    assert english.status_code == 200
    banner(english)


def test_an_early_end_says_why():
    withdrawn, cancelled = make_entered(1), make_entered(1)
    withdraw_request(no=withdrawn.no, handler=withdrawn.buyer, reason="项目缓建")
    cancel_request(no=cancelled.no, handler=cancelled.buyer, reason="项目取消", basis="会议纪要")
    for made, word, reason in (
        (withdrawn, "已撤回", "项目缓建"),
        (cancelled, "已终止", "项目取消"),
    ):
        answer = page(made)
        assert banner(answer) == word
        assert reason in answer.content.decode()
        assert [row["name"] for row in answer.context["stages"]] == ["发布", word]


def test_each_branch_of_too_few_has_its_own_sentence():
    made = make_entered(1)
    with staged_clock(made.request.times[0]):
        close_entries(no=made.no)
    assert "已按原公告期延期一次" in page(made).content.decode()
    assert "没有有效报名机构" in page(make_failed(0)).content.decode()
    assert "只有 1 家" in page(make_failed(1)).content.decode()


def test_a_draft_is_seen_by_its_buyer_alone():
    draft = make_draft()
    path = f"/requests/{draft.no}/"
    assert Client().get(path).status_code == 404
    assert client_of(make_buyer()).get(path).status_code == 404
    assert banner(client_of(draft.handler).get(path)) == "草稿，尚未公开"


def test_until_the_close_nobody_learns_how_many_or_who_entered():
    made = make_entered(3)
    for viewer in (None, client_of(made.buyer), client_of(make_agency())):
        answer = page(made, viewer)
        text = answer.content.decode()
        assert answer.context["entry_count"] is None
        for place in range(3):
            assert made.agencies[place].organization.name not in text
            assert f">{made.alias(place)}<" not in text


def test_after_the_close_the_number_is_told_and_no_name():
    made = make_frozen(3)
    answer = page(made)
    assert answer.context["entry_count"] == 3
    text = answer.content.decode()
    assert all(agency.organization.name not in text for agency in made.agencies)


def test_before_the_award_the_ranking_has_no_names_for_anybody():
    made = make_closed(900_000, 800_000)
    for viewer in (None, client_of(made.buyer), client_of(made.agencies[0])):
        answer = page(made, viewer)
        assert [(one.rank, name) for one, name in answer.context["results"]] == [
            (1, None),
            (2, None),
        ]


def test_with_the_award_entrants_see_all_names_and_the_reserve():
    made = make_decided()
    results = page(made, client_of(made.agencies[0])).context["results"]
    assert [(one.rank, agency.pk) for one, agency in results] == [
        (1, made.agencies[1].organization_id),
        (2, made.agencies[0].organization_id),
    ]
    assert results[0][0].award.status == "decided"
    assert results[1][0].is_reserve


def test_the_button_follows_from_who_looks():
    made = make_entered(1)
    entered, free = client_of(made.agencies[0]), client_of(make_agency())
    barred = make_agency()
    set_standing(barred, "suspended")
    assert f"已报名，代号 {made.alias(0)}" in page(made, entered).content.decode()
    assert page(made, free).context["blocks"] == []
    assert [check.code for check in page(made, client_of(barred)).context["blocks"]] == ["standing"]
    assert "1 项不符合" in page(made, client_of(barred)).content.decode()
    assert "管理需求" in page(made, client_of(made.buyer)).content.decode()
    assert f'href="/requests/{made.no}/enter/"' in page(made).content.decode()


def test_the_eight_stages_have_planned_and_actual_times():
    made = make_final()
    rows = page(made).context["stages"]
    assert [row["stage"].code for row in rows] == [
        "publish",
        "entry",
        "auction",
        "decision",
        "standstill",
        "contract",
        "service",
        "review",
    ]
    assert [row["stage"].state for row in rows] == ["done"] * 5 + ["now", "", ""]
    assert all(row["stage"].actual_at for row in rows[:5])
    assert rows[5]["stage"].planned_at is not None


def test_a_person_as_buyer_is_not_named():
    buyer = make_person_as_buyer()
    made = make_entered(0, buyer=buyer)
    text = page(made).content.decode()
    assert "个人业主" in text
    assert buyer.organization.name not in text


def test_more_bids_and_entries_do_not_mean_more_queries():
    few, many = make_closed(900_000, count=2), make_closed(900_000, 800_000, 700_000, count=3)
    page(few)
    with CaptureQueriesContext(connection) as one:
        page(few)
    with CaptureQueriesContext(connection) as three:
        page(many)
    assert len(three) == len(one)
    assert len(one) <= 20
