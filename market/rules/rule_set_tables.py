"""Values of a rule set put into words, with their units; and its table of credit events."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.rules.rule_set_keys import KEYS_BY_GROUP
from market.rules.rule_set_words import CHOICES, GROUPS, PARAMETERS
from market.rules.rule_sets import Rate, Rules
from market.units import Duration, duration_words, yuan

CHINESE = {"measures_title"}  # A title that a city chose in its own language.
CREDIT_EVENTS: dict[str, str | Promise] = {
    "review_5": gettext_lazy("业主评价非常满意"),
    "review_4": gettext_lazy("业主评价满意"),
    "review_3": gettext_lazy("业主评价基本满意"),
    "review_2": gettext_lazy("业主评价不满意"),
    "review_1": gettext_lazy("业主评价非常不满意"),
    "contract_completed": gettext_lazy("合同履行完毕"),
    "delivered_on_time": gettext_lazy("按时交付"),
    "accepted_first_time": gettext_lazy("一次验收通过"),
    "delivered_late": gettext_lazy("逾期交付，每 5 个工作日计一次，至多 5 次"),
    "gave_up_after_award": gettext_lazy("中标后放弃"),
    "contract_refused": gettext_lazy("不按期签订合同"),
    "report_returned": gettext_lazy("成果被审批部门退回"),
    "report_rejected": gettext_lazy("成果未通过审批"),
    "report_passed_first_time": gettext_lazy("成果一次通过审批"),
    "deferred_document_missed": gettext_lazy("容缺材料逾期未补"),
    "practitioner_double_booked": gettext_lazy("从业人员重复承担项目"),
    "inspection_clean": gettext_lazy("抽查未发现问题"),
    "inspection_defect": gettext_lazy("抽查发现问题"),
    "complaint_upheld_minor": gettext_lazy("投诉成立，轻微"),
    "complaint_upheld_general": gettext_lazy("投诉成立，一般"),
    "complaint_upheld_serious": gettext_lazy("投诉成立，严重"),
    "measure_warning": gettext_lazy("受到警示"),
    "suspension_served": gettext_lazy("被暂停服务"),
    "exit_forced": gettext_lazy("被清退"),
    "commitment_false": gettext_lazy("承诺不属实"),
    "collusion_decided": gettext_lazy("认定串通"),
    "penalty_imported_minor": gettext_lazy("行政处罚，轻微"),
    "penalty_imported_general": gettext_lazy("行政处罚，一般"),
    "penalty_imported_serious": gettext_lazy("行政处罚，严重"),
    "honour_imported": gettext_lazy("受到表彰"),
    "public_service": gettext_lazy("公益服务"),
    "tip_off_proven": gettext_lazy("举报属实"),
}


def value_words(rules: Rules, key: str) -> str:
    """One parameter with its unit. `none` means that there is no limit."""
    value, unit = rules[key], rules.unit(key)
    if value is None:
        return _("不限") if unit != "list" else _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Duration):
        return duration_words(value) if value.count else _("即时")
    if isinstance(value, Rate):
        given = {"count": value.count, "per": duration_words(value.per)}
        return _("每 %(per)s至多 %(count)s 次") % given
    if isinstance(value, int):
        return number_words(value, unit)
    return _("、").join(item_words(item) for item in value.split(","))


def number_words(value: int, unit: str) -> str:
    """A basis point is a hundredth of a percent; fen are shown as yuan."""
    if unit == "fen":
        return _("%(amount)s 元") % {"amount": yuan(value)}
    if unit == "points":
        return _("%(points)s 分") % {"points": value}
    if unit == "percent":
        return f"{value}%"
    percent = f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip(".")
    if unit == "bp":
        return f"{percent}%"
    if unit == "bp per day":
        return _("每日 %(percent)s%%") % {"percent": percent}
    return str(value)


def item_words(text: str) -> str:
    """One entry of a list or choice: a word, a duration, or what it is."""
    if text in CHOICES:
        return str(CHOICES[text])
    try:
        length = Duration.parse(text)
    except ValueError:
        return text
    return duration_words(length) if length.count else _("当日")


def parameter_groups(rules: Rules) -> list[dict[str, Any]]:
    """Every parameter of the set, group by group."""
    return [
        {
            "code": group,
            "name": str(GROUPS[group]),
            "rows": [
                {
                    "key": key,
                    "words": str(PARAMETERS[key]),
                    "value": value_words(rules, key),
                    "lang": "zh-Hans" if key in CHINESE else "",
                }
                for key in keys
            ],
        }
        for group, keys in KEYS_BY_GROUP.items()
    ]


def credit_rows(rules: Rules) -> list[dict[str, Any]]:
    """Base points, life, decay, demerit and cap of each kind of credit event."""
    return [
        {
            "words": str(CREDIT_EVENTS.get(kind, kind)),
            "points": points_words(event["centipoints"]),
            "life": life_words(event["life"]),
            "decay": _("逐日递减") if event["decay"] == "linear" else _("不递减"),
            "demerit": event["demerit"] or "",
            "cap": event["grade_cap"] or "",
        }
        for kind, event in rules["credit_events"].items()
    ]


def points_words(centipoints: int) -> str:
    sign = "-" if centipoints < 0 else "+" if centipoints > 0 else ""
    whole, rest = divmod(abs(centipoints), 100)
    return f"{sign}{whole}.{rest:02d}"


def life_words(text: str) -> str:
    return _("与来源相同") if text == "source" else duration_words(Duration.parse(text))


def grade_rows(rules: Rules) -> list[dict[str, Any]]:
    """What a grade means for those who have it."""
    return [
        {"grade": grade, **effect_words(effect)} for grade, effect in rules["grade_effects"].items()
    ]


def effect_words(effect: Mapping[str, Any]) -> dict[str, str]:
    running, ceiling = effect["running_contracts_max"], effect["request_ceiling_max_fen"]
    return {
        "inspection": f"{effect['inspection_percent']}%",
        "running": _("不限") if running is None else str(running),
        "ceiling": (
            _("不限") if ceiling is None else _("%(amount)s 元") % {"amount": yuan(ceiling)}
        ),
        "tickets": str(effect["tickets"]),
    }
