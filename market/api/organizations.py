"""Joining, the directory of agencies, and profiles."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from market.actions.organizations import Joined, join_as_buyer, join_market
from market.api.bodies import Fields
from market.api.idempotency import Steps
from market.forms.agencies import AgencyFilter
from market.models import Organization
from market.queries.agencies import agencies_listed, agency_by_uscc
from market.queries.qualifications import practitioners_of, qualifications_of
from market.queries.record import record_page
from market.queries.service_items import items_of
from market.rules.organizations import AgencyEntry, BuyerEntry, FirstHandler, Identity, masked_name
from market.units import stamp


def agency_row(agency: Organization) -> dict[str, Any]:
    return {
        "uscc": agency.uscc,
        "name": agency.name,
        "name_en": agency.name_en,
        "legal_form": str(agency.legal_form),
        "division_code": agency.division_code,
        "categories": agency.agency.categories,
        "standing": str(agency.standing),
        "credit": {
            "score_centi": agency.credit_score_centi,
            "grade": agency.credit_grade or None,
        },
        "closed_contracts": getattr(agency, "closed_contracts", None),
        "joined_at": stamp(agency.joined_at),
    }


def agency_body(agency: Organization) -> dict[str, Any]:
    """Persons are masked; phones and mails are not part of it."""
    return {
        **agency_row(agency),
        "legal_rep": masked_name(agency.legal_rep),
        "form_check": str(agency.agency.form_check),
        "code_warnings": agency.code_warnings,
        "divisions": agency.agency.divisions,
        "service_items": [item.code for item in items_of(agency)],
        "qualifications": [
            {
                "code": row.code,
                "name": row.name,
                "number": row.number,
                "grade": row.grade,
                "valid_from": row.valid_from.isoformat(),
                "valid_to": row.valid_to.isoformat(),
                "verification": str(row.verification),
            }
            for row in qualifications_of(agency)
        ],
        "practitioners": [
            {
                "name": masked_name(row.name),
                "certificate": row.certificate,
                "valid_to": row.valid_to.isoformat(),
            }
            for row in practitioners_of(agency)
        ],
    }


def joined_body(joined: Joined) -> dict[str, Any]:
    organization = joined.organization
    return {
        "uscc": organization.uscc,
        "name": organization.name,
        "standing": str(organization.standing),
        "token": joined.token,
    }


def read_identity(fields: Fields) -> tuple[Identity, FirstHandler, tuple[Fields, Fields]]:
    handler, commitment = fields.nested("handler"), fields.nested("commitment")
    identity = Identity(
        uscc=fields.text("uscc"),
        name=fields.text("name"),
        legal_rep=fields.text("legal_rep"),
        legal_form=fields.text("legal_form"),
        size=fields.text("size"),
        division_code=fields.text("division_code"),
        phone=fields.text("phone"),
        email=fields.text("email"),
        address=fields.text("address"),
        name_en=fields.text("name_en"),
    )
    first = FirstHandler(
        name=handler.text("name"), email=handler.text("email"), password=handler.text("password")
    )
    return identity, first, (handler, commitment)


class AgencyViewSet(Steps, GenericViewSet):
    """GET agencies/, agencies/{uscc}/; POST agencies/: entry on commitment."""

    lookup_field = "uscc"
    filterset_class = AgencyFilter

    def get_queryset(self) -> Any:
        return agencies_listed()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="agencies_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()).order_by("uscc"))
        return self.get_paginated_response([agency_row(row) for row in page or []])

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="agencies_retrieve")
    def retrieve(self, request: Request, uscc: str) -> Response:
        return Response(agency_body(agency_or_404(uscc)))

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request) -> Response:
        fields = Fields(request.data)
        identity, first, inner = read_identity(fields)
        entry = AgencyEntry(
            identity=identity,
            handler=first,
            categories=fields.texts("categories"),
            divisions=fields.texts("divisions"),
            service_items=fields.texts("service_items"),
            commitment_version=inner[1].text("version"),
            commitment_accepted=inner[1].flag("accepted"),
        )
        fields.done(*inner)
        return Response(joined_body(join_market(entry=entry)), status=201)


class BuyerViewSet(Steps, GenericViewSet):
    """POST buyers/: an organization, or a person without code and representative."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request) -> Response:
        fields = Fields(request.data)
        identity, first, inner = read_identity(fields)
        entry = BuyerEntry(
            identity=identity,
            handler=first,
            commitment_version=inner[1].text("version"),
            commitment_accepted=inner[1].flag("accepted"),
        )
        fields.done(*inner)
        return Response(joined_body(join_as_buyer(entry=entry)), status=201)


class AgencyRecord(Steps):
    """GET agencies/{uscc}/record/: the log of an organization."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, uscc: str) -> Response:
        agency = agency_or_404(uscc)
        text = request.query_params.get("after", "0")
        after = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
        return Response(record_page(f"organization/{agency.uscc}", after))


def agency_or_404(uscc: str) -> Organization:
    found = agency_by_uscc(uscc)
    if found is None:
        raise Http404
    return found
