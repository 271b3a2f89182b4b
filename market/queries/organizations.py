"""Organizations and parties."""

from django.db.models import QuerySet

from market.models import Handler, Organization


def organization_by_uscc(uscc: str) -> Organization | None:
    return Organization.objects.filter(uscc=uscc.upper()).first()


def uscc_is_taken(uscc: str) -> bool:
    return Organization.objects.filter(uscc=uscc).exists()


def organizations() -> QuerySet[Organization]:
    return Organization.objects.order_by("uscc")


def operator_organization() -> Organization | None:
    return Organization.objects.filter(is_operator=True).order_by("pk").first()


def regulators() -> QuerySet[Organization]:
    return Organization.objects.filter(is_regulator=True).order_by("pk")


def handlers_of(organization: Organization) -> QuerySet[Handler]:
    rows = Handler.objects.filter(organization=organization, until__isnull=True)
    return rows.select_related("user").order_by("pk")
