"""The directory of agencies."""

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from market.enums import ContractStatus, FormCheck
from market.models import AgencyProfile, Organization, ServiceItem


def agencies() -> QuerySet[Organization]:
    return Organization.objects.filter(is_agency=True)


def with_row_facts(rows: QuerySet[Organization]) -> QuerySet[Organization]:
    """The same agencies with what a row of the directory shows."""
    done = Q(contracts_as_agency__status=ContractStatus.CLOSED)
    return rows.select_related("agency").annotate(
        closed_contracts=Count("contracts_as_agency", filter=done, distinct=True)
    )


def agencies_listed() -> QuerySet[Organization]:
    """Every agency with what a row of the directory shows. Order: the caller's."""
    return with_row_facts(agencies())


def offering(rows: QuerySet[Organization], codes: list[str]) -> QuerySet[Organization]:
    """Of these agencies, those that offer any of the items."""
    profiles = AgencyProfile.objects.filter(service_items__code__in=codes)
    return rows.filter(agency__in=profiles)


def in_categories(rows: QuerySet[Organization], categories: list[str]) -> QuerySet[Organization]:
    """Of these agencies, those that offer an item of any of the categories."""
    profiles = AgencyProfile.objects.filter(service_items__category__in=categories)
    return rows.filter(agency__in=profiles)


def serving(rows: QuerySet[Organization], divisions: list[str]) -> QuerySet[Organization]:
    """Of these agencies, those that serve any of the divisions; who serves a city serves its parts.

    The list is searched as text, which both databases can do with JSON.
    """
    wanted = Q()
    for code in divisions:
        for wider in sorted(wider_than(code)):
            wanted |= Q(division_text__contains=f'"{wider}"')
    profiles = AgencyProfile.objects.annotate(division_text=Cast("divisions", TextField()))
    return rows.filter(agency__in=profiles.filter(wanted))


PRIME = 2**31 - 1  # Ids stay below it, and a product of two such numbers fits a column.


def shuffled(rows: QuerySet[Organization], seed: int) -> QuerySet[Organization]:
    """In an order that depends on the seed alone, so that nobody stands first by right.

    `(a·id + b) mod p` with random a and b puts any two agencies in either order equally often.
    Source: domain.md, rule 2 of eight.
    """
    a, b = seed % (PRIME - 1) + 1, seed // PRIME % PRIME
    return rows.annotate(place=(F("pk") * a + b) % PRIME).order_by("place", "pk")


def counts_of(rows: QuerySet[Organization], field: str) -> dict[str, int]:
    """How many of these agencies have each value of a column of their own."""
    found = rows.order_by().values_list(field).annotate(n=Count("pk", distinct=True))
    return {value: n for value, n in found if value is not None}


def category_counts(rows: QuerySet[Organization]) -> dict[str, int]:
    """How many of these agencies offer an item of each category."""
    found = AgencyProfile.objects.filter(organization__in=rows.values("pk")).order_by()
    return dict(found.values_list("service_items__category").annotate(n=Count("pk", distinct=True)))


def item_counts(rows: QuerySet[Organization]) -> dict[str, int]:
    """How many of these agencies offer each item."""
    found = AgencyProfile.objects.filter(organization__in=rows.values("pk")).order_by()
    return dict(found.values_list("service_items__code").annotate(n=Count("pk")))


def division_counts(rows: QuerySet[Organization], codes: list[str]) -> dict[str, int]:
    """How many of these agencies serve each division, as `serving` reads it."""
    profiles = AgencyProfile.objects.filter(organization__in=rows.values("pk"))
    served = [set(one) for one in profiles.values_list("divisions", flat=True)]
    return {code: sum(bool(wider_than(code) & one) for one in served) for code in codes}


def wider_than(code: str) -> set[str]:
    """The division itself, its city and its province."""
    return {code, f"{code[:4]}00", f"{code[:2]}0000"}


def agency_by_uscc(uscc: str) -> Organization | None:
    rows = Organization.objects.filter(is_agency=True, uscc=uscc.upper())
    return rows.select_related("agency").first()


def agencies_offering(item: ServiceItem) -> QuerySet[Organization]:
    return Organization.objects.filter(agency__service_items=item)


def form_checks_waiting() -> QuerySet[AgencyProfile]:
    rows = AgencyProfile.objects.exclude(form_check=FormCheck.CHECKED)
    return rows.select_related("organization").order_by("organization__joined_at")
