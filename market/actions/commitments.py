"""Commitment letters: publishing a text, signing it."""

from datetime import datetime

from django.utils import translation

from market.enums import Happened
from market.gateways.database import one_transaction
from market.models import Commitment, CommitmentText, Handler, Organization
from market.queries.commitments import text_exists
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.record import record
from market.rules.canonical import sha256
from market.rules.commitments import DURATIONS, filled
from market.rules.happenings import Happening
from market.units import SHANGHAI, duration_words

PLATFORM = "platform"


@one_transaction
def publish_text(
    *, version: str, text: str, text_en: str, in_force_from: datetime, now: datetime
) -> bool:
    """A new version of the letter; False where that version is there already."""
    if text_exists(version):
        return False
    CommitmentText.objects.create(
        version=version, text=text, text_en=text_en, in_force_from=in_force_from
    )
    facts = {"version": version, "text_sha256": sha256(text)}
    record(PLATFORM, Happening(Happened.COMMITMENT_TEXT_PUBLISHED, now, facts))
    return True


@one_transaction
def sign(
    *, organization: Organization, handler: Handler, text: CommitmentText, now: datetime
) -> Commitment:
    """Sign by the password of the session or the registration; the hash goes into the record."""
    signed, text_sha256 = fill(text.text, organization, handler, now)
    commitment = Commitment.objects.create(
        organization=organization,
        commitment_text=text,
        text=signed,
        text_sha256=text_sha256,
        signed_by=handler.user,
        signed_at=now,
    )
    facts = {"version": text.version, "text_sha256": text_sha256}
    record(f"organization/{organization.uscc}", Happening(Happened.COMMITMENT_SIGNED, now, facts))
    return commitment


def fill(text: str, organization: Organization, handler: Handler, now: datetime) -> tuple[str, str]:
    rules = rules_of(rule_set_in_force(now))
    with translation.override("zh-hans"):  # The Chinese text is the one that is signed.
        durations = {key: duration_words(rules[key]) for key in DURATIONS}
        role = str(handler.get_role_display())
    return filled(
        text,
        {
            **durations,
            "organization_name": organization.name,
            "uscc": organization.uscc,
            "handler_name": handler.user.name,
            "handler_role": role,
            "signed_at": now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "signature_method": "登录密码",
        },
    )
