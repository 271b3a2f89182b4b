"""The city of this installation and the divisions it knows."""

from django.conf import settings

from market.models import City, Division


def city() -> City | None:
    """None before the facts are loaded."""
    return City.objects.filter(code=settings.CITY).first() or City.objects.first()


def is_demonstration() -> bool:
    return City.objects.filter(is_demonstration=True).exists()


def divisions() -> list[Division]:
    return list(Division.objects.order_by("code"))


def division_codes() -> set[str]:
    return set(Division.objects.values_list("code", flat=True))


def divisions_served() -> list[Division]:
    """The city of this installation and its parts; the other divisions are where others sit."""
    here = city()
    rows = Division.objects.order_by("code")
    return list(rows.filter(code__startswith=here.division_code[:4]) if here else rows)


def division_by_code(code: str) -> Division | None:
    return Division.objects.filter(code=code).first() if code else None
