"""Fields that several forms share: sums of money, lengths of time, moments."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.units import SHANGHAI, Duration, fen_from, yuan


class FenField(forms.Field):
    """Yuan as people type them in, whole fen out; None where nothing was typed."""

    default_error_messages = {"amount": _("请填写金额，例如 47,000 或 4.7万")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return fen_from(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["amount"], code="amount") from None

    def prepare_value(self, value: Any) -> Any:
        return yuan(value) if isinstance(value, int) else value


class LengthField(forms.IntegerField):
    """A whole number of one unit (s, m) in, the text of a rule set out: 15 -> 15m."""

    def __init__(self, *, unit: str, **options: Any) -> None:
        self.unit = unit
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=700_000, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        count = super().clean(value)
        return None if count is None else f"{count}{self.unit}"

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, str) or (value.isascii() and value.isdigit()) or not value:
            return value
        try:
            length = Duration.parse(value)
        except ValueError:
            return value
        return length.seconds // Duration(1, self.unit).seconds if length.is_continuous else value


class MomentField(forms.DateTimeField):
    """A date and a time of day in Shanghai, to the minute; to the second where it is asked."""

    default_error_messages = {"invalid": _("请填写日期和时间，例如 2026-11-30 17:00")}

    def __init__(self, *, with_seconds: bool = False, **options: Any) -> None:
        self.style = "%Y-%m-%dT%H:%M:%S" if with_seconds else "%Y-%m-%dT%H:%M"
        attrs = {"type": "datetime-local"} | ({"step": "1"} if with_seconds else {})
        widget = forms.DateTimeInput(attrs=attrs, format=self.style)
        super().__init__(widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).strftime(self.style)
        return value
