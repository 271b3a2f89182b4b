"""The three steps in which a request is written. A draft may leave out everything but its item."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.enums import FundSource, Purpose
from market.errors import Problem
from market.forms.fields import FenField, LengthField, MomentField
from market.models import RestrictedTerm, RuleSet, ServiceItem
from market.queries.cities import divisions
from market.queries.service_items import active_items
from market.rules.catalogue import CATEGORIES, local_name, worded
from market.rules.live_auctions import completed, step_limits
from market.rules.rule_sets import Rules
from market.rules.service_requests import RequestFacts
from market.units import Duration

MOST_CONDITIONS = 10
GRADES = ("AAA", "AA", "A", "B", "C")
KINDS = [("bar", _("必须满足")), ("info", _("仅说明"))]


class StepForm(forms.Form):
    """One step; `facts` gives the draft with this step's answers in it."""

    fields_of_paths: dict[str, str] = {}

    def take(self, problems: Iterable[Problem]) -> None:
        """Each problem at its field, the rest above the form."""
        for problem in problems:
            name = self.field_of(problem.field)
            self.add_error(name if name in self.fields else None, problem.text)

    def field_of(self, path: str) -> str:
        return self.fields_of_paths.get(path, path.replace(".", "_"))

    def concerns(self, problem: Problem) -> bool:
        """Whether this step holds the answer."""
        return self.field_of(problem.field) in self.fields

    def facts(self, earlier: RequestFacts) -> RequestFacts:
        raise NotImplementedError


def item_choices(english: bool) -> list[Any]:
    """Active items under their category."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in active_items().order_by("category", "code"):
        word = item.name_en if english else item.name
        groups.setdefault(worded(CATEGORIES, item.category), []).append((item.code, word))
    return list(groups.items())


class ItemStep(StepForm):
    """Which service, and under which rules."""

    fields_of_paths = {"service_items": "service_item"}

    service_item = forms.ChoiceField(label=_("中介服务事项"), required=False)
    more_items = forms.MultipleChoiceField(
        label=_("一并委托的其他事项"),
        help_text=_("由同一家机构完成，机构须同时具备各事项所需资质"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rule_set = forms.ChoiceField(
        label=_("规则版本"),
        help_text=_("演示环境可选用演示规则，时限以秒计"),
        required=False,
    )

    def __init__(self, *args: Any, rule_sets: Sequence[RuleSet], english: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choices = item_choices(english)
        self.fields["service_item"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]
        flat = [item for _group, items in choices for item in items]
        self.fields["more_items"].choices = flat  # type: ignore[attr-defined]
        if len(rule_sets) > 1:
            words = [(row.code, row.name_en if english else row.name) for row in rule_sets]
            self.fields["rule_set"].choices = words  # type: ignore[attr-defined]
        else:
            del self.fields["rule_set"]

    @staticmethod
    def first_values(facts: RequestFacts) -> dict[str, Any]:
        first, *more = facts.service_items
        return {"service_item": first, "more_items": more, "rule_set": facts.rule_set}

    def facts(self, earlier: RequestFacts) -> RequestFacts:
        data = self.cleaned_data
        first = data["service_item"]
        more = [code for code in data["more_items"] if code != first]
        rule_set = data.get("rule_set") or earlier.rule_set
        items = [first, *more] if first else []
        return replace(earlier, service_items=items, rule_set=rule_set)


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
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    fund_source = forms.ChoiceField(
        label=_("资金来源"), required=False, choices=FundSource.choices
    )
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
                widget=forms.Textarea(attrs={"rows": 2}),
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


class TermsStep(StepForm):
    """Time and price. What is left empty of the parameters follows the rule set."""

    ceiling_fen = FenField(label=_("最高限价"), help_text=_("含税总价，出价不能高于此价"), required=False)
    method_parameters_step_fen = FenField(label=_("每档降价幅度"), required=False)
    service_days = forms.IntegerField(
        label=_("服务期"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("自合同签订之日起"),
    )
    contact = forms.CharField(
        label=_("联系方式"), help_text=_("随需求公开"), required=False, max_length=120
    )
    method_parameters_visibility = forms.ChoiceField(
        label=_("价格可见方式"),
        required=False,
        choices=[("open", _("价格公开")), ("rank_only", _("仅显示名次"))],
    )
    method_parameters_max_extensions = forms.IntegerField(
        label=_("延时次数上限"),
        help_text=_("不限则留空；设上限会使最后一次出价无人能跟"),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    method_parameters_floor_fen = FenField(
        label=_("最低限价"), help_text=_("不设则留空"), required=False
    )

    def __init__(self, *args: Any, draft: RequestFacts, rules: Rules, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.rules = rules
        is_quick = rules["min_notice_auction"].is_continuous
        self.fields["entry_closes_at"] = MomentField(
            label=_("报名截止"), required=False, with_seconds=is_quick
        )
        self.fields["opens_at"] = MomentField(
            label=_("竞价开始"), required=False, with_seconds=is_quick
        )
        for key, label in (("base_duration", _("竞价时长")), ("soft_close", _("延时窗口"))):
            stated = draft.method_parameters.get(key) or str(rules[key])
            self.fields[f"method_parameters_{key}"] = LengthField(
                unit=unit_of(stated, rules[key]), label=label, required=False
            )

    @staticmethod
    def first_values(facts: RequestFacts, rules: Rules) -> dict[str, Any]:
        names = ("ceiling_fen", "service_days", "contact", "entry_closes_at", "opens_at")
        found = {name: getattr(facts, name) for name in names}
        stated = completed(facts.method_parameters, facts.ceiling_fen or 1, rules)
        if not facts.ceiling_fen:
            stated["step_fen"] = facts.method_parameters.get("step_fen")
        return found | {f"method_parameters_{key}": value for key, value in stated.items()}

    def facts(self, earlier: RequestFacts) -> RequestFacts:
        data, start = self.cleaned_data, "method_parameters_"
        parameters = dict(earlier.method_parameters) | {
            name.removeprefix(start): value
            for name, value in data.items()
            if name.startswith(start) and value != ""
        }
        if self._is_old_default(parameters.get("step_fen"), earlier):
            parameters["step_fen"] = None
        return replace(
            earlier,
            ceiling_fen=data["ceiling_fen"],
            service_days=data["service_days"],
            contact=data["contact"],
            entry_closes_at=data["entry_closes_at"],
            opens_at=data["opens_at"],
            method_parameters={k: v for k, v in parameters.items() if v is not None},
        )

    def _is_old_default(self, step_fen: int | None, earlier: RequestFacts) -> bool:
        """The step that an earlier ceiling gave; a new ceiling gives its own."""
        if not step_fen or not earlier.ceiling_fen:
            return False
        is_moved = earlier.ceiling_fen != self.cleaned_data["ceiling_fen"]
        return is_moved and step_fen == step_limits(earlier.ceiling_fen, self.rules).default_fen


def unit_of(stated: str, rule: Duration) -> str:
    """Minutes where both are whole ones, else seconds."""
    try:
        seconds = Duration.parse(stated).seconds
    except ValueError:
        seconds = 1
    is_whole = seconds % 60 == 0 and rule.seconds % 60 == 0 and rule.unit != "s"
    return "m" if is_whole else "s"
