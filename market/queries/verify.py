"""Verifying: chains, signatures, sealed values and verification codes, from the tables alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from market.gateways.signing import is_signed, key_id, public_key
from market.models import Event, Log, Notice, Salt, ServiceRequest
from market.queries.notices import notice_by_code, notices_visible
from market.queries.record import checkpoints_of, head_of
from market.queries.service_requests import facts_of
from market.rules.canonical import head_text, sealed_digest
from market.rules.verification import Chain, Finding, Line, check_head, read_chain
from market.units import stamp

ROWS_AT_ONCE = 2_000
DIGESTS_AT_ONCE = 500
REQUEST_NO = re.compile(r"([A-Z]{2,8}-[0-9]{4}-[0-9]{6})(-[A-Z][0-9]{1,6})?")
VERIFY_CODE = re.compile(r"[2-9A-HJ-NP-Z]{16}")
# A notice repeats some facts of its event; its other facts are words of its own.
REPEATED = ("alias", "rank", "amount_fen", "standstill_until", "code", "price_fen", "text_sha256")


def log_names() -> list[str]:
    """Every log there is; requests come with their auctions."""
    return list(Log.objects.order_by("pk").values_list("name", flat=True))


def notice_for(typed: str) -> Notice | None:
    """The notice that a verification code or its number stands for; for any other number of a
    request, its newest one.
    """
    text = typed.strip().upper()
    code = re.sub(r"[ -]", "", text)
    if VERIFY_CODE.fullmatch(code):
        return notice_by_code(code)
    found = REQUEST_NO.fullmatch(text)
    if found is None:
        return None
    rows = notices_visible().filter(service_request__no=found[1])
    return rows.filter(no=text).first() or rows.order_by("-issued_at", "-pk").first()


def logs_for(number: str) -> list[str]:
    """The logs that a public number, a code of an organization or a log's name stands for."""
    if VERIFY_CODE.fullmatch(number.replace("-", "")):
        notice = notice_for(number)
        number = notice.service_request.no if notice else number
    if found := REQUEST_NO.fullmatch(number):
        no = found[1]
        auctions = Log.objects.filter(name__startswith=f"auction/{no}-A").order_by("name")
        names = [f"request/{no}", f"entries/{no}", *auctions.values_list("name", flat=True)]
    else:
        names = [number, f"organization/{number}"]
    known = set(Log.objects.filter(name__in=names).values_list("name", flat=True))
    return [name for name in names if name in known]


def verified(log: str) -> Chain:
    """One log with all that this app can say of it."""
    chain = read_chain(log, _lines(log))
    check_heads(chain)
    chain.findings += sealed_findings(chain)
    if log.startswith("request/"):
        chain.findings += published_findings(chain)
        chain.findings += notice_findings(chain)
    return chain


def _lines(log: str) -> Iterator[Line]:
    """Streamed in plain tuples: a log may be long."""
    rows = Event.objects.filter(log__name=log).order_by("seq")
    columns = rows.values_list("seq", "at", "kind", "text", "hash")
    for row in columns.iterator(chunk_size=ROWS_AT_ONCE):
        yield Line(*row)


def check_heads(chain: Chain) -> None:
    """The log's own head is its last event, and every signed head one of its events."""
    row = Log.objects.filter(name=chain.log).first()
    head = head_of(row)
    check_head(chain, head)
    if head["seq"] < len(chain.hashes):
        chain.find(head["seq"] + 1, "head", "it stands behind the head of the log")
    key = public_key()
    for signed in checkpoints_of(chain.log):
        if not check_head(chain, signed):
            continue
        seq = signed["seq"]
        text = head_text(chain.log, seq, signed["hash"], signed["at"])
        if signed["key_id"] != key_id(key):
            chain.find(seq, "key", f"its head is signed with the unknown key {signed['key_id']}")
        elif not is_signed(text, signed["signature"], key):
            chain.find(seq, "signature", "the signature of its head fails")
        else:
            chain.signed, chain.heads = max(chain.signed, seq), chain.heads + 1


def sealed_findings(chain: Chain) -> Iterator[Finding]:
    """What is still kept behind a digest gives it, and so does what was revealed."""
    digests: dict[str, int] = {}
    for body in chain.bodies:
        for digest in body.get("sealed", {}).values():
            digests.setdefault(digest, body["seq"])
    for salt, value, digest in _salts(list(digests)):
        if sealed_digest(salt, value) != digest:
            text = "what is kept behind its digest does not give it"
            yield Finding(chain.log, digests[digest], "digest", text)


def _salts(digests: list[str]) -> Iterator[tuple[str, str, str]]:
    for start in range(0, len(digests), DIGESTS_AT_ONCE):
        rows = Salt.objects.filter(digest__in=digests[start : start + DIGESTS_AT_ONCE])
        yield from rows.values_list("salt", "value", "digest")


def published_findings(chain: Chain) -> Iterator[Finding]:
    """What pages show of a request is what was published. Dates may have moved by an event."""
    events = {body["kind"]: body for body in chain.bodies}
    published = events.get("request_published")
    if published is None:
        return
    rows = ServiceRequest.objects.select_related("rule_set", "buyer", "service_item")
    row = rows.filter(no=chain.log.removeprefix("request/")).first()
    if row is None:
        yield Finding(chain.log, published["seq"], "row", "there is no such request")
        return
    facts = facts_of(row)
    dates = {**published["facts"], **events.get("request_extended", published)["facts"]}
    shown: dict[str, Any] = {
        "rule_set": row.rule_set.code,
        "rule_set_hash": row.rule_set.sha256,
        "title": facts.title,
        "ceiling_fen": facts.ceiling_fen,
        "method": str(facts.method),
        "method_parameters": dict(facts.method_parameters),
        "fund_source": str(facts.fund_source),
        "service_days": facts.service_days,
        "entry_closes_at": stamp(row.entry_closes_at) if row.entry_closes_at else None,
        "opens_at": stamp(row.opens_at) if row.opens_at else None,
    }
    for name, value in shown.items():
        if dates.get(name) != value:
            text = f"{name} is shown otherwise than it was published"
            yield Finding(chain.log, published["seq"], "row", text)


def notice_findings(chain: Chain) -> Iterator[Finding]:
    """A notice, which is found by its code, says what its event says."""
    bodies = {body["seq"]: body for body in chain.bodies}
    no = chain.log.removeprefix("request/")
    rows = Notice.objects.filter(service_request__no=no).order_by("pk")
    for number, facts, log, seq in rows.values_list(
        "no", "facts", "event__log__name", "event__seq"
    ):
        if log == chain.log and seq in bodies and not _repeats(facts, bodies[seq]["facts"]):
            yield Finding(log, seq, "notice", f"notice {number} says something else")


def _repeats(facts: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    return all(event[name] == facts[name] for name in REPEATED if name in facts and name in event)
