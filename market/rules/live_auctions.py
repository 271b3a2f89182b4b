"""Parameters of a live auction that a buyer chooses. Source: domain.md 5.3, interfaces.md 8."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.errors import Problem
from market.units import Duration, duration_words

KEYS = {
    "step_fen",
    "base_duration",
    "soft_close",
    "max_extensions",
    "latest_end_after",
    "visibility",
    "floor_fen",
}
VISIBILITIES = {"open", "rank_only"}
# Shortest lengths, in seconds, of the published interface: a city's and a demonstration's.
SHORTEST_S = {
    "base_duration": {False: 600, True: 10},
    "soft_close": {False: 60, True: 3},
}


@dataclass(frozen=True, slots=True)
class StepLimits:
    """Fen: the lowest and highest step a buyer may choose, and the one proposed."""

    lowest_fen: int
    highest_fen: int
    default_fen: int


def step_limits(ceiling_fen: int, rules: Mapping[str, Any]) -> StepLimits:
    """⌈ceiling × bp ÷ 10000⌉ and ⌊…⌋, never under one fen. Source: record.md 2."""
    lowest = max(1, -(-ceiling_fen * rules["step_min_bp"] // 10_000))
    highest = max(lowest, ceiling_fen * rules["step_max_bp"] // 10_000)
    default = max(ceiling_fen * rules["step_default_bp"] // 10_000, rules["step_default_min_fen"])
    return StepLimits(lowest, highest, min(max(default, lowest), highest))


def completed(
    parameters: Mapping[str, Any], ceiling_fen: int, rules: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters with every default written out, as they are published."""
    stated = {key: value for key, value in parameters.items() if value is not None}
    return {
        "step_fen": step_limits(ceiling_fen, rules).default_fen,
        "base_duration": str(rules["base_duration"]),
        "soft_close": str(rules["soft_close"]),
        "max_extensions": rules["max_extensions"],
        "latest_end_after": text_or_none(rules["latest_end_after"]),
        "visibility": rules["visibility"],
        "floor_fen": None,
        **stated,
    }


def text_or_none(duration: Duration | None) -> str | None:
    return None if duration is None else str(duration)


def is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def parameter_problems(
    parameters: Mapping[str, Any], ceiling_fen: int, rules: Mapping[str, Any]
) -> list[Problem]:
    """Everything wrong with stated parameters at once; what is left out gets its default."""
    found = []
    if unknown := sorted(set(parameters) - KEYS):
        text = _("没有这个参数：%(unknown)s。")
        found.append(
            Problem("method_parameters", "unknown_field", text, {"unknown": "、".join(unknown)})
        )
    found += step_problems(parameters.get("step_fen"), ceiling_fen, rules)
    for key in ("base_duration", "soft_close", "latest_end_after"):
        found += duration_problems(key, parameters.get(key), rules)
    most = parameters.get("max_extensions")
    if most is not None and not is_whole(most, 0):
        text = _("延时次数上限应为不小于 0 的整数，不限则留空。")
        found.append(Problem("method_parameters.max_extensions", "out_of_range", text))
    visibility = parameters.get("visibility")
    if visibility is not None and visibility not in VISIBILITIES:
        text = _("价格可见方式为 open（公开）或 rank_only（仅名次）。")
        found.append(Problem("method_parameters.visibility", "choice_unknown", text))
    floor = parameters.get("floor_fen")
    if floor is not None:
        if not is_whole(floor, 1) or floor > ceiling_fen:
            text = _("最低限价应大于 0 元，且不高于最高限价。")
            found.append(Problem("method_parameters.floor_fen", "out_of_range", text))
        if visibility == "rank_only":
            text = _("仅显示名次的竞价不设最低限价。")
            found.append(Problem("method_parameters.floor_fen", "floor_with_rank_only", text))
    return found


def step_problems(step: Any, ceiling_fen: int, rules: Mapping[str, Any]) -> list[Problem]:
    if step is None:
        return []
    limits = step_limits(ceiling_fen, rules)
    if is_whole(step, limits.lowest_fen) and step <= limits.highest_fen:
        return []
    text = _("每档降价幅度应在 %(lowest)s 元至 %(highest)s 元之间。")
    facts = {"lowest_fen": limits.lowest_fen, "highest_fen": limits.highest_fen}
    return [Problem("method_parameters.step_fen", "out_of_range", text, facts)]


def duration_problems(key: str, value: Any, rules: Mapping[str, Any]) -> list[Problem]:
    if value is None:
        return []
    name = f"method_parameters.{key}"
    try:
        length = Duration.parse(value)
    except (ValueError, TypeError):
        text = _("时长写作整数加单位 s、m 或 h，例如 15m。")
        return [Problem(name, "duration_form", text)]
    if not length.is_continuous or length.seconds > 7 * 86_400:
        text = _("时长写作整数加单位 s、m 或 h，例如 15m，不超过 7 日。")
        return [Problem(name, "duration_form", text)]
    is_demonstration = bool(getattr(rules, "is_demonstration", False))
    shortest = SHORTEST_S.get(key, {}).get(is_demonstration, 0)
    if length.seconds < shortest:
        text = _("时长不能短于 %(shortest)s。")
        words = duration_words(Duration(shortest, "s"))
        return [Problem(name, "too_short", text, {"shortest": words})]
    return []
