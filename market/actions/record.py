"""Signing the heads of logs."""

from market.gateways.database import lock, one_transaction, row_of
from market.gateways.signing import key_id, public_key, sign
from market.models import Checkpoint, Log
from market.queries.record import logs_changed
from market.rules.canonical import head_text
from market.units import stamp

SIGNED_AT_ONCE = 500


@one_transaction
def make_checkpoint(*, log: str) -> Checkpoint | None:
    """Sign a log's head; None where it is signed already or the log is empty."""
    if not is_unsigned(row_of(Log.objects, name=log)):
        return None
    head = lock(Log.objects, name=log)
    if not is_unsigned(head) or head.at is None:
        return None
    checkpoint = Checkpoint.objects.create(
        log=head,
        seq=head.seq,
        hash=head.hash,
        at=head.at,
        key_id=key_id(public_key()),
        signature=sign(head_text(log, head.seq, head.hash, stamp(head.at))),
    )
    head.checkpoint_seq = head.seq
    head.save(update_fields=["checkpoint_seq"])
    return checkpoint


def is_unsigned(head: Log) -> bool:
    return head.seq > head.checkpoint_seq


def checkpoint_changed() -> int:
    """Sign every head that changed since it was signed; says how many."""
    signed = 0
    while names := logs_changed(SIGNED_AT_ONCE):
        signed += sum(make_checkpoint(log=name) is not None for name in names)
    return signed
