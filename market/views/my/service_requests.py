"""A buyer's own requests: the list, and the three steps in which one is written."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from market.actions.publications import publication_problems
from market.actions.service_requests import draft, edit
from market.enums import RequestStatus
from market.errors import NotPermitted, Problems
from market.forms.draft_facts import FactsStep
from market.forms.drafts import ItemStep, StepForm, TermsStep
from market.gateways.database import database_now
from market.models import Handler, ServiceItem, ServiceRequest
from market.queries.cities import division_codes
from market.queries.handlers import handler_of, permissions_held
from market.queries.proposals import Times, proposed_times
from market.queries.rule_sets import rules_of, selectable_rule_sets
from market.queries.service_items import item_by_code
from market.queries.service_requests import (
    counts_by_status,
    facts_of,
    own_request,
    requests_of,
    restricted_terms,
    restricted_terms_found,
    texts_of,
    with_next_date,
)
from market.rules.live_auctions import step_limits
from market.rules.permissions import Permission
from market.rules.service_requests import RequestFacts
from market.units import duration_words
from market.views.lists import page_of

STEPS = 3
ENDED = {RequestStatus.FAILED, RequestStatus.WITHDRAWN, RequestStatus.CANCELLED}


def writer(request: HttpRequest) -> Handler:
    """Raises NotPermitted for who may not write requests."""
    handler = handler_of(request.user)
    if handler is None or Permission.WRITE_REQUEST not in permissions_held(handler):
        raise NotPermitted
    return handler


@login_required
@require_safe
def my_requests(request: HttpRequest) -> HttpResponse:
    """By state; a draft has its age, a published one its next date."""
    buyer = writer(request).organization
    counts = counts_by_status(requests_of(buyer))
    asked = request.GET.get("status", "")
    rows = requests_of(buyer)
    rows = rows.filter(status=asked) if asked in counts else rows
    context = {
        "page_obj": page_of(request, with_next_date(rows)),
        "now": database_now(),
        "statuses": [
            (status, RequestStatus(status).label, count) for status, count in counts.items()
        ],
        "asked": asked if asked in counts else "",
        "total": sum(counts.values()),
    }
    return render(request, "market/my/requests.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def my_request_new(request: HttpRequest) -> HttpResponse:
    """The first step, which makes the draft; `copy` takes everything but the times."""
    handler = writer(request)
    earlier = RequestFacts()
    copied = request.POST.get("copy") or request.GET.get("copy")
    if copied:
        earlier = copy_of(handler, copied)
    form = item_form(request, earlier)
    if copied and request.method == "POST":
        made = draft(handler=handler, facts=earlier)
        return redirect("my_request_edit", made.no, 2)
    if form.is_valid():
        try:
            made = draft(handler=handler, facts=with_defaults(form.facts(earlier), handler))
        except Problems as refusal:
            form.take(refusal.problems)
        else:
            return redirect(*next_page(request, made.no, 1))
    context = {"form": form, "step": 1, "earlier": requests_of(handler.organization)[:20]}
    return page(request, "market/my/request_item.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def my_request_edit(request: HttpRequest, no: str, step: int = 1) -> HttpResponse:
    """A step of a draft. Each button saves it; what is missing shows on going on."""
    handler = writer(request)
    found = own_request(handler.organization, no)
    if found is None or not 1 <= step <= STEPS:
        raise Http404
    if found.status != RequestStatus.DRAFT:
        return redirect("my_request", no)
    facts = facts_of(found)
    form = step_form(request, found, facts, step)
    if form.is_valid():
        try:
            saved = edit(no=no, handler=handler, facts=form.facts(facts))
        except Problems as refusal:
            form.take(refusal.problems)
        else:
            form = again(request, saved, step) if request.POST.get("go") == "next" else form
            if not form.errors:
                return redirect(*next_page(request, no, step))
    context = {"form": form, "step": step, "draft": found, **helps(found, facts)}
    return page(request, TEMPLATES[step], context)


TEMPLATES = {
    1: "market/my/request_item.html",
    2: "market/my/request_facts.html",
    3: "market/my/request_terms.html",
}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Every step knows the others; an answer with errors says so by its status."""
    step, found = context["step"], context.get("draft")
    names = [_("事项"), _("项目情况"), _("时间和价格"), _("核对发布")]
    context |= {
        "of": STEPS,
        "name": names[step - 1],
        "names": names,
        "saved_at": database_now() if request.GET.get("saved") and found else None,
    }
    return render(request, template, context, status=422 if context["form"].errors else 200)


