"""The sheets of a credit page, each figure put into words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.units import shanghai_date
from ratings.enums import CreditDimension, CreditKind, Grade, Uncounted
from ratings.queries.credit import HISTORY_MONTHS, Explained, Point
from ratings.rules.credit import WEIGHTS, DimensionSum, Line
from ratings.rules.grades import next_step, scale
from ratings.rules.outlook import Day, first_change, what_would_raise, without_new_events
from ratings.rules.points import signed, two_places

# What can happen to an agency today and would raise its score. Source: domain.md 9.2.
PERFECT_CONTRACT = (
    CreditKind.CONTRACT_COMPLETED,
    CreditKind.DELIVERED_ON_TIME,
    CreditKind.ACCEPTED_FIRST_TIME,
)
RAISING = (PERFECT_CONTRACT, (CreditKind.REVIEW_5,), (CreditKind.REVIEW_4,))
OUTLOOK_DAYS = 366
SOON, LATER = 30, 90


def grade_name(grade: str) -> str:
    """AA 优良"""
    return f"{grade} {Grade(grade).label}"


def sum_sheet(told: Explained) -> dict[str, Any]:
    """From the start to today's score, by dimension."""
    score, rules = told.score, told.rules
    return {
        "start": two_places(rules["credit_start"] * 100),
        "rows": [
            dimension_row(each, rules[WEIGHTS[CreditDimension(each.code)]])
            for each in score.dimensions
        ],
        "events": sum(each.count for each in score.dimensions),
        "score": two_places(score.score_centi),
    }


def dimension_row(each: DimensionSum, weight: int) -> dict[str, Any]:
    note = ""
    if each.sum_centi > each.limit_high_centi:
        note = _("已达上限")
    elif each.sum_centi < each.limit_low_centi:
        note = _("已达下限")
    return {
        "name": CreditDimension(each.code).label,
        "note": note,
        "weight": f"{weight}%",
        "events": each.count,
        "sum": signed(each.sum_centi),
        "floor": signed(each.limit_low_centi),
        "cap": signed(each.limit_high_centi),
        "counted": signed(each.counted_centi),
    }


def scale_sheet(rules: Any, current: str = "") -> list[dict[str, Any]]:
    """All grades with their lines, the best first."""
    steps = scale(rules)
    rows = []
    for step in steps[:-1]:
        points = step.from_centi // 100
        rows.append((step.grade, _("%(points)s 分以上") % {"points": points}))
    lowest_line = steps[-2].from_centi // 100
    rows.append((steps[-1].grade, _("不足 %(points)s 分") % {"points": lowest_line}))
    return [
        {
            "grade": grade,
            "word": grade.label,
            "line": line,
            "current": grade == current,
            "note": _("今日") if grade == current else "",
        }
        for grade, line in rows
    ]


def scale_foot(told: Explained) -> str:
    """Whether a cap holds the grade down, and the demerits."""
    facts = {"demerits": told.score.demerits, "warn": told.rules["demerit_warn"]}
    if told.score.grade_cap is None:
        return _("无等级限制。记分 %(demerits)s，满 %(warn)s 提出警告") % facts
    facts["cap"] = grade_name(told.score.grade_cap)
    return _("等级最高为 %(cap)s。记分 %(demerits)s，满 %(warn)s 提出警告") % facts


