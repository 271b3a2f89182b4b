"""Joining the market, and the doors for verdicts of ratings."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.actions.commitments import sign
from market.actions.deadlines import set_deadline
from market.actions.handlers import appoint
from market.actions.users import issue_token, register
from market.enums import DeadlineKind, HandlerRole, Happened, IdentityLevel, TokenScope
from market.errors import AlreadyDone, NotPermitted, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.models import AgencyProfile, Handler, Organization, RuleSet
from market.queries.calendar import due_after
from market.queries.commitments import current_text
from market.queries.handlers import permissions_held
from market.queries.joining import agency_problems, commitment_problems, taken_problems
from market.queries.organizations import operator_organization
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.queries.service_items import active_items
from market.record import record
from market.rules import uscc as code_rules
from market.rules.happenings import Happening
from market.rules.organizations import (
    AgencyEntry,
    BuyerEntry,
    FirstHandler,
    Identity,
    handler_problems,
    identity_problems,
    legal_form_of,
)
from market.rules.permissions import Permission

PERSON_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Joined:
    """`token` is the secret of an API token, shown this once."""

    organization: Organization
    handler: Handler
    token: str


@one_transaction
def join_market(*, entry: AgencyEntry, handler: Handler | None = None) -> Joined:
    """An agency signs the commitment and is active in the same second.

    With `handler`, the organization that person administers becomes an agency too. Raises
    Problems naming everything at once. Source: domain.md 2.1.
    """
    now = database_now()
    found = agency_problems(entry, now, has_account=handler is not None)
    if found:
        raise Problems(found)
    if handler is None:
        organization = make_organization(entry.identity, now, is_agency=True)
        handler, token = first_handler(organization, entry.handler, HandlerRole.ADMIN, now)
    else:
        organization, handler, token = widened(handler, "is_agency")
    profile = AgencyProfile.objects.create(
        organization=organization, categories=entry.categories, divisions=entry.divisions
    )
    items = active_items().filter(category__in=entry.categories)
    if entry.service_items:
        items = items.filter(code__in=entry.service_items)
    profile.service_items.set(items)
    joined(organization, now, roles=["agency"], items=sorted(item.code for item in items))
    sign(organization=organization, handler=handler, text=current_text(now), now=now)
    due = due_after(now, (rules := rules_of(rule_set_in_force(now)))["form_check_due"], rules)
    set_deadline(
        kind=DeadlineKind.FORM_CHECK,
        subject=organization.uscc,
        due=due,
        rule="form_check_due",
        now=now,
        organization=operator_organization(),
    )
    return Joined(organization, handler, token)


@one_transaction
def join_as_buyer(*, entry: BuyerEntry, handler: Handler | None = None) -> Joined:
    """A buyer, an organization or a person, is active at once. Raises Problems.

    With `handler`, the agency that person administers becomes a buyer too.
    """
    now = database_now()
    rules = rules_of(rule_set_in_force(now))
    is_person = handler is None and entry.is_person and rules["natural_person_buyer"]
    found = []
    if handler is None:
        found += identity_problems(entry.identity, is_person=is_person)
        found += handler_problems(entry.handler) + taken_problems(entry.identity, entry.handler)
    if found := found + commitment_problems(entry, now):
        raise Problems(found)
    if handler is None:
        organization = make_organization(entry.identity, now, is_buyer=True, is_person=is_person)
        handler, token = first_handler(organization, entry.handler, HandlerRole.ADMIN, now)
    else:
        organization, handler, token = widened(handler, "is_buyer")
    joined(organization, now, roles=["buyer"])
    sign(organization=organization, handler=handler, text=current_text(now), now=now)
    return Joined(organization, handler, token)


@one_transaction
def set_up_authority(*, identity: Identity, first: FirstHandler, role: HandlerRole) -> Joined:
    """A regulator or operator, set up by whoever runs the installation, never by a page."""
    now = database_now()
    found = identity_problems(identity) + taken_problems(identity, first)
    if found:
        raise Problems(found)
    is_operator = role == HandlerRole.OPERATOR
    kinds = {"is_operator": is_operator, "is_regulator": not is_operator}
    organization = make_organization(identity, now, **kinds)
    handler, token = first_handler(organization, first, role, now)
    joined(organization, now, roles=["operator" if is_operator else "regulator"])
    return Joined(organization, handler, token)


@one_transaction
def tie(
    *,
    organization: Organization,
    parent: Organization | None,
    supervisor: Organization | None,
    approves_items: list[str],
) -> None:
    """Declare who controls the organization, who supervises it and what it approves."""
    now = database_now()
    organization = lock(Organization.objects, pk=organization.pk)
    organization.parent, organization.supervised_by = parent, supervisor
    organization.approves_items = approves_items
    organization.save(update_fields=["parent", "supervised_by", "approves_items"])
    facts = {"changed": ["ties"]}
    record(f"organization/{organization.uscc}", Happening(Happened.PROFILE_CHANGED, now, facts))


@one_transaction
def set_credit(
    *,
    organization: Organization,
    score_centi: int,
    grade: str,
    rule_set: RuleSet,
    cause: str,
    at: datetime,
    told: Sequence[Happening] = (),
) -> None:
    """The door for ratings: score and grade as handed down, recorded where they change.

    The caller holds the organization's row. What it has to tell itself comes first in the log.
    """
    is_same = (organization.credit_score_centi, organization.credit_grade) == (score_centi, grade)
    organization.credit_score_centi, organization.credit_grade = score_centi, grade
    organization.credit_at = at
    organization.save(update_fields=["credit_score_centi", "credit_grade", "credit_at"])
    happenings = list(told)
    if not is_same:
        facts = {
            "score_centi": score_centi,
            "grade": grade,
            "rule_set": rule_set.code,
            "cause": cause,
        }
        happenings.append(Happening(Happened.CREDIT_CHANGED, at, facts))
    if happenings:
        record(f"organization/{organization.uscc}", *happenings)


def set_credits(*, organizations: list[Organization], at: datetime) -> None:
    """The same door for many, which hold their new values; the caller's transaction records it."""
    for organization in organizations:
        organization.credit_at = at
    # The rows exist: an upsert of whole rows is ten times as fast as bulk_update's CASE.
    Organization.objects.bulk_create(
        organizations,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["credit_score_centi", "credit_grade", "credit_at"],
        batch_size=500,
    )


