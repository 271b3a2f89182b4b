"""Memberships: who acts for an organization."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.actions.users import register
from market.enums import HandlerRole, Happened
from market.errors import NotFound, NotPermitted, Problem, Problems, SamePerson
from market.gateways.database import database_now, lock, one_transaction
from market.models import Handler, Organization, User
from market.queries.handlers import members_of, permissions_held
from market.queries.users import user_by_email
from market.record import record
from market.rules.happenings import Happening
from market.rules.organizations import FirstHandler, handler_problems
from market.rules.permissions import Permission


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
    appointed = Handler.objects.create(user=user, organization=organization, role=role, since=now)
    facts = {"role": role.value, "members": members_of(organization).count()}
    record(f"organization/{organization.uscc}", Happening(Happened.HANDLER_APPOINTED, now, facts))
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
    record(f"organization/{organization.uscc}", Happening(Happened.HANDLER_DISMISSED, now, facts))
    return leaving


@one_transaction
def invite(*, handler: Handler, email: str, name: str, password: str, role: str) -> Handler:
    """Appoint a colleague, with a new account where the address has none. Raises Problems.

    The password is a first one, which the colleague changes; an account that exists keeps its own.
    """
    permit(handler, Permission.MANAGE_MEMBERS)
    user = user_by_email(email)
    found = invitation_problems(email, name, password, is_new=user is None)
    if role not in roles_of_kind(handler.organization):
        found.append(Problem("role", "role_unknown", _("该组织没有这个角色。")))
    if found:
        raise Problems(found)
    if user is None:
        user = register(email=email, name=name, password=password, now=database_now())
    return appoint(
        handler=handler,
        organization=handler.organization,
        user=user,
        role=HandlerRole(role),
    )


def roles_of_kind(organization: Organization) -> list[HandlerRole]:
    """Roles that its members may have, in the order of the enum."""
    held = [roles for kind, roles in ROLES.items() if getattr(organization, kind)]
    return [role for role in HandlerRole if any(role in roles for roles in held)]


def invitation_problems(email: str, name: str, password: str, *, is_new: bool) -> list[Problem]:
    first = FirstHandler(name=name, email=email, password=password if is_new else None)
    found = [
        Problem(problem.field.removeprefix("handler."), problem.code, problem.detail)
        for problem in handler_problems(first)
    ]
    if is_new and password:
        try:
            validate_password(password)
        except ValidationError as fault:
            found += [
                Problem("password", error.code or "password", text)
                for error, text in zip(fault.error_list, fault.messages, strict=True)
            ]
    return found
