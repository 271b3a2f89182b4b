"""Contracts as parties and the public see them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from market.enums import ContractStatus, PaymentStatus
from market.models import Contract, Deliverable, Milestone, Organization, Payment, ServiceRequest
from market.queries.handlers import Viewer, organization_of
from market.rules.payments import share_fen

RELATED = ("buyer", "agency", "service_request__service_item", "service_request__rule_set")


def contracts_visible_to(viewer: Viewer) -> QuerySet[Contract]:
    """Signed ones are public; a draft is seen by its parties."""
    organization = organization_of(viewer)
    seen = Q(signed_at__isnull=False) | Q(buyer=organization) | Q(agency=organization)
    return Contract.objects.filter(seen).select_related(*RELATED)


def contract_visible_to(viewer: Viewer, no: str) -> Contract | None:
    return contracts_visible_to(viewer).filter(no=no).first()


def contracts_of(organization: Organization) -> QuerySet[Contract]:
    own = Q(buyer=organization) | Q(agency=organization)
    return Contract.objects.filter(own).select_related(*RELATED).order_by("-opened_at", "-no")


def own_contract(organization: Organization, no: str) -> Contract | None:
    return contracts_of(organization).filter(no=no).first()


def contract_of_request(service_request: ServiceRequest) -> Contract | None:
    rows = Contract.objects.filter(service_request=service_request)
    return rows.exclude(status=ContractStatus.TERMINATED).select_related(*RELATED).first()


def milestones_of(contract: Contract) -> list[Milestone]:
    rows = Milestone.objects.filter(contract=contract).order_by("n")
    return list(rows.prefetch_related("deliverables__document", "payments"))


def deliverables_of(contract: Contract) -> QuerySet[Deliverable]:
    rows = Deliverable.objects.filter(milestone__contract=contract)
    return rows.select_related("document", "milestone").order_by("n")


def payments_of(contract: Contract) -> QuerySet[Payment]:
    rows = Payment.objects.filter(contract=contract)
    return rows.select_related("milestone").order_by("n")


def milestone_price_fen(contract: Contract, milestone: Milestone) -> int:
    """The milestone's part of the price; all parts add up to it exactly."""
    rows = Milestone.objects.filter(contract=contract).order_by("n")
    shares = list(rows.values_list("share_bp", flat=True))
    return share_fen(contract.price_fen, shares, milestone.n)


def is_paid(contract: Contract) -> bool:
    """Every milestone has a settled payment."""
    settled = Payment.objects.filter(milestone=OuterRef("pk"), status=PaymentStatus.SETTLED)
    return not Milestone.objects.filter(~Exists(settled), contract=contract).exists()


def running_contracts(agency: Organization) -> int:
    over = (ContractStatus.CLOSED, ContractStatus.TERMINATED)
    rows = Contract.objects.filter(agency=agency, signed_at__isnull=False)
    return rows.exclude(status__in=over).count()


def latest_contract(service_request: ServiceRequest) -> Contract | None:
    """The running one, else the last that ended."""
    rows = Contract.objects.filter(service_request=service_request)
    return rows.select_related(*RELATED).order_by("-pk").first()
