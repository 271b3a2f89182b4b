"""An auction's log judged again: what the rules would have written, beside what is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from bidding.enums import AuctionStatus, Happened
from bidding.rules.bids import AuctionState, Entrant, Offer, judge, ranking, with_bid
from bidding.rules.draws import Draw
from bidding.rules.replays import STATUS_AFTER, Recorded, after_event, opened, places
from bidding.rules.selections import Inputs, LastPrice, Outcome
from market.errors import Refused
from market.rules.canonical import sealed_digest
from market.rules.verification import Chain, Finding
from market.units import stamp

Body = Mapping[str, Any]
NO_KEY = UUID(int=0)
Decide = Callable[[Inputs, Mapping[str, Any]], Outcome]


@dataclass(slots=True)
class Replay:
    """Where a log stands after its events, and what was wrong on the way."""

    log: str
    state: AuctionState | None = None
    status: AuctionStatus = AuctionStatus.SCHEDULED
    owed: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def find(self, body: Body, code: str, text: str) -> None:
        self.findings.append(Finding(self.log, body["seq"], code, text))


def replay(log: str, bodies: Sequence[Body], closing: Mapping[str, Any] | None) -> Replay:
    """Judge every event of an auction's log again.

    `closing` are the facts of the `entries_closed` the auction rests on, where they are known.
    Source: record.md 2, live-auction.md 6.
    """
    played = Replay(log)
    for body in bodies:
        kind = body["kind"]
        if played.owed and kind != Happened.EXTENDED:
            played.find(body, "extension", "the bid before it moves the end, and no event says so")
            played.owed = []
        if kind == Happened.OPENED:
            play_opened(played, body, closing)
        elif kind in STATUS_AFTER and played.state is None:
            played.status = STATUS_AFTER[Happened(kind)]  # It ended before it opened.
        elif played.state is None:
            played.find(body, "not_open", f"{kind} is not possible here: the auction is not open")
        elif kind == Happened.BID:
            play_bid(played, played.state, body)
        elif kind == Happened.EXTENDED:
            play_extended(played, played.state, body)
        elif kind in STATUS_AFTER:
            play_end(played, played.state, body)
        else:
            played.find(body, "kind", f"this version writes no {kind}")
    return played


def play_opened(played: Replay, body: Body, closing: Mapping[str, Any] | None) -> None:
    facts = body["facts"]
    if body["seq"] != 1:
        played.find(body, "closed", "opened is not the first event")
        return
    played.state = state = opened(Recorded.read(body))
    played.status = state.status
    if (state.closes_at - state.opens_at).total_seconds() != facts["base_duration_s"]:
        played.find(body, "duration", "from opens_at to closes_at is not base_duration_s")
    if body["at"] < facts["opens_at"]:
        played.find(body, "not_open", "it is opened before opens_at")
    if closing is None:
        return
    bidders = {entry["alias"]: entry["bidder"] for entry in closing["entries"]}
    if facts["entrants"] != list(bidders) or facts["list_hash"] != closing["list_hash"]:
        played.find(body, "entrants", "the entrants are not those of entries_closed")
    entrants = {
        place: Entrant(entrant.alias, bidders.get(entrant.alias, ""))
        for place, entrant in state.entrants.items()
    }
    played.state = replace(state, entrants=entrants)


def play_bid(played: Replay, state: AuctionState, body: Body) -> None:
    """The judge must take it, and write the same; a refused one is still followed."""
    facts, known = body["facts"], places(state)
    if facts["alias"] not in known:
        played.find(body, "not_entered", "the judge refuses this bid")
        return
    agency_id = known[facts["alias"]]
    confirmed = facts.get("confirmed", False)
    offer = Offer(agency_id, NO_KEY, facts["amount_fen"], confirmed)
    try:
        after, told = judge(state, offer, Recorded.read(body).at)
    except Refused as refusal:
        played.find(body, refusal.code, "the judge refuses this bid")
        played.state = with_bid(state, agency_id, facts["amount_fen"])
        return
    sealed = body.get("sealed", {})
    if state.entrants[agency_id].bidder and sealed != dict(told[0].sealed):
        played.find(body, "digest", f"its sealed bidder is not that of the entry {facts['alias']}")
    if dict(told[0].facts) != facts:
        played.find(body, "facts", "the judge writes other facts")
    played.owed = [{"at": body["at"], **happening.facts} for happening in told[1:]]
    # The extension is an event of its own: the state moves with it.
    played.state = replace(
        after,
        status=state.status,
        closes_at=state.closes_at,
        extension_count=state.extension_count,
        seq=body["seq"],
    )


def play_extended(played: Replay, state: AuctionState, body: Body) -> None:
    told = {"at": body["at"], **body["facts"]}
    if played.owed != [told]:
        played.find(body, "extension", "the end is not moved as the rules say")
    played.owed = []
    played.state = after_event(state, Recorded.read(body))
    played.status = AuctionStatus.OVERTIME


def play_end(played: Replay, state: AuctionState, body: Body) -> None:
    """Closed once and not early, with every bid counted and the ranking as it follows."""
    kind, facts = Happened(body["kind"]), body["facts"]
    if kind == Happened.CLOSED:
        if played.status not in (AuctionStatus.OPEN, AuctionStatus.OVERTIME):
            played.find(body, "closed", f"it is closed again: the auction is {played.status}")
        if body["at"] < stamp(state.closes_at):
            played.find(body, "closed", "it is closed before the end in force")
        if facts["bid_count"] != state.bid_count:
            played.find(body, "bid_count", f"there are {state.bid_count} bids")
        order = aliases_ranked(state, {one["alias"] for one in facts["set_aside"]})
        if facts["ranking"] != order:
            played.find(body, "ranking", f"by the bids it is {', '.join(order) or 'empty'}")
    played.state = after_event(state, Recorded.read(body))
    played.status = STATUS_AFTER[kind]


def aliases_ranked(state: AuctionState, set_aside: set[str]) -> list[str]:
    known = places(state)
    out = frozenset(known[alias] for alias in set_aside if alias in known)
    return [state.entrants[agency_id].alias for agency_id in ranking(state, out)]


def final_order(
    log: str,
    bodies: Sequence[Body],
    decide: Decide,
    rules: Mapping[str, Any],
    *,
    draw: tuple[str, Mapping[str, Any]] | None = None,
) -> list[str]:
    """The ranking a method makes of an auction's log; `draw` is the request and its `tie_drawn`."""
    state = replay(log, bodies, None).state
    closed = next((body for body in bodies if body["kind"] == Happened.CLOSED), None)
    if state is None or closed is None:
        return []
    prices = tuple(
        LastPrice(state.entrants[agency_id].alias, price.amount_fen, price.seq)
        for agency_id, price in sorted(state.prices.items(), key=lambda item: item[1])
    )
    set_aside = {one["alias"]: one["reason"] for one in closed["facts"]["set_aside"]}
    seed = None
    if draw is not None:
        no, facts = draw
        nonces = tuple((name, value) for name, value in facts["nonces"])
        tickets = tuple(facts["tickets"])
        seed = Draw(no, facts["draw_no"], tickets, nonces, facts["outside"]).seed
    return decide(Inputs(prices, set_aside, state.floor_fen, seed), rules).order


