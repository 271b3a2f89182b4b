#!/usr/bin/env python3
"""Checks a downloaded record of Mingbiao without trusting its server or using its code.

`python tools/verify_record.py FILE…`: a FILE is the bundle of a request, the record of one log (or
a list of its pages), receipts of bids, or the platform's `keys.json`; where keys are given, no
others are trusted. Needs Python 3.11 and `cryptography`. Prints one line per finding, `{log} {seq}
{code}: {text}`, then a summary. Exit: 0 all good, 1 a finding, 2 usage or unreadable.
"""

import hashlib
import json
import re
import sys
from collections import defaultdict, namedtuple
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTHING, NEVER = "0" * 64, float("inf")
PATTERNS = {"text": "(?s).*", "hash": "[0-9a-f]{64}"}
PATTERNS["time"] = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
# What rules read, by object or kind of event (`text` where nothing is said, `?` may be null, `*` is
# a list); then the states of an auction and what may follow in each.
FORMS = """
object: | shown: value salt=hash | moved: from=time to=time | line: text hash=text |
receipt: log seq=amount hash=hash | rule_set: text | rules: step_min_bp=count step_max_bp=count
big_jump_bp=count leader_may_lower=bool | key: public_key | record: log events=line*
checkpoints=object* | file: logs=record* keys=key* rule_sets=rule_set* receipts=receipt* | event:
v=amount log seq=amount at=time kind facts=object prev=hash | head: seq=count hash=hash at=time? |
signed: log seq=count hash=hash at=time? key_id signature | aside: alias reason | entry: alias
bidder=hash | opened: rule_set rule_set_hash=hash ceiling_fen=amount step_fen=amount
floor_fen=amount? base_duration_s=amount soft_close_s=count max_extensions=count?
latest_end_at=time? big_jump_bp=count leader_may_lower=bool visibility opens_at=time closes_at=time
entrants=text* list_hash=hash | bid: alias amount_fen=amount | extended: closes_at=time n=amount
cause | paused: reason | resumed: reason bids_from=time closes_at=time | voided: bid=amount reason |
closed: bid_count=count refused=count set_aside=aside* ranking=text* | awarded: rank=amount alias
amount_fen=amount revealed=shown* | failed: code | cancelled: | request_published: rule_set
rule_set_hash=hash ceiling_fen=amount fund_source method_parameters=object entry_closes_at=time
opens_at=time? | entries_closed: entries=entry* list_hash=hash | selection_finished: ranking=text* |
tie_drawn: draw_no=amount tickets=text* list_hash=hash nonces=text** outside=text? seed=hash
ranking=text* revealed=shown* | award_decided: alias rank=amount amount_fen=amount revealed=shown* |
not open: opened failed cancelled | open: bid extended paused voided closed cancelled | in pause:
resumed extended voided cancelled | over: voided awarded failed cancelled | unsold: failed | done:
"""
FORM_OF = {name.strip(): row.split() for name, row in (row.split(":") for row in FORMS.split("|"))}
# Read in this way, only a canonical text (RFC 8785, no fractions) is its own text again.
ORDER = {
    "object_pairs_hook": lambda pairs: dict(sorted(pairs, key=lambda p: p[0].encode("utf-16-be"))),
    "parse_int": lambda digits: int(digits) if abs(float(digits)) < 2**53 else digits,
    "parse_float": str,
}
canonical = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
Event = namedtuple("Event", "seq at kind facts sealed hash")


def sha256(text, salt=""):
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def moment(stamp):
    """Whole milliseconds since 1970; None for null."""
    return stamp and round(datetime.fromisoformat(stamp).timestamp() * 1000)


def seconds(duration):
    """`15m` as 900; None for what is unset or rests on a calendar."""
    found = re.fullmatch(r"([0-9]{1,9})([smh])", str(duration))
    return int(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2]] if found else None


