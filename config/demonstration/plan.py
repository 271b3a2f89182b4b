"""The plan of the city's past: which jobs make which grade, and every other outcome beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from config.demonstration.hours import spread
from config.demonstration.people import Member
from config.demonstration.projects import PROJECTS, SCOPES
from config.demonstration.seed_requests import seed_stories
from config.demonstration.stories import Story, presses_for, step_for
from config.demonstration.troubles import TROUBLES, Trouble
from config.demonstration.work import JOBS, Job
from config.facts import read

BUYERS = (
    "buyer_materials",
    "buyer_machinery",
    "buyer_food",
    "buyer_port",
    "buyer_chem",
    "buyer_park",
    "organ_construction",
    "organ_resources",
    "institution_school",
    "buyer_testing_both",
)
# They enter only where the plan says so: their grades fall, or they are kept apart.
NEVER_FILL = {
    "agency_exited",
    "agency_env_c",
    "agency_testing_suspended",
    "agency_affiliated",
    "agency_env_linked",
    "buyer_testing_both",
}
FUNDS = {
    "organ": "fiscal",
    "institution": "fiscal",
    "state_owned_enterprise": "state_owned",
}
# Nobody would believe a school that dredges a waterway.
UNLIKELY = {
    "34ZJ-JT-001": {
        "buyer_food",
        "organ_construction",
        "organ_resources",
        "institution_school",
        "buyer_testing_both",
    }
}
MOST_SERVICE_DAYS = 30
# From publication to the last day that certificates must hold, beside the service itself.
DAYS_AROUND_SERVICE = 55


@dataclass
class Plan:
    """Stories as they are planned, with what keeps two of them apart."""

    members: dict[str, Member]
    today: date
    items: dict[str, Any] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    stories: list[Story] = field(default_factory=list)

    @classmethod
    def empty(cls, members: dict[str, Member], today: date) -> "Plan":
        items = {item["code"]: item for item in read("service_items.json")["items"]}
        return cls(members, today, items)

    def add(self, job: Job | Trouble, n: int) -> None:
        self.stories.append(self.story(job, n))

    def story(self, job: Job | Trouble, n: int) -> Story:
        key = f"{job.agency or job.items[0]}-{job.days_ago}-{n}"
        buyer = job.buyer or self.buyer_for(job, n)
        published_on = job.published_on or self.today - timedelta(days=job.days_ago)
        ceiling_fen = job.ceiling_fen or self.ceiling_for(key, job.items)
        entrants = job.entrants
        if entrants is None:
            entrants = self.field_for(key, job, published_on, buyer)
        bidders = entrants if job.bidders is None else job.bidders
        presses = presses_for(key, [*bidders, *job.changes.get("latecomers", ())], ceiling_fen)
        return Story(
            key=key,
            buyer=buyer,
            items=job.items,
            title=self.title_for(buyer, job.items, n),
            scope=SCOPES[job.items[0]],
            ceiling_fen=ceiling_fen,
            service_days=self.service_days(job),
            published_on=published_on,
            entrants=tuple(entrants),
            presses=presses,
            step_fen=step_for(ceiling_fen),
            fund_source=FUNDS.get(self.members[buyer].legal_form, "private"),
            purpose=self.purpose_for(buyer, job.items),
            **job.changes,
        )

    def service_days(self, job: Job | Trouble) -> int:
        promised = self.items[job.items[0]]["promised_days_demo"] or MOST_SERVICE_DAYS
        return job.service_days or min(promised, MOST_SERVICE_DAYS)

    def buyer_for(self, job: Job | Trouble, n: int) -> str:
        """Each job of an agency for another buyer: a buyer's reviews count three times a year."""
        first = spread(job.agency, len(BUYERS)) + n
        turns = [BUYERS[(first + k) % len(BUYERS)] for k in range(len(BUYERS))]
        unlikely = UNLIKELY.get(job.items[0], set())
        return next(buyer for buyer in turns if buyer not in unlikely | {job.agency})

    def ceiling_for(self, key: str, items: Sequence[str]) -> int:
        """In the lower part of the item's price band, in whole thousands of yuan. Fen."""
        least, most = self.items[items[0]]["price_band_fen"]
        thousands = least // 100_000 + spread(key, max(1, (most - least) // 200_000))
        return max(3, thousands) * 100_000

    def title_for(self, buyer: str, items: Sequence[str], n: int) -> str:
        projects = PROJECTS[buyer]
        names = "及".join(self.items[code]["name_zh"] for code in items)
        for k in range(len(projects)):
            title = projects[(n + k) % len(projects)] + names
            if title not in self.titles:
                self.titles.add(title)
                return title
        return f"{projects[n % len(projects)]}（第{n + 1}批）{names}"

    def purpose_for(self, buyer: str, items: Sequence[str]) -> str:
        approves = self.members[buyer].facts.get("approves_items") or []
        is_own = set(items) & set(approves)
        return "authority_technical_service" if is_own else "owner"

    def field_for(self, key: str, job: Job, published_on: date, buyer: str) -> tuple[str, ...]:
        """The winner and two or three rivals who hold what the item asks for in those days."""
        last = published_on + timedelta(days=DAYS_AROUND_SERVICE + self.service_days(job))
        able = [
            name
            for name in self.offering(job.items)
            if name not in NEVER_FILL | {job.agency, buyer}
            and not self.are_linked(name, job.agency)
            and self.may_enter(name, job.items, published_on, last)
        ]
        assert self.may_enter(job.agency, job.items, published_on, last), f"{key} cannot be won"
        start = spread(key + "field", max(1, len(able)))
        rivals = [able[(start + k) % len(able)] for k in range(len(able))]
        return (job.agency, *rivals[: 2 + spread(key + "size", 8) // 7])

    def are_linked(self, one: str, other: str) -> bool:
        """Two with the same head put each other out."""
        heads = [self.members[key].facts.get("legal_rep_person") for key in (one, other)]
        return heads[0] == heads[1]

    def offering(self, items: Sequence[str]) -> list[str]:
        return [k for k, m in self.members.items() if set(items) <= set(m.service_items)]

    def may_enter(self, name: str, items: Sequence[str], first: date, last: date) -> bool:
        member = self.members[name]
        needed = [
            need["code"] for code in items for need in self.items[code]["required_qualification"]
        ]
        # A certificate is declared when it begins; some days later it is surely there.
        begins = first - timedelta(days=3)
        is_in = member.joined_on <= begins
        return is_in and all(member.holds(code, begins, last) for code in needed)


def planned(members: dict[str, Member], today: date) -> Plan:
    """The whole past, in no order. What is open at the end stands in present.py."""
    plan = Plan.empty(members, today)
    plan.stories += seed_stories(today)
    for n, job in enumerate([*JOBS, *year_end_jobs(today)]):
        plan.add(job, job.turn if job.turn is not None else n)
    for n, trouble in enumerate(TROUBLES):
        plan.add(trouble, n)
    return plan


def year_ends(today: date) -> tuple[date, date]:
    """The second-last and the last 31 December before today."""
    return date(today.year - 2, 12, 31), date(today.year - 1, 12, 31)


def begins_on(today: date) -> date:
    """1 October before the second-last year end."""
    return date(year_ends(today)[0].year, 10, 1)


def year_end_jobs(today: date) -> Iterable[Job]:
    """Eight perfect jobs of the best agency in the quarter before each year end."""
    for half, last in enumerate(year_ends(today)):
        for n in range(8):
            item = "34ZJ-FG-001" if n in (1, 5) else "34ZJ-FG-003"
            yield Job(
                "agency_env_nanjing",
                (item,),
                published_on=date(last.year, 10, 8) + timedelta(days=3 * n),
                buyer=BUYERS[4 * half + n % 4],
                service_days=20,
                turn=n,
                changes={"days_late": -6, "agency_marks": 5},
            )
