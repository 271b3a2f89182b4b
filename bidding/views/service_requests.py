"""The page of a request: its one state, facts, stages, result, verification."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.enums import EntryStatus, Visibility
from bidding.queries.eligibility import eligibility, standstill_rule
from bidding.queries.entries import frozen_entries, names_shown
from bidding.queries.request_pages import Shown, Stage, result_of, shown_request, stages_of
from bidding.rules.eligibility import Check
from market.enums import OVER, DeadlineKind, FailureCode, NoticeKind, RequestStatus
from market.gateways.database import database_now
from market.queries.cities import division_by_code
from market.queries.handlers import agency_of, organization_of
from market.rules.payments import payment_rule
from market.units import Duration, duration_words

EARLY_ENDS = OVER - {RequestStatus.COMPLETED}


@require_safe
def service_request(request: HttpRequest, no: str) -> HttpResponse:
    shown = shown_request(request.user, no, database_now())
    if shown is None:
        raise Http404
    asked, viewer = shown.service_request, organization_of(request.user)
    names = names_shown(asked, request.user) if shown.awards else {}
    context = {
        "shown": shown,
        "asked": asked,
        "version": asked.rule_set,
        "now": shown.now,
        "tools": tools_of(asked.no),
        "parameters": parameters_of(shown),
        "place": division_by_code(asked.division_code),
        "stages": [stage_row(shown, stage) for stage in stages_of(shown)],
        "results": [(one, names.get(one.alias)) for one in result_of(shown)],
        "entry_count": None if shown.entry_is_open else frozen_entries(asked).count(),
        "blocks": blocks_of(request, shown),
        "is_own": viewer is not None and viewer.pk == asked.buyer_id,
        "reasons": list(asked.term_reasons.values()),
        "decision_due": shown.open_due(DeadlineKind.AWARD_DECISION),
        "signing_due": shown.open_due(DeadlineKind.CONTRACT_SIGNING),
        "delivery_due": shown.last_due(DeadlineKind.DELIVERY),
        "may_enter": viewer is None or viewer.is_agency,
        **verification_of(shown),
    }
    return render(request, "bidding/request.html", context)


def tools_of(no: str) -> list[dict[str, Any]]:
    address = f"{settings.SITE_URL}{reverse('request', args=[no])}"
    return [
        {"label": _("链接"), "icon": "copy", "copy": address},
        {"label": _("打印"), "icon": "printer", "print": True},
    ]


def parameters_of(shown: Shown) -> dict[str, Any]:
    """Parameters of the auction in words; a draft may still have none."""
    stated, rules = shown.service_request.method_parameters, shown.rules
    return {
        "step_fen": stated.get("step_fen"),
        "base": duration_words(_length(stated, "base_duration", rules)),
        "window": duration_words(_length(stated, "soft_close", rules)),
        "visibility": Visibility(stated.get("visibility") or rules["visibility"]).label,
        "most": stated.get("max_extensions"),
        "floor_fen": stated.get("floor_fen"),
    }


def _length(stated: dict[str, Any], key: str, rules: Any) -> Duration:
    return Duration.parse(stated[key]) if stated.get(key) else rules[key]


def stage_names() -> dict[str, str]:
    return {
        "publish": _("发布"),
        "entry": _("报名"),
        "auction": _("竞价"),
        "decision": _("确认结果"),
        "standstill": _("公示"),
        "contract": _("签订合同"),
        "service": _("服务、验收与付款"),
        "review": _("评价"),
        **{str(status): str(status.label) for status in EARLY_ENDS},
    }


def stage_row(shown: Shown, stage: Stage) -> dict[str, Any]:
    """A stage with its name and the limit that the rule set gives it."""
    return {
        "stage": stage,
        "name": stage_names()[stage.code],
        "note": stage_note(shown, stage.code),
    }


def stage_note(shown: Shown, code: str) -> str:
    asked, rules = shown.service_request, shown.rules
    told = {
        key: duration_words(rules[rule])
        for key, rule in {
            "notice": "min_notice_auction",
            "decision": "award_decision_due",
            "standstill": standstill_rule(asked),
            "signing": "contract_due",
            "latest": "contract_due_max",
            "acceptance": "acceptance_due",
            "payment": payment_rule(asked.buyer.legal_form, asked.buyer.size, ""),
            "review": "review_window",
        }.items()
    }
    told |= {key: str(parameters_of(shown)[key]) for key in ("base", "window")}
    told["days"] = str(asked.service_days or "")
    sentences = {
        "publish": _("公告期不少于 %(notice)s"),
        "entry": _("有效报名机构不足，已按原公告期延期一次") if asked.extension_count else "",
        "auction": _("%(base)s，结束前 %(window)s内有新出价即延时"),
        "decision": _("竞价结束后 %(decision)s内，逾期按第一有效名次自动确认"),
        "standstill": _("%(standstill)s，中标机构同时确认"),
        "contract": _("中标生效后 %(signing)s内，最长 %(latest)s"),
        "service": _("签订后 %(days)s 日交付，%(acceptance)s内验收，%(payment)s内付款"),
        "review": _("验收后 %(review)s内，双方提交后同时公开"),
    }
    if code == RequestStatus.FAILED and asked.failure_code:
        return str(FailureCode(asked.failure_code).label)
    return sentences.get(code, "") % told


def blocks_of(request: HttpRequest, shown: Shown) -> list[Check]:
    """What keeps the viewing agency from entering; empty where nothing does or nobody asks."""
    agency = agency_of(request.user)
    has_entered = shown.entry is not None and shown.entry.status == EntryStatus.CONFIRMED
    is_open = shown.service_request.status == RequestStatus.PUBLISHED
    if agency is None or has_entered or not is_open:
        return []
    return [check for check in eligibility(shown.service_request, agency) if not check.is_ok]


def verification_of(shown: Shown) -> dict[str, Any]:
    """The notice of the newest decision, else of the request."""
    kinds = (NoticeKind.AWARD, NoticeKind.REQUEST)
    found = [n for kind in kinds for n in reversed(shown.notices) if n.kind == kind]
    if not found:
        return {"notice": None}
    address = reverse("verify_result", args=[found[0].verify_code])
    return {"notice": found[0], "verify_url": f"{settings.SITE_URL}{address}"}
