"""Tables of the market and their constraints, one file per noun."""

from market.models.agencies import AgencyProfile
from market.models.calendar import CalendarYear
from market.models.cities import City, Division
from market.models.commitments import Commitment, CommitmentText
from market.models.contracts import Contract
from market.models.deadlines import Deadline
from market.models.documents import Document
from market.models.handlers import Handler
from market.models.idempotency import FirstAnswer
from market.models.messages import Outbox
from market.models.milestones import Deliverable, Milestone
from market.models.notices import Notice
from market.models.numbers import Counter
from market.models.organizations import Organization
from market.models.payments import Payment
from market.models.practitioners import Assignment, Practitioner
from market.models.qualifications import Qualification
from market.models.record import Checkpoint, Event, Log, Salt
from market.models.restricted_terms import RestrictedTerm
from market.models.rule_sets import RuleSet
from market.models.service_items import ServiceItem
from market.models.service_requests import ServiceRequest
from market.models.users import ApiToken, User

__all__ = [
    "AgencyProfile",
    "ApiToken",
    "Assignment",
    "CalendarYear",
    "Checkpoint",
    "City",
    "Commitment",
    "CommitmentText",
    "Contract",
    "Counter",
    "Deadline",
    "Deliverable",
    "Division",
    "Document",
    "Event",
    "FirstAnswer",
    "Handler",
    "Log",
    "Milestone",
    "Notice",
    "Organization",
    "Outbox",
    "Payment",
    "Practitioner",
    "Qualification",
    "RestrictedTerm",
    "RuleSet",
    "Salt",
    "ServiceItem",
    "ServiceRequest",
    "User",
]
