"""Problems of a rule or an action, shown at the fields they belong to."""

from collections.abc import Iterable

from django import forms

from market.errors import Problem


def add_problems(form: forms.BaseForm, problems: Iterable[Problem]) -> None:
    """`handler.email` belongs to the field `handler_email`; what has no field, to the form."""
    for problem in problems:
        name = problem.field.replace(".", "_")
        known = name if name in form.fields else None
        form.add_error(known, problem.text)
