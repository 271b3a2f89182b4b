"""Qualifications: declared by the agency, verified by a regulator."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from market.actions.handlers import permit
from market.enums import Happened, Verification
from market.errors import AlreadyDone, NotFound, Problem, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.models import Handler, Organization, Qualification
from market.record import record
from market.rules.happenings import Happening
from market.rules.permissions import Permission


@one_transaction
def declare(
    *,
    handler: Handler,
    code: str,
    name: str,
    number: str,
    valid_from: date,
    valid_to: date,
    grade: str = "",
    issuer: str = "",
) -> Qualification:
    """Effective at once; verified after. Raises Problems."""
    permit(handler, Permission.MANAGE_AGENCY)
    found = [
        Problem(field, "required", text)
        for field, value, text in (
            ("code", code, _("请选择资质种类。")),
            ("name", name, _("请填写资质名称。")),
            ("number", number, _("请填写证书编号。")),
        )
        if not value.strip()
    ]
    if valid_to < valid_from:
        found.append(Problem("valid_to", "dates_in_order", _("有效期止不能早于有效期起。")))
    if found:
        raise Problems(found)
    now = database_now()
    organization = lock(Organization.objects, pk=handler.organization_id)
    qualification = Qualification.objects.create(
        organization=organization,
        code=code.strip(),
        name=name.strip(),
        number=number.strip(),
        grade=grade.strip(),
        issuer=issuer.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    facts = {
        "code": qualification.code,
        "number": qualification.number,
        "valid_from": valid_from.isoformat(),
        "valid_to": valid_to.isoformat(),
    }
    happening = Happening(Happened.QUALIFICATION_DECLARED, now, facts)
    record(f"organization/{organization.uscc}", happening)
    return qualification


@one_transaction
def verify(*, handler: Handler, uscc: str, number: str, source: str) -> Qualification:
    """A regulator compared the certificate with its register."""
    permit(handler, Permission.VERIFY_DOCUMENT)
    rows = Qualification.objects.filter(organization__uscc=uscc, number=number)
    if not rows.exists():
        raise NotFound
    qualification = lock(Qualification.objects, pk=rows[0].pk)
    if qualification.verification == Verification.VERIFIED:
        raise AlreadyDone
    now = database_now()
    qualification.verification = Verification.VERIFIED
    qualification.verified_at, qualification.verification_source = now, source
    qualification.save(update_fields=["verification", "verified_at", "verification_source"])
    facts = {"code": qualification.code, "number": number, "source": source}
    record(f"organization/{uscc}", Happening(Happened.QUALIFICATION_VERIFIED, now, facts))
    return qualification
