"""Verifying: auctions played again by the same judge, winners recomputed, rows compared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bidding.enums import EntryStatus, Happened, Visibility
from bidding.methods import DECIDE
from bidding.models import Auction, Award, Bid, Entry, Selection
from bidding.rules.verification import Replay, draw_findings, final_order, replay
from market.enums import Method
from market.models import Log, Salt
from market.queries.rule_sets import rules_of
from market.rules.canonical import canonical, sealed_digest, sha256
from market.rules.verification import Chain, Finding

Body = Mapping[str, Any]


def findings_in(chains: Mapping[str, Chain]) -> Iterator[Finding]:
    """All findings of logs that were read; a request's auctions are compared with it."""
    auctions = {log: chain for log, chain in chains.items() if log.startswith("auction/")}
    requests = {log: chain for log, chain in chains.items() if log.startswith("request/")}
    for log, chain in chains.items():
        yield from chain.findings
        if log in auctions:
            no = log.removeprefix("auction/").rpartition("-A")[0]
            yield from auction_findings(chain, requests.get(f"request/{no}"))
        elif log in requests:
            yield from request_findings(chain, auctions)


def trust_label(auction: Auction) -> tuple[str, str]:
    """The label of an auction's record and the code of why it is no better.

    No record has a witness yet, so none is A. Source: live-auction.md 6.
    """
    log = Log.objects.filter(name=f"auction/{auction.no}").first()
    if log is None or log.checkpoint_seq == 0:
        return "C", "unsigned"
    if auction.closed_at is not None:
        closed = log.events.filter(kind=Happened.CLOSED).values_list("seq", flat=True).first()
        if closed is None or log.checkpoint_seq < closed:
            return "C", "close_unsigned"
    return ("B", "open") if auction.visibility == Visibility.OPEN else ("C", "hidden")


def auction_findings(chain: Chain, request: Chain | None) -> Iterator[Finding]:
    """An auction's log by its rules, and its rows by its log. `request` is its request's log."""
    closing = newest(request, Happened.ENTRIES_CLOSED) if request else None
    played = replay(chain.log, chain.bodies, closing["facts"] if closing else None)
    yield from played.findings
    auction = Auction.objects.filter(no=chain.log.removeprefix("auction/")).first()
    if auction is None:
        yield Finding(chain.log, None, "row", "there is no such auction")
    elif chain.is_whole:
        yield from row_findings(chain, auction, played)
        yield from bid_findings(chain, auction)


def row_findings(chain: Chain, auction: Auction, played: Replay) -> Iterator[Finding]:
    """What pages show of an auction is what its log says."""
    shown: list[tuple[str, object, object]] = [("seq", auction.seq, len(chain.bodies))]
    if played.state is not None:
        shown += [
            ("status", str(auction.status), str(played.status)),
            ("closes_at", auction.closes_at, played.state.closes_at),
            ("extension_count", auction.extension_count, played.state.extension_count),
        ]
    for name, stored, told in shown:
        if stored != told:
            text = f"{name} is shown otherwise than the log says"
            yield Finding(chain.log, len(chain.bodies) or None, "row", text)


def bid_findings(chain: Chain, auction: Auction) -> Iterator[Finding]:
    """Every accepted bid of the table is a bid of the log, and the other way round."""
    aliases = dict(
        Entry.objects.filter(service_request=auction.service_request_id).values_list(
            "agency_id", "alias"
        )
    )
    rows = Bid.objects.filter(auction=auction, seq__isnull=False).order_by("seq")
    columns = ("seq", "agency_id", "amount_fen", "hash")
    stored = {row[0]: row[1:] for row in rows.values_list(*columns).iterator(chunk_size=2_000)}
    for body, digest in zip(chain.bodies, chain.hashes, strict=False):
        if body["kind"] != Happened.BID:
            continue
        agency_id, amount_fen, hashed = stored.pop(body["seq"], (None, None, None))
        told = (body["facts"]["alias"], body["facts"]["amount_fen"], digest)
        if (aliases.get(agency_id), amount_fen, hashed) != told:
            yield Finding(chain.log, body["seq"], "row", "the table of bids has another bid")
    for seq in sorted(stored):
        yield Finding(chain.log, seq, "row", "the table of bids has a bid that the log has not")


def request_findings(chain: Chain, auctions: Mapping[str, Chain]) -> Iterator[Finding]:
    """Entries, selection and awards of a request, each recomputed from what it rests on."""
    closing = newest(chain, Happened.ENTRIES_CLOSED)
    if closing is not None:
        yield from entry_findings(chain, closing)
    finished = newest(chain, Happened.SELECTION_FINISHED)
    if finished is not None:
        yield from selection_findings(chain, finished, auctions)
    yield from award_findings(chain, finished)


