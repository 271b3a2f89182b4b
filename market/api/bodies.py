"""Bodies of the API: strict JSON, unknown fields refused, everything wrong at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from market.errors import BadBody, Problem, Problems, TooLarge
from market.rules.strict_json import NotStrict, NotWhole, read_object
from market.units import parse_stamp

MOST_BYTES = 64 * 1024
DEPTH = 8


class StrictJSONParser(BaseParser):
    """`application/json` of at most 64 KiB, each key once."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, context: Any = None
    ) -> dict[str, Any]:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise TooLarge
        if not raw.strip():
            return {}
        try:
            return read_object(raw.decode(), depth=DEPTH)
        except (NotStrict, UnicodeDecodeError):
            raise BadBody from None


class Fields:
    """Reads a body field by field, collects what is wrong, and says it all at the end."""

    def __init__(self, data: Any, prefix: str = "") -> None:
        if not isinstance(data, Mapping):
            raise BadBody
        self.data, self.prefix = data, prefix
        self.read: set[str] = set()
        self.problems: list[Problem] = []

    def _take(self, name: str) -> Any:
        self.read.add(name)
        return self.data.get(name)

    def wrong(self, name: str, code: str, detail: Any, **facts: Any) -> None:
        self.problems.append(Problem(self.prefix + name, code, detail, facts))

    def text(self, name: str, default: str = "") -> str:
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(name, "not_text", _("应为文字。"))
            return default
        return value

    def whole(self, name: str) -> int | None:
        """A JSON integer; true, 1.0, "12" and 1e3 are none."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool | NotWhole) or not isinstance(value, int):
            code = "bad_amount" if name.endswith("_fen") else "not_whole"
            self.wrong(name, code, _("应为整数。"))
            return None
        return value

    def flag(self, name: str) -> bool:
        value = self._take(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(name, "not_flag", _("应为 true 或 false。"))
        return False

    def moment(self, name: str) -> datetime | None:
        value = self._take(name)
        if value is None:
            return None
        try:
            return parse_stamp(value)
        except (ValueError, TypeError):
            self.wrong(name, "not_time", _("应为带时区的 ISO 8601 时间。"))
            return None

    def texts(self, name: str) -> list[str]:
        return [value for value in self._list(name) if self._is_text(name, value)]

    def objects(self, name: str) -> list[dict[str, Any]]:
        found = self._list(name)
        if all(isinstance(value, dict) for value in found):
            return found
        self.wrong(name, "not_objects", _("列表中的每一项应为对象。"))
        return []

    def object(self, name: str) -> dict[str, Any]:
        value = self._take(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(name, "not_object", _("应为对象。"))
            return {}
        return value

    def nested(self, name: str) -> "Fields":
        """An object whose own fields are read the same way; its problems join these."""
        inner = Fields(self.object(name), f"{self.prefix}{name}.")
        inner.problems = self.problems
        return inner

    def _list(self, name: str) -> list[Any]:
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "not_list", _("应为列表。"))
            return []
        return value

    def _is_text(self, name: str, value: Any) -> bool:
        if isinstance(value, str):
            return True
        self.wrong(name, "not_text", _("应为文字。"))
        return False

    def done(self, *inner: "Fields") -> None:
        """Raises Problems with every wrong and every unknown field."""
        for fields in (self, *inner):
            for name in sorted(set(fields.data) - fields.read):
                self.wrong_unknown(fields.prefix + name)
        if self.problems:
            raise Problems(self.problems)

    def wrong_unknown(self, name: str) -> None:
        text = _("没有这个字段：%(field)s。")
        self.problems.append(Problem(name, "unknown_field", text, {"field": name}))


def whole_numbers_only(value: Any) -> Any:
    """Parameters as plain values; raises BadBody where a number is not whole."""
    if isinstance(value, NotWhole):
        raise BadBody
    if isinstance(value, dict):
        return {k: whole_numbers_only(v) for k, v in value.items()}
    if isinstance(value, list):
        return [whole_numbers_only(v) for v in value]
    return value


def empty_body(data: Any, allowed: Iterable[str] = ()) -> None:
    """A step without facts takes `{}` only."""
    fields = Fields(data)
    fields.read |= set(allowed)
    fields.done()
