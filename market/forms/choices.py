"""Choices that are known only when a form is shown."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Put the choices into a field of a form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), f"{name} offers no choices"
    field.choices = list(choices)
