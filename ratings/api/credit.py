"""GET agencies/{uscc}/credit/: the score of today with every event behind it."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from market.gateways.database import database_now
from market.queries.agencies import agency_by_uscc
from market.units import stamp
from ratings.queries.credit import Explained, explained
from ratings.rules.credit import DimensionSum, Line
from ratings.rules.points import two_places


def credit_body(told: Explained) -> dict[str, Any]:
    """As interfaces.md 7 and record.md 4 promise it; newest events first."""
    score, rules = told.score, told.rules
    body = {
        "score_centi": score.score_centi,
        "score": two_places(score.score_centi),
        "grade": str(score.grade),
        "range": [rules["credit_min"], rules["credit_max"]],
        "rule_set": told.rule_set.code,
        "at": stamp(told.at),
        "demerits": score.demerits,
        "events": [event_body(line) for line in reversed(score.lines)],
        "dimensions": [dimension_body(each) for each in score.dimensions],
        "recomputed": True,
    }
    if score.grade_cap is not None:
        body["grade_cap"] = str(score.grade_cap)
    return body


def event_body(line: Line) -> dict[str, Any]:
    event = line.event
    body = {
        "kind": event.kind,
        "dimension": event.terms.dimension,
        "at": stamp(event.at),
        "points_centi": line.points_centi,
        "base_centi": event.base_centi,
        "life": str(event.terms.life),
        "decay": event.terms.decay,
        "expires_at": stamp(line.expires_at),
        "demerit": event.terms.demerit,
        "grade_cap": event.terms.grade_cap,
        "deed": event.deed,
        "rule_set": event.rule_set,
        "source": {"log": event.source[0], "seq": event.source[1]},
        "counted": line.counted,
    }
    if line.why:
        body["why"] = str(line.why)
    return body


def dimension_body(each: DimensionSum) -> dict[str, Any]:
    return {
        "code": each.code,
        "sum_centi": each.sum_centi,
        "limit_low_centi": each.limit_low_centi,
        "limit_high_centi": each.limit_high_centi,
        "counted_centi": each.counted_centi,
    }


class AgencyCredit(APIView):
    """The same list as on the page; anybody can add it up."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, uscc: str) -> Response:
        agency = agency_by_uscc(uscc)
        if agency is None:
            raise Http404
        return Response(credit_body(explained(agency, database_now())))
