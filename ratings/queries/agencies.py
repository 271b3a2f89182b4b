"""An agency as its pages show it: score of today, counts of its tabs, verified and declared."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value

from market.enums import FormCheck, Verification
from market.models import Organization, Qualification
from market.queries.agencies import agency_by_uscc
from market.queries.commitments import commitments_of
from market.queries.qualifications import qualifications_of
from market.queries.service_items import service_items
from ratings.enums import ReviewSide
from ratings.queries.credit import Explained, explained
from ratings.queries.performance import signed_contracts
from ratings.queries.reviews import visible_reviews


@dataclass(frozen=True)
class Counts:
    """What stands behind the tabs, and the letter in force; one query."""

    contracts: int
    reviews: int
    commitment_version: str | None
    commitment_signed_at: datetime | None


@dataclass(frozen=True)
class Profile:
    """What the head of every page of an agency shows."""

    organization: Organization
    told: Explained
    qualifications: list[Qualification]
    counts: Counts

    @property
    def is_new(self) -> bool:
        """Not ranked below anyone for being new. Source: domain.md 9.3."""
        return bool(self.counts.contracts < self.told.rules["grade_min_contracts"])

    @property
    def identity(self) -> Verification:
        """The form check is what has been looked at of the identity so far."""
        is_checked = self.organization.agency.form_check == FormCheck.CHECKED
        return Verification.VERIFIED if is_checked else Verification.DECLARED

    def verification_of(self, qualification: Qualification) -> Verification:
        """A certificate whose last day is over has expired, whatever was verified before."""
        if qualification.valid_to < self.told.on:
            return Verification.EXPIRED
        return Verification(qualification.verification)

    @property
    def verifications(self) -> Counter[Verification]:
        return Counter([self.identity, *map(self.verification_of, self.qualifications)])


def certificate_names() -> dict[str, tuple[str, str]]:
    """Names (zh, en) of the certificates that the catalogue asks for, by code."""
    return {
        needed["code"]: (needed["name_zh"], needed["name_en"])
        for item in service_items()
        for needed in item.required_qualification
    }


def profile(uscc: str, at: datetime) -> Profile | None:
    """None for who is no agency."""
    organization = agency_by_uscc(uscc)
    if organization is None:
        return None
    return Profile(
        organization=organization,
        told=explained(organization, at),
        qualifications=list(qualifications_of(organization)),
        counts=_counts(organization),
    )


def _counts(organization: Organization) -> Counts:
    newest = commitments_of(organization)[:1]
    reviews = visible_reviews(organization, ReviewSide.BUYER_TO_AGENCY)
    counted = Organization.objects.filter(pk=organization.pk).values_list(
        _number(signed_contracts(organization)),
        _number(reviews),
        Subquery(newest.values("commitment_text__version")),
        Subquery(newest.values("signed_at")),
    )
    contracts, shown, version, signed_at = counted.get()
    return Counts(contracts or 0, shown or 0, version, signed_at)


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many rows, as a part of another query."""
    same = rows.order_by().annotate(same=Value(1)).values("same")
    return Subquery(same.annotate(n=Count("pk")).values("n"))
