"""Steps of a request that touch its auction: publish, approve, withdraw, cancel."""

from bidding.actions.auctions import cancel_auction, schedule
from bidding.enums import AwardStatus
from bidding.models import Award
from bidding.queries.awards import award_of
from market.actions.publications import approve, cancel, submit_or_publish, withdraw
from market.actions.service_requests import own_locked
from market.enums import RequestStatus
from market.gateways.database import database_now, one_transaction
from market.models import Handler, ServiceRequest


@one_transaction
def publish_request(*, no: str, handler: Handler) -> ServiceRequest:
    """To the public, with its auction scheduled; public money goes to a second person first.

    Raises NotPermitted, NotFound, NotAllowedNow, Problems.
    """
    service_request = own_locked(no, handler)
    submit_or_publish(service_request, handler, database_now())
    if service_request.status == RequestStatus.PUBLISHED:
        schedule(service_request)
    return service_request


@one_transaction
def approve_request(*, no: str, handler: Handler) -> ServiceRequest:
    """The second person publishes. Raises SamePerson too."""
    service_request = own_locked(no, handler)
    approve(service_request, handler, database_now())
    schedule(service_request)
    return service_request


@one_transaction
def withdraw_request(*, no: str, handler: Handler, reason: str) -> ServiceRequest:
    """Before entry closes, with a public reason."""
    service_request = own_locked(no, handler)
    now = database_now()
    withdraw(service_request, handler, reason, now)
    cancel_auction(service_request, now)
    return service_request


@one_transaction
def cancel_request(*, no: str, handler: Handler, reason: str, basis: str) -> ServiceRequest:
    """The task is really dropped, any time before the contract; an award ends with it."""
    service_request = own_locked(no, handler)
    now = database_now()
    cancel(service_request, handler, reason, basis, now)
    cancel_auction(service_request, now)
    award: Award | None = award_of(service_request)
    if award is not None:
        award.status, award.ended_at = AwardStatus.SET_ASIDE, now
        award.ended_reason = reason.strip()
        award.save(update_fields=["status", "ended_at", "ended_reason"])
    return service_request