def fits(value, form):
    """Whether a value has the form in which a rule will read it."""
    if form[-1] == "?":
        return value is None or fits(value, form[:-1])
    if form[-1] == "*":
        return type(value) is list and all(fits(one, form[:-1]) for one in value)
    if form in FORM_OF:
        rows = (row.partition("=") for row in FORM_OF[form])
        good = (n in value and fits(value[n], of or "text") for n, _, of in rows)
        return type(value) is dict and all(good)
    if form in ("count", "amount", "bool"):
        return type(value) is (bool if form == "bool" else int) and value >= (form == "amount")
    try:
        return re.fullmatch(PATTERNS[form], value) and (form != "time" or moment(value) < NEVER)
    except (TypeError, ValueError):
        return False


class Log:
    """One log: texts, numbers, links, times, heads. `events` ends before the first broken one."""

    def __init__(self, record, keys):
        self.name, self.keys, self.findings, self.by_seq = record["log"], keys, {}, {}
        self.last, self.signed, self.signers, before = 0, 0, set(), NOTHING
        self.is_part = record.get("next_after") is not None
        for line in record["events"]:
            seq, body = self.parse(line["text"], line["hash"])
            if seq <= self.last:
                self.find(seq, "order", f"it stands behind event {self.last}")
            elif seq > self.last + 1:
                self.find(self.last + 1, "missing", f"it is missing: {seq} is the next number here")
            elif body and body["prev"] != before:
                self.find(seq, "link", "prev is not the hash of the event before it")
            self.last, before = max(seq, self.last), line["hash"]
            if body:
                at, sealed = moment(body["at"]), body.get("sealed", {})
                if seq - 1 in self.by_seq and at < self.by_seq[seq - 1].at:
                    self.find(seq, "time", "it is earlier than the event before it")
                self.by_seq[seq] = Event(seq, at, body["kind"], body["facts"], sealed, before)
        first = min((seq for seq, _ in self.findings), default=self.last + 1)
        self.events = [self.by_seq[seq] for seq in range(1, first)]
        self.is_whole = first > self.last and not self.is_part
        self.check_head(record.get("head") or {"seq": 0, "hash": NOTHING, "at": None}, "head")
        for head in record["checkpoints"]:
            self.check_head(head, "signed")

    def find(self, seq, code, text):
        self.findings.setdefault((seq, code), text)

    def must(self, event, holds, code, text):
        if not holds:
            self.find(event.seq, code, text)

    def parse(self, text, stated):
        """The number and the body of one text; no body where it cannot be relied on."""
        seq, body, code, problem = self.last + 1, None, "form", None
        try:
            if sha256("mingbiao/v1\n" + text) != stated:
                code, problem = "hash", "the text does not give the hash stated for it"
            elif canonical(body := json.loads(text, **ORDER)) != text:
                code, problem = "canonical", "the text is not canonical JSON (RFC 8785)"
            elif not fits(body, "event") or len(body) != 7 + ("sealed" in body) or body["v"] != 1:
                problem = "it has not exactly the members of an event"
            elif body["log"] != self.name:
                problem = f"it belongs to the log {body['log']}"
            else:
                seq, sealed = body["seq"], body.get("sealed", {"": NOTHING})
                good = fits(sealed, "object") and sealed and fits([*sealed.values()], "hash*")
                if not good or not fits(body["facts"].get("revealed", []), "shown*"):
                    problem = "what it seals or reveals has another form"
        except (ValueError, RecursionError) as fault:
            code, problem = "text", f"the text cannot be read: {str(fault)[:60]}"
        if problem:
            self.find(seq, code, problem)
        return seq, None if problem else body

    def check_head(self, head, form):
        """A broken event has its finding already and is not compared with its head."""
        seq = head["seq"] if fits(head, "object") and fits(head.get("seq"), "count") else 0
        if not fits(head, form) or (head["at"] is None) != (seq == 0):
            return self.find(seq, "head", "a head has another form")
        at, known, key = moment(head["at"]), self.by_seq.get(seq), self.keys.get(head.get("key_id"))
        same = [head["hash"], at] == [known.hash, known.at] if known else seq or at is None
        if seq > self.last:
            if not self.is_part:
                self.find(self.last + 1, "missing", f"it is missing: event {seq} has a head")
        elif not same or head.get("log", self.name) != self.name:
            self.find(seq, "head", "its head is that of another event")
        elif form == "head":
            if seq < self.last and not self.is_part:
                self.find(seq + 1, "head", "it stands behind the head of the record")
        elif not key or (fits(key.get("until"), "time") and at and moment(key["until"]) < at):
            self.find(seq, "key", f"its head is signed with {head['key_id']}, no key of that day")
        else:
            text = "mingbiao/v1 head\n{log}\n{seq}\n{hash}\n{at}\n".format(**head)
            try:
                public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["public_key"]))
                public.verify(bytes.fromhex(head["signature"]), text.encode())
            except (InvalidSignature, ValueError):
                return self.find(seq, "signature", "the signature of its head fails")
            self.signed = max(seq, self.signed)
            self.signers.add(head["key_id"])


