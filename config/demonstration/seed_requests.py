"""The sixteen requests of seed/, each posted as a live auction at its place in the plan."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config.demonstration.stories import Press, Story, step_for, timed
from config.facts import read

WHOLE_BP = 10_000
# Days before today, and what becomes of each beside what its prices say.
PLACES: dict[str, tuple[int, dict[str, Any]]] = {
    "request_01": (89, {"days_late": -16, "buyer_marks": 5, "agency_marks": 5}),
    "request_02": (143, {"days_late": -6, "buyer_marks": 4}),
    "request_03": (104, {"days_late": -4, "buyer_marks": 4}),
    "request_04": (181, {"days_late": -55, "latecomers": ("agency_port_sh",)}),
    "request_05": (128, {"payment": "none", "awards": ("lapsed", "confirmed")}),
    "request_06": (97, {"days_late": -5, "buyer_marks": 5}),
    "request_07": (84, {"days_late": -2, "buyer_marks": 5, "agency_marks": None}),
    "request_08": (118, {"days_late": -3, "buyer_marks": 4, "is_returned_once": True}),
    "request_09": (152, {"days_late": 9, "buyer_marks": 1, "complaint": "late"}),
    "request_10": (134, {"days_late": -8}),
    "request_11": (161, {"days_late": -6, "buyer_marks": 4, "returns": 1}),
    "request_12": (72, {"stops_at": "deliver"}),
    "request_13": (76, {"days_late": -7, "buyer_marks": 5}),
    "request_14": (58, {"ends": "withdrawn", "outcome": "withdrawn"}),
    "request_15": (112, {"days_late": -9}),
    "request_16": (69, {"days_late": -9}),
}
# Who else enters where the seed has a direct choice, and prices where it leaves them to a draw.
FURTHER_PRICES: dict[str, dict[str, int]] = {
    "request_05": {"agency_cpa_hefei": 1_150_000, "agency_audit_hefei": 1_180_000},
    "request_07": {"agency_appraisal_sh": 320_000, "agency_cpa_local": 340_000},
}
OPEN_AT_THE_END = {"request_12": "contracted", "request_05": "contracted"}


def seed_stories(today: date) -> list[Story]:
    found = []
    for facts in read("requests.json")["requests"]:
        days_ago, changes = PLACES[facts["key"]]
        story = story_of(facts, today - timedelta(days=days_ago))
        if latecomers := changes.get("latecomers"):
            entrants = tuple(key for key in story.entrants if key not in latecomers)
            story = replace(story, entrants=entrants)
        if "ends" in changes:
            story = replace(story, entrants=(), presses=())
        outcome = OPEN_AT_THE_END.get(facts["key"], "completed")
        found.append(replace(story, **{"outcome": outcome, **changes}))
    return found


def story_of(facts: Mapping[str, Any], published_on: date) -> Story:
    """As the seed has it; prices of every kind become bids, highest first."""
    ceiling_fen = facts["ceiling_fen"]
    entering = entries_of(facts)
    parameters = facts["method_params"]
    step_fen = parameters.get("step_fen") or step_for(ceiling_fen)
    if facts["selection_method"] != "live_auction":
        step_fen = step_for(ceiling_fen)
    period = facts["service_period"]
    return Story(
        key=facts["key"],
        buyer=facts["buyer"],
        items=tuple(facts["service_items"]),
        title=facts["title_zh"],
        scope=facts["scope_zh"],
        ceiling_fen=ceiling_fen,
        service_days=period["value"] * 7 // 5 if period["unit"] == "wd" else period["value"],
        published_on=published_on,
        entrants=tuple(entry["agency"] for entry in entering),
        presses=presses_of(entering, ceiling_fen, step_fen, parameters),
        step_fen=step_fen,
        fund_source=facts["fund_source"],
        purpose=facts["purpose"],
        visibility=parameters.get("visibility", "open"),
        conditions=tuple(condition_of(condition) for condition in facts["conditions"]),
    )


def entries_of(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    entering = [entry for entry in facts["entries"] if "refused" not in entry]
    prices = FURTHER_PRICES.get(facts["key"], {})
    priced = [{"agency": agency, "quote_fen": fen} for agency, fen in prices.items()]
    return [entry for entry in entering if entry["agency"] not in prices] + priced


def condition_of(condition: Mapping[str, Any]) -> dict[str, Any]:
    test = {"test": condition["test"]} if "test" in condition else {}
    return {"text": condition["text_zh"], "kind": condition["kind"], **test}


def presses_of(
    entering: list[dict[str, Any]], ceiling_fen: int, step_fen: int, parameters: Mapping[str, Any]
) -> tuple[Press, ...]:
    priced = [
        (amount, entry["agency"])
        for n, entry in enumerate(entering)
        for amount in prices_of(entry, n, ceiling_fen, parameters)
    ]
    made: list[tuple[str, int]] = []
    for amount, agency in sorted(priced, reverse=True):
        lower = amount if not made else min(amount, made[-1][1] - step_fen)
        if not made or made[-1][0] != agency:
            made.append((agency, lower))
    return timed(made)


def prices_of(
    entry: Mapping[str, Any], n: int, ceiling_fen: int, parameters: Mapping[str, Any]
) -> list[int]:
    """Bids, rounds, a quote, a discount; where the seed leaves the price to a draw, one near."""
    if "bids_fen" in entry:
        return list(entry["bids_fen"])
    if "quotes_fen" in entry:
        return [amount for amount in entry["quotes_fen"] if amount is not None]
    if "quote_fen" in entry:
        return [entry["quote_fen"]]
    if "discount_bp" in entry:
        return [parameters["base_fen"] * (WHOLE_BP - entry["discount_bp"]) // WHOLE_BP]
    most_fen = parameters.get("price_fen", ceiling_fen)
    return [most_fen - (3 - n) * 2 * step_for(ceiling_fen)]
