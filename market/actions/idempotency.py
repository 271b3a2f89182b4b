"""Keys of repeated calls; one's own matter, so it writes no event."""

from datetime import timedelta

from market.errors import InProgress, KeyReused
from market.gateways.database import database_now, one_transaction
from market.models import FirstAnswer, User

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=2)  # A first call that never ended no longer blocks its key.


@one_transaction
def begin(*, user: User, path: str, key: str, body_sha256: str) -> FirstAnswer | None:
    """The first answer where there is one, else None and the key is taken.

    Raises KeyReused for another body, InProgress while the first call runs.
    """
    now = database_now()
    FirstAnswer.objects.filter(at__lt=now - KEPT).delete()
    row, is_new = FirstAnswer.objects.get_or_create(
        user=user, path=path, key=key, defaults={"body_sha256": body_sha256, "at": now}
    )
    if is_new:
        return None
    if row.body_sha256 != body_sha256:
        raise KeyReused
    if row.status is not None:
        return row
    if row.at > now - GIVEN_UP:
        raise InProgress
    row.at = now
    row.save(update_fields=["at"])
    return None


@one_transaction
def finish(*, user: User, path: str, key: str, status: int, body: str) -> None:
    """Keep the answer; a fault of ours (5xx) frees the key."""
    rows = FirstAnswer.objects.filter(user=user, path=path, key=key, status__isnull=True)
    if status >= 500:
        rows.delete()
    else:
        rows.update(status=status, body=body)