def newest(chain: Chain, kind: str) -> Body | None:
    return next((body for body in reversed(chain.bodies) if body["kind"] == kind), None)


def entry_findings(chain: Chain, closing: Body) -> Iterator[Finding]:
    """The frozen list is that of the table, and each digest stands for the agency's own code."""
    no = chain.log.removeprefix("request/")
    rows = Entry.objects.filter(service_request__no=no, status=EntryStatus.CONFIRMED)
    stored = list(rows.order_by("alias").values_list("alias", "bidder_digest", "agency__uscc"))
    listed = [{"alias": alias, "bidder": digest} for alias, digest, _uscc in stored]
    if closing["facts"]["entries"] != listed:
        yield Finding(chain.log, closing["seq"], "entries", "the table of entries is another list")
    if sha256(canonical(closing["facts"]["entries"])) != closing["facts"]["list_hash"]:
        text = "list_hash is not the hash of the entries"
        yield Finding(chain.log, closing["seq"], "list_hash", text)
    codes = {digest: uscc for _alias, digest, uscc in stored}
    kept = Salt.objects.filter(digest__in=codes).values_list("digest", "salt", "value")
    for digest, salt, value in kept:
        if value != codes[digest] or sealed_digest(salt, value) != digest:
            text = "an entry's digest stands for another agency"
            yield Finding(chain.log, closing["seq"], "digest", text)


def selection_findings(
    chain: Chain, finished: Body, auctions: Mapping[str, Chain]
) -> Iterator[Finding]:
    """The ranking follows from the auction's log by the request's own method."""
    named = finished["facts"].get("auction")
    log = auctions.get(named["log"]) if named else None
    no = chain.log.removeprefix("request/")
    stored = Selection.objects.select_related("service_request__rule_set")
    selection = stored.filter(service_request__no=no).first()
    if selection is None or selection.ranking != finished["facts"]["ranking"]:
        text = "the table of selections has another ranking"
        yield Finding(chain.log, finished["seq"], "row", text)
    if selection is None or log is None or not log.is_whole:
        return
    seq = named["seq"]
    if seq > len(log.hashes) or log.hashes[seq - 1] != named["hash"]:
        text = "the auction's log was closed by another event"
        yield Finding(chain.log, finished["seq"], "auction", text)
        return
    yield from draw_findings(chain, finished, log.bodies)
    draw = newest(chain, Happened.TIE_DRAWN)
    order = final_order(
        log.log,
        log.bodies,
        DECIDE[Method(selection.method)],
        rules_of(selection.service_request.rule_set),
        draw=(no, draw["facts"]) if draw else None,
    )
    if order != finished["facts"]["ranking"]:
        text = f"recomputed it is {', '.join(order) or 'empty'}"
        yield Finding(chain.log, finished["seq"], "ranking", text)


def award_findings(chain: Chain, finished: Body | None) -> Iterator[Finding]:
    """Each award has its rank by the ranking, names whom it reveals, and is in the table."""
    no = chain.log.removeprefix("request/")
    rows = Award.objects.filter(service_request__no=no).order_by("decided_at", "pk")
    stored = list(rows.values_list("entry__alias", "rank", "amount_fen"))
    order: Sequence[str] = finished["facts"]["ranking"] if finished else []
    closing = newest(chain, Happened.ENTRIES_CLOSED)
    entries = closing["facts"]["entries"] if closing else []
    digests = {entry["alias"]: entry["bidder"] for entry in entries}
    decided = [body for body in chain.bodies if body["kind"] == Happened.AWARD_DECIDED]
    for place, body in enumerate(decided):
        facts, seq = body["facts"], body["seq"]
        told = (facts["alias"], facts["rank"], facts["amount_fen"])
        if order[facts["rank"] - 1 : facts["rank"]] != [facts["alias"]]:
            yield Finding(chain.log, seq, "award", "another has this rank")
        if stored[place : place + 1] != [told]:
            yield Finding(chain.log, seq, "row", "the table of awards has another award")
        for shown in facts["revealed"]:
            if sealed_digest(shown["salt"], shown["value"]) != digests.get(shown["alias"]):
                text = f"what is revealed of {shown['alias']} does not give its digest"
                yield Finding(chain.log, seq, "digest", text)
    if chain.is_whole and len(stored) > len(decided):
        text = "the table of awards has an award that the log has not"
        yield Finding(chain.log, len(chain.bodies) or None, "row", text)
