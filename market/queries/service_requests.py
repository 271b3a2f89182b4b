"""Requests as each viewer may see them."""

from collections.abc import Mapping

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from market.enums import OVER, FundSource, LegalForm, RequestStatus
from market.models import Deadline, Organization, RestrictedTerm, ServiceRequest
from market.queries.handlers import Viewer, organization_of
from market.rules.restricted_terms import Found, restricted_terms_in
from market.rules.service_requests import RequestFacts


def requests_visible_to(viewer: Viewer) -> QuerySet[ServiceRequest]:
    """Every other query starts here. All see what is published; a buyer also its own drafts."""
    published = Q(published_at__isnull=False)
    own = Q(buyer=organization_of(viewer))
    return ServiceRequest.objects.filter(published | own)


def requests_listed(viewer: Viewer) -> QuerySet[ServiceRequest]:
    """Published requests with what a row shows. More rows do not mean more queries."""
    return (
        requests_visible_to(viewer)
        .filter(published_at__isnull=False)
        .select_related("buyer", "service_item")
    )


def request_visible_to(viewer: Viewer, no: str) -> ServiceRequest | None:
    rows = requests_visible_to(viewer).filter(no=no)
    return rows.select_related("buyer", "service_item", "rule_set", "handler__user").first()


def own_request(organization: Organization, no: str) -> ServiceRequest | None:
    rows = ServiceRequest.objects.filter(buyer=organization, no=no)
    return rows.select_related("buyer", "service_item", "rule_set", "handler__user").first()


def requests_of(buyer: Organization) -> QuerySet[ServiceRequest]:
    rows = ServiceRequest.objects.filter(buyer=buyer)
    return rows.select_related("service_item", "buyer").order_by("-created_at", "-no")


def open_requests(viewer: Viewer) -> QuerySet[ServiceRequest]:
    rows = requests_listed(viewer).filter(status=RequestStatus.PUBLISHED)
    return rows.order_by("entry_closes_at", "no")


def facts_of(service_request: ServiceRequest) -> RequestFacts:
    """The request as the rules read it."""
    items = [item.code for item in service_request.service_items.order_by("code")]
    first = service_request.service_item.code
    return RequestFacts(
        service_items=[first, *(code for code in items if code != first)],
        title=service_request.title,
        scope=service_request.scope,
        division_code=service_request.division_code,
        ceiling_fen=service_request.ceiling_fen,
        price_basis=service_request.price_basis,
        fund_source=service_request.fund_source,
        purpose=service_request.purpose,
        method=service_request.method,
        method_parameters=service_request.method_parameters,
        conditions=service_request.conditions,
        avoid=service_request.avoid,
        term_reasons=service_request.term_reasons,
        entry_closes_at=service_request.entry_closes_at,
        opens_at=service_request.opens_at,
        service_days=service_request.service_days,
        contact=service_request.contact,
        rule_set=service_request.rule_set.code,
    )


def restricted_terms_found(texts: list[str]) -> list[Found]:
    terms = list(RestrictedTerm.objects.order_by("code"))
    return [found for text in texts for found in restricted_terms_in(text, terms)]


def restricted_term(code: str) -> RestrictedTerm:
    return RestrictedTerm.objects.get(code=code)


def restricted_terms() -> dict[str, RestrictedTerm]:
    return {term.code: term for term in RestrictedTerm.objects.order_by("code")}


def reveals_losers(service_request: ServiceRequest, reveal: str) -> bool:
    """Whether all bidders' names become public with the award. Source: domain.md 5.1 (6)."""
    if reveal == "by_fund":
        return service_request.fund_source in FundSource.PUBLIC  # type: ignore[attr-defined]
    return reveal == "all"


def with_next_date(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """`next_at`: the next date of the row's own stage; none where everything is over."""
    due = Deadline.objects.filter(subject=OuterRef("no"), done_at__isnull=True)
    return rows.annotate(
        next_at=Case(
            When(status__in=OVER, then=None),
            When(status=RequestStatus.PUBLISHED, then=F("entry_closes_at")),
            When(status=RequestStatus.ENTRIES_CLOSED, then=F("opens_at")),
            default=Subquery(due.order_by("due_at").values("due_at")[:1]),
        )
    )


def closing_first(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """Open for entry first, by the date that comes next; then what is under way, then the rest."""
    stage = Case(
        When(status=RequestStatus.PUBLISHED, then=0),
        When(status__in=OVER, then=2),
        default=1,
        output_field=IntegerField(),
    )
    dated = with_next_date(rows).annotate(stage=stage)
    return dated.order_by("stage", F("next_at").asc(nulls_last=True), "-published_at", "no")


def counts_by_value(rows: QuerySet[ServiceRequest], wanted: Mapping[str, Q]) -> dict[str, int]:
    """How many rows meet each condition, in one query."""
    counted: dict[str, int] = rows.order_by().aggregate(
        **{name: Count("pk", filter=condition, distinct=True) for name, condition in wanted.items()}
    )
    return counted


def counts_by_item(rows: QuerySet[ServiceRequest]) -> dict[str, int]:
    """Rows per service item; one of a bundle counts for each of its items."""
    counted = (
        rows.order_by().values_list("service_items__code").annotate(n=Count("pk", distinct=True))
    )
    return {code: n for code, n in counted.order_by("-n", "service_items__code") if code}


def counts_by_buyer(rows: QuerySet[ServiceRequest], most: int) -> list[tuple[str, str, str, int]]:
    """Code, name, English name and rows of those who ask most. A person is never named."""
    named = rows.exclude(buyer__legal_form=LegalForm.PERSON).order_by()
    counted = named.values_list("buyer__uscc", "buyer__name", "buyer__name_en")
    return list(counted.annotate(n=Count("pk", distinct=True)).order_by("-n", "buyer__uscc")[:most])


def matching_open_requests(viewer: Viewer, agency: Organization) -> QuerySet[ServiceRequest]:
    """Open for entry and asking for an item that the agency offers, soonest to close first."""
    offered = agency.agency.service_items.values("pk")
    rows = open_requests(viewer).exclude(buyer=agency)
    return rows.filter(service_items__in=offered).distinct()


def counts_by_status(rows: QuerySet[ServiceRequest]) -> dict[str, int]:
    """Only states that occur, in the order in which a request passes them."""
    counted = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return {status: counted[status] for status in RequestStatus.values if status in counted}


def texts_of(facts: RequestFacts) -> list[str]:
    """What the checker reads."""
    return [facts.title, facts.scope, *(str(c.get("text", "")) for c in facts.conditions)]
