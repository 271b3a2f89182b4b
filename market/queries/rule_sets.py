"""Which rule set is in force, and its typed values."""

import json
from datetime import datetime

from django.db.models import QuerySet

from market.models import City, RuleSet
from market.rules.rule_sets import Rules

_read: dict[str, Rules] = {}


def rules_of(rule_set: RuleSet) -> Rules:
    """A published set never changes, so its values are read once per process.

    Where they are known already, a deferred `text` stays unread: the bid path asks at each batch.
    """
    rules = _read.get(rule_set.sha256)
    if rules is None:
        rules = _read[rule_set.sha256] = Rules(json.loads(rule_set.text))
    return rules


def rule_sets() -> QuerySet[RuleSet]:
    return RuleSet.objects.order_by("code")


def rule_set_by_code(code: str) -> RuleSet | None:
    return RuleSet.objects.filter(code=code).first()


def rule_set_in_force(at: datetime) -> RuleSet:
    """The newest set that came into force by then. Raises RuleSet.DoesNotExist without one."""
    return RuleSet.objects.filter(effective_from__lte=at).latest("effective_from")


def selectable_rule_sets(at: datetime) -> list[RuleSet]:
    """What a buyer may choose: the set in force; on a demonstration also the demonstration's."""
    in_force = rule_set_in_force(at)
    if not City.objects.filter(is_demonstration=True).exists():
        return [in_force]
    others = RuleSet.objects.exclude(pk=in_force.pk).order_by("code")
    return [in_force, *others]
