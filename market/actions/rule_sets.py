"""Publishing rule sets and putting one in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.actions.commitments import PLATFORM
from market.enums import Happened
from market.errors import AlreadyDone, NotFound
from market.gateways.database import lock, one_transaction
from market.models import RuleSet
from market.record import record
from market.rules.canonical import canonical, sha256
from market.rules.happenings import Happening
from market.rules.rule_sets import Rules
from market.units import stamp


@one_transaction
def publish(
    *, document: Mapping[str, Any], effective_from: datetime | None, now: datetime
) -> RuleSet | None:
    """A new rule set, or None where this text is published already.

    Raises RuleSetError naming every missing or unknown key, AlreadyDone where the code is
    taken by another text: a published set never changes.
    """
    Rules(document)
    text = canonical(document)
    known = RuleSet.objects.filter(code=document["code"]).first()
    if known is not None:
        if known.sha256 != sha256(text):
            raise AlreadyDone(code=document["code"])
        return None
    rule_set = RuleSet.objects.create(
        code=document["code"],
        name=document["name_zh"],
        name_en=document["name_en"],
        is_demonstration=document["demonstration"],
        text=text,
        sha256=sha256(text),
        effective_from=effective_from,
    )
    _tell(rule_set, now)
    return rule_set


@one_transaction
def put_in_force(*, code: str, at: datetime, now: datetime) -> RuleSet:
    """From `at` on this set is the default. Raises NotFound."""
    if not RuleSet.objects.filter(code=code).exists():
        raise NotFound
    rule_set = lock(RuleSet.objects, code=code)
    rule_set.effective_from = at
    rule_set.save(update_fields=["effective_from"])
    _tell(rule_set, now)
    return rule_set


def _tell(rule_set: RuleSet, now: datetime) -> None:
    from_day = rule_set.effective_from
    facts = {
        "code": rule_set.code,
        "rule_set_hash": rule_set.sha256,
        "effective_from": None if from_day is None else stamp(from_day),
    }
    record(PLATFORM, Happening(Happened.RULE_SET_PUBLISHED, now, facts))
