"""After the rehearsal's auction: whoever is simulated confirms and signs, as people would."""

import logging

from bidding.actions.awards import confirm
from bidding.enums import AwardStatus
from bidding.queries.awards import award_of
from market.actions.contracts import sign
from market.enums import ContractStatus, RequestStatus
from market.errors import Refused
from market.models import Handler, ServiceRequest
from market.queries.contracts import latest_contract
from market.queries.service_requests import own_request

log = logging.getLogger(__name__)
OVER = {RequestStatus.CONTRACTED, RequestStatus.FAILED, RequestStatus.CANCELLED}


def carry_on(no: str, buyer: Handler, agencies: dict[int, Handler]) -> bool:
    """Do what is to be done now; True once there is a contract or a failure.

    `agencies` are the simulated bidders by the key of their organization. A visitor's own award
    waits for the visitor.
    """
    asked = own_request(buyer.organization, no)
    if asked is None or asked.status in OVER:
        return True
    try:
        confirm_if_asked(asked, agencies)
        sign_if_asked(asked, buyer, agencies)
    except Refused as refusal:  # The clock or the visitor was first: look again.
        log.info("rehearsal %s: %s", no, refusal.code)
    return False


def confirm_if_asked(asked: ServiceRequest, agencies: dict[int, Handler]) -> None:
    award = award_of(asked)
    if award is None or award.status != AwardStatus.DECIDED or award.confirmed_at is not None:
        return
    if handler := agencies.get(award.entry.agency_id):
        confirm(no=asked.no, handler=handler)


def sign_if_asked(asked: ServiceRequest, buyer: Handler, agencies: dict[int, Handler]) -> None:
    contract = latest_contract(asked)
    if contract is None or contract.status != ContractStatus.DRAFTING:
        return
    agency = agencies.get(contract.agency_id)
    sides = ((buyer, contract.buyer_signed_at), (agency, contract.agency_signed_at))
    for handler, signed_at in sides:
        if handler is not None and signed_at is None:
            sign(no=contract.no, handler=handler, text_sha256=contract.text_sha256)