def make_organization(
    identity: Identity, now: datetime, *, is_person: bool = False, **kinds: bool
) -> Organization:
    checked = code_rules.check(identity.uscc)
    person_key = "P" + "".join(secrets.choice(PERSON_ALPHABET) for _n in range(17))
    identified = identity.legal_rep_identity
    return Organization.objects.create(
        uscc=person_key if is_person else checked.code,
        name=identity.name.strip(),
        name_en=identity.name_en.strip(),
        legal_form=legal_form_of(identity, is_person=is_person),
        size=identity.size,
        division_code=identity.division_code,
        legal_rep=identity.legal_rep.strip(),
        legal_rep_digest=hashlib.sha256(identified.encode()).hexdigest() if identified else "",
        phone=identity.phone,
        email=identity.email,
        address=identity.address,
        identity_level=IdentityLevel.REAL_NAME,
        code_warnings=[] if is_person else list(checked.warnings),
        joined_at=now,
        **kinds,
    )


def widened(handler: Handler, kind: str) -> tuple[Organization, Handler, str]:
    """The organization that this person administers is of a further kind from now on."""
    if Permission.MANAGE_MEMBERS not in permissions_held(handler):
        raise NotPermitted
    organization = lock(Organization.objects, pk=handler.organization_id)
    if getattr(organization, kind):
        raise AlreadyDone
    setattr(organization, kind, True)
    organization.save(update_fields=[kind])
    handler = Handler.objects.select_related("organization", "user").get(pk=handler.pk)
    return organization, handler, issue_token(user=handler.user, scope=TokenScope.ACT)[1]


def first_handler(
    organization: Organization, first: FirstHandler, role: HandlerRole, now: datetime
) -> tuple[Handler, str]:
    user = register(email=first.email, name=first.name, password=first.password, now=now)
    handler = appoint(handler=None, organization=organization, user=user, role=role)
    handler.organization, handler.user = organization, user
    return handler, issue_token(user=user, scope=TokenScope.ACT)[1]


def joined(organization: Organization, now: datetime, **facts: object) -> None:
    warnings = {"code_warnings": organization.code_warnings} if organization.code_warnings else {}
    happening = Happening(
        Happened.ORGANIZATION_JOINED,
        now,
        {"legal_form": str(organization.legal_form), **warnings, **facts},
    )
    record(f"organization/{organization.uscc}", happening)