def draw_findings(request: Chain, finished: Body, auction: Sequence[Body]) -> Iterator[Finding]:
    """Who met at the floor was drawn, with nothing but the value sealed before anybody could bid.

    Source: record.md 3, live-auction.md 5.
    """
    tied = met_at_floor(auction)
    draws = [body for body in request.bodies if body["kind"] == Happened.TIE_DRAWN]
    if len(tied) > 1 and not draws:
        yield Finding(request.log, finished["seq"], "draw", "who met at the floor is not drawn")
    digest = nonce_sealed(request.bodies, auction)
    no = request.log.removeprefix("request/")
    for number, body in enumerate(draws, 1):
        told = dict(body["facts"])
        revealed = told.pop("revealed", None)
        if revealed is None:
            yield Finding(request.log, body["seq"], "facts", "facts of tie_drawn have another form")
            continue
        for one in revealed:
            name = one.get("name")
            if name != "draw_nonce" or sealed_digest(one["salt"], one["value"]) != digest:
                text = f"what is revealed of {name} does not give its digest"
                yield Finding(request.log, body["seq"], "digest", text)
        shown = [one["value"] for one in revealed if one.get("name") == "draw_nonce"]
        nonces = tuple((name, value) for name, value in told["nonces"])
        if told != Draw(no, number, tuple(tied), nonces).facts():
            yield Finding(request.log, body["seq"], "draw", "not so by the seed")
        elif shown and nonces != (("platform", shown[-1]),):
            yield Finding(request.log, body["seq"], "draw", "another nonce is revealed")
        if not shown:
            text = "the sealed nonce is not revealed"
            yield Finding(request.log, body["seq"], "revealed", text)


def met_at_floor(auction: Sequence[Body]) -> list[str]:
    """Who is ranked at the floor by an auction's log."""
    floor_fen = facts_of(auction, Happened.OPENED).get("floor_fen")
    ranked = facts_of(auction, Happened.CLOSED).get("ranking", [])
    bids = [body["facts"] for body in auction if body["kind"] == Happened.BID]
    met = {facts["alias"] for facts in bids if facts["amount_fen"] == floor_fen}
    return sorted(met & {*ranked})


def nonce_sealed(request: Sequence[Body], auction: Sequence[Body]) -> str | None:
    """The digest of the nonce of a draw. Sealed after the opening it would fix nothing: it could
    have been chosen by who had bid.
    """
    opens_at = facts_of(auction, Happened.OPENED).get("opens_at", "")
    closings = (body for body in request if body["kind"] == Happened.ENTRIES_CLOSED)
    sealing = next((body for body in closings if body["at"] <= opens_at), None)
    digest: str | None = sealing.get("sealed", {}).get("draw_nonce") if sealing else None
    return digest


def facts_of(bodies: Sequence[Body], kind: Happened) -> Mapping[str, Any]:
    found = next((body for body in bodies if body["kind"] == kind), None)
    facts: Mapping[str, Any] = found["facts"] if found else {}
    return facts
