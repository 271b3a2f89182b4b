"""Awards: decided by the buyer or the clock, confirmed or given up by the agency, then final."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bidding.actions.award_steps import (
    decide,
    end_award,
    finish,
    live_award,
    pass_to_next,
)
from bidding.enums import AwardCode, AwardStatus, Happened
from bidding.errors import ConfirmationOver, NotInGoodStanding
from bidding.models import Award
from bidding.rules.eligibility import OUT
from market.actions.contracts import lapse
from market.actions.deadlines import close_deadline
from market.actions.handlers import permit
from market.actions.service_requests import (
    own_locked,
    published_locked,
    request_locked,
    require,
)
from market.enums import DeadlineKind, FailureCode, RequestStatus
from market.errors import NotAllowedNow, NotPermitted, Problem, Problems
from market.gateways.database import database_now, one_transaction, share
from market.models import Handler, Organization, ServiceRequest
from market.queries.deadlines import is_open, open_deadlines
from market.record import record
from market.rules.happenings import Happening
from market.rules.permissions import Permission
from market.units import stamp


@one_transaction
def decide_award(
    *, no: str, handler: Handler, alias: str | None = None, code: str = "", reason: str = ""
) -> Award | None:
    """The buyer decides: the first valid rank, or another one with a code and a public reason.

    None where no valid rank is left; the request has failed then. Raises NotPermitted, NotFound,
    NotAllowedNow, NotEligible, Problems. Source: domain.md 6.
    """
    permit(handler, Permission.PERFORM_AS_BUYER)
    service_request = own_locked(no, handler)
    require(service_request, RequestStatus.DECIDING)
    now = database_now()
    return decide(service_request, now, handler=handler, alias=alias, code=code, reason=reason)


@one_transaction
def decide_award_if_due(*, no: str) -> Award | None:
    """The clock decides where the buyer did not in time. Harmless again, and before."""
    service_request = request_locked(no=no)
    now = database_now()
    if service_request.status != RequestStatus.DECIDING:
        return None
    if not is_due(DeadlineKind.AWARD_DECISION, no, now):
        return None
    return decide(service_request, now)


@one_transaction
def confirm(*, no: str, handler: Handler) -> Award:
    """The awarded agency takes the job, within `confirm_due`; again it changes nothing.

    Raises NotPermitted, NotFound, NotAllowedNow, ConfirmationOver, NotInGoodStanding.
    """
    service_request, award = own_award(no, handler)
    if award.confirmed_at is not None:
        return award
    now = database_now()
    if now >= award.confirm_due_at:
        raise ConfirmationOver(due_at=stamp(award.confirm_due_at))
    agency = share(Organization.objects, pk=award.entry.agency_id)
    if agency.standing in OUT:
        raise NotInGoodStanding(reason=str(agency.standing))
    award.confirmed_at = now
    award.save(update_fields=["confirmed_at"])
    close_deadline(kind=DeadlineKind.AWARD_CONFIRMATION, subject=no, now=now)
    facts = {"alias": award.entry.alias, "rank": award.rank}
    record(f"request/{no}", Happening(Happened.AWARD_CONFIRMED, now, facts))
    if not is_open(DeadlineKind.STANDSTILL_END, no):
        finish(service_request, award, now)
    return award


@one_transaction
def decline(*, no: str, handler: Handler, reason: str) -> Award:
    """The awarded agency gives up, with a public reason; the next reserve takes over at once."""
    service_request, award = own_award(no, handler)
    if not reason.strip():
        raise Problems([Problem("reason", "required", _("请写明放弃的理由，理由将公开。"))])
    now = database_now()
    facts = {"reason": reason.strip()}
    end_award(service_request, award, AwardStatus.DECLINED, Happened.AWARD_DECLINED, now, facts)
    pass_to_next(service_request, now, AwardCode.DECLINED)
    return award


def own_award(no: str, handler: Handler) -> tuple[ServiceRequest, Award]:
    """The award of this agency that runs, with its request locked."""
    permit(handler, Permission.ENTER)
    service_request = published_locked(no)
    award = live_award(service_request)
    if award is None or service_request.status != RequestStatus.STANDSTILL:
        allowed = [str(RequestStatus.STANDSTILL)]
        raise NotAllowedNow(status=str(service_request.status), allowed=allowed)
    if award.entry.agency_id != handler.organization_id:
        raise NotPermitted
    return service_request, award


@one_transaction
def lapse_confirmation(*, no: str) -> None:
    """The clock: not confirmed in time is given up. Harmless again, and before."""
    service_request = request_locked(no=no)
    now = database_now()
    award = live_award(service_request)
    if award is None or not is_due(DeadlineKind.AWARD_CONFIRMATION, no, now):
        return
    if award.confirmed_at is not None or service_request.status != RequestStatus.STANDSTILL:
        return
    end_award(service_request, award, AwardStatus.LAPSED, Happened.AWARD_LAPSED, now, {})
    pass_to_next(service_request, now, AwardCode.SILENT)


@one_transaction
def end_standstill(*, no: str) -> None:
    """The clock: the standstill is over; final where confirmed, else on the confirmation."""
    service_request = request_locked(no=no)
    now = database_now()
    award = live_award(service_request)
    if award is None or not is_due(DeadlineKind.STANDSTILL_END, no, now):
        return
    close_deadline(kind=DeadlineKind.STANDSTILL_END, subject=no, now=now)
    if service_request.status == RequestStatus.STANDSTILL and award.confirmed_at is not None:
        finish(service_request, award, now)


@one_transaction
def lapse_contract(*, no: str) -> None:
    """The clock: not signed by the last day. Where the agency had signed, it was the buyer's fault
    and nobody takes over. Harmless again, and before. Source: domain.md 4.2, 7.1.
    """
    service_request = request_locked(no=no)
    now = database_now()
    award = live_award(service_request)
    if award is None or not is_due(DeadlineKind.CONTRACT_LAPSE, no, now):
        return
    if service_request.status != RequestStatus.AWARDED:
        return
    close_deadline(kind=DeadlineKind.CONTRACT_LAPSE, subject=no, now=now)
    unsigned = lapse(service_request, now)
    end_award(service_request, award, AwardStatus.SET_ASIDE, None, now, {})
    pass_to_next(
        service_request,
        now,
        AwardCode.CONTRACT_NOT_SIGNED,
        failure=FailureCode.CONTRACT_NOT_SIGNED,
        may_pass="agency" in unsigned,
    )


def is_due(kind: DeadlineKind, no: str, now: datetime) -> bool:
    return open_deadlines(no).filter(kind=kind, due_at__lte=now).exists()
