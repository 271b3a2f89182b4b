"""Reads the facts in seed/ and hands them to the actions that publish them; safe to repeat."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from market.actions.calendar import import_year, provide_year
from market.actions.cities import change_city, keep_divisions
from market.actions.commitments import publish_text
from market.actions.rule_sets import publish as publish_rule_set
from market.actions.service_items import keep_restricted_term
from market.actions.service_items import publish as publish_item
from market.gateways.database import database_now
from market.queries.cities import city
from market.queries.rule_sets import rule_set_by_code
from market.units import shanghai_date
from ratings.actions.reviews import load_review_reasons

SEED = Path(settings.BASE_DIR) / "seed"
DEFAULT_SET = "city_2026_1"
YEARS_BACK, YEARS_AHEAD = 3, 2


def load_facts() -> None:
    """Rule sets, calendars, letters, items, words and places, each with its event."""
    now = database_now()
    load_rule_sets(now)
    load_calendars(now)
    load_commitment(now)
    load_city(now)
    load_items(now)
    load_terms()
    load_review_reasons(reasons=read("review_reasons.json")["reasons"])


def read(name: str) -> Any:
    return json.loads((SEED / name).read_text(encoding="utf-8"))


def load_rule_sets(now: datetime) -> None:
    """The default set is in force from its first loading; the others are only chosen."""
    for document in read("rule_sets.json")["sets"]:
        effective_from = now if document["code"] == DEFAULT_SET else None
        publish_rule_set(document=document, effective_from=effective_from, now=now)
    assert rule_set_by_code(DEFAULT_SET) is not None


def load_calendars(now: datetime) -> None:
    """The published years, then provisional ones around today."""
    for path in sorted(SEED.glob("holidays_cn_*.json")):
        year = json.loads(path.read_text(encoding="utf-8"))
        import_year(
            year=int(path.stem[-4:]),
            holidays=days(year["holidays"]),
            make_up=days(year["make_up_workdays"]),
            source=source_of(year),
            now=now,
        )
    this_year = shanghai_date(now).year
    for missing in range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1):
        provide_year(year=missing, now=now)


def days(entries: list[Any]) -> list[date]:
    return [date.fromisoformat(e if isinstance(e, str) else e["date"]) for e in entries]


def source_of(year: dict[str, Any]) -> str:
    source = year.get("source", "")
    return source if isinstance(source, str) else str(source.get("title_zh", ""))


def load_commitment(now: datetime) -> None:
    publish_text(
        version="2026.1",
        text=(SEED / "commitment_letter.zh.md").read_text(encoding="utf-8"),
        text_en=(SEED / "commitment_letter.en.md").read_text(encoding="utf-8"),
        in_force_from=now,
        now=now,
    )


def load_city(now: datetime) -> None:
    """A city that exists keeps what its operator has set."""
    places = read("places.json")
    keep_divisions(rows=[(d["code"], d["name_zh"], d["name_en"]) for d in places["divisions"]])
    if city() is None:
        facts = dict(places["city"])
        change_city(code=settings.CITY, now=now, **facts)


def load_items(now: datetime) -> None:
    for item in read("service_items.json")["items"]:
        publish_item(code=item["code"], facts=item_facts(item), now=now)


def item_facts(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "national_item_code": item["national_item_code"],
        "name": item["name_zh"],
        "name_en": item["name_en"],
        "category": item["category"],
        "supervisor_sector": item["supervisor_sector"],
        "legal_basis": item["legal_basis"],
        "approval_served": item["approval_served"],
        "time_limit": item["time_limit"],
        "time_limit_by_law": item.get("time_limit_by_law") or "",
        "fee_basis": item["fee_basis"],
        "fee_note": item.get("fee_note_zh") or "",
        "price_unit": item["price_unit"],
        "price_band_fen": item["price_band_fen"],
        "promised_days": item.get("promised_days_demo"),
        "may_do_yourself": item["may_do_yourself"],
        "self_note": item.get("self_note_zh") or "",
        "required_qualification": item["required_qualification"],
        "status": item["status"],
        "cancelled_on": item.get("cancelled_on"),
        "cancel_basis": item.get("cancel_basis") or [],
        "cancel_note": item.get("cancel_note_zh") or "",
        "cancel_note_en": item.get("cancel_note_en") or "",
    }


def load_terms() -> None:
    for term in read("restricted_terms.json")["terms"]:
        keep_restricted_term(
            code=term["code"],
            facts={
                "severity": term["severity"],
                "patterns": term["patterns"],
                "except_patterns": term["except_patterns"],
                "explanation": term["explain_zh"],
                "explanation_en": term["explain_en"],
                "suggestion": term.get("suggest_zh") or "",
                "suggestion_en": term.get("suggest_en") or "",
                "law": term["law"],
            },
        )
