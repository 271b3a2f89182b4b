"""Words of the codes that the catalogue uses: categories, fees, units, certificates."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

CATEGORIES: Words = {  # Also the sectors that supervise them.
    "engineering_consulting": _("工程咨询"),
    "ecology_environment": _("生态环境"),
    "natural_resources": _("自然资源"),
    "housing_construction": _("住房和城乡建设"),
    "water": _("水利"),
    "transport": _("交通运输"),
    "forestry": _("林业"),
    "emergency_management": _("应急管理"),
    "health": _("卫生健康"),
    "fire": _("消防"),
    "meteorology": _("气象"),
    "earthquake": _("防震减灾"),
    "finance": _("财务与评估"),
    "market_regulation": _("市场监管"),
}
SECTORS: Words = {
    **CATEGORIES,
    "development_reform": _("发展改革"),
    "finance": _("财政"),
}
TIME_LIMITS: Words = {
    "contract": _("由双方在合同中约定"),
    "15 working days (large) / 10 working days (other)": _(
        "大型工程 15 个工作日，其他工程 10 个工作日"
    ),
    "per test standard": _("按检测标准"),
    "project term": _("与工程建设期相同"),
}
FEE_BASES: Words = {"market": _("市场调节价，竞价确定")}
PRICE_UNITS: Words = {
    "per_job": _("每项"),
    "per_square_metre": _("每平方米"),
    "per_hectare": _("每公顷"),
    "percent_of_value": _("按标的额的百分比"),
    "per_sample": _("每个样品"),
}


def worded(words: Words, code: str) -> str:
    """A code that nobody has put into words stands for itself."""
    return str(words.get(code, code))


def certificates(items: list[list[dict[str, Any]]], holder: str) -> dict[str, dict[str, Any]]:
    """Kinds of certificates that the items ask of `organization` or `practitioner`, by code."""
    return {
        needed["code"]: needed
        for required in items
        for needed in required
        if needed["holder"] == holder
    }


def local_name(named: Mapping[str, Any], field: str = "name") -> str:
    """`name_en` in English where there is one, else `name_zh`."""
    english = (get_language() or "").startswith("en") and named.get(f"{field}_en")
    return str(english or named.get(f"{field}_zh", ""))