def curve(told: Explained, points: Sequence[Point]) -> dict[str, Any]:
    """The score over the months, its finding in one sentence, the same figures as a table."""
    first, last = points[0], points[-1]
    downs = [
        shanghai_date(line.event.at)
        for line in told.score.lines
        if line.event.base_centi < 0 and shanghai_date(line.event.at) >= first.on
    ]
    facts = {
        "months": HISTORY_MONTHS,
        "first": two_places(first.score_centi),
        "last": two_places(last.score_centi),
        "grade": grade_name(told.score.grade),
        "downs": len(downs),
    }
    return {
        "points": [{"on": p.on, "score": two_places(p.score_centi)} for p in points],
        "lines": [
            {"score": step.from_centi // 100, "label": f"{step.grade} {step.from_centi // 100}"}
            for step in scale(told.rules)[:-1]
        ],
        "downs": downs,
        "title": finding(first, last) % facts,
        "period": _("近 %(months)s 个月") % facts,
        "movement": movement(first, last) % facts,
        "caption": ngettext(
            "三角为扣分事件 %(downs)s 个，虚线为等级线。每月 1 日取值。",
            "三角为扣分事件 %(downs)s 个，虚线为等级线。每月 1 日取值。",
            len(downs),
        )
        % facts,
        "table": [
            {
                "cells": [
                    {"text": point.on.isoformat()},
                    {"text": two_places(point.score_centi), "num": True},
                    {"text": grade_name(point.grade)},
                ]
            }
            for point in reversed(points)
        ],
    }


def finding(first: Point, last: Point) -> str:
    if last.score_centi > first.score_centi:
        return _(
            "近 %(months)s 个月信用分由 %(first)s 升至 %(last)s，现为 %(grade)s，扣分 %(downs)s 次"
        )
    if last.score_centi < first.score_centi:
        return _(
            "近 %(months)s 个月信用分由 %(first)s 降至 %(last)s，现为 %(grade)s，扣分 %(downs)s 次"
        )
    return _("近 %(months)s 个月信用分为 %(last)s，现为 %(grade)s，扣分 %(downs)s 次")


def movement(first: Point, last: Point) -> str:
    """What follows the period in the head; empty where the score is what it was."""
    if last.score_centi > first.score_centi:
        return _("，由 %(first)s 升至 %(last)s")
    if last.score_centi < first.score_centi:
        return _("，由 %(first)s 降至 %(last)s")
    return ""


def raising_sheet(told: Explained) -> dict[str, Any]:
    """What would raise it, and how far the next grade is."""
    rows = []
    for each in what_would_raise(told.events, told.rules, told.on, RAISING):
        is_contract = each.kinds == PERFECT_CONTRACT
        name = _("完成一份合同") if is_contract else CreditKind(each.kinds[0]).label
        note = _("按时交付、一次验收通过") if is_contract else _("仅限已签合同的业主")
        if each.held_in:
            dimension = CreditDimension(each.held_in[0]).label
            note = _("%(dimension)s已达上限") % {"dimension": dimension}
        rows.append(
            {
                "cells": [
                    {"text": name, "note": note, "head": True},
                    {"text": signed(each.gain_centi), "num": True},
                    {"text": two_places(each.score_centi), "num": True},
                ]
            }
        )
    return {"rows": rows, "note": missing_points(told)}


def missing_points(told: Explained) -> str:
    step = next_step(told.score.score_centi, told.rules)
    if step is None:
        return _("已达最高等级的分数")
    missing = step.from_centi - told.score.score_centi
    facts = {"grade": grade_name(step.grade), "points": two_places(missing)}
    return _("距 %(grade)s还差 %(points)s 分") % facts


def falling_words(told: Explained) -> str:
    """What becomes of the score when nothing new happens; empty where nothing changes."""
    outlook = without_new_events(told.score, told.rules, told.on, OUTLOOK_DAYS)
    soon, later = outlook[SOON], outlook[LATER]
    if soon.score_centi == later.score_centi == told.score.score_centi:
        return ""
    facts = {
        "soon": SOON,
        "later": LATER,
        "soon_score": two_places(soon.score_centi),
        "later_score": two_places(later.score_centi),
    }
    words = _("%(soon)s 天后 %(soon_score)s，%(later)s 天后 %(later_score)s。") % facts
    change = first_change(outlook)
    return words if change is None else words + change_words(change)


def change_words(change: Day) -> str:
    facts = {
        "day": change.on.isoformat(),
        "score": two_places(change.score_centi),
        "grade": grade_name(change.grade),
    }
    return _("%(day)s 起为 %(score)s，转为 %(grade)s。") % facts


def live_lines(told: Explained) -> list[Line]:
    """What has not expired; the rest is in the list for programs. Source: domain.md 9.4."""
    return [line for line in told.score.lines if line.why != Uncounted.EXPIRED]


def event_groups(told: Explained) -> list[dict[str, Any]]:
    """Every live event by dimension, newest first; dimensions without any are left out."""
    groups = []
    for each in told.score.dimensions:
        lines = [line for line in live_lines(told) if line.event.terms.dimension == each.code]
        if not lines:
            continue
        counted = ngettext("%(n)s 个事件", "%(n)s 个事件", len(lines)) % {"n": len(lines)}
        groups.append(
            {
                "name": CreditDimension(each.code).label,
                "count_text": counted,
                "sum": signed(each.sum_centi),
                "events": [event_row(line) for line in reversed(lines)],
            }
        )
    return groups


def event_row(line: Line) -> dict[str, Any]:
    event = line.event
    return {
        "on": event.at,
        "name": kind_word(event.kind),
        "note": Uncounted(line.why).label if line.why else "",
        "source": event.deed,
        "href": deed_href(event.deed),
        "base": signed(event.base_centi),
        "now": signed(line.points_centi),
        "until": (line.expires_at - timedelta(milliseconds=1)),
    }


def kind_word(kind: str) -> str:
    return str(CreditKind(kind).label) if kind in CreditKind.values else kind


def deed_href(deed: str) -> str:
    """The public page of what was judged: a contract, or the request of an award given up."""
    name = "contract" if "-C" in deed else "request"
    return reverse(name, args=[deed])
