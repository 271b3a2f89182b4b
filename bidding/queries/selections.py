"""The public record of a selection."""

from bidding.models import Selection
from market.models import ServiceRequest


def selection_of(service_request: ServiceRequest) -> Selection | None:
    """None until the method has finished."""
    return Selection.objects.filter(service_request=service_request).first()
