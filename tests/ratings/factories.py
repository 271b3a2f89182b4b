"""Builders for what ratings judge: parties, and contracts at each stage, made by actions."""

import io
from datetime import timedelta
from itertools import count

from django.db import transaction

from market.actions.contracts import open_contract, sign
from market.actions.milestones import accept, deliver
from market.actions.organizations import join_as_buyer, join_market
from market.actions.payments import claim, confirm
from market.enums import RequestStatus
from market.gateways.database import database_now
from market.gateways.files import Incoming
from market.models import Handler, ServiceItem, ServiceRequest
from market.queries.commitments import current_text
from market.queries.rule_sets import rule_set_by_code
from market.rules.organizations import AgencyEntry, BuyerEntry, FirstHandler, Identity
from market.rules import uscc as codes

numbers = count(1)
PDF = b"%PDF-1.4 made up\n"


def make_code(number: int) -> str:
    """A well-formed code with the right check digits."""
    body = f"91340700T{number:07d}"
    return codes.completed(body) if hasattr(codes, "completed") else body + "00"
