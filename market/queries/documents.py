"""Which documents a viewer may read."""

from django.db.models import Q, QuerySet

from market.models import Document, ServiceRequest
from market.queries.handlers import Viewer, organization_of


def documents_readable_by(viewer: Viewer) -> QuerySet[Document]:
    """Public ones, one's own, and those of a contract one is party to."""
    organization = organization_of(viewer)
    seen = Q(is_public=True)
    if organization is not None:
        party = Q(service_request__contracts__buyer=organization)
        party |= Q(service_request__contracts__agency=organization)
        seen |= Q(organization=organization) | party
    return Document.objects.filter(seen).select_related("service_request").distinct()


def public_documents_of(service_request: ServiceRequest) -> QuerySet[Document]:
    rows = Document.objects.filter(service_request=service_request, is_public=True)
    return rows.order_by("stored_at", "pk")
