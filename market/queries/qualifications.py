"""Which qualifications and practitioners of an agency hold from day to day."""

from datetime import date

from django.db.models import Q, QuerySet

from market.enums import Verification
from market.models import Assignment, Organization, Practitioner, Qualification

COUNTS = Q(verification__in=[Verification.DECLARED, Verification.VERIFIED])


def qualifications_of(organization: Organization) -> QuerySet[Qualification]:
    return Qualification.objects.filter(organization=organization).order_by("code", "number")


def qualifications_counting(organization: Organization) -> list[Qualification]:
    """Declared or verified, of any date: the rules compare the days."""
    return list(qualifications_of(organization).filter(COUNTS))


def practitioners_of(organization: Organization) -> QuerySet[Practitioner]:
    rows = Practitioner.objects.filter(organization=organization, left_at__isnull=True)
    return rows.order_by("certificate", "public_key")


def overlapping_jobs(practitioner: Practitioner, first: date, last: date) -> int:
    """Signed jobs that this person leads on some of those days."""
    return Assignment.objects.filter(
        practitioner=practitioner,
        released_at__isnull=True,
        first_day__lte=last,
        last_day__gte=first,
    ).count()
