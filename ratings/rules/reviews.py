"""Reviews: what one must hold, what it counts as, when it is shown, and how many are summed up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.errors import Problem, Problems

MARKS = (5, 4, 3, 2, 1)
TEXT_MAX = 2000  # Characters that the table and the form hold.


@dataclass(frozen=True, slots=True)
class Draft:
    """A review as it was sent: marks 1…5 by dimension, words, reason codes, pieces of evidence."""

    scores: Mapping[str, Any]
    text: str = ""
    reasons: tuple[str, ...] = ()
    evidence_count: int = 0


def check(
    draft: Draft, dimensions: Sequence[str], polarities: Mapping[str, str], rules: Mapping[str, Any]
) -> None:
    """Raises Problems with everything that is missing or wrong, at once.

    `polarities` are the reason codes of this side. A bad mark needs a reason that names what was
    bad, a text of `bad_review_min_chars` characters and one piece of evidence; praise needs
    nothing. Source: domain.md 8.
    """
    problems = [*_score_problems(draft.scores, dimensions)]
    for code in draft.reasons:
        if code not in polarities:
            problems.append(
                Problem("reasons", "unknown_reason", _("没有这个评价原因。"), {"reason": code})
            )
    if len(draft.text) > TEXT_MAX:
        text = _("文字最多 %(most)s 个字。")
        problems.append(Problem("text", "too_long", text, {"most": TEXT_MAX}))
    if not problems and is_bad(list(draft.scores.values())):
        problems += _bad_mark_problems(draft, polarities, rules["bad_review_min_chars"])
    if problems:
        raise Problems(problems)


def is_bad(scores: Collection[int]) -> bool:
    """A mean of 2 or less, or any dimension at 1. Source: domain.md 8."""
    return 1 in scores or sum(scores) <= 2 * len(scores)


def rounded_mean(scores: Collection[int]) -> int:
    """The mean as a whole mark, a half goes down: 4.5 is 4. Source: domain.md 9.2."""
    total, count = sum(scores), len(scores)
    return -((count - 2 * total) // (2 * count))


def credit_kind(scores: Collection[int]) -> str:
    return f"review_{rounded_mean(scores)}"


def mean_centi(total: int, count: int) -> int:
    """A mean in hundredths, a half goes up: 4.375 is 438. Source: domain.md 8."""
    return (200 * total + count) // (2 * count)


def is_visible(sides_given: int, now: datetime, closes_at: datetime) -> bool:
    """Hidden until both sides have reviewed or the window is over. Source: domain.md 8."""
    return sides_given == 2 or (sides_given > 0 and now >= closes_at)


@dataclass(frozen=True, slots=True)
class Summary:
    """Visible reviews added up. Means are hundredths, None while there are too few to say."""

    count: int
    distribution: Mapping[int, int]
    mean_centi: int | None
    dimension_means_centi: Mapping[str, int | None]


def summary(
    reviews: Iterable[Mapping[str, int]], dimensions: Sequence[str], rules: Mapping[str, Any]
) -> Summary:
    """Number, marks and means of reviews, each given as its marks by dimension.

    Below `review_min_shown` no mean is given. Silence counts nowhere. Source: domain.md 8.
    """
    given = list(reviews)
    distribution = dict.fromkeys(MARKS, 0)
    totals = dict.fromkeys(dimensions, 0)
    for scores in given:
        distribution[rounded_mean(scores.values())] += 1
        for dimension in dimensions:
            totals[dimension] += scores[dimension]

    count = len(given)
    if not count or count < rules["review_min_shown"]:
        return Summary(count, distribution, None, dict.fromkeys(dimensions))
    means = {dimension: mean_centi(total, count) for dimension, total in totals.items()}
    overall = mean_centi(sum(totals.values()), count * len(dimensions))
    return Summary(count, distribution, overall, means)


def _score_problems(scores: Mapping[str, Any], dimensions: Sequence[str]) -> Iterable[Problem]:
    for dimension in dimensions:
        if dimension not in scores:
            yield Problem(f"scores.{dimension}", "required", _("请为每一项选择评价。"))
        elif type(scores[dimension]) is not int or scores[dimension] not in MARKS:
            yield Problem(f"scores.{dimension}", "bad_score", _("评价须为 1 至 5 的整数。"))
    for dimension in scores:
        if dimension not in dimensions:
            yield Problem(f"scores.{dimension}", "unknown_field", _("没有这个评价维度。"))


def _bad_mark_problems(
    draft: Draft, polarities: Mapping[str, str], min_chars: int
) -> Iterable[Problem]:
    if not any(polarities.get(code) == "bad" for code in draft.reasons):
        yield Problem("reasons", "bad_mark_reason", _("不满意的评价须选择至少一个原因。"))
    if len(draft.text.strip()) < min_chars:
        yield Problem(
            "text",
            "bad_mark_text",
            _("不满意的评价须用文字说明，至少 %(min_chars)s 个字。"),
            {"min_chars": min_chars},
        )
    if not draft.evidence_count:
        yield Problem("evidence", "bad_mark_evidence", _("不满意的评价须附至少一份证据。"))
