"""When a bid is good and what follows from it; the only place that knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from bidding import errors
from bidding.enums import OVER, TAKES_BIDS, AuctionStatus, Happened, Visibility
from market.rules.happenings import Happening
from market.units import share_of, stamp

MOST_FEN = 10**14


@dataclass(frozen=True, slots=True)
class Offer:
    """What an agency sends. `key` is made by its client, once per press."""

    agency_id: int
    key: UUID
    amount_fen: int
    confirmed: bool = False

    @property
    def id(self) -> tuple[int, UUID]:
        return self.agency_id, self.key


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who bids under which alias. `bidder` is the digest of its entry."""

    alias: str
    bidder: str = ""
    barred: str = ""  # The standing that keeps it from bidding now, if one does.


@dataclass(frozen=True, slots=True, order=True)
class Price:
    """The last accepted price of an agency; of equal ones the earlier event ranks first."""

    amount_fen: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionState:
    """All that a judgement rests on. Amounts are fen.

    `prices` hold at least those of the agencies that are judged, and all of them where
    `needs_every_price`.
    """

    status: AuctionStatus
    opens_at: datetime
    closes_at: datetime
    latest_end_at: datetime | None = None
    ceiling_fen: int
    step_fen: int
    floor_fen: int | None = None
    soft_close: timedelta
    max_extensions: int | None = None
    big_jump_bp: int
    leader_may_lower: bool = False
    visibility: Visibility = Visibility.OPEN
    entrants: Mapping[int, Entrant]
    leading_fen: int | None = None
    leading_seq: int | None = None
    leader_id: int | None = None
    prices: Mapping[int, Price] = field(default_factory=dict)
    bid_count: int = 0
    extension_count: int = 0
    seq: int = 0
    is_held: bool = False

    @property
    def is_rank_only(self) -> bool:
        return self.visibility == Visibility.RANK_ONLY

    @property
    def needs_every_price(self) -> bool:
        """Ranks are then no longer the order of the bids."""
        return self.is_rank_only or self.floor_fen is not None

    @property
    def max_next_fen(self) -> int:
        """The highest amount that would take the lead, or join it at the floor."""
        return self._limit(self.leading_fen)

    def max_next_fen_of(self, agency_id: int) -> int:
        """The highest amount of this agency that would count.

        Under `rank_only` its own last price decides, since a limit that followed the lead would
        give the lead away. Source: domain.md 5.3.
        """
        if not self.is_rank_only:
            return self.max_next_fen
        own = self.prices.get(agency_id)
        return self._limit(own.amount_fen if own else None)

    def _limit(self, above_fen: int | None) -> int:
        if above_fen is None:
            return self.ceiling_fen
        if self.floor_fen is None:
            return above_fen - self.step_fen
        # The first bid at the floor needs no step, those that join it there neither.
        return max(above_fen - self.step_fen, self.floor_fen)

    @property
    def is_at_floor(self) -> bool:
        return self.floor_fen is not None and self.leading_fen == self.floor_fen

    def leads(self, agency_id: int) -> bool:
        """At the floor all who bid it lead together."""
        if self.is_at_floor:
            own = self.prices.get(agency_id)
            return own is not None and own.amount_fen == self.floor_fen
        return agency_id == self.leader_id

    def rank_of(self, agency_id: int) -> int | None:
        own = self.prices.get(agency_id)
        if own is None:
            return None
        return 1 + sum(price < own for price in self.prices.values())


def refuse_bidder(state: AuctionState, agency_id: int, now: datetime) -> None:
    """Raises what keeps the agency from bidding at all, whatever the amount."""
    if state.status is AuctionStatus.PAUSED:
        raise errors.Paused
    if state.is_held:
        raise errors.Held
    is_late = state.status in TAKES_BIDS and now >= state.closes_at
    if state.status in OVER or is_late:
        raise errors.Closed(closes_at=stamp(state.closes_at))
    if state.status not in TAKES_BIDS or now < state.opens_at:
        raise errors.NotOpen(opens_at=stamp(state.opens_at))
    if agency_id not in state.entrants:
        raise errors.NotEntered
    if barred := state.entrants[agency_id].barred:
        raise errors.NotInGoodStanding(reason=barred)
    may_lower = state.leader_may_lower and not state.is_at_floor
    if state.leads(agency_id) and not may_lower and not state.is_rank_only:
        raise errors.OwnLead


