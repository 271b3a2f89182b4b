"""The pages of an agency: what they show, to whom, in how many queries, in both languages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.gateways.database import database_now, staged_clock
from market.units import shanghai_date
from tests.factories import make_agency, make_buyer, make_person_as_buyer
from tests.ratings.factories import (
    fresh,
    make_accepted,
    make_rated,
    review_by_buyer,
)

pytestmark = pytest.mark.django_db
TABS = ("", "qualifications/", "performance/", "reviews/", "credit/")


def text_of(response) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|title|head).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def address(organization, tab: str = "", language: str = "") -> str:
    return f"{language}/agencies/{organization.uscc}/{tab}"


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_everybody_reads_every_tab_of_a_newcomer(client, tab, language):
    agency = make_agency().organization

    response = client.get(address(agency, tab, language))

    assert response.status_code == 200
    assert agency.name in text_of(response)
    assert client.post(address(agency, tab, language)).status_code == 405


@pytest.mark.parametrize("tab", TABS)
def test_who_is_no_agency_has_no_page(client, tab):
    buyer = make_buyer().organization

    assert client.get(address(buyer, tab)).status_code == 404
    assert client.get(f"/agencies/91340700XXXXXXXXXX/{tab}").status_code == 404


def test_the_head_says_grade_score_and_place(client):
    agency = make_rated(5).agency.organization

    for tab in TABS:
        text = text_of(client.get(address(agency, tab)))
        assert "信用分 103.50 / 150" in text
        assert "6 级中第 3 级" in text
        assert "良好" in text
        for label in ("概况", "资质 0", "业绩 1", "评价 1", "信用 4"):
            assert label in text


def test_the_overview_says_too_few_until_there_are_enough(client):
    deal = make_rated(5)

    text = text_of(client.get(address(deal.agency.organization)))

    assert "n = 1，少于 5" in text
    assert "1 条，仅限已签合同的业主" in text
    assert "评价 1 条，少于 3 条时不计算均分。" in text
    assert "非常满意 1" in text
    assert "赵*（演示）" not in text and "赵一（演示）" not in text


def test_figures_are_shares_and_medians_with_their_n(client):
    agency = make_agency()
    for _n in range(5):
        make_rated(5, agency=agency, buyer=make_buyer())

    text = text_of(client.get(address(agency.organization, "performance/")))

    assert "按时交付 100.0% n = 5 份合同" in text
    assert "一次验收通过 100.0% n = 5 份合同" in text
    assert text.count("20.0%") >= 5  # 40,000 under a ceiling of 50,000.


def test_means_appear_from_the_least_number_of_reviews_on(client):
    agency = make_agency()
    for scores in ((5,), (4,), (5, 4, 5, 4, 4)):
        make_rated(*scores, agency=agency, buyer=make_buyer())

    text = text_of(client.get(address(agency.organization, "reviews/")))

    # 25 + 20 + 22 = 67 of 15 marks: 4.4667.
    assert "均分（满分 5） 4.47" in text
    assert "质量 4.67" in text and "时限 4.33" in text
    assert "非常满意 1 满意 2 基本满意 0" in text


def test_a_hidden_review_is_on_no_page(client):
    deal = make_accepted()
    review_by_buyer(deal, 5, text="讲解十分耐心", reasons=["clear_explanation"])

    for tab in TABS:
        assert "讲解" not in text_of(client.get(address(deal.agency.organization, tab)))


def test_a_person_as_buyer_has_no_name_on_any_page(client):
    buyer = make_person_as_buyer()
    deal = make_rated(5, buyer=buyer)

    for language in ("", "/en"):
        for tab in TABS:
            text = text_of(client.get(address(deal.agency.organization, tab, language)))
            assert buyer.organization.name not in text
            assert buyer.organization.uscc not in text
    assert "个人业主" in text_of(client.get(address(deal.agency.organization, "reviews/")))


def test_the_sum_of_shown_points_is_the_score(client):
    agency = make_agency()
    for _n in range(4):
        make_rated(5, agency=agency, buyer=make_buyer())

    response = client.get(address(agency.organization, "credit/"))

    text, day = text_of(response), shanghai_date(database_now()).isoformat()
    assert f"{day}，规则版本 city_2026_1" in text
    assert "业主评价 30% 4 +6.00 −30.00 +15.00 +6.00" in text
    assert "履约 30% 12 +8.00 −30.00 +15.00 +8.00" in text
    assert "信用分 16 114.00" in text
    assert "距 AAA 优秀还差 6.00 分" in text
    assert "完成一份合同 按时交付、一次验收通过 +2.00 116.00" in text
    assert "无等级限制。记分 0，满 10 提出警告" in text
    points = re.findall(r"今日计分 ([+−][\d.]+|0\.00)", text)
    assert sum(float(point.replace("−", "-")) for point in points) == 14
    for deal_no in {line.event.deed for line in response.context["shown"].told.score.lines}:
        assert text.count(deal_no) == 4


def test_the_history_has_a_table_behind_the_picture(client):
    agency = make_rated(5).agency.organization
    assert "今日入驻" in text_of(client.get(address(agency)))

    with staged_clock(database_now() + timedelta(days=40)):
        pages = [client.get(address(agency, tab)).content.decode() for tab in ("", "credit/")]
    for page in pages:
        assert page.count("<svg data-size=") == 2
        assert "近 36 个月信用分由 103.50 降至" in page
        assert "数据表" in page
        assert re.search(r"<td[^>]*>\s*(<b>)?103\.50", page)


def test_events_are_exported_as_codes_and_whole_numbers(client):
    agency = make_rated(5).agency.organization

    response = client.get(address(agency, "credit/") + "?format=csv")

    assert response["Content-Type"].startswith("text/csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("at,kind,dimension,deed,base_centi,points_centi")
    assert [line.split(",")[1] for line in lines[1:]] == [
        "contract_completed",
        "review_5",
        "delivered_on_time",
        "accepted_first_time",
    ]
    assert lines[2].split(",")[4:6] == ["150", "150"]


def test_more_rows_do_not_mean_more_queries(client):
    agency = make_agency()
    make_rated(5, agency=agency, buyer=make_buyer())

    def queries(tab: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(agency.organization, tab)).status_code == 200
        return len(captured)

    for tab in TABS:
        queries(tab)  # Caches of the process are filled.
    before = {tab: queries(tab) for tab in TABS}
    for _n in range(3):
        make_rated(4, agency=agency, buyer=make_buyer())
    assert {tab: queries(tab) for tab in TABS} == before
    assert max(before.values()) <= 12


def test_the_english_pages_say_nothing_of_the_figures_differently(client):
    agency = fresh(make_rated(5).agency.organization)

    for tab in TABS:
        assert "103.50" in text_of(client.get(address(agency, tab, "/en")))
