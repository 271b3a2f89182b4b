"""Awards: decided, running and past, and the ranks that are still free."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bidding.enums import AwardStatus
from bidding.models import Award, Entry
from bidding.queries.selections import selection_of
from market.gateways.database import with_related
from market.models import ServiceRequest

LIVE = (AwardStatus.DECIDED, AwardStatus.FINAL)


@dataclass(frozen=True)
class Rank:
    """One place of the ranking. `amount_fen` is the price it stands with."""

    rank: int
    entry: Entry
    amount_fen: int


def awards_visible() -> QuerySet[Award]:
    """All: an award is public from its decision on, past ones too. Order: the caller's."""
    return Award.objects.select_related("entry__agency", "service_request__buyer")


def awards_standing() -> QuerySet[Award]:
    """Those that were not passed on, declined or voided. Order: the caller's."""
    return awards_visible().filter(status__in=LIVE)


def awards_of(service_request: ServiceRequest) -> QuerySet[Award]:
    rows = awards_visible().filter(service_request=service_request)
    return rows.order_by("decided_at", "pk")


def award_of(service_request: ServiceRequest) -> Award | None:
    """The award that stands; None where there is none or the last one was passed on."""
    rows = Award.objects.filter(service_request=service_request, status__in=LIVE)
    award = rows.first()
    if award is not None:
        with_related(with_related(award, "entry").entry, "agency")
        award.service_request = service_request
    return award


def free_ranks(service_request: ServiceRequest, reserves: int) -> list[Rank]:
    """The ranks from the first to the last reserve that have not been awarded yet."""
    selection = selection_of(service_request)
    if selection is None:
        return []
    entries = {
        entry.alias: entry
        for entry in Entry.objects.filter(service_request=service_request).select_related("agency")
    }
    amounts = {one["alias"]: one["amount_fen"] for one in selection.inputs["prices"]}
    rows = Award.objects.filter(service_request=service_request)
    taken = set(rows.values_list("entry__alias", flat=True))
    return [
        Rank(place, entries[alias], amounts[alias])
        for place, alias in enumerate(selection.ranking[: 1 + reserves], start=1)
        if alias not in taken
    ]


def last_award(service_request: ServiceRequest) -> Award | None:
    return awards_of(service_request).last()
