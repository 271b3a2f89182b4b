"""Rule sets: which parameters there are, and how each value is read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from market.rules.rule_set_keys import KEYS
from market.units import Duration

UNITS_OF_COUNT = {"count", "percent", "bp", "fen", "points", "bp per day"}
TABLES = ("flag_thresholds", "credit_events", "grade_effects")
RATE = re.compile(r"(\d+)/(\d+(?:[smh]))")


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in each `per`."""

    count: int
    per: Duration


class RuleSetError(ValueError):
    """A rule set that cannot be loaded: the text names every fault at once."""


class Rules(Mapping[str, Any]):
    """Typed values of one rule set. An unknown key is a KeyError, never a default."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        faults = list(faults_of(document))
        if faults:
            raise RuleSetError("; ".join(faults))
        self.code: str = document["code"]
        self.is_demonstration: bool = document["demonstration"]
        self._values: dict[str, Any] = {
            key: typed(entry) for key, entry in document["parameters"].items()
        }
        self._units: dict[str, str] = {
            key: entry["unit"] for key, entry in document["parameters"].items()
        }
        self._values["credit_events"] = {e["kind"]: e for e in document["credit_events"]}
        self._values["grade_effects"] = document["grade_effects"]
        self._values["flag_thresholds"] = {e["code"]: e for e in document["flag_thresholds"]}

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def unit(self, key: str) -> str:
        return self._units[key]


def faults_of(document: Mapping[str, Any]) -> Iterator[str]:
    """Every missing or unknown key and every value that does not fit its unit."""
    parameters = document.get("parameters", {})
    for table in TABLES:
        if not document.get(table):
            yield f"missing table {table}"
    yield from (f"missing key {key}" for key in KEYS if key not in parameters)
    for key, entry in parameters.items():
        if key not in KEYS:
            yield f"unknown key {key}"
            continue
        try:
            typed(entry)
        except (ValueError, TypeError, KeyError) as fault:
            yield f"{key}: {fault}"
    weights = [e["value"] for k, e in parameters.items() if k.startswith("credit_weight_")]
    if all(isinstance(weight, int) for weight in weights) and sum(weights) != 100:
        yield "credit weights do not add up to 100"


def typed(entry: Mapping[str, Any]) -> Any:
    """One parameter as a value: `none` is None; a duration knows whether a last day off moves."""
    value, unit = entry["value"], entry["unit"]
    if value is None or value == "none":
        return None
    if unit == "bool":
        return _expect(value, bool)
    if unit in UNITS_OF_COUNT:
        if isinstance(value, bool):
            raise ValueError(f"not a whole number: {value!r}")
        return _expect(value, int)
    if unit == "duration":
        return Duration.parse(value, moves=_moves(entry, value))
    if unit == "rate":
        found = RATE.fullmatch(value)
        if found is None:
            raise ValueError(f"not a rate: {value!r}")
        return Rate(int(found[1]), Duration.parse(found[2]))
    return _expect(value, str)


def _moves(entry: Mapping[str, Any], value: str) -> bool:
    """Days, months and years must say whether a last day off moves. Source: record.md 4."""
    if (value[-1] in "dy" and not value.endswith("wd")) or value.endswith("mo"):
        return bool(_expect(entry["moves"], bool))
    return False


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"not {kind.__name__}: {value!r}")
    return value
