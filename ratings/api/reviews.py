"""Reviews over REST: those of an agency, and writing one's own."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from market.api.bodies import Fields
from market.api.idempotency import Steps
from market.api.paging import Pages
from market.api.signed_in import acting_handler
from market.gateways.database import database_now
from market.queries.agencies import agency_by_uscc
from market.queries.rule_sets import rule_set_in_force
from market.units import stamp
from ratings.actions.reviews import review
from ratings.enums import ReviewSide
from ratings.models import Review
from ratings.queries.reviews import (
    Told,
    review_closes_at,
    scores_in_order,
    summary_of,
    visible_reviews,
)
from ratings.rules.points import two_places
from ratings.rules.reviews import rounded_mean


def summary_body(told: Told) -> dict[str, Any]:
    """Means are strings of two places, null while there are too few to say."""
    summary = told.summary
    return {
        "mean": _mean(summary.mean_centi),
        "distribution": {str(mark): count for mark, count in summary.distribution.items()},
        "dimensions": [
            {"code": code, "mean": _mean(centi)}
            for code, centi in summary.dimension_means_centi.items()
        ],
        "min_shown": told.min_shown,
        "rule_set": told.rule_set,
    }


def _mean(centi: int | None) -> str | None:
    return None if centi is None else two_places(centi)


def review_body(given: Review) -> dict[str, Any]:
    """A visible review; a person as buyer has no name here."""
    service_request, buyer = given.contract.service_request, given.contract.buyer
    return {
        "id": given.public_key,
        "contract": given.contract.no,
        "side": str(given.side),
        "service_item": service_request.service_item.code,
        "buyer": None if buyer.is_person else {"uscc": buyer.uscc, "name": buyer.name},
        "scores": dict(scores_in_order(given)),
        "mark": rounded_mean(given.scores.values()),
        "text": given.text,
        "reasons": given.reasons,
        "submitted_at": stamp(given.changed_at or given.submitted_at),
        "visible_at": None if given.revealed_at is None else stamp(given.revealed_at),
    }


class AgencyReviews(APIView):
    """GET agencies/{uscc}/reviews/: how they add up, then each, newest first."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, uscc: str) -> Response:
        agency = agency_by_uscc(uscc)
        if agency is None:
            raise Http404
        side = ReviewSide.BUYER_TO_AGENCY
        pages = Pages()
        rows = pages.paginate_queryset(visible_reviews(agency, side), request)
        answer = pages.get_paginated_response([review_body(row) for row in rows])
        answer.data = {
            **summary_body(summary_of(agency, side, rule_set_in_force(database_now()))),
            **answer.data,
        }
        return answer


class ContractReviews(Steps):
    """POST contracts/{no}/reviews/: one's own side; a second time changes it, once."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        scores, text = fields.object("scores"), fields.text("text")
        reasons, evidence = fields.texts("reasons"), fields.texts("evidence")
        fields.done()
        given = review(
            no=no, handler=handler, scores=scores, text=text, reasons=reasons, evidence=evidence
        )
        closes_at = review_closes_at(no)
        body = {**review_body(given), "evidence": sorted(evidence), "closes_at": stamp(closes_at)}
        return Response(body, status=201)
