"""Publishing items of the catalogue and the words the checker knows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.actions.commitments import PLATFORM
from market.enums import Happened, ServiceItemStatus
from market.errors import Problem, Problems
from market.gateways.database import one_transaction
from market.models import RestrictedTerm, ServiceItem
from market.record import record
from market.rules.happenings import Happening


@one_transaction
def publish(*, code: str, facts: Mapping[str, Any], now: datetime) -> ServiceItem | None:
    """A new item, or None where its code is known. Without a legal basis it is refused.

    Source: domain.md 3, 优化营商环境条例 art. 43.
    """
    if ServiceItem.objects.filter(code=code).exists():
        return None
    if not facts["legal_basis"] and facts["status"] != ServiceItemStatus.CANCELLED:
        text = _("没有法律、法规依据的事项不能发布。")
        raise Problems([Problem("legal_basis", "required", text)])
    item = ServiceItem.objects.create(code=code, **facts)
    record(
        PLATFORM,
        Happening(
            Happened.SERVICE_ITEM_PUBLISHED,
            now,
            {"code": code, "status": str(item.status), "legal_basis": item.legal_basis},
        ),
    )
    return item


@one_transaction
def keep_restricted_term(*, code: str, facts: Mapping[str, Any]) -> RestrictedTerm:
    """Words of the checker. They steer no outcome that is recorded, so they write no event."""
    return RestrictedTerm.objects.update_or_create(code=code, defaults=dict(facts))[0]
