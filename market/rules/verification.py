"""What a verification finds, and the checks that one log's lines and heads must stand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from market.rules.canonical import canonical, event_hash
from market.units import stamp

NO_HASH = "0" * 64
MEMBERS = {"v", "log", "seq", "at", "kind", "facts", "prev"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold, at an event or, without a number, of a whole log."""

    log: str
    seq: int | None
    code: str
    text: str

    @property
    def line(self) -> str:
        """Source: record.md 1."""
        number = "-" if self.seq is None else self.seq
        return f"{self.log} {number} {self.code}: {self.text}"


@dataclass(frozen=True, slots=True)
class Line:
    """A stored event: what is hashed, and the columns that repeat some of it."""

    seq: int
    at: datetime
    kind: str
    text: str
    hash: str


@dataclass(slots=True)
class Chain:
    """A log read through. `bodies` end before the first broken event."""

    log: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    signed: int = 0  # Up to this number by a head that holds,
    heads: int = 0  # and so many heads hold.

    @property
    def is_whole(self) -> bool:
        """Whether every event could be relied on."""
        return len(self.bodies) == len(self.hashes)

    def find(self, seq: int | None, code: str, text: str) -> None:
        self.findings.append(Finding(self.log, seq, code, text))


def read_chain(log: str, lines: Iterable[Line]) -> Chain:
    """Texts, hashes, numbers, links and times, in order of the numbers. Source: record.md 1."""
    chain = Chain(log)
    before, at = NO_HASH, ""
    for line in lines:
        expected = len(chain.hashes) + 1
        if line.seq > expected:
            chain.find(expected, "missing", f"it is missing: {line.seq} is the next number here")
            chain.hashes += [NO_HASH] * (line.seq - expected)
            before = ""
        chain.hashes.append(line.hash)
        body = read_line(chain, line)
        if body is not None and before and body["prev"] != before:
            chain.find(line.seq, "link", "prev is not the hash of the event before it")
        if body is not None and body["at"] < at:
            chain.find(line.seq, "time", "it is earlier than the event before it")
        if body is not None and not chain.findings:
            chain.bodies.append(body)
            at = body["at"]
        before = line.hash
    return chain


def read_line(chain: Chain, line: Line) -> dict[str, Any] | None:
    """The body of one event; None, with a finding, where it cannot be relied on."""
    try:
        if event_hash(line.text) != line.hash:
            chain.find(line.seq, "hash", "the text does not give the hash stated for it")
            return None
        body = json.loads(line.text)
        if canonical(body) != line.text:
            chain.find(line.seq, "canonical", "the text is not canonical JSON (RFC 8785)")
            return None
        if set(body) - {"sealed"} != MEMBERS or body["log"] != chain.log:
            chain.find(line.seq, "form", "it has not exactly the members of an event of this log")
            return None
    except (ValueError, TypeError, RecursionError) as fault:
        chain.find(line.seq, "text", f"the text cannot be read: {str(fault)[:60]}")
        return None
    if (body["seq"], body["at"], body["kind"]) != (line.seq, stamp(line.at), line.kind):
        chain.find(line.seq, "column", "number, time or kind beside the text differ from it")
        return None
    result: dict[str, Any] = body
    return result


def check_head(chain: Chain, head: Mapping[str, Any], code: str = "head") -> bool:
    """Whether `seq`, `hash`, `at` are those of an event; a broken one has its finding already."""
    seq = head["seq"]
    if seq > len(chain.hashes):
        text = f"it is missing: event {seq} has a head"
        chain.find(len(chain.hashes) + 1, "missing", text)
        return False
    if seq > len(chain.bodies):
        return False
    known = (chain.hashes[seq - 1], chain.bodies[seq - 1]["at"]) if seq else (NO_HASH, None)
    if (head["hash"], head["at"]) != known:
        chain.find(seq or None, code, "its head is that of another event")
        return False
    return True


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The lowest number of each log first, logs in the order they were looked at."""
    found = list(findings)
    places = {log: place for place, log in reversed(list(enumerate(f.log for f in found)))}
    return sorted(found, key=lambda one: (places[one.log], one.seq or 0))
