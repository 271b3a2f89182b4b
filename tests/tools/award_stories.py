"""Awards, draws and reveals that break one rule each."""

from tests.tools.chance import played
from tests.tools.records import REQUEST, Story, after, chained
from tests.tools.stories import closed, opened


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


def drawn(**changes):
    def told():
        story, _ = played(next(s for s in range(99) if tied(s)))
        bodies = story.request.bodies
        draw = next(body for body in bodies if body["kind"] == "tie_drawn")
        draw["facts"] = {**draw["facts"], **changes}
        story.request = chained(REQUEST, bodies)
        return story

    return told


def tied(seed):
    return any(body["kind"] == "tie_drawn" for body in played(seed)[0].request.bodies)
