"""What a notice says beside what the record says, and how the record fared when verified."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bidding.enums import OVER, Happened, Visibility
from bidding.models import Auction, Award, Bid
from bidding.queries.auctions import auction_of
from bidding.queries.verify import findings_in, newest, trust_label
from market.enums import NoticeKind
from market.models import Contract, Event, Notice, Organization
from market.queries.notices import notices_of
from market.queries.record import checkpoints_of
from market.queries.verify import logs_for, verified
from market.rules.verification import Chain, Finding, in_order
from market.units import stamp

# A later notice of one of these ends what an earlier one says.
ENDING = {
    NoticeKind.REQUEST: {NoticeKind.WITHDRAWAL, NoticeKind.CANCELLATION},
    NoticeKind.AWARD: {NoticeKind.AWARD, NoticeKind.FAILURE, NoticeKind.CANCELLATION},
}
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """One thing that is published: as rows of the database show it, and as the record has it."""

    name: str
    shown: Any
    recorded: Any

    @property
    def is_same(self) -> bool:
        return bool(self.shown == self.recorded)


@dataclass(frozen=True)
class Counts:
    """What was looked at."""

    events: int
    heads: int
    bids: int
    refused: int | None
    extensions: int
    soft_close_s: int | None
    lowest_fen: int | None
    is_whole: bool  # Rules are followed as far as the chains hold, and no further.


@dataclass(frozen=True)
class Verified:
    """One notice, verified with everything that its request has in the record."""

    notice: Notice
    values: list[Value]
    findings: list[Finding]
    counts: Counts
    label: tuple[str, str]
    ended_by: Notice | None
    head: Mapping[str, Any] | None  # The newest signed one of the request's log.
    auction: Auction | None
    agency: Organization | None


def result_of(notice: Notice) -> Verified:
    """Reads and recomputes all logs of the request: a second for ten thousand events."""
    asked = notice.service_request
    auction = auction_of(asked)
    chains = {log: verified(log) for log in logs_served(asked.no, auction)}
    findings = in_order(findings_in(chains))
    request = chains[f"request/{asked.no}"]
    played = chains.get(f"auction/{auction.no}") if auction else None
    heads = checkpoints_of(request.log)
    award = award_named(notice)
    label = trust_label(auction) if auction else ("C", "no_auction")
    return Verified(
        notice=notice,
        values=list(values_of(notice, request, played, award)),
        findings=findings,
        counts=counts_of(list(chains.values()), played),
        label=("C", "findings") if findings else label,
        ended_by=ended_by(notice),
        head=heads[-1] if heads else None,
        auction=auction,
        agency=award.entry.agency if award else None,
    )


def logs_served(no: str, auction: Auction | None) -> list[str]:
    """Not those whose very length is a secret still: entries before their close, and an auction
    that shows ranks only. Source: record.md 1, live-auction.md 3.
    """
    hidden = set()
    if not Event.objects.filter(log__name=f"request/{no}", kind=Happened.ENTRIES_CLOSED).exists():
        hidden.add(f"entries/{no}")
    if auction and auction.visibility == Visibility.RANK_ONLY and auction.status not in OVER:
        hidden.add(f"auction/{auction.no}")
    return [log for log in logs_for(no) if log not in hidden]


def award_named(notice: Notice) -> Award | None:
    """The award that an award notice tells of."""
    if notice.kind != NoticeKind.AWARD:
        return None
    rows = Award.objects.select_related("entry__agency")
    rank = notice.facts.get("rank")
    return rows.filter(service_request=notice.service_request, rank=rank).order_by("-pk").first()


def ended_by(notice: Notice) -> Notice | None:
    kinds = ENDING.get(NoticeKind(notice.kind), set())
    later = notices_of(notice.service_request).filter(pk__gt=notice.pk, kind__in=kinds)
    return later.first()


def counts_of(chains: list[Chain], played: Chain | None) -> Counts:
    bodies = played.bodies if played else []
    bids = [body for body in bodies if body["kind"] == Happened.BID]
    opened = newest(played, Happened.OPENED) if played else None
    closed = newest(played, Happened.CLOSED) if played else None
    return Counts(
        events=sum(len(chain.hashes) for chain in chains),
        heads=sum(chain.heads for chain in chains),
        bids=len(bids),
        refused=closed["facts"]["refused"] if closed else None,
        extensions=sum(body["kind"] == Happened.EXTENDED for body in bodies),
        soft_close_s=opened["facts"]["soft_close_s"] if opened else None,
        lowest_fen=min((bid["facts"]["amount_fen"] for bid in bids), default=None),
        is_whole=all(chain.is_whole for chain in chains),
    )


def values_of(
    notice: Notice, request: Chain, played: Chain | None, award: Award | None
) -> Iterator[Value]:
    asked, own = notice.service_request, body_of(request, notice.event.seq)
    first = newest(request, "request_published")
    published: Body = first["facts"] if first else {}
    yield Value("title", asked.title, published.get("title"))
    yield Value("no", asked.no, request.log.removeprefix("request/"))
    buyer = None if asked.buyer.is_person else asked.buyer.uscc
    yield Value("buyer", buyer, published.get("buyer"))
    yield Value("method", str(asked.method), published.get("method"))
    yield Value("ceiling_fen", asked.ceiling_fen, published.get("ceiling_fen"))
    if notice.kind == NoticeKind.REQUEST:
        moved = newest(request, "request_extended")
        dates = moved["facts"] if moved else published
        for name in ("entry_closes_at", "opens_at"):
            yield Value(name, stamp(getattr(asked, name)), dates.get(name))
    if award is not None:
        yield from award_values(award, own["facts"] if own else {}, own)
        auction = auction_of(asked)
        if auction is not None and played is not None:
            yield from auction_values(auction, played)
    if notice.kind == NoticeKind.CONTRACT:
        yield from contract_values(notice, own["facts"] if own else {})
    if notice.kind == NoticeKind.FAILURE:
        yield Value("code", asked.failure_code, own["facts"].get("code") if own else None)


def award_values(award: Award, facts: Body, own: Body | None) -> Iterator[Value]:
    codes = {one.get("alias"): one["value"] for one in facts.get("revealed", [])}
    yield Value("agency", award.entry.agency.uscc, codes.get(facts.get("alias")))
    yield Value("amount_fen", award.amount_fen, facts.get("amount_fen"))
    yield Value("decided_at", stamp(award.decided_at), own["at"] if own else None)


def auction_values(auction: Auction, played: Chain) -> Iterator[Value]:
    rows = Bid.objects.filter(auction=auction, seq__isnull=False)
    bids = [body["facts"]["alias"] for body in played.bodies if body["kind"] == Happened.BID]
    shown = (rows.count(), rows.values("agency").distinct().count())
    yield Value("bids", shown, (len(bids), len(set(bids))))
    closed = newest(played, Happened.CLOSED)
    at = stamp(auction.closed_at) if auction.closed_at else None
    yield Value("closed_at", at, closed["at"] if closed else None)


def contract_values(notice: Notice, facts: Body) -> Iterator[Value]:
    contract = Contract.objects.filter(no=facts.get("contract")).first()
    agency = contract.agency.uscc if contract else None
    yield Value("agency", agency, facts.get("agency"))
    yield Value("price_fen", contract.price_fen if contract else None, facts.get("price_fen"))
    text = contract.text_sha256 if contract else None
    yield Value("text_sha256", text, facts.get("text_sha256"))


def body_of(chain: Chain, seq: int) -> Body | None:
    return chain.bodies[seq - 1] if seq <= len(chain.bodies) else None
