"""Marking an installation as a demonstration, and opening its accounts."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from market.actions.cities import change_city
from market.actions.commitments import PLATFORM
from market.enums import Happened
from market.errors import NotAllowedNow
from market.gateways.database import database_now, one_transaction
from market.models import City, User
from market.queries.cities import is_demonstration
from market.queries.record import log_by_name
from market.record import record
from market.rules.happenings import Happening
from market.units import stamp


@one_transaction
def begin_staging(*, code: str, facts: dict[str, Any], until: datetime) -> City:
    """The first event of an empty installation says that its past is played, from when to when.

    Raises NotAllowedNow where something is recorded already. Source: domain.md 13.
    """
    if log_by_name(PLATFORM) is not None:
        raise NotAllowedNow(status="recorded", allowed=["empty"])
    now = database_now()
    told = {"from": stamp(now), "to": stamp(until)}
    record(PLATFORM, Happening(Happened.DEMONSTRATION_STAGED, now, told))
    return mark(code=code, facts=facts)


@one_transaction
def mark(*, code: str, facts: dict[str, Any]) -> City:
    """From here on every page says that this is a demonstration."""
    return change_city(code=code, now=database_now(), is_demonstration=True, **facts)


@one_transaction
def open_account(*, user: User, password_hash: str, has_second_factor: bool) -> str | None:
    """A password for an account that a visitor may try; the secret of its second factor, if any.

    One's own account, so no event. Raises NotAllowedNow where this is no demonstration.
    """
    if not is_demonstration():
        raise NotAllowedNow(status="in_service", allowed=["demonstration"])
    user.password = password_hash
    user.save(update_fields=["password"])
    if not has_second_factor:
        return None
    secret: str = generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret
