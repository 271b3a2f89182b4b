"""States as word, icon and colour, never one of them alone."""

from typing import NamedTuple

from django import template
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from market.enums import (
    ContractStatus,
    DeliverableStatus,
    MilestoneStatus,
    PaymentStatus,
    RequestStatus,
    Standing,
    Verification,
)

register = template.Library()


class Look(NamedTuple):
    state: str
    icon: str
    solid: bool = False


ICONS = {  # The icon of a plain state. Source: ux.md 6.1.
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "live": "gavel",
    "muted": "clock",
    "open": "log-in",
}
LIVE = Look("live", "gavel", solid=True)
OK, DONE = Look("ok", "circle-check"), Look("ok", "stamp")
WAITING, ENDED, BACK = Look("muted", "clock"), Look("muted", "ban"), Look("muted", "x")
LOOKS: dict[str, dict[str, Look]] = {
    "request": {
        "draft": Look("muted", "pencil"),
        "pending_approval": WAITING,
        "published": Look("open", "log-in"),
        "entries_closed": WAITING,
        "selecting": LIVE,
        "deciding": Look("muted", "hourglass"),
        "standstill": Look("muted", "megaphone"),
        "awarded": DONE,
        "contracted": Look("ok", "clipboard-check"),
        "completed": OK,
        "failed": ENDED,
        "withdrawn": BACK,
        "cancelled": ENDED,
        "terminated": ENDED,
    },
    "auction": {
        "scheduled": WAITING,
        "waiting": WAITING,
        "open": LIVE,
        "closing": LIVE,
        "overtime": LIVE,
        "paused": Look("warn", "pause"),
        "closed": Look("muted", "hourglass"),
        "awarded": DONE,
        "failed": ENDED,
        "cancelled": ENDED,
    },
    "entry": {
        "draft": Look("muted", "pencil"),
        "submitted": WAITING,
        "confirmed": OK,
        "refused": Look("bad", "circle-alert"),
        "withdrawn": BACK,
        "lapsed": ENDED,
        "void": ENDED,
    },
    "contract": {
        "drafting": Look("muted", "pencil"),
        "signed": Look("ok", "file-check"),
        "delivered": WAITING,
        "accepted": OK,
        "closed": OK,
        "terminated": ENDED,
    },
    "milestone": {"open": WAITING, "delivered": Look("muted", "hourglass"), "accepted": OK},
    "deliverable": {
        "submitted": WAITING,
        "accepted": OK,
        "deemed_accepted": OK,
        "returned": Look("warn", "triangle-alert"),
    },
    "payment": {"claimed": WAITING, "settled": OK, "denied": Look("bad", "circle-alert")},
    "standing": {
        "active": OK,
        "frozen": WAITING,
        "limited": Look("warn", "triangle-alert"),
        "suspended": Look("bad", "ban"),
        "exited": ENDED,
    },
    "verification": {
        "declared": WAITING,
        "verified": Look("ok", "badge-check"),
        "expired": Look("warn", "triangle-alert"),
        "refuted": Look("bad", "circle-alert"),
    },
}
ENUMS: dict[str, type[TextChoices]] = {
    "request": RequestStatus,
    "contract": ContractStatus,
    "milestone": MilestoneStatus,
    "deliverable": DeliverableStatus,
    "payment": PaymentStatus,
    "standing": Standing,
    "verification": Verification,
}
# Auctions and entries belong to an app above this one; the phases waiting and closing are
# derived and stored nowhere. Source: ux.md 3.
WORDS = {
    "auction": {
        "scheduled": _("未开始"),
        "waiting": _("即将开始"),
        "open": _("竞价中"),
        "closing": _("即将结束"),
        "overtime": _("延时竞价中"),
        "paused": _("已暂停"),
        "closed": _("竞价结束 · 待确认"),
        "awarded": _("已中标"),
        "failed": _("流标"),
        "cancelled": _("已终止"),
    },
    "entry": {
        "draft": _("草稿"),
        "submitted": _("已提交"),
        "confirmed": _("已报名"),
        "refused": _("未通过"),
        "withdrawn": _("已撤回"),
        "lapsed": _("已失效"),
        "void": _("无效"),
    },
}


@register.simple_tag
def state_word(kind: str, status: str) -> str:
    """The word of a status. An unknown kind or status is our own mistake (KeyError)."""
    if kind in WORDS:
        return str(WORDS[kind][status])
    return str(ENUMS[kind](status).label)


@register.inclusion_tag("parts/tag.html")
def state_tag(kind: str, status: str, word: str = "") -> dict:
    """The tag of a status; `word` replaces its word, never its look."""
    look = LOOKS[kind][status]
    return {"word": word or state_word(kind, status), **look._asdict()}


@register.filter
def state_icon(state: str | None) -> str:
    """ok -> circle-check, for parts that show a plain state."""
    return ICONS.get(state or "muted", "circle")


@register.filter
def tag_of(status: str, kind: str) -> dict[str, str]:
    """`row.status|tag_of:"request"`: a stored status for the `tag` of a list or a table."""
    return {"kind": kind, "status": status}
