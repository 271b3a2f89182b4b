"""Awards, draws and reveals that break one rule each."""

from tests.tools.chance import played
from tests.tools.records import REQUEST, Story, after, chained, sha256, stamp
from tests.tools.stories import closed, opened

OTHER = {"name": "draw_nonce", "value": "ab" * 32, "salt": "cd" * 32}


def awarded(rank=1, alias="C3", amount_fen=890_000, **changes):
    def told():
        return closed(900, ["C3", "K7"])().award(1_000, rank, alias, amount_fen, **changes)

    return told


def other_name():
    story = closed(900, ["C3", "K7"])()
    shown = [{**story.revealed("C3")[0], "value": story.names["K7"]}]
    return story.award(1_000, 1, "C3", 890_000, revealed=shown)


def other_codes():
    story = closed(900, ["C3", "K7"], codes={"own_lead": 2})()
    return story.award(1_000, 1, "C3", 890_000)


def only_decided():
    story = closed(900, ["C3", "K7"])()
    facts = {"rank": 1, "alias": "C3", "amount_fen": 890_000, "code": None}
    shown = {"revealed": story.revealed("C3"), "reason": None, "standstill_until": None}
    story.request.add("award_decided", after(1_000), facts | shown)
    return story


def only_awarded():
    story = awarded()()
    story.request = chained(REQUEST, story.request.bodies[:-1])
    return story


def decided_before_the_close():
    story = opened()
    facts = {"rank": 1, "alias": "C3", "amount_fen": 890_000, "code": None}
    story.request.add("award_decided", after(1_000), facts | {"revealed": story.revealed("C3")})
    return story


def losers_unnamed():
    story = Story(published={"fund_source": "fiscal"}).open()
    story.bid(60, "K7", 900_000)
    return story.close(900, ["K7"]).award(1_000, 1, "K7", 900_000)


def drawn(without="", **changes):
    """A draw among those who met at the floor, with other facts."""

    def told():
        story = met()
        bodies = story.request.bodies
        draw = next(body for body in bodies if body["kind"] == "tie_drawn")
        draw["facts"] = {**draw["facts"], **changes}
        draw["facts"].pop(without, None)
        story.request = chained(REQUEST, bodies)
        return story

    return told


def nonce_shown(**changes):
    """What is revealed beside the draw is another value, salt or name."""
    return drawn(revealed=[{**met().nonce_revealed(), **changes}])


def drawn_by(**basis):
    """A draw that is right in itself, with all that rests on it, but made by something else."""

    def told():
        return met(**basis)

    return told


def drawn_and_shown():
    """Drawn by a nonce chosen at the end, and that is revealed: only the digest is another."""
    story = met(nonces=[["platform", OTHER["value"]]])
    bodies = story.request.bodies
    next(body for body in bodies if body["kind"] == "tie_drawn")["facts"]["revealed"] = [OTHER]
    story.request = chained(REQUEST, bodies)
    return story


def sealed_again():
    """As before, and its digest is recorded: by a second `entries_closed`."""
    story = drawn_and_shown()
    published, closing, *rest = story.request.bodies
    again = {**closing, "sealed": {"draw_nonce": sha256(OTHER["value"], OTHER["salt"])}}
    story.request = chained(REQUEST, [published, closing, again, *rest])
    return story


def sealed_at(seconds, **changes):
    """The entries are closed so many seconds after the opening."""

    def told():
        story = met()
        for body in story.request.bodies[1:3]:
            body["at"] = stamp(after(seconds))
        story.request.bodies[1] |= changes
        story.request = chained(REQUEST, story.request.bodies)
        return story

    return told


def undrawn(ranking, **changes):
    """Two meet at the floor, and the earlier number is taken."""

    def told():
        story = opened(floor_fen=500_000)
        story.bid(60, "K7", 500_000)
        story.bid(61, "T9", 500_000)
        return story.close(900, ranking, **changes)

    return told


def met(**basis):
    return played(next(seed for seed in range(99) if is_tied(seed)), **basis)[0]


def is_tied(seed):
    return bool(played(seed)[0].drawn)
