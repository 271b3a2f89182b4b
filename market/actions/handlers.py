"""Memberships: who acts for an organization."""

from market.enums import Happened, HandlerRole
from market.errors import NotFound, NotPermitted, Problem, Problems, SamePerson
from market.gateways.database import database_now, lock, one_transaction
from market.models import Handler, Organization, User
from market.queries.handlers import members_of, permissions_held
from market.record import record
from market.rules.happenings import Happening
from market.rules.permissions import Permission
from django.utils.translation import gettext_lazy as _


def permit(handler: Handler | None, permission: Permission) -> None:
    """Raises NotPermitted unless the membership holds the permission."""
    if handler is None or permission not in permissions_held(handler):
        raise NotPermitted


ROLES = {  # Which roles an organization of a kind has.
    "is_buyer": {HandlerRole.HANDLER, HandlerRole.ADMIN},
    "is_agency": {HandlerRole.HANDLER, HandlerRole.ADMIN},
    "is_regulator": {HandlerRole.INSPECTOR, HandlerRole.DECIDER},
    "is_operator": {HandlerRole.OPERATOR},
}


@one_transaction
def appoint(
    *, handler: Handler | None, organization: Organization, user: User, role: HandlerRole
) -> Handler:
    """Give a user a role in the organization. `handler` None: the organization's first."""
    now = database_now()
    organization = lock(Organization.objects, pk=organization.pk)
    if handler is not None:
        permit(handler, Permission.MANAGE_MEMBERS)
        if handler.organization_id != organization.pk:
            raise NotPermitted
    if not any(getattr(organization, kind) and role in roles for kind, roles in ROLES.items()):
        raise Problems([Problem("role", "role_unknown", _("该组织没有这个角色。"))])
    if Handler.objects.filter(user=user, until__isnull=True).exists():
        raise Problems([Problem("email", "acts_for_another", _("该账户已代表另一组织办事。"))])
    appointed = Handler.objects.create(
        user=user, organization=organization, role=role, since=now
    )
    facts = {"role": role.value, "members": members_of(organization).count()}
    record(
        f"organization/{organization.uscc}", Happening(Happened.HANDLER_APPOINTED, now, facts)
    )
    return appointed


@one_transaction
def dismiss(*, handler: Handler, user_email: str) -> Handler:
    """End a membership; the account stays. Nobody dismisses oneself."""
    permit(handler, Permission.MANAGE_MEMBERS)
    now = database_now()
    organization = lock(Organization.objects, pk=handler.organization_id)
    leaving = members_of(organization).filter(user__email=user_email).first()
    if leaving is None:
        raise NotFound
    if leaving.pk == handler.pk:
        raise SamePerson
    leaving.until = now
    leaving.save(update_fields=["until"])
    facts = {"role": leaving.role, "members": members_of(organization).count()}
    record(
        f"organization/{organization.uscc}", Happening(Happened.HANDLER_DISMISSED, now, facts)
    )
    return leaving
