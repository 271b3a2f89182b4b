"""The three steps in which a request is written. A draft may leave out everything but its item."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.errors import Problem
from market.forms.fields import FenField, LengthField, MomentField
from market.models import RuleSet
from market.queries.service_items import active_items
from market.rules.catalogue import CATEGORIES, worded
from market.rules.live_auctions import completed, step_limits
from market.rules.rule_sets import Rules
from market.rules.service_requests import RequestFacts
from market.units import Duration


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

    @property
    def version(self) -> forms.BoundField | None:
        """The choice of a rule set, where there is one."""
        return self["rule_set"] if "rule_set" in self.fields else None

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


class TermsStep(StepForm):
    """Time and price. What is left empty of the parameters follows the rule set."""

    ceiling_fen = FenField(
        label=_("最高限价"), help_text=_("含税总价，出价不能高于此价"), required=False
    )
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

    @property
    def has_parameter_errors(self) -> bool:
        rest = {"method_parameters_step_fen"}
        return any(name.startswith("method_parameters_") for name in set(self.errors) - rest)

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
