"""An agency's entries with what became of each."""

from django.db.models import OuterRef, QuerySet, Subquery

from bidding.enums import AwardStatus
from bidding.models import Auction, Award, Entry
from bidding.queries.entries import my_entries
from market.enums import ContractStatus
from market.models import Contract, Organization


def entry_rows(agency: Organization) -> QuerySet[Entry]:
    """Newest first, with `auction_no`, `auction_status`, `award_status` and `contract_no`."""
    auctions = Auction.objects.filter(service_request=OuterRef("service_request")).order_by("-pk")
    awards = Award.objects.filter(entry=OuterRef("pk")).order_by("-pk")
    contracts = Contract.objects.filter(
        service_request=OuterRef("service_request"), agency=OuterRef("agency")
    )
    running = contracts.exclude(status=ContractStatus.TERMINATED)
    return my_entries(agency).annotate(
        auction_no=Subquery(auctions.values("no")[:1]),
        auction_status=Subquery(auctions.values("status")[:1]),
        award_status=Subquery(awards.values("status")[:1]),
        contract_no=Subquery(running.values("no")[:1]),
    )


def awards_to_confirm(agency: Organization) -> list[Award]:
    """Awards of the agency that wait for its word, soonest first."""
    rows = Award.objects.filter(
        entry__agency=agency, status=AwardStatus.DECIDED, confirmed_at__isnull=True
    )
    related = rows.select_related("entry", "service_request__buyer", "service_request__rule_set")
    return list(related.order_by("confirm_due_at", "pk"))
