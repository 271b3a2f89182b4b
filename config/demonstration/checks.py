"""Whether the played past came out as planned: every grade, every outcome. It fails loudly."""

from collections.abc import Iterable
from datetime import date

from config.demonstration.cast import Cast
from config.demonstration.life import Life
from config.demonstration.plan import year_ends
from config.demonstration.stories import NotAsPlanned
from market.enums import RequestStatus
from market.queries.agencies import agency_by_uscc
from market.queries.rule_sets import rules_of
from market.queries.service_requests import requests_of
from market.units import start_of_day
from ratings.queries.credit import events_of
from ratings.queries.rule_sets import read_sets
from ratings.rules.credit import Score, credit

BEST = "agency_env_nanjing"


def check(cast: Cast, lives: Iterable[Life], today: date) -> None:
    found = [*wrong_grades(cast), *wrong_year_ends(cast, today), *wrong_outcomes(cast, lives)]
    if found:
        raise NotAsPlanned("\n".join(found))


def wrong_grades(cast: Cast) -> list[str]:
    found = []
    for key, member in cast.members.items():
        agency = agency_by_uscc(member.facts["uscc"]) if member.demo_grade else None
        if agency is not None and agency.credit_grade != member.demo_grade:
            score = agency.credit_score_centi
            found.append(f"{key}: {agency.credit_grade} ({score}), planned {member.demo_grade}")
    return found


def wrong_year_ends(cast: Cast, today: date) -> list[str]:
    """The quarter before each year end is what a place on a red list will rest on."""
    scores = {day: score_on(cast, BEST, day) for day in year_ends(today)}
    return [
        f"{BEST} on {day}: {score.grade} ({score.score_centi}), planned AAA"
        for day, score in scores.items()
        if score.grade != "AAA"
    ]


def score_on(cast: Cast, key: str, day: date) -> Score:
    sets = read_sets()
    rule_set = sets.in_force(start_of_day(day))
    assert rule_set is not None
    return credit(events_of(cast.organization(key), sets), rules_of(rule_set), day)


def outcomes(cast: Cast) -> dict[str, str]:
    """The state of every request by its number; of a failed one, why it failed."""
    found = {}
    for key, member in cast.members.items():
        if "buyer" in member.kinds:
            for one in requests_of(cast.organization(key)):
                is_failed = one.status == RequestStatus.FAILED
                found[one.no] = str(one.failure_code if is_failed else one.status)
    return found


def wrong_outcomes(cast: Cast, lives: Iterable[Life]) -> list[str]:
    found, known = [], outcomes(cast)
    for life in lives:
        planned = life.story.outcome
        if not life.no:
            found.append(f"{life.story.key}: never begun, planned {planned}")
            continue
        came = known[life.no]
        if came != planned:
            found.append(f"{life.story.key} {life.no}: {came}, planned {planned}")
    return found
