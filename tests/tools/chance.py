"""Auctions played by chance and a rule of one line, and records that somebody tampered with."""

import copy
import random

from tests.tools.records import (
    NO,
    Story,
    after,
    canonical,
    chained,
    event_hash,
    sha256,
    stamp,
)


def played(seed: int, **drawn_by) -> tuple[Story, list[str]]:
    """An auction of chance, and who must come out of it in which order, by a rule of one line."""
    chance = random.Random(seed)
    count = chance.randint(2, 7)
    aliases = chance.sample([f"{a}{d}" for a in "CFHKNRTWXY" for d in range(2, 10)], count)
    ranked = chance.random() < 0.3
    step = chance.choice([5_000, 10_000, 30_000])
    floor = None if ranked or chance.random() < 0.6 else chance.randrange(600_000, 950_000)
    cap = chance.choice([None, None, 0, 1, 3])
    latest = chance.choice([None, None, 900, 960, 1_500])
    opened = {
        "step_fen": step,
        "floor_fen": floor,
        "visibility": "rank_only" if ranked else "open",
        "max_extensions": cap,
        "latest_end_at": None if latest is None else stamp(after(latest)),
    }
    story = Story(aliases, opened=opened).open()
    closes, now, extensions, window = 900_000, 100, 0, 120_000  # Milliseconds: no rounding.
    own: dict[str, tuple[int, int]] = {}
    lead = ""
    at_floor: list[str] = []
    for _ in range(chance.randint(0, 40)):
        edge = closes - window - now
        now += max(0, chance.choice([0, 1_500, 40_000, edge, edge + 1, closes - 1 - now]))
        if now >= closes:
            break
        alias = chance.choice(aliases)
        over = own.get(alias if ranked else lead, (None, 0))[0]
        amount = (over - step if over else 1_000_000) - chance.choice([0, 0, 1, 50_000])
        if at_floor or (floor is not None and (amount < floor or chance.random() < 0.1)):
            amount = floor or 0
        blocked = alias in at_floor if at_floor else (alias == lead and not ranked)
        if blocked or amount <= 0:
            continue
        big = over is not None and not ranked and (over - amount) * 10_000 > over * 2000
        confirmed = {"confirmed": True} if big else {}
        own[alias] = (amount, story.bid(now / 1000, alias, amount, **confirmed))
        opens_window = amount == floor and not at_floor
        if not at_floor:
            lead = alias
            end = (
                now + window if opens_window or latest is None else min(now + window, latest * 1000)
            )
            may = opens_window or cap is None or extensions < cap
            if may and end > closes:
                extensions, closes = extensions + 1, end
                story.extend(now / 1000, closes / 1000, extensions)
        if amount == floor:
            at_floor.append(alias)
    order, closed = sorted(own, key=own.__getitem__), closes / 1000
    drawn = draw(story, at_floor, **drawn_by) if len(at_floor) > 1 else []
    story.close(closed + 0.002, order)
    if not own:
        shown = {"code": "no_bid", "revealed": [story.codes_revealed()]}
        story.auction.add("failed", after(closed + 0.002), shown)
        return story, []
    order = drawn + [alias for alias in order if alias not in drawn]
    finished = story.request.bodies[-1]
    if drawn:
        story.request.bodies, story.request.lines = (
            story.request.bodies[:-1],
            story.request.lines[:-1],
        )
        facts = {**finished["facts"], "ranking": order}
        story.request.add("tie_drawn", after(closed + 0.002), story.drawn)
        story.request.add("selection_finished", after(closed + 0.002), facts)
    story.award(closed + 60, 1, order[0], own[order[0]][0])
    return story, order


def draw(story: Story, tied: list[str], **drawn_by) -> list[str]:
    """By what was sealed, or by `drawn_by` instead. Source: live-auction.md 5."""
    basis = {
        "request": NO,
        "draw_no": 1,
        "list_hash": sha256(canonical(sorted(tied))),
        "nonces": [["platform", story.nonce]],
        "outside": None,
        **drawn_by,
    }
    seed = sha256("draw/v1\n" + canonical(basis))
    order = sorted(tied, key=lambda ticket: sha256(f"{seed}\n{ticket}"))
    del basis["request"]
    story.drawn = {**basis, "tickets": sorted(tied), "seed": seed, "ranking": order}
    story.drawn["revealed"] = [story.nonce_revealed()]
    return order


def tampered(seed):
    """A bundle with one thing done to one log, and the finding that must come first in it."""
    chance = random.Random(seed)
    story, _ = played(chance.randrange(10_000))
    log = chance.choice(["request", "auction"])
    chain = getattr(story, log)
    last = len(chain.lines)
    chain.signed = sorted({1, last // 2, last} - {0})
    bundle = story.bundle()
    record = bundle["logs"][["request", "auction"].index(log)]
    k = chance.randint(1, last)
    lines = record["events"]
    act = chance.choice(["flip", "flip hash", "rewrite", "delete", "swap", "truncate", "fork"])
    if act == "flip":
        text = lines[k - 1]["text"]
        at = chance.randrange(len(text))
        put = chance.choice([c for c in '0a{",x' if c != text[at]])
        lines[k - 1]["text"] = text[:at] + put + text[at + 1 :]
        return bundle, chain.name, k, {"hash"}
    if act == "flip hash":
        text = lines[k - 1]["hash"]
        at = chance.randrange(64)
        lines[k - 1]["hash"] = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
        return bundle, chain.name, k, {"hash"}
    if act == "rewrite":  # The hash fits again; the event after it, or the head, does not.
        body = copy.deepcopy(chain.bodies[k - 1])
        body["facts"]["added"] = 1
        text = canonical(body)
        lines[k - 1] = {"text": text, "hash": event_hash(text)}
        wrong = {"head"} if k in chain.signed else {"link"}
        return bundle, chain.name, k if k in chain.signed else k + 1, wrong
    if act == "delete":
        del lines[k - 1]
        return bundle, chain.name, k, {"missing"}
    if act == "swap" and last > 1:
        k = min(k, last - 1)
        lines[k - 1], lines[k] = lines[k], lines[k - 1]
        return bundle, chain.name, k, {"missing"}
    if act in ("truncate", "swap"):
        del lines[k - 1 :]
        if chance.random() < 0.5:
            record["head"] = chain.head(k - 1)
        return bundle, chain.name, k, {"missing"}
    # The rest is written anew in good order by somebody who has no key.
    bodies = copy.deepcopy(chain.bodies)
    bodies[k - 1]["facts"]["added"] = 1
    other = chained(chain.name, bodies)
    record["events"], record["head"] = other.lines, other.head(last)
    return bundle, chain.name, next(n for n in chain.signed if n >= k), {"head"}
