"""Drafting and publishing a request."""

from datetime import timedelta

import pytest

from market.actions.publications import approve, publication_problems, submit_or_publish
from market.actions.service_requests import draft, edit, return_request
from market.enums import RequestStatus
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems, SamePerson
from market.gateways.database import database_now
from market.models import Event, Notice, ServiceRequest
from market.queries.record import record_page
from market.units import shanghai_date
from tests.factories import (
    make_agency,
    make_buyer,
    make_demonstration,
    make_draft,
    make_facts,
    make_person_as_buyer,
)

pytestmark = pytest.mark.django_db


def codes(problems) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in problems]


def test_a_draft_gets_its_public_number_and_writes_no_event():
    before = Event.objects.count()
    buyer = make_buyer()
    make_demonstration()
    made_events = Event.objects.count()
    request = draft(handler=buyer, facts=make_facts())
    year = shanghai_date(database_now()).year
    assert request.no == f"TL-{year}-000001"
    assert request.status == RequestStatus.DRAFT
    assert Event.objects.count() == made_events > before


def test_parameters_left_out_are_written_out_with_their_defaults():
    request = make_draft(method_parameters={})
    assert request.method_parameters == {
        "step_fen": 10_000,
        "base_duration": "10s",
        "soft_close": "3s",
        "max_extensions": None,
        "latest_end_after": None,
        "visibility": "open",
        "floor_fen": None,
    }


def test_everything_wrong_with_the_values_is_said_at_once_and_nothing_is_kept():
    buyer = make_buyer()
    make_demonstration()
    facts = make_facts(
        service_items=["no-such-item"],
        ceiling_fen=1_000_000,
        method_parameters={"step_fen": 600_000, "soft_close": "1s", "colour": "red"},
        service_days=0,
        division_code="999999",
        fund_source="gold",
        conditions=[{"text": "", "kind": "wish"}],
    )
    with pytest.raises(Problems) as refused:
        draft(handler=buyer, facts=facts)
    assert codes(refused.value.problems) == [
        ("service_days", "out_of_range"),
        ("fund_source", "choice_unknown"),
        ("method_parameters", "unknown_field"),
        ("method_parameters.step_fen", "out_of_range"),
        ("method_parameters.soft_close", "too_short"),
        ("conditions.0.text", "required"),
        ("conditions.0.kind", "choice_unknown"),
        ("service_items", "item_unknown"),
        ("division_code", "choice_unknown"),
    ]
    assert ServiceRequest.objects.count() == 0


def test_the_sandbox_is_refused_where_the_city_is_no_demonstration():
    with pytest.raises(Problems) as refused:
        draft(handler=make_buyer(), facts=make_facts())
    assert codes(refused.value.problems) == [("rule_set", "choice_unknown")]


def test_a_city_asks_for_ten_minutes_and_a_soft_close_of_sixty_seconds():
    facts = make_facts(rule_set="", method_parameters={"base_duration": "9m", "soft_close": "59s"})
    with pytest.raises(Problems) as refused:
        draft(handler=make_buyer(), facts=facts)
    assert codes(refused.value.problems) == [
        ("method_parameters.base_duration", "too_short"),
        ("method_parameters.soft_close", "too_short"),
    ]


def test_what_a_publication_still_needs_is_listed_whole():
    request = make_draft(title="", scope="", contact="", service_days=None, ceiling_fen=None)
    assert codes(publication_problems(request, database_now())) == [
        ("title", "required"),
        ("scope", "required"),
        ("ceiling_fen", "required"),
        ("service_days", "required"),
        ("contact", "required"),
    ]


def test_words_that_restrict_competition_stop_a_publication_with_the_law():
    request = make_draft(scope="投标机构须在本市设有分公司。")
    [problem] = publication_problems(request, database_now())
    assert (problem.field, problem.code) == ("scope", "restricted_term")
    assert problem.facts["term"] == "local_branch"
    assert problem.facts["law"]


def test_the_publication_period_is_kept():
    request = make_draft(rule_set="", method_parameters={})
    [problem] = publication_problems(request, database_now())
    assert (problem.field, problem.code) == ("entry_closes_at", "notice_too_short")


def test_publishing_records_the_rules_and_issues_a_notice():
    request = make_draft()
    event = submit_or_publish(request, request.handler, database_now())
    assert (event.seq, event.kind) == (1, "request_published")
    assert request.status == RequestStatus.PUBLISHED
    notice = Notice.objects.get(service_request=request)
    assert (notice.no, notice.kind, notice.event_id) == (f"{request.no}-N1", "request", event.pk)
    assert len(notice.verify_code) == 16
    page = record_page(f"request/{request.no}", 0)
    assert page["head"]["seq"] == 1
    assert '"ceiling_fen":1000000' in page["events"][0]["text"]
    assert request.contact not in page["events"][0]["text"]


def test_a_person_as_buyer_is_in_no_event():
    request = make_draft(make_person_as_buyer())
    event = submit_or_publish(request, request.handler, database_now())
    assert '"buyer":null' in event.text
    assert request.buyer.uscc not in event.text


def test_only_a_buyers_handler_writes_and_only_its_own():
    request = make_draft()
    with pytest.raises(NotPermitted):
        draft(handler=make_agency(), facts=make_facts())
    with pytest.raises(NotFound):
        edit(no=request.no, handler=make_buyer(), facts=make_facts(title="别的"))
    request.refresh_from_db()
    assert request.title == "可行性研究报告编制"


def test_a_published_request_is_no_longer_rewritten():
    request = make_draft()
    submit_or_publish(request, request.handler, database_now())
    with pytest.raises(NotAllowedNow) as refused:
        edit(no=request.no, handler=request.handler, facts=make_facts())
    assert refused.value.facts == {"status": "published", "allowed": ["draft"]}


def test_a_request_that_is_not_pending_is_not_returned():
    request = make_draft()
    with pytest.raises(NotAllowedNow):
        return_request(no=request.no, handler=request.handler, reason="x")


def test_public_money_needs_a_second_person():
    buyer = make_buyer(legal_form="organ")
    now = database_now()
    request = make_draft(
        buyer,
        rule_set="",
        method_parameters={},
        entry_closes_at=now + timedelta(days=30),
        opens_at=now + timedelta(days=31),
    )
    event = submit_or_publish(request, buyer, database_now())
    assert event.kind == "request_submitted"
    assert request.status == RequestStatus.PENDING_APPROVAL
    with pytest.raises(SamePerson):
        approve(request, buyer, database_now())
    assert ServiceRequest.objects.get(no=request.no).status == RequestStatus.PENDING_APPROVAL
