"""An agency as its pages show it: score of today, counts of its tabs, verified and declared."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from market.enums import FormCheck, Verification
from market.models import Organization, Practitioner, Qualification
from market.queries.agencies import agency_by_uscc
from market.queries.qualifications import practitioners_of, qualifications_of
from market.queries.service_items import service_items
from ratings.enums import ReviewSide
from ratings.queries.credit import Explained, explained
from ratings.queries.performance import signed_contracts
from ratings.queries.reviews import visible_reviews


@dataclass(frozen=True)
class Profile:
    """What the head of every page of an agency shows."""

    organization: Organization
    told: Explained
    qualifications: list[Qualification]
    practitioners: list[Practitioner]
    contract_count: int
    review_count: int

    @property
    def is_new(self) -> bool:
        """Not ranked below anyone for being new. Source: domain.md 9.3."""
        return bool(self.contract_count < self.told.rules["grade_min_contracts"])

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
        practitioners=list(practitioners_of(organization)),
        contract_count=signed_contracts(organization).count(),
        review_count=visible_reviews(organization, ReviewSide.BUYER_TO_AGENCY).count(),
    )
