"""Accounts and tokens: one's own matters, which write no event."""

import hashlib
import secrets
from datetime import datetime

from market.enums import TokenScope
from market.errors import NotFound
from market.gateways.database import database_now, one_transaction
from market.models import ApiToken, User


def register(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """A new account inside the caller's transaction; without a password it cannot sign in."""
    user = User(email=email.strip().lower(), name=name.strip(), created_at=now)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    return user


def token_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@one_transaction
def issue_token(*, user: User, scope: TokenScope, name: str = "") -> tuple[ApiToken, str]:
    """The token and its secret, which is shown this once and stored hashed."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        public_key=secrets.token_hex(6),
        user=user,
        digest=token_digest(secret),
        scope=scope,
        name=name,
        created_at=database_now(),
    )
    return token, secret


@one_transaction
def revoke_token(*, user: User, public_key: str) -> ApiToken:
    token = ApiToken.objects.filter(
        user=user, public_key=public_key, revoked_at__isnull=True
    ).first()
    if token is None:
        raise NotFound
    token.revoked_at = database_now()
    token.save(update_fields=["revoked_at"])
    return token