def judge(state: AuctionState, offer: Offer, now: datetime) -> tuple[AuctionState, list[Happening]]:
    """The state after a good bid and what to tell; otherwise raises the Refused that says why.

    `now` is the database clock read under the lock. A bid at `closes_at` itself is late.
    Source: domain.md 5.3, record.md 2.
    """
    refuse_bidder(state, offer.agency_id, now)
    refuse_amount(state, offer)

    entrant = state.entrants[offer.agency_id]
    facts: dict[str, object] = {"alias": entrant.alias, "amount_fen": offer.amount_fen}
    if offer.confirmed:
        facts["confirmed"] = True
    was_at_floor = state.is_at_floor
    taken = with_bid(state, offer.agency_id, offer.amount_fen)
    bid = Happening(Happened.BID, now, facts, {"bidder": entrant.bidder})
    if was_at_floor:  # Its window was opened by the first; the others have until then.
        return taken, [bid]
    after, extension = extended(taken, now)
    return after, [bid, *extension]


def refuse_amount(state: AuctionState, offer: Offer) -> None:
    """Raises what is wrong with the amount. Own limits come first, the confirmation last."""
    if not 0 < offer.amount_fen <= MOST_FEN:  # The decoder refused it already, answering no key.
        raise errors.BadAmount
    if offer.amount_fen > state.ceiling_fen:
        raise errors.AboveCeiling(ceiling_fen=state.ceiling_fen)
    if state.floor_fen is not None and offer.amount_fen < state.floor_fen:
        raise errors.BelowFloor(floor_fen=state.floor_fen)
    max_fen, set_by = state.max_next_fen_of(offer.agency_id), state.leading_seq
    if offer.amount_fen > max_fen:
        if state.is_rank_only:
            set_by = state.prices[offer.agency_id].seq
        raise errors.NotLowEnough(max_fen=max(max_fen, 0), leading_seq=set_by)
    if state.leading_fen is None or state.is_rank_only or offer.confirmed:
        return
    if state.leading_fen - offer.amount_fen > share_of(state.leading_fen, state.big_jump_bp):
        raise errors.JumpUnconfirmed(leading_fen=state.leading_fen)


def with_bid(state: AuctionState, agency_id: int, amount_fen: int) -> AuctionState:
    """The state with that bid as its next event; equal prices leave the lead where it was."""
    seq = state.seq + 1
    taken = replace(
        state,
        prices={**state.prices, agency_id: Price(amount_fen, seq)},
        bid_count=state.bid_count + 1,
        seq=seq,
    )
    if state.leading_fen is not None and amount_fen >= state.leading_fen:
        return taken
    return replace(taken, leading_fen=amount_fen, leading_seq=seq, leader_id=agency_id)


def extended(state: AuctionState, now: datetime) -> tuple[AuctionState, list[Happening]]:
    """A bid inside the soft-close window keeps the window open, up to an announced cap.

    The first bid at the floor opens a whole window for the others, whatever the cap.
    """
    closes_at = now + state.soft_close
    n = state.extension_count + 1
    is_capped = state.max_extensions is not None and n > state.max_extensions
    if state.is_at_floor:
        is_capped = False
    elif state.latest_end_at is not None:
        closes_at = min(closes_at, state.latest_end_at)
    if is_capped or closes_at <= state.closes_at:
        return state, []
    facts = {"closes_at": stamp(closes_at), "n": n, "cause": "bid"}
    return with_extension(state, closes_at, n), [Happening(Happened.EXTENDED, now, facts)]


def with_extension(state: AuctionState, closes_at: datetime, n: int) -> AuctionState:
    return replace(
        state,
        status=AuctionStatus.OVERTIME,
        closes_at=closes_at,
        extension_count=n,
        seq=state.seq + 1,
    )


def ranking(state: AuctionState, set_aside: frozenset[int] = frozenset()) -> list[int]:
    """Agencies that bid and are not set aside, the lowest price first.

    Equal prices, which there are at the floor and under `rank_only`, go by the earlier number.
    Source: record.md 2.
    """
    standing = {agency: price for agency, price in state.prices.items() if agency not in set_aside}
    return sorted(standing, key=lambda agency: standing[agency])
