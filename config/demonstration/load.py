"""Loading the demonstration: the staged past of an empty installation, or live matter alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings

from bidding.actions.entries import enter
from config.demonstration.cast import Cast, authorities, joinings
from config.demonstration.checks import check
from config.demonstration.hours import Hours
from config.demonstration.life import Life
from config.demonstration.people import members
from config.demonstration.plan import Plan, begins_on, planned
from config.demonstration.present import Present
from config.demonstration.stage import Stage
from config.facts import DEFAULT_SET, load_facts, read
from market.actions.demonstrations import begin_staging, mark
from market.actions.record import checkpoint_changed
from market.gateways.database import all_or_nothing, database_now, staged_clock
from market.queries.calendar import calendar_of, provisional_year
from market.queries.rule_sets import rule_set_by_code, rules_of
from market.rules.calendar import WorkingCalendar
from market.units import shanghai_date, start_of_day

Tell = Callable[[datetime, datetime, datetime], None]


def stage(tell: Tell) -> Cast:
    """Play the past up to now. All of it is kept, or nothing. Raises NotAsPlanned.

    Only on an empty installation that has served nothing; raises NotAllowedNow elsewhere.
    """
    with all_or_nothing():
        cast = _staged(database_now(), tell)
        load_facts()  # The years of today, which the first staged day did not reach.
        checkpoint_changed()
    return cast


def _staged(until: datetime, tell: Tell) -> Cast:
    today = shanghai_date(until)
    begins = start_of_day(begins_on(today))
    with staged_clock(begins):
        places = read("places.json")
        city = {**places["city"], **places["demonstration"]}
        begin_staging(code=settings.CITY, facts=city, until=until)
        load_facts()
    cast = Cast(members(today, begins_on(today)))
    hours = office_hours(begins, until)
    plan = planned(cast.members, today)
    present = Present(plan, hours, until)
    lives = [
        Life(story, cast, hours) for story in [*plan.stories, *present.stories(), *present.drafts()]
    ]
    played = Stage(begins, until, lambda at: tell(begins, at, until))
    first_day = authorities(cast, begins + timedelta(hours=9))
    played.play([first_day, *joinings(cast, hours), *map(iter, lives)])
    check(cast, lives, today)
    return cast


def office_hours(begins: datetime, until: datetime) -> Hours:
    """By the calendar of the city's rules, with years that nobody has published yet."""
    rule_set = rule_set_by_code(DEFAULT_SET)
    assert rule_set is not None
    calendar = calendar_of(rules_of(rule_set))
    span = range(begins.year - 1, until.year + 2)
    missing = {year: provisional_year(year) for year in span if year not in calendar.years}
    return Hours(WorkingCalendar(calendar.table, {**calendar.years, **missing}))


def add_live_matter() -> Cast:
    """Accounts, open requests and drafts on an installation that holds data; nothing staged."""
    now = database_now()
    load_facts()
    mark(code=settings.CITY, facts={})
    today = shanghai_date(now)
    cast = Cast(members(today, today))
    cast.find()
    hours = office_hours(now, now)
    for steps in [authorities(cast, now), *joinings(cast, hours)]:
        for _moment in steps:
            pass  # Everything at once, at the real now.
    publish_now(cast, hours, Plan.empty(cast.members, today), now)
    return cast


def publish_now(cast: Cast, hours: Hours, plan: Plan, now: datetime) -> None:
    present = Present(plan, hours, now)
    for story in present.announced():
        life = Life(story, cast, hours)
        life.write()
        for _moment in life.publication():
            pass
        for agency in story.entrants:
            enter(no=life.no, handler=cast.admin(agency))
    for story in present.drafts():
        if story.stops_at == "publish":
            Life(story, cast, hours).write()


def cast_of_today(today: date) -> Cast:
    """The people of a demonstration that was loaded before."""
    cast = Cast(members(today, today))
    cast.find()
    return cast
