"""Awards as lists show them."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from bidding.models import Award, Bid
from bidding.queries.awards import awards_visible


def awards_listed() -> QuerySet[Award]:
    """Newest first, with `bidder_count`: agencies that bid."""
    bidders = (
        Bid.objects.filter(auction__service_request=OuterRef("service_request"), seq__isnull=False)
        .order_by()
        .values("auction__service_request")
        .annotate(n=Count("agency", distinct=True))
    )
    rows = awards_visible().annotate(
        bidder_count=Subquery(bidders.values("n")[:1], output_field=IntegerField())
    )
    return rows.order_by("-decided_at", "-pk")


def counts_by_award_status(rows: QuerySet[Award]) -> dict[str, int]:
    return dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
