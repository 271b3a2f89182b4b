"""The review as a page sends it: five words for all, each dimension to be adjusted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from market.errors import FileRefused, Problem, Problems, Refused
from market.gateways.files import Incoming
from market.models import Document
from ratings.enums import DIMENSIONS, Mark, ReviewDimension, ReviewSide
from ratings.models import ReviewReason
from ratings.rules.reviews import TEXT_MAX

# Which field of the page a problem of the rule belongs to, where the names differ.
FIELDS = {"evidence": "file"}


class ReviewForm(forms.Form):
    """`overall` stands for every dimension that was not marked on its own."""

    overall = forms.TypedChoiceField(
        label=_("总体评价"),
        choices=Mark.choices,
        coerce=int,
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = forms.MultipleChoiceField(
        label=_("原因"), widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(
        label=_("文字说明"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX}),
        required=False,
        max_length=TEXT_MAX,
    )
    file = forms.FileField(label=_("证据"), required=False)
    evidence = forms.MultipleChoiceField(
        label=_("本项目已有的文件"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        side: ReviewSide,
        reasons: Sequence[ReviewReason],
        documents: Sequence[Document],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        is_english = (get_language() or "").startswith("en")
        choices: dict[str, list[tuple[str, str]]] = {
            "reasons": [(row.code, row.name_en if is_english else row.name) for row in reasons],
            "evidence": [(row.public_key, row.name) for row in documents],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = offered
        for dimension in DIMENSIONS[side]:
            self.fields[dimension.value] = forms.TypedChoiceField(
                label=ReviewDimension(dimension).label,
                choices=Mark.choices,
                coerce=int,
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def dimensions(self) -> list[forms.BoundField]:
        return [self[dimension.value] for dimension in DIMENSIONS[self.side]]

    @property
    def is_adjusted(self) -> bool:
        """Whether a dimension was marked on its own or is wrong: then it is shown open."""
        return any(field.data or field.errors for field in self.dimensions)

    def facts(self) -> dict[str, Any]:
        """What the action takes; marks that nobody set are left out, and the rule says so."""
        sent = self.cleaned_data
        names = [dimension.value for dimension in DIMENSIONS[self.side]]
        marks = {name: sent.get(name) or sent.get("overall") for name in names}
        file = sent.get("file")
        return {
            "scores": {name: mark for name, mark in marks.items() if mark},
            "text": sent["text"],
            "reasons": sent["reasons"],
            "evidence": sent["evidence"],
            "files": [Incoming(file.name, file.file)] if file else [],
        }

    def take(self, refusal: Refused) -> None:
        """Put what the action found where the reader can mend it."""
        problems = refusal.problems if isinstance(refusal, Problems) else []
        if isinstance(refusal, FileRefused):
            problems = [Problem("file", refusal.code, refusal.text)]
        unmarked = [p for p in problems if p.code == "required" and p.field.startswith("scores.")]
        if len(unmarked) == len(self.dimensions):
            self.add_error("overall", unmarked[0].text)
            problems = [problem for problem in problems if problem not in unmarked]
        for problem in problems:
            name = problem.field.removeprefix("scores.")
            name = FIELDS.get(name, name)
            self.add_error(name if name in self.fields else None, problem.text)