class Request:
    """What a request's log says of rules, entries, holds, selection, awards (record.md 3)."""

    def __init__(self, log):
        self.log, self.entries, self.list_hash, kinds = log, {}, None, defaultdict(list)
        for event in log.events:
            if event.kind in FORM_OF and not fits(event.facts, event.kind):
                log.find(event.seq, "facts", f"facts of {event.kind} have another form")
            else:
                kinds[event.kind].append(event)
        self.published = kinds["request_published"][-1].facts if kinds["request_published"] else {}
        self.is_amended, self.closings = bool(kinds["request_amended"]), kinds["entries_closed"]
        self.finished, self.draws = (kinds["selection_finished"] or [None])[-1], kinds["tie_drawn"]
        free, self.awards = [e.at for e in kinds["request_released"]], kinds["award_decided"]
        stopped = [event.at for event in kinds["request_held"] + kinds["halted"]]
        self.held = [(at, min((end for end in free if end >= at), default=NEVER)) for at in stopped]
        due = moment(self.published.get("entry_closes_at")) or 0
        for event in self.closings:
            entries, self.list_hash = event.facts["entries"], event.facts["list_hash"]
            self.entries = {entry["alias"]: entry["bidder"] for entry in entries}
            aliases = [entry["alias"] for entry in entries]
            once = aliases == sorted({*aliases}) and len({*self.entries.values()}) == len(aliases)
            same = sha256(canonical(entries)) == self.list_hash
            log.must(event, once, "entries", "not sorted by alias, or an entry stands twice")
            log.must(event, same, "list_hash", "list_hash is not the hash of the entries")
            log.must(event, event.at >= due, "entries", "they are closed before entry_closes_at")

    def compare(self, auctions, is_bundle):
        """It names the auction's closed event, and has the same ranking and the same awards."""
        log, finished = self.log, self.finished
        for event in [] if finished else self.awards:
            log.find(event.seq, "award", "no selection was finished before it")
        if not finished or not fits(finished.facts.get("auction"), "receipt"):
            return
        named, order = finished.facts["auction"], finished.facts["ranking"]
        auction = auctions.get(named["log"])
        end = auction.closed_by if auction else None
        if end is None:
            lacks = auction.log.is_whole if auction else is_bundle
            return log.must(finished, not lacks, "auction", f"no close of {named['log']} is here")
        same, ranked = [end.seq, end.hash] == [named["seq"], named["hash"]], end.facts["ranking"]
        log.must(finished, same, "auction", "the auction's log was closed by another event")
        tied = sorted({*ranked} & {*auction.at_floor})
        fixed = [e.sealed.get("draw_nonce") for e in self.closings if e.at <= auction.opens]
        log.must(finished, self.draws or len(tied) < 2, "draw", "who met at the floor is not drawn")
        for n, event in enumerate(self.draws, 1):
            draw, listed = event.facts, sha256(canonical(tied))
            shown = shown_in(event, dict(zip(["draw_nonce"], fixed, strict=False)), log)
            told = {"draw_no": n, "list_hash": listed, "nonces": draw["nonces"], "outside": None}
            seed = sha256(f"draw/v1\n{canonical(told | {'request': log.name[8:]})}")
            drawn = sorted(tied, key=lambda ticket: sha256(f"{seed}\n{ticket}"))
            right = told | {"tickets": tied, "seed": seed, "ranking": drawn}
            same = draw["nonces"] == [["platform", shown.get("draw_nonce")]]
            log.must(event, draw == draw | right, "draw", "not so by the seed")
            log.must(event, "draw_nonce" in shown, "revealed", "the sealed nonce is not revealed")
            log.must(event, same or "draw_nonce" not in shown, "draw", "another nonce is revealed")
            ranked = draw["ranking"] + [alias for alias in ranked if alias not in tied]
        log.must(finished, ranked == order, "ranking", f"by the auction it is {', '.join(ranked)}")
        losers, shown = auction.rule_set.get("reveal_losers"), {}
        is_public = self.published.get("fund_source") in ("fiscal", "fiscal_subsidy", "state_owned")
        names_all = losers == "all" or (losers == "by_fund" and is_public)
        told = [[e.facts[name] for name in ("alias", "amount_fen", "rank")] for e in auction.awards]
        for place, event in enumerate(self.awards):
            mine = [event.facts[name] for name in ("alias", "amount_fen", "rank")]
            same = told[place : place + 1] == [mine] or not auction.log.is_whole
            shown |= shown_in(event, self.entries, log)
            full = {*shown} >= ({*self.entries} if names_all else {mine[0]})
            log.must(event, same, "award", "the auction's log has another award, or none")
            log.must(event, full, "revealed", "a name that must be public is not revealed")
        for event in auction.awards[len(self.awards) :] if log.is_whole else ():
            auction.log.find(event.seq, "award", "the request's log has no such award")


