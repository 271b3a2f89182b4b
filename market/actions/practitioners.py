"""Practitioners: who works at an agency and leads which job."""

import secrets
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from market.actions.handlers import permit
from market.enums import Happened
from market.errors import Problem, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.models import Assignment, Contract, Handler, Organization, Practitioner
from market.record import record
from market.rules.happenings import Happening
from market.rules.permissions import Permission


@one_transaction
def add(
    *,
    handler: Handler,
    name: str,
    certificate: str,
    number: str,
    valid_from: date,
    valid_to: date,
) -> Practitioner:
    """A person joins; one certificate works at one agency at a time. Raises Problems."""
    permit(handler, Permission.MANAGE_AGENCY)
    found = []
    if not name.strip():
        found.append(Problem("name", "required", _("请填写姓名。")))
    if not number.strip():
        found.append(Problem("number", "required", _("请填写证书编号。")))
    if valid_to < valid_from:
        found.append(Problem("valid_to", "dates_in_order", _("有效期止不能早于有效期起。")))
    held = Practitioner.objects.filter(
        certificate=certificate, number=number.strip(), left_at__isnull=True
    )
    if held.exists():
        text = _("该证书已在一家机构登记，原机构登记离职后方可再登记。")
        found.append(Problem("number", "certificate_in_use", text))
    if found:
        raise Problems(found)
    now = database_now()
    organization = lock(Organization.objects, pk=handler.organization_id)
    practitioner = Practitioner.objects.create(
        public_key=secrets.token_hex(6),
        organization=organization,
        name=name.strip(),
        certificate=certificate,
        number=number.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    facts = {"certificate": certificate, "valid_to": valid_to.isoformat()}
    record(f"organization/{organization.uscc}", Happening(Happened.PRACTITIONER_ADDED, now, facts))
    return practitioner


def assign(
    *, practitioner: Practitioner, contract: Contract, first_day: date, last_day: date
) -> Assignment:
    """Fix the lead at signing, inside that transaction; the check came before."""
    return Assignment.objects.create(
        practitioner=practitioner, contract=contract, first_day=first_day, last_day=last_day
    )


def release(*, contract: Contract, now: datetime) -> None:
    """The job is over; its lead is free again. Inside the caller's transaction."""
    Assignment.objects.filter(contract=contract, released_at__isnull=True).update(released_at=now)
