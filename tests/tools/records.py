"""Records made by hand: texts, chains, signatures, and auctions played without our code."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NO = "TL-2026-000001"
REQUEST = f"request/{NO}"
AUCTION = f"auction/{NO}-A1"
OPENS = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = {
    "big_jump_bp": 2000,
    "leader_may_lower": False,
    "reveal_losers": "by_fund",
    "resume_notice": "10m",
    "step_max_bp": 300,
    "step_min_bp": 50,
}


def canonical(value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str, salt: str = "") -> str:
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def event_hash(text: str) -> str:
    return sha256("mingbiao/v1\n" + text)


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def after(seconds: float) -> datetime:
    """So many seconds after the opening."""
    return OPENS + timedelta(milliseconds=round(seconds * 1000))


class Signer:
    """A key of its own for each seed."""

    def __init__(self, seed: int = 1) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key, self.key_id = raw.hex(), hashlib.sha256(raw).hexdigest()[:16]

    def sign(self, head: dict) -> dict:
        text = "mingbiao/v1 head\n{log}\n{seq}\n{hash}\n{at}\n".format(**head)
        signature = self.private.sign(text.encode()).hex()
        return {**head, "key_id": self.key_id, "signature": signature}

    def entry(self) -> dict:
        return {
            "key_id": self.key_id,
            "public_key": self.public_key,
            "from": None,
            "until": None,
            "announced": None,
        }


SIGNER = Signer()


@dataclass
class Chain:
    """One log under the pen. `add` writes the next event; `record` is what the interface serves."""

    name: str
    bodies: list[dict] = field(default_factory=list)
    lines: list[dict] = field(default_factory=list)
    signed: list[int] = field(default_factory=list)

    def add(self, kind: str, at: datetime, facts: dict, sealed: dict | None = None) -> int:
        body = {
            "v": 1,
            "log": self.name,
            "seq": len(self.lines) + 1,
            "at": stamp(at),
            "kind": kind,
            "facts": facts,
            "prev": self.lines[-1]["hash"] if self.lines else "0" * 64,
        }
        if sealed:
            body["sealed"] = sealed
        text = canonical(body)
        self.bodies.append(body)
        self.lines.append({"text": text, "hash": event_hash(text)})
        return int(str(body["seq"]))

    def head(self, seq: int) -> dict:
        if seq == 0:
            return {"seq": 0, "hash": "0" * 64, "at": None}
        return {"seq": seq, "hash": self.lines[seq - 1]["hash"], "at": self.bodies[seq - 1]["at"]}

    def record(self, signer: Signer = SIGNER) -> dict:
        """With a signed head at each number in `signed` and at the end."""
        seqs = sorted({*self.signed, len(self.lines)} - {0})
        return {
            "log": self.name,
            "public_key": signer.public_key,
            "events": [dict(line) for line in self.lines],
            "next_after": None,
            "head": self.head(len(self.lines)),
            "checkpoints": [signer.sign({"log": self.name, **self.head(seq)}) for seq in seqs],
        }


def chained(name: str, bodies: list[dict]) -> Chain:
    """The same events written again, numbered and linked anew."""
    chain = Chain(name)
    for body in bodies:
        at = datetime.fromisoformat(body["at"])
        chain.add(body["kind"], at, body["facts"], body.get("sealed"))
    return chain


def rule_set(**changes) -> dict:
    parameters = {
        name: {"group": "auction", "unit": "any", "value": value}
        for name, value in {**RULES, **changes}.items()
    }
    text = canonical({"code": "city", "demonstration": False, "parameters": parameters})
    return {"code": "city", "rule_set_hash": sha256(text), "text": text}


@dataclass
class Story:
    """A request and its auction, told event by event. `opened` may be changed before `open()`."""

    aliases: list[str] = field(default_factory=lambda: ["C3", "K7", "T9"])
    rules: dict = field(default_factory=dict)
    opened: dict = field(default_factory=dict)
    published: dict = field(default_factory=dict)
    drawn: dict = field(default_factory=dict)
    request: Chain = field(default_factory=lambda: Chain(REQUEST))
    auction: Chain = field(default_factory=lambda: Chain(AUCTION))

    def __post_init__(self) -> None:
        self.set = rule_set(**self.rules)
        self.salts = {alias: sha256(f"salt of {alias}") for alias in self.aliases}
        self.names = {alias: sha256(f"name of {alias}")[:18].upper() for alias in self.aliases}
        self.digests = {a: sha256(self.names[a], self.salts[a]) for a in self.aliases}
        entries = [{"alias": a, "bidder": self.digests[a]} for a in sorted(self.aliases)]
        self.list_hash = sha256(canonical(entries))
        parameters = {
            "step_fen": 10_000,
            "base_duration": "15m",
            "soft_close": "120s",
            "max_extensions": None,
            "latest_end_after": None,
            "visibility": "open",
            "floor_fen": None,
        }
        named = {"rule_set": "city", "rule_set_hash": self.set["rule_set_hash"]}
        for name in ("step_fen", "max_extensions", "visibility", "floor_fen"):
            parameters[name] = self.opened.get(name, parameters[name])
        for name in ("base_duration", "soft_close"):
            if f"{name}_s" in self.opened:
                parameters[name] = f"{self.opened[f'{name}_s']}s"
        facts = {
            **named,
            "service_items": ["item"],
            "title": "园区道路工程结算审核",
            "ceiling_fen": self.opened.get("ceiling_fen", 1_000_000),
            "method": "live_auction",
            "method_parameters": parameters,
            "price_basis": "total",
            "fund_source": "private",
            "purpose": "owner",
            "conditions": [],
            "entry_closes_at": stamp(after(-120)),
            "opens_at": stamp(OPENS),
            "service_days": 10,
            "buyer": None,
            **self.published,
        }
        self.request.add("request_published", after(-3600), facts)
        closing = {"entries": entries, "list_hash": self.list_hash}
        self.nonce = sha256(f"nonce of {sorted(self.aliases)}")
        with_floor = parameters["floor_fen"] is not None
        sealed = {"draw_nonce": sha256(self.nonce, "ef" * 32)} if with_floor else None
        self.request.add("entries_closed", after(-120), closing, sealed)
        self.rules_of_auction = {
            **named,
            "ceiling_fen": 1_000_000,
            "step_fen": 10_000,
            "floor_fen": None,
            "base_duration_s": 900,
            "soft_close_s": 120,
            "max_extensions": None,
            "latest_end_at": None,
            "big_jump_bp": RULES["big_jump_bp"],
            "leader_may_lower": False,
            "visibility": "open",
            "opens_at": stamp(OPENS),
            "closes_at": stamp(after(self.opened.get("base_duration_s", 900))),
            "entrants": sorted(self.aliases),
            "list_hash": self.list_hash,
            **self.opened,
        }

    def open(self, seconds: float = 0.05) -> "Story":
        self.auction.add("opened", after(seconds), self.rules_of_auction)
        return self

    def bid(self, seconds: float, alias: str, amount_fen: int, **more) -> int:
        sealed = {"bidder": self.digests.get(alias, "ab" * 32)}
        facts = {"alias": alias, "amount_fen": amount_fen, **more}
        return self.auction.add("bid", after(seconds), facts, sealed)

    def extend(self, seconds: float, closes: float, n: int, **more) -> int:
        facts = {"closes_at": stamp(after(closes)), "n": n, "cause": "bid", **more}
        return self.auction.add("extended", after(seconds), facts)

    def close(self, seconds: float, ranking: list[str], **changes) -> "Story":
        bids = sum(body["kind"] == "bid" for body in self.auction.bodies)
        self.codes = canonical(changes.pop("codes", {"not_low_enough": 2, "own_lead": 1}))
        sealed = {"refused_by_code": sha256(self.codes, "cd" * 32)}
        facts = {"bid_count": bids, "refused": 3, "set_aside": [], "ranking": ranking, **changes}
        seq = self.auction.add("closed", after(seconds), facts, sealed)
        named = {"log": AUCTION, "seq": seq, "hash": self.auction.lines[-1]["hash"]}
        self.request.add("selection_started", OPENS, {})
        if bids:
            facts = {"auction": named, "ranking": changes.get("ranking", ranking)}
            self.request.add("selection_finished", after(seconds), facts)
        return self

    def codes_revealed(self) -> dict:
        return {"name": "refused_by_code", "value": self.codes, "salt": "cd" * 32}

    def nonce_revealed(self) -> dict:
        return {"name": "draw_nonce", "value": self.nonce, "salt": "ef" * 32}

    def revealed(self, *aliases: str) -> list[dict]:
        return [{"alias": a, "value": self.names[a], "salt": self.salts[a]} for a in aliases]

    def award(self, seconds: float, rank: int, alias: str, amount_fen: int, **changes) -> "Story":
        facts = {"rank": rank, "alias": alias, "amount_fen": amount_fen}
        shown = changes.pop("revealed", self.revealed(alias))
        codes = [] if any(b["kind"] == "awarded" for b in self.auction.bodies) else ["codes"]
        shown_here = shown + [self.codes_revealed() for _ in codes]
        self.auction.add("awarded", after(seconds), {**facts, "revealed": shown_here, **changes})
        more = {"code": None, "reason": None, "standstill_until": stamp(after(seconds + 86_400))}
        self.request.add("award_decided", after(seconds), {**facts, **more, "revealed": shown})
        return self

    def bundle(self) -> dict:
        logs = [self.request.record(), self.auction.record()]
        return {"logs": logs, "keys": [SIGNER.entry()], "rule_sets": [self.set]}


def good_story() -> Story:
    """Three agencies, five bids, two extensions, the second rank takes over from the first."""
    story = Story().open()
    story.bid(60, "K7", 1_000_000)
    story.bid(65, "T9", 990_000)
    story.bid(800, "C3", 900_000)
    story.extend(800, 920, 1)
    story.bid(900, "T9", 700_000, confirmed=True)
    story.extend(900, 1020, 2)
    story.bid(900, "K7", 690_000)
    story.close(1020.003, ["K7", "T9", "C3"])
    story.award(2000, 1, "K7", 690_000)
    return story.award(9000, 2, "T9", 700_000)


def changed(story, log, seq, **facts):
    """Event `seq` with other facts, and everything after it numbered and linked anew."""
    chain = getattr(story, log)
    chain.bodies[seq - 1]["facts"] |= facts
    setattr(story, log, chained(chain.name, chain.bodies))
    return story


def receipt(story, seq):
    return {"log": AUCTION, "seq": seq, "hash": story.auction.lines[seq - 1]["hash"]}
