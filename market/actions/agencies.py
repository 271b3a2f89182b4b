"""Form checks and profiles of agencies."""

from django.utils.translation import gettext_lazy as _

from market.actions.deadlines import close_deadline
from market.actions.handlers import permit
from market.enums import DeadlineKind, FormCheck, Happened
from market.errors import AlreadyDone, Problem, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.models import AgencyProfile, Handler
from market.queries.cities import division_codes
from market.queries.service_items import active_items
from market.record import record
from market.rules.happenings import Happening
from market.rules.permissions import Permission


@one_transaction
def check_form(*, uscc: str, handler: Handler) -> AgencyProfile:
    """Form only, by operator or regulator. Late is still possible: the delay is on record."""
    permit(handler, Permission.CHECK_FORM)
    profile = lock(AgencyProfile.objects, organization__uscc=uscc)
    if profile.form_check == FormCheck.CHECKED:
        raise AlreadyDone
    now = database_now()
    was_overdue = profile.form_check == FormCheck.OVERDUE
    profile.form_check, profile.form_checked_at = FormCheck.CHECKED, now
    profile.save(update_fields=["form_check", "form_checked_at"])
    close_deadline(kind=DeadlineKind.FORM_CHECK, subject=uscc, now=now)
    facts = {"was_overdue": was_overdue}
    record(f"organization/{uscc}", Happening(Happened.FORM_CHECKED, now, facts))
    return profile


@one_transaction
def overdue_form_check(*, uscc: str) -> None:
    """The clock: the operator is late. The agency goes on as before. Source: domain.md 2.1."""
    profile = lock(AgencyProfile.objects, organization__uscc=uscc)
    if profile.form_check != FormCheck.WAITING:
        return
    now = database_now()
    profile.form_check = FormCheck.OVERDUE
    profile.save(update_fields=["form_check"])
    close_deadline(kind=DeadlineKind.FORM_CHECK, subject=uscc, now=now)
    record(f"organization/{uscc}", Happening(Happened.FORM_CHECK_OVERDUE, now))


@one_transaction
def change_profile(
    *, handler: Handler, service_items: list[str], divisions: list[str], introduction: str
) -> AgencyProfile:
    """Narrow or widen what the agency offers. Raises Problems."""
    permit(handler, Permission.MANAGE_AGENCY)
    profile = lock(AgencyProfile.objects, organization=handler.organization)
    items = list(active_items().filter(code__in=service_items))
    found = []
    if not items:
        found.append(Problem("service_items", "required", _("请至少选择一个服务事项。")))
    if not divisions or set(divisions) - division_codes():
        found.append(Problem("divisions", "choice_unknown", _("请从列表选择服务区域。")))
    if found:
        raise Problems(found)
    now = database_now()
    profile.categories = sorted({item.category for item in items})
    profile.divisions, profile.introduction = divisions, introduction
    profile.save(update_fields=["categories", "divisions", "introduction"])
    profile.service_items.set(items)
    facts = {"items": sorted(item.code for item in items), "divisions": sorted(divisions)}
    uscc = handler.organization.uscc
    record(f"organization/{uscc}", Happening(Happened.PROFILE_CHANGED, now, facts))
    return profile
