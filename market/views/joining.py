"""What the pages of joining share: the steps, the letter, the one-time notice."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from market.gateways.database import database_now
from market.queries.commitments import letter_to_read
from market.rules.commitments import blocks_of, promises_in, title_of


def wizard(step: int) -> dict[str, Any]:
    labels = [_("1 机构和经办人"), _("2 服务和承诺")]
    states = ["done" if n < step else "current" for n in (1, 2)][:step] + [""] * (2 - step)
    steps = [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
    return {"step": step, "steps": steps, "trail": [(_("入驻与注册"), reverse("register"))]}


def letter() -> dict[str, Any]:
    """The letter in force, in the reader's language; the Chinese text is the one that is signed."""
    text, shown = letter_to_read(database_now())
    return {
        "letter_title": title_of(shown),
        "letter_version": text.version,
        "letter_points": promises_in(shown),
        "letter_blocks": blocks_of(shown),
    }


def one_time_notice(
    given: Mapping[str, Any], form: forms.Form, *, has_account: bool = False
) -> dict[str, Any]:
    """Everything that joining takes, said once: needed now, may follow, never asked for.

    What is missing turns red only after somebody has tried to go on without it.
    """
    errors = form.errors
    asked = [
        (("uscc",), "uscc", _("统一社会信用代码"), _("核对形式，第 1 步")),
        (("name", "legal_rep"), "name", _("名称、法定代表人"), _("核对形式，第 1 步")),
        (
            ("handler_name", "handler_email", "handler_password"),
            "handler_name",
            _("经办人姓名、邮箱、密码"),
            _("登录和签署，第 1 步"),
        ),
    ]
    needed = [] if has_account else asked
    needed += [
        (("categories", "divisions"), "categories", _("服务类别和区域"), _("匹配需求，第 2 步")),
        (
            ("commitment_accepted",),
            "commitment_accepted",
            _("告知承诺书"),
            _("勾选即签署，第 2 步"),
        ),
    ]
    items = []
    for names, anchor, label, why in needed:
        is_there = all(given.get(name) and not errors.get(name) for name in names)
        items.append(
            {
                "name": label,
                "need": _("已有") if is_there else _("必须"),
                "state": "ok" if is_there else "bad" if form.is_bound else "todo",
                "why": why,
                "href": f"#id_{anchor}" if errors.get(anchor) and not is_there else "",
            }
        )
    missing = sum(item["state"] != "ok" for item in items)
    later = {
        "name": _("资质证书、从业人员"),
        "need": _("可后补"),
        "state": "warn",
        "why": _("报名要求该资质的事项之前申报即可，申报即时有效"),
    }
    never = {
        "name": _("费用、保证金、本地注册、注册资本、从业年限"),
        "need": _("不需要"),
        "state": "ok",
        "why": _("入驻零门槛，任何人不得另行要求"),
    }
    return {"items": [*items, later, never], "missing": missing}
