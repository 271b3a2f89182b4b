"""Whom a user acts for, and what that allows."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from market.errors import NotPermitted
from market.models import Handler, Organization, User
from market.rules.permissions import Permission, columns, permissions_of

Viewer = User | AnonymousUser


def handler_of(viewer: Viewer) -> Handler | None:
    """The membership a user acts under now; read once per user object."""
    if not viewer.is_authenticated or not viewer.is_active:
        return None
    if viewer.acting is None:
        rows = Handler.objects.filter(user=viewer, until__isnull=True)
        viewer.acting = (rows.select_related("organization", "user").first(),)
    handler: Handler | None = viewer.acting[0]
    return handler


def acting(viewer: Viewer) -> Handler:
    """The membership of whoever takes a step. Raises NotPermitted for anybody without one."""
    handler = handler_of(viewer)
    if handler is None:
        raise NotPermitted
    return handler


def organization_of(viewer: Viewer) -> Organization | None:
    handler = handler_of(viewer)
    return handler.organization if handler else None


def agency_of(viewer: Viewer) -> Organization | None:
    organization = organization_of(viewer)
    return organization if organization and organization.is_agency else None


def buyer_of(viewer: Viewer) -> Organization | None:
    organization = organization_of(viewer)
    return organization if organization and organization.is_buyer else None


def roles_of(handler: Handler | None) -> frozenset[str]:
    """Columns of the permissions table, e.g. {"buyer_admin", "agency_admin"}."""
    if handler is None or handler.until is not None:
        return frozenset()
    organization = handler.organization
    return columns(
        handler.role,
        is_buyer=organization.is_buyer,
        is_agency=organization.is_agency,
        is_regulator=organization.is_regulator,
        is_operator=organization.is_operator,
    )


def permissions_held(handler: Handler | None) -> frozenset[Permission]:
    return permissions_of(roles_of(handler))


def may(viewer: Viewer, permission: Permission) -> bool:
    return permission in permissions_held(handler_of(viewer))


def members_of(organization: Organization) -> QuerySet[Handler]:
    rows = Handler.objects.filter(organization=organization, until__isnull=True)
    return rows.select_related("user").order_by("since", "pk")
