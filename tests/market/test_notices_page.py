"""The notice board and one notice, in each of its kinds."""

import pytest
from django.db import transaction
from django.test import Client

from market.actions.publications import cancel, fail, withdraw
from market.enums import FailureCode
from market.gateways.database import database_now
from market.models import Notice
from tests.bidding.factories import make_decided
from tests.factories import make_contract, make_person_as_buyer, make_published, sign_both
from tests.market.pages import chosen, queries_of

pytestmark = pytest.mark.django_db
PATH = "/notices/"


def end(request, how, *words):
    with transaction.atomic():
        how(request, *words, database_now())
    return Notice.objects.filter(service_request=request).latest("pk")


def make_failure():
    return end(make_published(title="无人报名的需求"), fail, FailureCode.NO_ENTRY)


def make_withdrawal():
    request = make_published()
    return end(request, withdraw, request.handler, "项目调整")


def make_cancellation():
    request = make_published()
    return end(request, cancel, request.handler, "项目取消", "会议纪要第 3 号")


def numbers(answer) -> list[str]:
    return [row.no for row in answer.context["page_obj"]]


def words_of(notice, prefix="") -> str:
    answer = Client().get(f"{prefix}{PATH}{notice.no}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_lists_everything_newest_first():
    failure = make_failure()
    no = failure.service_request.no
    answer = Client().get(PATH)
    assert numbers(answer) == [f"{no}-N2", f"{no}-N1"]
    assert numbers(Client().get("/en" + PATH)) == numbers(answer)


def test_filters_are_counted_and_named_as_in_the_api():
    failure, withdrawal = make_failure(), make_withdrawal()
    answer = Client().get(PATH)
    assert chosen(answer, "kind") == {"request": 2, "failure": 1, "withdrawal": 1}
    assert chosen(answer, "category") == {"engineering_consulting": 4}
    only = Client().get(f"{PATH}?kind=failure")
    assert numbers(only) == [failure.no]
    assert [chip["href"] for chip in only.context["chips"]] == [PATH]
    both = Client().get(f"{PATH}?kind=failure&kind=withdrawal")
    assert numbers(both) == [withdrawal.no, failure.no]
    api = Client().get("/api/v1/notices/?kind=failure").json()
    assert [row["no"] for row in api["results"]] == [failure.no]


def test_words_are_looked_for_in_number_title_and_item():
    failure = make_failure()
    make_published(title="另一件事")
    assert failure.no in numbers(Client().get(f"{PATH}?q=无人报名"))
    assert numbers(Client().get(f"{PATH}?q={failure.no}")) == [failure.no]
    assert len(numbers(Client().get(f"{PATH}?q=可行性"))) == 3
    assert numbers(Client().get(f"{PATH}?q=没有这样的词")) == []


def test_a_filter_that_does_not_exist_changes_nothing():
    make_failure()
    assert len(numbers(Client().get(f"{PATH}?kind=none&page=99&q=%00"))) == 2


def test_more_notices_take_no_more_queries():
    make_failure()
    one = queries_of(PATH)
    make_failure(), make_withdrawal()
    assert queries_of(PATH) == one <= 12


def test_the_list_is_exported_as_it_is_filtered():
    failure = make_failure()
    answer = Client().get(f"{PATH}?kind=failure&format=csv")
    assert answer["Content-Type"] == "text/csv"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[1].startswith(f"{failure.no},流标公告,")


def test_a_request_notice_says_what_was_published():
    notice = make_published(title="编制报告").notices.get()
    text = words_of(notice)
    assert "编制报告" in text and "10,000.00 元（壹万元整）" in text
    assert f"{notice.verify_code[:4]}-{notice.verify_code[4:8]}" in text
    assert notice.event.hash in text and f"/verify/{notice.verify_code}/" in text


def test_a_later_extension_changes_no_notice():
    request = make_published()
    before = words_of(request.notices.get())
    assert "公开选取" in before


def test_a_failure_a_withdrawal_and_a_cancellation_say_why():
    assert "无机构报名" in words_of(make_failure())
    assert "项目调整" in words_of(make_withdrawal())
    ended = words_of(make_cancellation())
    assert "项目取消" in ended and "会议纪要第 3 号" in ended


def test_a_contract_notice_names_both_sides_and_the_price():
    contract = sign_both(make_contract())
    notice = contract.service_request.notices.get(kind="contract")
    text = words_of(notice)
    assert contract.agency.name in text and contract.buyer.name in text
    assert "9,000.00 元（玖仟元整）" in text and contract.text_sha256 in text


def test_an_award_notice_names_the_agency_that_the_record_reveals():
    made = make_decided()
    text = words_of(made.request.notices.get(kind="award"))
    winner = made.agencies[2].organization
    assert winner.name in text and winner.uscc in text and made.alias(2) in text
    assert "8,600.00 元（捌仟陆佰元整）" in text


def test_a_person_as_buyer_is_named_nowhere():
    person = make_person_as_buyer()
    notice = make_published(person).notices.get()
    for path in (PATH, f"{PATH}{notice.no}/", f"{PATH}?format=csv"):
        text = Client().get(path).content.decode()
        assert person.organization.name not in text and "个人业主" in text
    assert numbers(Client().get(f"{PATH}?q={person.organization.name}")) == []


def test_every_kind_can_be_read_in_english():
    for notice in (make_failure(), make_withdrawal(), make_cancellation()):
        words_of(notice, "/en")


def test_a_notice_that_is_not_there():
    assert Client().get(f"{PATH}TL-2026-999999-N1/").status_code == 404
