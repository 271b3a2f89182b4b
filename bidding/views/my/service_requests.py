"""A buyer's request before and after publication: check and publish, withdraw, cancel, approve."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bidding.actions.service_requests import (
    approve_request,
    cancel_request,
    publish_request,
    withdraw_request,
)
from bidding.forms.service_requests import (
    ApproveForm,
    CancelForm,
    ReasonsForm,
    ReturnForm,
    WithdrawForm,
)
from bidding.queries.entries import frozen_entries
from bidding.queries.request_pages import Shown, shown_request
from bidding.views.service_requests import parameters_of
from market.actions.publications import publication_problems
from market.actions.service_requests import edit, return_request
from market.enums import BEFORE_CONTRACT, RequestStatus
from market.errors import NotPermitted, Problem, Problems, Refused
from market.forms.contracts import StepForm
from market.gateways.database import database_now
from market.models import Handler
from market.queries.cities import division_by_code
from market.queries.handlers import handler_of, permissions_held
from market.queries.service_requests import (
    facts_of,
    restricted_terms,
    restricted_terms_found,
    texts_of,
)
from market.rules.permissions import Permission
from market.rules.service_requests import REQUIRED, needs_approval


def own_shown(request: HttpRequest, no: str) -> tuple[Handler, Shown]:
    """The viewer's own request. Raises NotPermitted, Http404."""
    handler = handler_of(request.user)
    if handler is None or Permission.WRITE_REQUEST not in permissions_held(handler):
        raise NotPermitted
    shown = shown_request(request.user, no, database_now())
    if shown is None or shown.service_request.buyer_id != handler.organization_id:
        raise Http404
    return handler, shown


@login_required
@require_http_methods(["GET", "POST"])
def my_request_check(request: HttpRequest, no: str) -> HttpResponse:
    """All answers, everything that is missing at once, and the press that publishes."""
    handler, shown = own_shown(request, no)
    if shown.service_request.status != RequestStatus.DRAFT:
        return redirect("my_request", no)
    form = reasons_form(request, shown)
    problems: list[Problem] = []
    if form.is_valid():
        try:
            facts = facts_of(shown.service_request)
            if reasons := form.reasons():
                edit(no=no, handler=handler, facts=replace(facts, term_reasons=reasons))
            made = publish_request(no=no, handler=handler)
        except Problems as refusal:
            problems = list(refusal.problems)
        else:
            is_public = made.status == RequestStatus.PUBLISHED
            said = _("需求已发布。") if is_public else _("已提交审核，由另一名管理员发布。")
            messages.success(request, said)
            return redirect("my_request", no)
    shown_problems = problems or publication_problems(shown.service_request, shown.now)
    context = {
        "shown": shown,
        "asked": shown.service_request,
        "version": shown.service_request.rule_set,
        "now": shown.now,
        "form": form,
        "problems": problems,
        "items": notice_items(shown_problems),
        "blocked": blocked_terms(shown_problems),
        "missing": len(shown_problems),
        "parameters": parameters_of(shown),
        "place": division_by_code(shown.service_request.division_code),
        "needs_approval": needs_approval(shown.service_request.buyer.legal_form, shown.rules),
    }
    status = 422 if problems else 200
    return render(request, "bidding/my/request_check.html", context, status=status)


def reasons_form(request: HttpRequest, shown: Shown) -> ReasonsForm:
    facts = facts_of(shown.service_request)
    found = restricted_terms_found(texts_of(facts))
    codes = sorted({hit.code for hit in found if hit.severity == "warn"})
    known = restricted_terms() if codes else {}
    return ReasonsForm(
        request.POST if request.method == "POST" else None,
        terms=[known[code] for code in codes],
        stated=facts.term_reasons,
    )


STEP_OF = {
    "service_items": 1,
    "rule_set": 1,
    "title": 2,
    "scope": 2,
    "division_code": 2,
    "conditions": 2,
    "avoid": 2,
}


def step_of(problem: Problem) -> int:
    return STEP_OF.get(problem.field.partition(".")[0], 3)


