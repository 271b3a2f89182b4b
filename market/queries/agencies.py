"""The directory of agencies."""

from django.db.models import Count, Q, QuerySet

from market.enums import ContractStatus, FormCheck
from market.models import AgencyProfile, Organization, ServiceItem


def agencies_listed() -> QuerySet[Organization]:
    """Every agency with what a row of the directory shows. Order: the caller's."""
    done = Q(contracts_as_agency__status=ContractStatus.CLOSED)
    return (
        Organization.objects.filter(is_agency=True)
        .select_related("agency")
        .annotate(closed_contracts=Count("contracts_as_agency", filter=done, distinct=True))
    )


def agency_by_uscc(uscc: str) -> Organization | None:
    rows = Organization.objects.filter(is_agency=True, uscc=uscc.upper())
    return rows.select_related("agency").first()


def agencies_offering(item: ServiceItem) -> QuerySet[Organization]:
    return Organization.objects.filter(agency__service_items=item)


def form_checks_waiting() -> QuerySet[AgencyProfile]:
    rows = AgencyProfile.objects.exclude(form_check=FormCheck.CHECKED)
    return rows.select_related("organization").order_by("organization__joined_at")
