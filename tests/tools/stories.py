"""Auctions that break one rule each, told event by event."""

import json

from tests.tools.records import (
    Story,
    after,
    stamp,
)


def opened(**changes):
    return Story(opened=changes).open()


def early():
    story = Story()
    story.bid(-1, "K7", 900_000)
    return story.open()


def low_step():
    return Story(opened={"step_fen": 4_999}).open()


def other_length():
    return Story(opened={"closes_at": stamp(after(899))}).open()


def other_entrants():
    return Story(opened={"entrants": ["C3", "K7", "T9", "X1"]}).open()


def entrant_twice():
    return Story(opened={"entrants": ["C3", "K7", "T9", "T9"]}).open()


def unknown_kind():
    story = opened()
    story.auction.add("shortened", after(9), {})
    return story


def amount_as_text():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": "900000"})
    return story


def closed_to_entries_early():
    return Story(published={"entry_closes_at": stamp(after(-119.999))}).open()


def unpublished_window():
    story = Story()
    story.rules_of_auction["soft_close_s"] = 60
    return story.open()


def other_rule_set():
    return Story(opened={"rule_set_hash": "ab" * 32}).open()


def opened_early():
    return Story().open(-0.001)


def floor_under_rank_only():
    return Story(opened={"floor_fen": 500_000, "visibility": "rank_only"}).open()


def bids(*offers, **rules):
    """(seconds, alias, fen) each; the window is only a second, so that none extends."""

    def told():
        story = opened(soft_close_s=1, **rules)
        for seconds, alias, amount, *confirmed in offers:
            story.bid(seconds, alias, amount, **({"confirmed": True} if confirmed else {}))
        return story

    return told


def held():
    story = opened()
    story.request.add("request_held", after(100), {})
    story.bid(100, "K7", 900_000)
    story.bid(110, "T9", 890_000)
    story.request.add("request_released", after(120), {})
    return story


def other_bidder():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": 9}, {"bidder": "ab" * 32})
    return story


def unsealed():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": 9})
    return story


def extension(closes, n=1, **more):
    def told():
        story = opened()
        story.bid(800, "K7", 900_000)
        story.extend(800, closes, n, **more)
        return story

    return told


def no_extension(last=False):
    def told():
        story = opened()
        story.bid(800, "K7", 900_000)
        if not last:
            story.bid(801, "T9", 800_000)
        return story

    return told


def needless_extension():
    story = opened()
    story.bid(780, "K7", 900_000)
    story.extend(780, 900.001, 1)
    return story


def capped():
    """One more than the cap allows."""
    story = opened(max_extensions=1)
    story.bid(800, "K7", 900_000)
    story.extend(800, 920, 1)
    story.bid(830, "T9", 800_000)
    story.extend(830, 950, 2)
    return story


def outage():
    """Half a minute out: the end moves by it and the window, and counts in n, not as a bid's."""
    story = opened(max_extensions=1)
    moved = {"cause": "outage", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 1_050, 1, **moved)
    story.bid(1_000, "K7", 900_000)
    story.extend(1_000, 1_120, 2)
    return story


def short_outage():
    story = opened()
    moved = {"cause": "outage", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 1_049, 1, **moved)
    return story


def hold(moves=30):
    story = opened()
    moved = {"cause": "hold", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 900 + moves, 1, **moved)
    return story


def paused(bids_from=1_400.0, closes=1_520.0):
    """Paused 20 s before the end: at least the window is left after notice of ten minutes."""

    def told():
        story = opened()
        story.auction.add("paused", after(880), {"reason": "technical"})
        times = {"bids_from": stamp(after(bids_from)), "closes_at": stamp(after(closes))}
        story.auction.add("resumed", after(800 + 0.0 + 80), {"reason": "mended", **times})
        story.bid(bids_from - 1, "K7", 900_000)
        return story

    return told


def bid_in_pause():
    story = opened()
    story.auction.add("paused", after(500), {"reason": "technical"})
    story.bid(501, "K7", 900_000)
    return story


def closed(seconds, ranking, **changes):
    def told():
        story = opened()
        story.bid(60, "K7", 900_000)
        story.bid(70, "C3", 890_000)
        return story.close(seconds, ranking, **changes)

    return told


def closed_twice():
    story = closed(900, ["C3", "K7"])()
    story.auction.add("closed", after(901), json.loads(story.auction.lines[-1]["text"])["facts"])
    return story


def bid_after_close():
    story = closed(900, ["C3", "K7"])()
    story.bid(900, "T9", 10_000, confirmed=True)
    return story


def unsold(*kinds):
    def told():
        story = opened().close(900, [])
        for kind, facts in kinds:
            story.auction.add(kind, after(900), facts)
        return story

    return told


def no_bid_after_bids():
    story = closed(900, ["C3", "K7"])()
    shown = {"code": "no_bid", "revealed": [story.codes_revealed()]}
    story.auction.add("failed", after(901), shown)
    return story


def voided(bid, ranking=None):
    def told():
        story = opened()
        story.bid(60, "K7", 900_000)
        story.bid(70, "C3", 890_000)
        if ranking is None:
            story.auction.add("voided", after(80), {"bid": bid, "reason": "fraud"})
            story.bid(90, "C3", 890_000)
            return story
        story.close(900, ["C3", "K7"])
        facts = {"bid": bid, "reason": "fraud", "ranking": ranking}
        story.auction.add("voided", after(910), facts)
        return story

    return told


def floor_bid_twice():
    story = opened(floor_fen=500_000)
    story.bid(60, "K7", 500_000)
    story.bid(61, "T9", 500_000)
    story.bid(62, "K7", 500_000)
    return story


def caps_too_early():
    return Story(opened={"latest_end_at": stamp(after(899.999))}).open()


def unknown_visibility():
    return Story(opened={"visibility": "dark"}).open()
