"""Refusals: what a rule answers when something may not be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.units import SHANGHAI, parse_stamp, yuan


def worded(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, and beside each `x_fen`, `x_at`, `x_ms` its `x` as people read it."""
    words = dict(facts)
    for name, value in facts.items():
        if name.endswith("_fen") and isinstance(value, int):
            words[name.removesuffix("_fen")] = yuan(value)
        elif name.endswith("_at") and isinstance(value, str):
            moment = parse_stamp(value).astimezone(SHANGHAI)
            words[name.removesuffix("_at")] = moment.strftime("%Y-%m-%d %H:%M:%S")
        elif name.endswith("_ms") and isinstance(value, int):
            words[name.removesuffix("_ms")] = -(-value // 1000)
    return words


class Refused(Exception):
    """A rule says no. `facts` are public, canonical values (integers, texts, lists)."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("未能办理。")
    status: ClassVar[int] = 409
    answers_key: ClassVar[bool] = False
    by_code: ClassVar[dict[str, type["Refused"]]] = {}

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __init_subclass__(cls) -> None:
        Refused.by_code[cls.code] = cls

    @property
    def text(self) -> str:
        """The message in the language that is active now."""
        return str(self.message) % worded(self.facts)


class Busy(Refused):
    code = "busy"
    message = _("系统繁忙，本次操作未受理，请再试一次。")
    status = 503


class NotAllowedNow(Refused):
    """Facts: `status` now and `allowed`, the states in which the step may be taken."""

    code = "not_allowed_now"
    message = _("当前状态不能办理此事项。")


class NotPermitted(Refused):
    code = "not_permitted"
    message = _("当前账户没有办理此事项的权限。")
    status = 403


class SamePerson(Refused):
    code = "same_person"
    message = _("须由另一人办理。")
    status = 403


class NotFound(Refused):
    code = "not_found"
    message = _("没有找到，或无权查看。")
    status = 404


class KeyReused(Refused):
    code = "key_reused"
    message = _("同一次操作的内容不一致，本次未受理。")


class AlreadyDone(Refused):
    code = "already_done"
    message = _("此事项已经办理。")


class TextChanged(Refused):
    """Facts: `text_sha256` in force."""

    code = "text_changed"
    message = _("合同文本已变化，请重新查看后签署。")


class WrongAmount(Refused):
    """Facts: `owed_fen`."""

    code = "wrong_amount"
    message = _("金额应为 %(owed)s 元。")
    status = 422


class FileRefused(Refused):
    """Facts: `reason`: empty, too_large or type_not_allowed."""

    code = "file_refused"
    message = _("文件未被接受：不能为空，不超过 20 MB，类型限 PDF、图片、Word、Excel、压缩包。")
    status = 422


class BadBody(Refused):
    """Not one JSON object with each key once, of real text and whole numbers."""

    code = "bad_body"
    message = _("请求正文不是规范的 JSON 对象。")
    status = 400


class TooLarge(Refused):
    code = "too_large"
    message = _("请求正文过大。")
    status = 413


class InProgress(Refused):
    code = "in_progress"
    message = _("同一操作正在办理，请稍候。")


@dataclass(frozen=True)
class Problem:
    """One thing that is missing or wrong; `field` is empty where it concerns the whole."""

    field: str
    code: str
    detail: str | Promise
    facts: dict[str, Any] = made_by(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.detail) % worded(self.facts)


class Problems(Refused):
    """Everything that is missing or wrong, at once (the one-time notice)."""

    code = "invalid"
    message = _("还有 %(count)s 项需要补充或更正，已全部列出。")
    status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(count=len(self.problems))
