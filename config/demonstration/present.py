"""What is going on at the end: open requests, auctions ahead, awards, contracts in work, drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from config.demonstration.hours import ONE_DAY, Hours, at_hour
from config.demonstration.plan import Plan
from config.demonstration.stories import Story
from config.demonstration.work import Job
from market.units import shanghai_date

HALF_AN_HOUR = timedelta(minutes=30)
NOTICE = 4  # Working days, one more than the shortest.
# Buyer, item, who has entered already, working days from today to the close of entry.
OPEN = (
    ("buyer_materials", "34ZJ-HJ-002", ("agency_env", "agency_env_new"), 2),
    ("buyer_port", "34ZJ-SL-001", ("agency_soil_hefei", "agency_water_wuhan"), 1),
    ("organ_construction", "34ZJ-ZJ-001", ("agency_drawing_js", "agency_drawing_wuhu"), 3),
    ("buyer_food", "34ZJ-FG-003", ("agency_consult_hefei",), 4),
    ("institution_school", "34ZJ-XF-001", (), 5),
    ("buyer_chem", "34ZJ-YJ-001", ("agency_safety", "agency_safety_hefei"), 2),
)
AHEAD = (
    (
        "buyer_machinery",
        "34ZJ-FG-003",
        ("agency_env_nanjing", "agency_consult_hefei", "agency_consult_local", "agency_env"),
        "open",
    ),
    (
        "buyer_park",
        "34ZJ-SL-001",
        ("agency_soil_anqing", "agency_soil_wuhan", "agency_water_wuhan", "agency_env_nanjing"),
        "rank_only",
    ),
)


class Present:
    """Stories that have not come to their end at `now`."""

    def __init__(self, plan: Plan, hours: Hours, now: datetime) -> None:
        self.plan, self.hours, self.now = plan, hours, now
        self.today = shanghai_date(now)
        # The last auction that is over by now; what follows it is due by the next working day.
        self.latest = hours.latest(now, HALF_AN_HOUR)
        self.before_latest = hours.latest(self.latest, ONE_DAY / 2)

    def stories(self) -> list[Story]:
        return [*self.open_for_entry(), *self.ahead(), *self.deciding(), *self.in_work()]

    def open_for_entry(self) -> Iterable[Story]:
        """Published some days ago, so that the shortest notice is over at the close."""
        published_on = self.hours.before(self.now, NOTICE)
        for n, (buyer, item, entrants, days) in enumerate(OPEN):
            closes_at = self.hours.auction(self.now, days, f"open{n}") + timedelta(hours=1)
            opens_at = self.hours.auction(closes_at, 1, f"open{n}")
            moments = {"closes": closes_at, "opens": opens_at}
            job = Job("", (item,), published_on=published_on, buyer=buyer, entrants=entrants)
            yield self.story(job, n + 40, moments, {"outcome": "published"})

    def announced(self) -> Iterable[Story]:
        """The same, published now where nothing may be staged."""
        for n, story in enumerate(self.open_for_entry()):
            closes_at = self.hours.auction(self.now, NOTICE + n, story.key)
            opens_at = self.hours.auction(closes_at, 1, story.key)
            yield replace(story, moments={"closes": closes_at, "opens": opens_at})

    def ahead(self) -> Iterable[Story]:
        """Entry is over, the auction comes."""
        for n, (buyer, item, entrants, visibility) in enumerate(AHEAD):
            opens_at = self.hours.auction(self.now, n + 1, f"ahead{n}")
            moments = {"closes": self.latest, "opens": opens_at}
            job = Job(
                "",
                (item,),
                published_on=self.hours.before(self.latest, NOTICE + 2),
                buyer=buyer,
                entrants=entrants,
            )
            changes = {"visibility": visibility, "outcome": "entries_closed"}
            yield self.story(job, n + 50, moments, changes)

    def deciding(self) -> Iterable[Story]:
        """An auction just over, an award to confirm, a standstill that runs."""
        env = ("agency_env", "agency_env_anqing", "agency_testing_hefei")
        soil = ("agency_soil_hefei", "agency_water_wuhan", "agency_soil_anqing")
        consult = ("agency_env_nanjing", "agency_consult_local", "agency_consult_wuhan")
        for n, (buyer, item, entrants, opens_at, changes) in enumerate(
            (
                ("buyer_materials", "34ZJ-HJ-003", env, self.latest, "decide"),
                ("buyer_port", "34ZJ-SL-001", soil, self.latest, "decide"),
                ("buyer_machinery", "34ZJ-FG-003", consult, self.before_latest, "confirm"),
                (
                    "organ_resources",
                    "34ZJ-FG-001",
                    consult[1:] + consult[:1],
                    self.before_latest,
                    "",
                ),
            )
        ):
            closes_at = opens_at - timedelta(hours=17)
            moments = {"closes": closes_at, "opens": opens_at}
            if changes != "decide":
                moments["decide"] = opens_at + timedelta(minutes=25)
            if not changes:
                moments["confirm"] = opens_at + timedelta(minutes=27)
            job = Job(
                "",
                (item,),
                published_on=self.hours.before(closes_at, NOTICE + 2),
                buyer=buyer,
                entrants=entrants,
            )
            outcome = "deciding" if changes == "decide" else "standstill"
            yield self.story(job, n + 60, moments, {"stops_at": changes, "outcome": outcome})

    def in_work(self) -> Iterable[Story]:
        """Contracts: to sign, in work, delivered, accepted, paid and not confirmed."""
        places: tuple[tuple[str, str, str, int, int, Mapping[str, Any]], ...] = (
            ("agency_env", "34ZJ-HJ-003", "buyer_materials", 20, 45, {"stops_at": "sign"}),
            ("agency_soil_hefei", "34ZJ-SL-001", "buyer_port", 34, 60, {"stops_at": "deliver"}),
            (
                "agency_env_nanjing",
                "34ZJ-FG-003",
                "buyer_materials",
                38,
                60,
                {"stops_at": "deliver"},
            ),
            ("agency_water_wuhan", "34ZJ-SL-003", "buyer_park", 40, 30, {"stops_at": "accept"}),
            (
                "agency_env_nanjing",
                "34ZJ-FG-001",
                "buyer_materials",
                44,
                30,
                {"stops_at": "review"},
            ),
            (
                "agency_consult_hefei",
                "34ZJ-FG-001",
                "buyer_machinery",
                46,
                30,
                {"stops_at": "settle"},
            ),
        )
        for n, (agency, item, buyer, days_ago, service_days, changes) in enumerate(places):
            moments = {}
            if changes["stops_at"] == "accept":
                moments["deliver"] = self.before_latest
            if changes["stops_at"] in ("review", "settle"):
                moments["deliver"] = self.hours.latest(self.before_latest, 2 * ONE_DAY)
                moments["accept"] = self.before_latest
                moments["review_buyer"] = self.before_latest + timedelta(minutes=10)
                moments["review"] = self.before_latest + timedelta(minutes=15)
                moments["claim"] = self.latest
            job = Job(agency, (item,), days_ago, buyer=buyer, service_days=service_days)
            outcome = "awarded" if changes["stops_at"] == "sign" else "contracted"
            yield self.story(
                job, n + 70, moments, {"outcome": outcome, "days_late": -20, **changes}
            )

    def story(
        self, job: Job, n: int, moments: Mapping[str, datetime], changes: Mapping[str, Any]
    ) -> Story:
        return replace(self.plan.story(job, n), moments=moments, **changes)

    def drafts(self) -> list[Story]:
        """Two that are being written, one that waits for the second person."""
        found = []
        for n, (buyer, item, stops_at) in enumerate(
            (
                ("buyer_materials", "34ZJ-SL-001", "publish"),
                ("buyer_machinery", "34ZJ-CZ-001", "publish"),
                ("organ_construction", "34ZJ-ZJ-002", "approve"),
            )
        ):
            closes_at = at_hour(self.hours.working(self.today + 14 * ONE_DAY), 17)
            moments = {"closes": closes_at, "opens": self.hours.auction(closes_at, 1, f"d{n}")}
            published_on = self.hours.before(self.latest, 1)
            job = Job("", (item,), published_on=published_on, buyer=buyer, entrants=())
            outcome = "draft" if stops_at == "publish" else "pending_approval"
            changes = {"stops_at": stops_at, "outcome": outcome}
            found.append(self.story(job, n + 80, moments, changes))
        return found
