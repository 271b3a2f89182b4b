"""The contract as its two sides work on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from market.actions.contracts import sign
from market.actions.milestones import accept, deliver, return_for_work
from market.actions.payments import claim, confirm, deny
from market.enums import PaymentProvider
from market.errors import Refused
from market.forms.contracts import (
    AcceptForm,
    ClaimForm,
    ConfirmForm,
    DeliverForm,
    DenyForm,
    ReturnForm,
    SignForm,
    StepForm,
)
from market.gateways.database import database_now
from market.gateways.files import Incoming
from market.models import Handler
from market.queries.contract_desks import Desk, contract_desk
from market.queries.contracts import contracts_of
from market.queries.deadlines import due_by_subject
from market.queries.handlers import handler_of, organization_of
from market.rules.organizations import masked_name
from market.views.lists import page_of


@login_required
@require_safe
def my_contracts(request: HttpRequest) -> HttpResponse:
    organization = organization_of(request.user)
    if organization is None:
        raise Http404
    page = page_of(request, contracts_of(organization))
    due = due_by_subject([row.no for row in page], organization)
    context = {
        "page_obj": page,
        "rows": [(row, due.get(row.no)) for row in page],
        "now": database_now(),
    }
    return render(request, "market/my/contracts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def my_contract(request: HttpRequest, no: str) -> HttpResponse:
    """One page for both sides; `do` names the step that a form takes."""
    handler = handler_of(request.user)
    desk = contract_desk(handler.organization, no, database_now()) if handler else None
    if handler is None or desk is None:
        raise Http404
    forms = forms_of(request, desk)
    asked = forms.get(request.POST.get("do", ""))
    if asked is not None and asked.is_valid():
        try:
            said = STEPS[request.POST["do"]](handler, no, asked)
        except Refused as refusal:
            asked.take(refusal)
        else:
            messages.success(request, said)
            return redirect(request.path)
    is_wrong = asked is not None and bool(asked.errors)
    context = {
        "desk": desk,
        "contract": desk.contract,
        "version": desk.contract.service_request.rule_set,
        "forms": forms,
        "now": desk.now,
    }
    status = 422 if is_wrong else 200
    return render(request, "market/my/contract.html", context, status=status)


def forms_of(request: HttpRequest, desk: Desk) -> dict[str, StepForm]:
    """The forms of whoever's turn it is; only the one that was sent is bound."""
    made: dict[str, Callable[..., StepForm]] = {}
    first: dict[str, Any] = {"text_sha256": desk.contract.text_sha256, "milestone": 1}
    if desk.turn == "sign":
        leads = desk.leads
        choices = None
        if leads is not None:
            choices = [(one.public_key, f"{masked_name(one.name)} {one.number}") for one in leads]
        made["sign"] = lambda *args, **kw: SignForm(*args, leads=choices, **kw)
    elif desk.turn == "deliver":
        made["deliver"] = DeliverForm
    elif desk.turn == "answer" and desk.waiting:
        first["deliverable"] = desk.waiting.n
        made["accept"] = AcceptForm
        if desk.returns_left:
            made["return"] = ReturnForm
    elif desk.turn == "claim":
        first["amount_fen"] = desk.owed_fen
        made["claim"] = ClaimForm
    elif desk.turn == "confirm" and desk.claimed:
        first["n"] = desk.claimed.n
        made["confirm"], made["deny"] = ConfirmForm, DenyForm
    sent = request.POST.get("do", "")
    return {
        name: form(
            request.POST if name == sent else None,
            request.FILES if name == sent else None,
            initial=first,
            auto_id=f"id_{name}_%s",
        )
        for name, form in made.items()
    }


def _sign(handler: Handler, no: str, form: StepForm) -> str:
    data = form.cleaned_data
    signed = sign(
        no=no, handler=handler, text_sha256=data["text_sha256"], lead=data.get("lead", "")
    )
    return _("合同已签订。") if signed.signed_at else _("已签署，等待对方签署。")


def _deliver(handler: Handler, no: str, form: StepForm) -> str:
    data = form.cleaned_data
    file = Incoming(data["file"].name or "", data["file"].file)
    deliver(no=no, handler=handler, milestone=data["milestone"], file=file)
    return _("服务成果已提交，等待业主验收。")


def _accept(handler: Handler, no: str, form: StepForm) -> str:
    accept(no=no, handler=handler, deliverable=form.cleaned_data["deliverable"])
    return _("已验收通过。")


def _return(handler: Handler, no: str, form: StepForm) -> str:
    assert isinstance(form, ReturnForm)
    n = form.cleaned_data["deliverable"]
    return_for_work(no=no, handler=handler, deliverable=n, defects=form.defects())
    return _("已退回修改。")


def _claim(handler: Handler, no: str, form: StepForm) -> str:
    data = form.cleaned_data
    claim(
        no=no,
        handler=handler,
        milestone=data["milestone"],
        amount_fen=data["amount_fen"],
        provider=PaymentProvider.BANK_TRANSFER,
    )
    return _("已申报付款，等待机构确认。")


def _confirm(handler: Handler, no: str, form: StepForm) -> str:
    confirm(no=no, handler=handler, n=form.cleaned_data["n"])
    return _("已确认收款。")


def _deny(handler: Handler, no: str, form: StepForm) -> str:
    data = form.cleaned_data
    deny(no=no, handler=handler, n=data["n"], reason=data["reason"])
    return _("已告知业主未收到款项。")


STEPS: dict[str, Callable[[Handler, str, StepForm], str]] = {
    "sign": _sign,
    "deliver": _deliver,
    "accept": _accept,
    "return": _return,
    "claim": _claim,
    "confirm": _confirm,
    "deny": _deny,
}