def item_form(request: HttpRequest, earlier: RequestFacts) -> ItemStep:
    asked = request.GET.get("item", "")
    first = ItemStep.first_values(earlier) if earlier.service_items else {"service_item": asked}
    return ItemStep(
        request.POST or None,
        rule_sets=selectable_rule_sets(database_now()),
        english=is_english(),
        initial=first,
    )


def step_form(
    request: HttpRequest, found: ServiceRequest, facts: RequestFacts, step: int
) -> StepForm:
    data, rules = request.POST or None, rules_of(found.rule_set)
    if step == 1:
        return item_form(request, facts)
    if step == 2:
        return FactsStep(
            data,
            draft=facts,
            item=found.service_item,
            rules=rules,
            terms=warned(facts),
            english=is_english(),
            initial=FactsStep.first_values(facts),
        )
    first = TermsStep.first_values(facts, rules)
    if facts.entry_closes_at is None and facts.opens_at is None:
        times = proposed_times(rules, database_now())
        first |= {"entry_closes_at": times.entry_closes_at, "opens_at": times.opens_at}
    return TermsStep(data, draft=facts, rules=rules, initial=first)


def again(request: HttpRequest, saved: ServiceRequest, step: int) -> StepForm:
    """The saved step with what still keeps it from being published, all at once.

    Words that need a reason may be new in it, so the form is made again.
    """
    facts = facts_of(saved)
    fresh = step_form(request, saved, facts, step)
    if fresh.is_valid():
        problems = publication_problems(saved, database_now())
        fresh.take(problem for problem in problems if fresh.concerns(problem))
    return fresh


def next_page(request: HttpRequest, no: str, step: int) -> tuple[Any, ...]:
    """Where the pressed button leads."""
    go = request.POST.get("go", "next")
    if go == "next":
        return ("my_request_edit", no, step + 1) if step < STEPS else ("my_request_check", no)
    if go == "back" and step > 1:
        return ("my_request_edit", no, step - 1)
    return ("my_request_edit", no, step)


def warned(facts: RequestFacts) -> list[Any]:
    """Terms in the texts of a draft that need a published reason."""
    codes = {hit.code for hit in restricted_terms_found(texts_of(facts)) if hit.severity == "warn"}
    terms = restricted_terms() if codes else {}
    return [terms[code] for code in sorted(codes)]


def helps(found: ServiceRequest, facts: RequestFacts) -> dict[str, Any]:
    """What a step tells beside its fields: rules, proposed times, the item."""
    rules = rules_of(found.rule_set)
    times: Times = proposed_times(rules, database_now())
    limits = step_limits(facts.ceiling_fen, rules) if facts.ceiling_fen else None
    return {
        "item": found.service_item,
        "version": found.rule_set,
        "notice": duration_words(rules["min_notice_auction"]),
        "times": times,
        "limits": limits,
        "step_percent": percent(rules["step_default_bp"]),
        "step_least_fen": rules["step_default_min_fen"],
    }


def percent(bp: int) -> str:
    """150 -> 1.5"""
    whole, rest = divmod(bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def copy_of(handler: Handler, no: str) -> RequestFacts:
    """One's own earlier request without its times. Raises Http404.

    Figures that depend on the rule set are left to it: it may be another one by now.
    """
    found = own_request(handler.organization, no)
    if found is None:
        raise Http404
    facts = facts_of(found)
    allowed = {row.code for row in selectable_rule_sets(database_now())}
    visibility = facts.method_parameters.get("visibility")
    return replace(
        facts,
        entry_closes_at=None,
        opens_at=None,
        rule_set=facts.rule_set if facts.rule_set in allowed else "",
        method_parameters={"visibility": visibility} if visibility else {},
        term_reasons={},
        repost_of=no if found.status in ENDED else "",
    )


def with_defaults(facts: RequestFacts, handler: Handler) -> RequestFacts:
    """What a new draft starts with: the item's name and days, the buyer's place and phone."""
    item: ServiceItem | None = item_by_code(facts.service_items[0]) if facts.service_items else None
    buyer = handler.organization
    return replace(
        facts,
        title=facts.title or (item.name if item else ""),
        service_days=facts.service_days or (item.promised_days if item else None),
        division_code=facts.division_code or known_place(buyer.division_code),
        contact=facts.contact or buyer.phone,
    )


def known_place(code: str) -> str:
    return code if code in division_codes() else ""
