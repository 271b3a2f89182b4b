"""The pages of one agency: overview, qualifications, performance, reviews."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from market.models import Contract
from market.queries.qualifications import practitioners_of
from market.queries.service_items import items_of
from market.rules.organizations import masked_name
from market.units import duration_words
from ratings.enums import CreditKind, Mark, ReviewDimension, ReviewSide
from ratings.models import Review
from ratings.queries.agencies import certificate_names
from ratings.queries.credit import history
from ratings.queries.performance import (
    Figure,
    Figures,
    delivery_by_contract,
    figures_of,
    signed_contracts,
)
from ratings.queries.reviews import (
    Told,
    discipline_of,
    reasons_by_code,
    summary_of,
    visible_reviews,
)
from ratings.rules.points import two_places
from ratings.rules.reviews import rounded_mean
from ratings.views.agency_head import head, read_profile
from ratings.views.credit_sheets import curve

PER_PAGE = 20
NEWEST_REVIEWS = 3


@require_safe
def agency(request: HttpRequest, uscc: str) -> HttpResponse:
    shown = read_profile(uscc)
    points = history(shown.organization, shown.told)
    side = ReviewSide.BUYER_TO_AGENCY
    newest = visible_reviews(shown.organization, side)[:NEWEST_REVIEWS]
    context = {
        **head(request, shown, "agency"),
        "curve": curve(shown.told, points),
        "figures": figure_strip(figures_of(shown.organization, shown.told)),
        "window": duration_words(shown.told.rules["rolling_window"]),
        "distribution": distribution(summary_of(shown.organization, side, shown.told.rule_set)),
        "reviews": review_rows(newest),
        "items": items_of(shown.organization),
        "legal_rep": masked_name(shown.organization.legal_rep),
    }
    return render(request, "ratings/agency.html", context)


@require_safe
def agency_qualifications(request: HttpRequest, uscc: str) -> HttpResponse:
    shown, names, english = read_profile(uscc), certificate_names(), is_english()
    context = {
        **head(request, shown, "agency_qualifications"),
        "qualifications": [(row, shown.verification_of(row)) for row in shown.qualifications],
        "practitioners": [
            {
                "name": masked_name(person.name),
                "certificate": names.get(person.certificate, (person.certificate,) * 2)[english],
                "valid_to": person.valid_to.isoformat(),
            }
            for person in practitioners_of(shown.organization)
        ],
    }
    return render(request, "ratings/agency_qualifications.html", context)


@require_safe
def agency_performance(request: HttpRequest, uscc: str) -> HttpResponse:
    shown = read_profile(uscc)
    pages = Paginator(signed_contracts(shown.organization), PER_PAGE)
    page_obj = pages.get_page(request.GET.get("page"))
    delivered = delivery_by_contract(shown.told.events)
    context = {
        **head(request, shown, "agency_performance"),
        "figures": figure_strip(figures_of(shown.organization, shown.told)),
        "window": duration_words(shown.told.rules["rolling_window"]),
        "contracts": [contract_row(row, delivered.get(row.no)) for row in page_obj],
        "page_obj": page_obj,
    }
    return render(request, "ratings/agency_performance.html", context)


@require_safe
def agency_reviews(request: HttpRequest, uscc: str) -> HttpResponse:
    shown = read_profile(uscc)
    side = ReviewSide.BUYER_TO_AGENCY
    pages = Paginator(visible_reviews(shown.organization, side), PER_PAGE)
    page_obj = pages.get_page(request.GET.get("page"))
    told = summary_of(shown.organization, side, shown.told.rule_set)
    context = {
        **head(request, shown, "agency_reviews"),
        "distribution": distribution(told),
        "told": told,
        "reviews": review_rows(page_obj),
        "page_obj": page_obj,
        "discipline": discipline_of(shown.organization),
    }
    return render(request, "ratings/agency_reviews.html", context)


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def percent(bp: int) -> str:
    """1642 -> 16.4%, rounded down."""
    return f"{bp // 100}.{bp % 100 // 10}%"


def figure_strip(figures: Figures) -> list[dict[str, Any]]:
    contracts, awards = _("n = %(n)s 份合同"), _("n = %(n)s 次中标")
    return [
        figure(_("按时交付"), figures.on_time, contracts),
        figure(_("一次验收通过"), figures.first_time, contracts),
        figure(_("违约"), figures.broken, awards),
        figure(_("中标价较限价低"), figures.discount, _("中位数，n = %(n)s 次中标")),
    ]


def figure(label: str, told: Figure, note: str) -> dict[str, Any]:
    """Below the least number of cases no share is shown."""
    if told.bp is None:
        too_few = _("n = %(n)s，少于 %(least)s") % {"n": told.n, "least": told.least}
        return {"label": label, "value": _("样本不足"), "note": too_few, "none": True}
    return {"label": label, "value": percent(told.bp), "note": note % {"n": told.n}}


def distribution(told: Told) -> dict[str, Any]:
    """Five words with their counts; means where there are enough reviews."""
    summary = told.summary
    counts = [
        {"word": str(Mark(mark).label), "count": count}
        for mark, count in summary.distribution.items()
    ]
    means = []
    if summary.mean_centi is not None:
        means.append({"label": _("均分（满分 5）"), "value": two_places(summary.mean_centi)})
        means += [
            {"label": str(ReviewDimension(code).label), "value": two_places(centi or 0)}
            for code, centi in summary.dimension_means_centi.items()
        ]
    return {
        "counts": counts,
        "most": max(summary.distribution.values()),
        "means": means,
        "count": summary.count,
        "least": told.min_shown,
    }


def review_rows(rows: Iterable[Review]) -> list[dict[str, Any]]:
    """Who reviewed (a person has no name), what for, the mark in words, reasons and text."""
    reasons, english = reasons_by_code(), is_english()
    return [
        {
            "word": Mark(rounded_mean(row.scores.values())).label,
            "item": row.contract.service_request.service_item,
            "buyer": row.contract.buyer,
            "contract": row.contract.no,
            "href": reverse("contract", args=[row.contract.no]),
            "on": row.revealed_at,
            "reasons": [
                reasons[code].name_en if english else reasons[code].name
                for code in row.reasons
                if code in reasons
            ],
            "text": row.text,
        }
        for row in rows
    ]


def contract_row(contract: Contract, delivered: str | None) -> dict[str, Any]:
    ceiling_fen = contract.service_request.ceiling_fen
    return {
        "contract": contract,
        "href": reverse("contract", args=[contract.no]),
        "ceiling_fen": ceiling_fen,
        "is_late": delivered == CreditKind.DELIVERED_LATE,
        "is_on_time": delivered == CreditKind.DELIVERED_ON_TIME,
    }
