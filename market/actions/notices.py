"""Notices: what is formally published, with a verification code."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.actions.numbers import next_value
from market.enums import NoticeKind
from market.models import Event, Notice, ServiceRequest

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16


def issue(
    *,
    kind: NoticeKind,
    service_request: ServiceRequest,
    event: Event,
    facts: Mapping[str, Any],
    now: datetime,
) -> Notice:
    """Publish what an event says, inside that event's transaction: the event is its record."""
    n = next_value(f"{service_request.no}-N")
    return Notice.objects.create(
        no=f"{service_request.no}-N{n}",
        kind=kind,
        service_request=service_request,
        event=event,
        facts=dict(facts),
        verify_code="".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)),
        issued_at=now,
    )
