"""Entries: one's own, the frozen list, and whose name may be read."""

from django.db.models import QuerySet

from bidding.enums import EntryStatus
from bidding.models import Award, Entry
from market.enums import UNPUBLISHED, RequestStatus
from market.models import Organization, ServiceRequest
from market.queries.handlers import Viewer, organization_of
from market.queries.rule_sets import rules_of
from market.queries.service_requests import reveals_losers

HIDDEN_COUNT = UNPUBLISHED | {RequestStatus.PUBLISHED}


def entry_of(service_request: ServiceRequest, agency: Organization | None) -> Entry | None:
    """The agency's entry in whatever state; None where it never entered."""
    if agency is None:
        return None
    return Entry.objects.filter(service_request=service_request, agency=agency).first()


def my_entries(agency: Organization) -> QuerySet[Entry]:
    """Newest first, with the request of each."""
    rows = Entry.objects.filter(agency=agency)
    return rows.select_related("service_request__buyer").order_by("-entered_at", "-pk")


def confirmed_entries(service_request: ServiceRequest) -> QuerySet[Entry]:
    """Sorted by alias, as they are frozen. For actions alone: until the close nobody may count."""
    rows = Entry.objects.filter(service_request=service_request, status=EntryStatus.CONFIRMED)
    return rows.select_related("agency").order_by("alias")


def frozen_entries(service_request: ServiceRequest) -> QuerySet[Entry]:
    """The list that everybody may see: nothing before the close."""
    rows = confirmed_entries(service_request)
    return rows.none() if service_request.status in HIDDEN_COUNT else rows


def names_shown(service_request: ServiceRequest, viewer: Viewer) -> dict[str, Organization]:
    """Agencies by alias whose names the viewer may read. Source: domain.md 5.1 (6).

    Nobody's before an award is decided. Then the awarded agency's to all; the others' to all
    where the money is public, else only to those who took part and to the regulator.
    """
    awarded = set(
        Award.objects.filter(service_request=service_request).values_list("entry_id", flat=True)
    )
    if not awarded:
        return {}
    organization = organization_of(viewer)
    entries = list(confirmed_entries(service_request))
    rules = rules_of(service_request.rule_set)
    sees_all = reveals_losers(service_request, rules["reveal_losers"]) or (
        organization is not None
        and (organization.is_regulator or organization.pk in {e.agency_id for e in entries})
    )
    return {entry.alias: entry.agency for entry in entries if sees_all or entry.pk in awarded}


def taken_aliases(service_request: ServiceRequest) -> list[str]:
    rows = Entry.objects.filter(service_request=service_request)
    return list(rows.values_list("alias", flat=True))
