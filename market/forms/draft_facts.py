"""The second step of writing a request: what is asked, of whom, on which conditions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.enums import FundSource, Purpose
from market.forms.drafts import StepForm
from market.models import RestrictedTerm, ServiceItem
from market.queries.cities import divisions
from market.rules.catalogue import local_name
from market.rules.rule_sets import Rules
from market.rules.service_requests import RequestFacts

MOST_CONDITIONS = 10
GRADES = ("AAA", "AA", "A", "B", "C")
KINDS = [("bar", _("必须满足")), ("info", _("仅说明"))]


class FactsStep(StepForm):
    """What is asked, of whom."""

    title = forms.CharField(label=_("需求名称"), required=False, max_length=120)
    division_code = forms.ChoiceField(
        label=_("服务地点"), help_text=_("不限制机构注册地"), required=False
    )
    scope = forms.CharField(
        label=_("服务内容"),
        help_text=_("写明成果、工作量和验收要求，这是报价和验收的依据"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-Hans"}),
    )
    fund_source = forms.ChoiceField(label=_("资金来源"), required=False, choices=FundSource.choices)
    purpose = forms.ChoiceField(label=_("用途"), required=False, choices=Purpose.choices)

    def __init__(
        self,
        *args: Any,
        draft: RequestFacts,
        item: ServiceItem,
        rules: Rules,
        terms: Sequence[RestrictedTerm],
        english: bool,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        places = [(row.code, row.name_en if english else row.name) for row in divisions()]
        self.fields["division_code"].choices = [("", _("请选择")), *places]  # type: ignore[attr-defined]
        self.tests = tests_of(item, draft)
        self.condition_rows = min(len(draft.conditions) + 1, MOST_CONDITIONS)
        for row in range(self.condition_rows):
            self._add_condition(row)
        self.avoid_rows = max(int(rules["avoid_max"]), len(draft.avoid))
        for row in range(self.avoid_rows):
            self._add_avoided(row)
        self.terms = {f"reason_{term.code}": term for term in terms}
        for name, term in self.terms.items():
            self.fields[name] = forms.CharField(
                label=_("公开的理由"),
                required=False,
                max_length=500,
                initial=draft.term_reasons.get(term.code, ""),
                widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            )

    def _add_condition(self, row: int) -> None:
        start = f"conditions_{row}"
        self.fields[f"{start}_text"] = forms.CharField(
            label=_("条件"), required=False, max_length=300
        )
        self.fields[f"{start}_kind"] = forms.ChoiceField(
            label=_("作用"), required=False, choices=KINDS
        )
        self.fields[f"{start}_test"] = forms.ChoiceField(
            label=_("检验方式"),
            required=False,
            choices=[(code, word) for code, (word, _test) in self.tests.items()],
        )

    def _add_avoided(self, row: int) -> None:
        self.fields[f"avoid_{row}_agency"] = forms.CharField(
            label=_("机构的统一社会信用代码"), required=False, max_length=18
        )
        self.fields[f"avoid_{row}_reason"] = forms.CharField(
            label=_("理由"), required=False, max_length=200
        )

    def field_of(self, path: str) -> str:
        """Rows left empty are no conditions, so numbers of the rules are those of the filled."""
        kind, _point, rest = path.partition(".")
        if kind not in {"conditions", "avoid"} or not rest:
            return super().field_of(path)
        index, _point, part = rest.partition(".")
        filled = self.filled(kind)
        row = filled[int(index)] if int(index) < len(filled) else int(index)
        return f"{kind}_{row}_{part or ('agency' if kind == 'avoid' else 'text')}"

    def filled(self, kind: str) -> list[int]:
        names = ("text",) if kind == "conditions" else ("agency", "reason")
        rows = self.condition_rows if kind == "conditions" else self.avoid_rows
        data = getattr(self, "cleaned_data", {})
        return [r for r in range(rows) if any(data.get(f"{kind}_{r}_{name}") for name in names)]

    @property
    def condition_fields(self) -> list[dict[str, Any]]:
        return self._rows("conditions", self.condition_rows, ("text", "kind", "test"))

    @property
    def avoid_fields(self) -> list[dict[str, Any]]:
        return self._rows("avoid", self.avoid_rows, ("agency", "reason"))

    @property
    def has_avoided(self) -> bool:
        return any(field.value() for row in self.avoid_fields for field in row.values())

    def _rows(self, kind: str, count: int, names: Sequence[str]) -> list[dict[str, Any]]:
        return [{name: self[f"{kind}_{row}_{name}"] for name in names} for row in range(count)]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Terms that need a reason, each with its field."""
        return [{"term": term, "field": self[name]} for name, term in self.terms.items()]

    @staticmethod
    def first_values(facts: RequestFacts) -> dict[str, Any]:
        found = {
            name: getattr(facts, name)
            for name in ("title", "division_code", "scope", "fund_source", "purpose")
        }
        for row, condition in enumerate(facts.conditions):
            found[f"conditions_{row}_text"] = condition.get("text", "")
            found[f"conditions_{row}_kind"] = condition.get("kind", "bar")
            found[f"conditions_{row}_test"] = test_code(condition.get("test"))
        for row, avoided in enumerate(facts.avoid):
            found[f"avoid_{row}_agency"] = avoided.get("agency", "")
            found[f"avoid_{row}_reason"] = avoided.get("reason", "")
        return found

    def facts(self, earlier: RequestFacts) -> RequestFacts:
        data = self.cleaned_data
        reasons = {term.code: data[name] for name, term in self.terms.items() if data.get(name)}
        return replace(
            earlier,
            title=data["title"],
            division_code=data["division_code"],
            scope=data["scope"],
            fund_source=data["fund_source"] or earlier.fund_source,
            purpose=data["purpose"] or earlier.purpose,
            conditions=[self._condition(row) for row in self.filled("conditions")],
            avoid=[
                {
                    "agency": data[f"avoid_{row}_agency"].strip().upper(),
                    "reason": data[f"avoid_{row}_reason"].strip(),
                }
                for row in self.filled("avoid")
            ],
            term_reasons=dict(earlier.term_reasons) | reasons,
        )

    def _condition(self, row: int) -> dict[str, Any]:
        data, start = self.cleaned_data, f"conditions_{row}"
        kind = data[f"{start}_kind"] or "bar"
        found: dict[str, Any] = {"text": data[f"{start}_text"].strip(), "kind": kind}
        test = self.tests[data[f"{start}_test"]][1]
        return found | {"test": test} if test else found


def test_code(test: Any) -> str:
    """The value of a test in a form: `grade_min:A`, `qualification:survey:甲级`."""
    if not test:
        return ""
    name = next(iter(test))
    more = [",".join(test["grade_in"])] if test.get("grade_in") else []
    return ":".join([name, str(test[name]), *more])


def tests_of(item: ServiceItem, draft: RequestFacts) -> dict[str, tuple[Any, Any]]:
    """How a condition may be checked: by tick, by grade, by certificates the item knows."""
    found: dict[str, tuple[Any, Any]] = {"": (_("由机构报名时承诺"), None)}
    for grade in GRADES:
        test: dict[str, Any] = {"grade_min": grade}
        found[test_code(test)] = (_("信用等级不低于 %(grade)s") % {"grade": grade}, test)
    for needed in item.required_qualification:
        name = "qualification" if needed["holder"] == "organization" else "practitioner"
        test = {name: needed["code"]}
        found[test_code(test)] = (_("持有：%(name)s") % {"name": local_name(needed)}, test)
    for condition in draft.conditions:  # What came by the API stays as it was.
        stated = condition.get("test")
        if stated and test_code(stated) not in found:
            found[test_code(stated)] = (condition.get("text", ""), stated)
    return found
