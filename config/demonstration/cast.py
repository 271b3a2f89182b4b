"""The organizations as they act: each joins, is checked, declares what it holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from config.demonstration.hours import Hours, at_hour, spread
from config.demonstration.people import MARK, Member, Paper
from config.demonstration.stage import Moment, Steps
from config.facts import read
from market.actions import agencies, handlers, organizations, practitioners, qualifications
from market.actions.users import register
from market.enums import HandlerRole, LegalForm
from market.gateways.database import database_now
from market.models import Handler, Organization
from market.queries.commitments import current_text
from market.queries.handlers import handler_of, members_of
from market.queries.users import user_by_email
from market.rules.organizations import AgencyEntry, BuyerEntry, FirstHandler

ADMIN, WRITER = "管理员" + MARK, "经办人" + MARK
AUTHORITIES = {"regulator", "operator"}
UNCHECKED = "agency_env_new"  # The operator was late with this one.


@dataclass
class Cast:
    """Who acts for whom. The first handler of an organization administers it."""

    members: dict[str, Member]
    handlers: dict[str, list[Handler]] = field(default_factory=dict)

    def admin(self, key: str) -> Handler:
        return self.handlers[key][0]

    def writer(self, key: str) -> Handler:
        """Who writes requests: with public money another person than who approves them."""
        return self.handlers[key][-1]

    def has_two(self, key: str) -> bool:
        """Whether its requests pass a second person."""
        return self.members[key].legal_form in LegalForm.PUBLIC  # type: ignore[attr-defined]

    def organization(self, key: str) -> Organization:
        return self.admin(key).organization

    def by_id(self, pk: int) -> str:
        """The key of an organization by its row."""
        return next(key for key, own in self.handlers.items() if own[0].organization_id == pk)

    def keep(self, key: str, handler: Handler) -> None:
        self.handlers.setdefault(key, []).append(handler)

    def find(self) -> None:
        """Who is there already, on an installation that holds data."""
        for key, member in self.members.items():
            posts = ["decider-1", "operator-1"]
            emails = [member.email, *(member.email_of(post) for post in posts)]
            users = [user for email in emails if (user := user_by_email(email)) is not None]
            if users and (own := handler_of(users[0])) is not None:
                others = [one for one in members_of(own.organization) if one.pk != own.pk]
                for handler in [own, *others]:
                    handler.organization = own.organization
                    self.keep(key, handler)


def authorities(cast: Cast, start: datetime) -> Steps:
    """Regulators and operator come first: somebody has to check."""
    for key, member in cast.members.items():
        if set(member.kinds) & AUTHORITIES and key not in cast.handlers:
            yield Moment(start)
            start += timedelta(minutes=9)
            set_up_authority(cast, key, member)


def set_up_authority(cast: Cast, key: str, member: Member) -> None:
    """A decider (or the operator) first, then its people, each an account of its own."""
    is_operator = "operator" in member.kinds
    people = member.facts.get("deciders") or [{"name_masked": member.facts["legal_rep"]}]
    role = HandlerRole.OPERATOR if is_operator else HandlerRole.DECIDER
    post = "operator" if is_operator else "decider"
    first = FirstHandler(people[0]["name_masked"] + MARK, member.email_of(f"{post}-1"), None)
    joined = organizations.set_up_authority(identity=member.identity, first=first, role=role)
    cast.keep(key, joined.handler)
    for n, person in enumerate(people[1:], start=2):
        appoint(cast, key, person["name_masked"] + MARK, f"decider-{n}", HandlerRole.DECIDER)
    for n, person in enumerate(member.facts.get("inspectors") or [], start=1):
        appoint(cast, key, person["name_masked"] + MARK, f"inspector-{n}", HandlerRole.INSPECTOR)


def appoint(cast: Cast, key: str, name: str, post: str, role: HandlerRole) -> Handler:
    member, organization = cast.members[key], cast.organization(key)
    email = member.email_of(post)
    user = register(email=email, name=name, password=None, now=database_now())
    appointed = handlers.appoint(
        handler=cast.admin(key), organization=organization, user=user, role=role
    )
    appointed.organization, appointed.user = organization, user
    cast.keep(key, appointed)
    return appointed


def joinings(cast: Cast, hours: Hours) -> list[Steps]:
    """Everybody else who is not there yet."""
    return [
        joining(cast, hours, key)
        for key, member in cast.members.items()
        if not set(member.kinds) & AUTHORITIES and key not in cast.handlers
    ]


def joining(cast: Cast, hours: Hours, key: str) -> Steps:
    """One buyer or agency: signs the letter, appoints a writer, declares; others check it."""
    member = cast.members[key]
    at = at_hour(member.joined_on, 9 + spread(key + "h", 8), 5 + spread(key + "m", 50))
    yield Moment(at, is_heard=True)
    join(cast, key)
    ties = tied(cast, member)
    if ties:
        organizations.tie(organization=cast.organization(key), **ties)
    if "agency" not in member.kinds:
        return
    for then, step in sorted(later_steps(cast, hours, member, at), key=lambda each: each[0]):
        yield Moment(then, is_quiet=True)
        step()


def later_steps(
    cast: Cast, hours: Hours, member: Member, joined_at: datetime
) -> list[tuple[datetime, Callable[[], object]]]:
    """What an agency declares when a paper begins to hold, and when others check it."""
    key, found = member.key, list[tuple[datetime, Callable[[], object]]]()
    if key != UNCHECKED:
        operator = cast.admin("operator_centre")
        check = partial(agencies.check_form, uscc=member.facts["uscc"], handler=operator)
        found.append((hours.after(joined_at, 1, key + "check"), check))
    for paper in member.papers:
        begins = at_hour(paper.valid_from, 9, spread(paper.number, 50))
        declared_at = max(joined_at + timedelta(minutes=20), begins)
        found.append((declared_at, partial(declare, cast, key, paper)))
        if paper.is_verified:
            verified_at = hours.after(declared_at, 2, key + paper.number)
            found.append((verified_at, partial(verify, cast, member, paper)))
    return found


def join(cast: Cast, key: str) -> None:
    member = cast.members[key]
    version = current_text(database_now()).version
    first = FirstHandler(ADMIN, member.email, None)
    agency = AgencyEntry(
        identity=member.identity,
        handler=first,
        categories=categories(member),
        divisions=[member.facts.get("division_code", ""), "340700"],
        commitment_version=version,
        commitment_accepted=True,
        service_items=list(member.service_items),
    )
    if "buyer" in member.kinds:
        buyer = BuyerEntry(
            member.identity, first, commitment_version=version, commitment_accepted=True
        )
        cast.keep(key, organizations.join_as_buyer(entry=buyer).handler)
        if "agency" in member.kinds:
            joined = organizations.join_market(entry=agency, handler=cast.admin(key))
            cast.handlers[key][0] = joined.handler
        if not member.is_person:
            appoint(cast, key, WRITER, "handler", HandlerRole.HANDLER)
    else:
        cast.keep(key, organizations.join_market(entry=agency).handler)


def categories(member: Member) -> list[str]:
    items = {item["code"]: item["category"] for item in read("service_items.json")["items"]}
    return sorted({items[code] for code in member.service_items})


def tied(cast: Cast, member: Member) -> dict[str, Any]:
    """Ties as declared; whoever is named has joined before, since buyers come first."""
    supervisor = member.facts.get("supervised_by")
    approves = member.facts.get("approves_items") or []
    if not supervisor and not approves:
        return {}
    return {
        "parent": None,
        "supervisor": cast.organization(supervisor) if supervisor else None,
        "approves_items": approves,
    }


def declare(cast: Cast, key: str, paper: Paper) -> None:
    if paper.holder == "organization":
        qualifications.declare(
            handler=cast.admin(key),
            code=paper.code,
            name=paper.name,
            number=paper.number,
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
            grade=paper.grade,
            issuer=paper.issuer,
        )
    else:
        practitioners.add(
            handler=cast.admin(key),
            name=paper.person,
            certificate=paper.code,
            number=paper.number,
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
        )


def verify(cast: Cast, member: Member, paper: Paper) -> None:
    inspector = next(
        own for own in cast.handlers["regulator_data"] if own.role == HandlerRole.INSPECTOR
    )
    qualifications.verify(
        handler=inspector,
        uscc=member.facts["uscc"],
        number=paper.number,
        source="示范发证机关名录",
    )