def shown_in(event, digests, log):
    """What an event reveals, by alias or name. Each must give the digest recorded before."""
    shown = {}
    for one in event.facts.get("revealed", ()):
        name = str(one.get("alias", one.get("name")))
        same, shown[name] = sha256(one["value"], one["salt"]) == digests.get(name), one["value"]
        log.must(event, same, "digest", f"what is revealed of {name} does not give its digest")
    return shown


class Auction:
    """Plays an auction's log again (record.md 2) and says where it departs from its rules."""

    def __init__(self, log, requests, rule_sets):
        self.log, self.rule_sets, self.rule_set = log, rule_sets, {}
        request = self.request = requests.get(log.name[8:].rpartition("-A")[0])
        self.status, self.count, self.n, self.by_bids, self.bids_from = "not open", 0, 0, 0, 0
        self.bids, self.own, self.at_floor, self.ranking, self.awards = [], {}, [], [], []
        self.digests, self.owed = dict(request.entries) if request else {}, None
        self.facts, self.closed_by, self.is_open = {}, None, False
        for event in log.events:
            self.play(event, event.kind, event.facts, log.must)
        if log.is_whole and (self.owed or self.status == "unsold"):
            log.find(log.last + 1, "missing", "what must follow in the same moment is missing")

    def play(self, event, kind, facts, must):
        is_due = not self.owed or (kind, facts.get("cause")) == ("extended", "bid")
        must(event, is_due, "extension", "the bid before it moves the end, and no event says so")
        self.owed = self.owed if is_due else None
        if kind not in FORM_OF or not fits(facts, kind):
            must(event, False, "facts", f"{kind} or its facts have another form")
        elif kind not in FORM_OF[self.status]:
            code = {"not open": "not_open", "in pause": "paused"}.get(self.status, "closed")
            must(event, False, code, f"{kind} is not possible here: the auction is {self.status}")
        elif kind in ("paused", "cancelled"):
            self.status, self.paused_at = "in pause" if kind == "paused" else "done", event.at
        else:
            getattr(self, kind)(event, facts, must)

    def opened(self, event, facts, must):
        self.facts, self.status, self.wait = facts, "open", facts["soft_close_s"] * 1000
        self.opens, self.closes = moment(facts["opens_at"]), moment(facts["closes_at"])
        self.latest, names = moment(facts["latest_end_at"]) or NEVER, facts["entrants"]
        self.is_open, ceiling = facts["visibility"] == "open", facts["ceiling_fen"]
        rules = self.rule_set = self.rule_sets.get(facts["rule_set_hash"], {})
        low = max(1, -(-ceiling * rules.get("step_min_bp", 0) // 10_000))
        high = max(low, ceiling * rules.get("step_max_bp", 10_000) // 10_000)
        lasts = self.closes - self.opens == facts["base_duration_s"] * 1000
        told = self.request.published if self.request and not self.request.is_amended else {}
        chosen, since = told.get("method_parameters", {}), moment(told.get("opens_at")) or 0
        lengths = [name for name in ("base_duration", "soft_close") if name in chosen]
        wanted = {name: rules[name] for name in ("big_jump_bp", "leader_may_lower") if rules}
        wanted |= {**told, **chosen, **{f"{name}_s": seconds(chosen[name]) for name in lengths}}
        entries = self.request.entries if self.request else names
        same = not self.request or self.request.list_hash == facts["list_hash"]
        must(event, same and {*names} == {*entries}, "entrants", "not those of entries_closed")
        must(event, 0 < len(names) == len({*names}), "entrants", "none, or one stands twice")
        must(event, since <= self.opens <= event.at, "not_open", "it is opened too early")
        must(event, lasts, "duration", "from opens_at to closes_at is not base_duration_s")
        must(event, self.latest >= self.closes, "duration", "latest_end_at is before closes_at")
        must(event, facts["visibility"] in ("open", "rank_only"), "visibility", "there is no such")
        good = facts["floor_fen"] is None or (facts["floor_fen"] <= ceiling and self.is_open)
        must(event, good, "floor", "a floor above the ceiling, or under rank_only")
        must(event, low <= facts["step_fen"] <= high, "step", f"it must be {low} to {high} fen")
        must(event, rules or not self.rule_sets, "rule_set", "the file lacks its rule set")
        for name in sorted(n for n in {*facts} & {*wanted} - {"opens_at"} if wanted[n] != facts[n]):
            must(event, False, "rules", f"{name} is not that of the rule set or of the request")

    def bid(self, event, facts, must):
        alias, amount, floor = facts["alias"], facts["amount_fen"], self.facts["floor_fen"]
        code = self.refusal(event, alias, amount, self.facts)
        must(event, not code, code, f"the bid of {amount} fen by {alias} had to be refused")
        digest = event.sealed.get("bidder")
        same = digest and self.digests.setdefault(alias, digest) == digest
        must(event, same, "digest", f"its sealed bidder is not that of the entry {alias}")
        end = min(event.at + self.wait, NEVER if amount == floor else self.latest)
        is_last = amount != floor and self.by_bids == self.facts["max_extensions"]
        moves = event.at < self.closes < end and not (is_last or self.at_floor)
        self.owed = (end, event.at) if moves else None
        self.count, self.own[alias] = self.count + 1, (amount, event.seq, alias)
        self.bids.append(self.own[alias])
        self.at_floor += [alias] * (amount == floor)

    def refusal(self, event, alias, amount, rules):
        """The code with which domain.md 5.3 refuses this bid, or None."""
        floor, at, lead = rules["floor_fen"], event.at, self.bids[-1] if self.bids else None
        over = lead if self.is_open else self.own.get(alias)  # What it must undercut by a step.
        price, limit = (over[0], over[0] - rules["step_fen"]) if over else (0, rules["ceiling_fen"])
        if over and amount == floor:  # The first at the floor needs no step; each comes there once.
            limit = 0 if alias in self.at_floor else floor
        is_own = over and self.is_open and over[2] == alias and not rules["leader_may_lower"]
        is_jump = over and self.is_open and (price - amount) * 10_000 > price * rules["big_jump_bp"]
        codes = (
            (alias not in rules["entrants"], "not_entered"),
            (at < self.opens, "not_open"),
            (at < self.bids_from, "paused"),
            (at >= self.closes, "closed"),
            (self.request and any(a < at < b for a, b in self.request.held), "held"),
            (amount > rules["ceiling_fen"], "above_ceiling"),
            (floor and amount < floor, "below_floor"),
            (is_own, "own_lead"),
            (amount > limit, "not_low_enough"),
            (is_jump and event.facts.get("confirmed") is not True, "jump_unconfirmed"),
        )
        return next((code for holds, code in codes if holds), None)

    def extended(self, event, facts, must):
        end, cause, self.n, moved = moment(facts["closes_at"]), facts["cause"], self.n + 1, 0
        if cause == "bid":
            same, self.by_bids = self.owed == (end, event.at), self.by_bids + 1
        elif same := cause in ("outage", "hold") and fits(facts, "moved"):
            moved = moment(facts["to"]) - moment(facts["from"]) + self.wait * (cause == "outage")
            same = end == self.closes + moved
        must(event, same, "extension", "the end is not moved as the rules say")
        must(event, facts["n"] == self.n, "extension", f"n must be {self.n}")
        self.closes, self.latest, self.owed = end, self.latest + moved, None

    def resumed(self, event, facts, must):
        notice = seconds(self.rule_set.get("resume_notice")) or 0
        end, self.bids_from = moment(facts["closes_at"]), moment(facts["bids_from"])
        least = self.bids_from + max(self.closes - self.paused_at, self.wait)
        fair = self.bids_from >= event.at + notice * 1000 and end >= least
        must(event, fair, "extension", "less notice or less time than the rules give")
        self.status, self.latest, self.closes = "open", self.latest + end - self.closes, end

    def voided(self, event, facts, must):
        rest = [bid for bid in self.bids if bid[1] != facts["bid"]]
        must(event, len(rest) < len(self.bids), "voided", "it names no bid that stood")
        self.bids, self.own = rest, {bid[2]: bid for bid in rest}
        self.at_floor = [bid[2] for bid in rest if bid[0] == self.facts["floor_fen"]]
        if self.closed_by:
            self.rank(event, facts, must)

    def rank(self, event, facts, must):
        """Who bid and is not set aside, lowest first, equal prices by number."""
        aside = {one["alias"] for one in self.closed_by.facts["set_aside"]}
        self.ranking = [bid[2] for bid in sorted(self.own.values()) if bid[2] not in aside]
        same = facts.get("ranking") == self.ranking and aside <= {*self.facts["entrants"]}
        must(event, same, "ranking", f"by the bids it is {', '.join(self.ranking) or 'empty'}")

    def closed(self, event, facts, must):
        self.closed_by, self.status = event, "over" if self.count else "unsold"
        self.digests["refused_by_code"] = event.sealed.get("refused_by_code")
        must(event, event.at >= self.closes, "closed", "it is closed before the end in force")
        must(event, facts["bid_count"] == self.count, "bid_count", f"there are {self.count} bids")
        self.rank(event, facts, must)

    def awarded(self, event, facts, must):
        self.awards.append(event)
        rank, alias, tied = facts["rank"], facts["alias"], len(self.at_floor) > 1
        done = self.request and self.request.finished  # A draw stands in the request's log.
        order = done.facts["ranking"] if tied and done else self.ranking
        good = order[rank - 1 : rank] == [alias] or (tied and not done)
        good = good and self.own.get(alias, (0,))[0] == facts["amount_fen"]
        must(event, good, "award", "its rank or its amount is another's")
        must(event, alias in self.reveal(event, must), "revealed", "the name is not revealed")

    def failed(self, event, facts, must):
        fits_bids = (self.status == "unsold") == (facts["code"] == "no_bid")
        must(event, fits_bids, "no_bid", "no_bid follows a close without bids, and only that")
        self.status = "done"
        self.reveal(event, must)

    def reveal(self, event, must):
        """What comes first after the close also tells how often each code refused a bid."""
        shown = shown_in(event, self.digests, self.log)
        if self.digests.pop("refused_by_code", None):
            codes, told = shown.get("refused_by_code"), self.closed_by.facts["refused"]
            same = codes is not None and told == sum(map(int, re.findall(r":([0-9]{1,15})", codes)))
            must(event, same, "refused", "refusals by code are not revealed, or not as counted")
        return shown


def load(paths):
    """The logs by name, compared with further records and receipts; the rule sets by hash."""
    found = {"logs": [], "keys": [], "rule_sets": [], "receipts": [], "trusted": []}
    for path in paths:
        with open(path, "rb") as file:
            content = json.load(file)
        for part in content if type(content) is list else [content]:
            part = {"logs": [part]} if fits(part, "record") else part
            part = {"receipts": [part]} if fits(part, "receipt") else part
            members = {*found} & {*part} if type(part) is dict else ()
            if not members or not fits({**found, **part}, "file"):
                raise ValueError("it is no bundle, record, receipt or list of keys of Mingbiao")
            for name in members:
                found["trusted" if {*part} == {"keys"} else name] += part[name]
    keys = found["trusted"] or found["keys"] or [one for one in found["logs"] if fits(one, "key")]
    keys = {sha256("", key["public_key"])[:16]: key for key in keys}
    rule_sets, records, told, seen = {}, {}, found["receipts"], {}
    for one in found["rule_sets"]:
        values = {n: p["value"] for n, p in json.loads(one["text"])["parameters"].items()}
        rule_sets[sha256(one["text"])] = values if fits(values, "rules") else {}
    for record in found["logs"]:
        name, first = record["log"], records.setdefault(record["log"], record)
        if first is not record and first.get("next_after") is not None:
            records[name] = {**record, "events": first["events"] + record["events"]}
        elif first is not record:
            lines = enumerate(record["events"], 1)
            told += [{"log": name, "seq": seq, "hash": line["hash"]} for seq, line in lines]
    for one in told:
        records.setdefault(one["log"], {"log": one["log"], "events": [], "checkpoints": []})
    logs = {name: Log(record, keys) for name, record in records.items()}
    facts = [fact for log in logs.values() for event in log.events for fact in event.facts.values()]
    told += [fact for fact in facts if fits(fact, "receipt") and fact["log"] in logs]
    for one in told:
        log, known = logs[one["log"]], logs[one["log"]].by_seq.get(one["seq"])
        first = known.hash if known else seen.setdefault((one["log"], one["seq"]), one["hash"])
        lacks = known is None and log.is_whole and log.last
        if (lacks or first != one["hash"]) and not any(code == "fork" for _, code in log.findings):
            log.find(one["seq"], "fork", "a receipt, record or event names another event here")
    return logs, rule_sets


def main(paths):
    try:
        logs, rule_sets = load(paths or [""])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        print(f"unreadable: {fault}" if paths else __doc__, file=sys.stderr)
        return 2
    requests = {name[8:]: Request(log) for name, log in logs.items() if name[:8] == "request/"}
    auctions = {n: Auction(g, requests, rule_sets) for n, g in logs.items() if n[:8] == "auction/"}
    for request in requests.values():
        request.compare(auctions, len(logs) > 1)
    for log in logs.values():
        for (seq, code), text in sorted(log.findings.items(), key=lambda one: one[0][0]):
            print(f"{log.name} {seq or '-'} {code}: {text}")
    for log in logs.values():
        sound, keys = f"{log.last} events, {len(log.events)} good", ", ".join(sorted(log.signers))
        print(f"Log {log.name}: {sound}; signed up to {log.signed} by {keys or 'nobody'}.")
        if log.events and log.events[0].kind == "demonstration_staged":
            print("This is a demonstration: its past was staged.")
    for name, auction in auctions.items():
        bids, order = f"{auction.count} bids, {auction.n} extensions", ", ".join(auction.ranking)
        print(f"Auction {name}: {bids}; ranking recomputed: {order or 'none'}.")
    unsigned = [a for a in auctions.values() if a.closed_by and a.log.signed < a.closed_by.seq]
    count = sum(len(log.findings) for log in logs.values())
    reasons = (  # live-auction.md 6. No record has a witness yet, so none is A.
        (count, "after these findings signatures prove nothing"),
        (not all(log.signed for log in logs.values()), "not every log here has a signed head"),
        (unsigned, "the close of the auction is not signed"),
        (not auctions, "this file holds no auction"),
        (not all(a.is_open for a in auctions.values()), "prices were hidden while it went on"),
    )
    why = next((why for holds, why in reasons if holds), None)
    label = f"C: {why}" if why else "B: signed by the operator, and the bidding was open"
    print(f"Trust label {label}.\nResult: {count or 'no'} finding{'' if count == 1 else 's'}.")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