def notice_items(problems: list[Problem]) -> list[dict[str, Any]]:
    """The one-time notice: what is needed, there or not, and everything else that is wrong."""
    by_field: dict[str, list[Problem]] = {}
    for problem in problems:
        by_field.setdefault(problem.field, []).append(problem)
    names = {
        "service_items": _("中介服务事项"),
        "title": _("需求名称"),
        "scope": _("服务内容"),
        "ceiling_fen": _("最高限价"),
        "service_days": _("服务期"),
        "contact": _("联系方式"),
        "entry_closes_at": _("报名截止"),
        "opens_at": _("竞价开始"),
    }
    items = [
        {
            "name": names[name],
            "wrong": by_field.pop(name, []),
            "step": step_of(Problem(name, "", "")),
        }
        for name in REQUIRED
    ]
    rest = {"conditions": _("报名条件"), "avoid": _("申请回避的机构"), "rule_set": _("规则版本")}
    for name, wrong in by_field.items():
        label = rest.get(name.partition(".")[0], _("竞价参数"))
        items.append({"name": label, "wrong": wrong, "step": step_of(wrong[0])})
    return items


def blocked_terms(problems: list[Problem]) -> list[dict[str, Any]]:
    """Words that must go, each with its sentence, law and a better wording."""
    return [
        {"facts": problem.facts, "step": step_of(problem)}
        for problem in problems
        if problem.code == "restricted_term"
    ]


@login_required
@require_http_methods(["GET", "POST"])
def my_request(request: HttpRequest, no: str) -> HttpResponse:
    """What its buyer may still do with a request; `do` names the step that a form takes."""
    handler, shown = own_shown(request, no)
    forms = forms_of(request, handler, shown)
    asked = forms.get(request.POST.get("do", ""))
    if asked is not None and asked.is_valid():
        try:
            said = STEPS[request.POST["do"]](handler, no, asked.cleaned_data)
        except Refused as refusal:
            asked.take(refusal)
        else:
            messages.success(request, said)
            return redirect(request.path)
    context = {
        "shown": shown,
        "asked": shown.service_request,
        "now": shown.now,
        "forms": forms,
        "open_deadlines": [due for due in shown.deadlines if due.done_at is None],
        "entry_count": 0 if shown.entry_is_open else frozen_entries(shown.service_request).count(),
        "is_writer": handler.user_id == shown.service_request.handler.user_id,
    }
    is_wrong = asked is not None and bool(asked.errors)
    return render(request, "bidding/my/request.html", context, status=422 if is_wrong else 200)


def forms_of(request: HttpRequest, handler: Handler, shown: Shown) -> dict[str, StepForm]:
    """Only what the state and the role allow now; only the one that was sent is bound."""
    status, closes_at = shown.service_request.status, shown.service_request.entry_closes_at
    made: dict[str, type[StepForm]] = {}
    may_approve = Permission.APPROVE_REQUEST in permissions_held(handler)
    is_writer = handler.user_id == shown.service_request.handler.user_id
    if status == RequestStatus.PENDING_APPROVAL and may_approve:
        if not is_writer:
            made["approve"] = ApproveForm
        made["return"] = ReturnForm
    if status == RequestStatus.PUBLISHED and closes_at is not None and shown.now < closes_at:
        made["withdraw"] = WithdrawForm
    if status in BEFORE_CONTRACT and may_approve:
        made["cancel"] = CancelForm
    sent = request.POST.get("do", "")
    return {
        name: form(request.POST if name == sent else None, auto_id=f"id_{name}_%s")
        for name, form in made.items()
    }


def _approve(handler: Handler, no: str, data: dict[str, Any]) -> str:
    approve_request(no=no, handler=handler)
    return _("需求已发布。")


def _return(handler: Handler, no: str, data: dict[str, Any]) -> str:
    return_request(no=no, handler=handler, reason=data["reason"])
    return _("已退回修改。")


def _withdraw(handler: Handler, no: str, data: dict[str, Any]) -> str:
    withdraw_request(no=no, handler=handler, reason=data["reason"])
    return _("需求已撤回。")


def _cancel(handler: Handler, no: str, data: dict[str, Any]) -> str:
    cancel_request(no=no, handler=handler, reason=data["reason"], basis=data["basis"])
    return _("需求已终止。")


STEPS: dict[str, Callable[[Handler, str, dict[str, Any]], str]] = {
    "approve": _approve,
    "return": _return,
    "withdraw": _withdraw,
    "cancel": _cancel,
}
