"""The contract of a story as its sides live it: signed, delivered, accepted, paid, reviewed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from config.demonstration.files import evidence, report
from config.demonstration.hours import spread
from config.demonstration.projects import (
    BAD,
    BUYER_COMPLAINT,
    BUYER_PRAISE,
    DEFECT,
    DENIAL,
    FAIR,
    PRAISE,
)
from config.demonstration.stage import Moment, Steps
from market.actions.contracts import sign
from market.actions.milestones import accept, deliver, return_for_work
from market.actions.payments import claim, confirm, deny
from market.enums import DeadlineKind
from market.models import Contract, Deliverable
from market.queries.contracts import deliverables_of, milestones_of
from market.queries.deadlines import open_deadlines
from ratings.actions.reviews import review
from ratings.enums import DIMENSIONS, ReviewSide

if TYPE_CHECKING:
    from config.demonstration.life import Life

LOW = 2  # Marks from here down need a reason, words and evidence.
REASONS = {
    "late": ("delivered_late", "slow_reply"),
    "errors": ("report_errors", "report_returned"),
    "poor": ("ignored_standard", "rude_or_evasive"),
}
PRAISED = ("report_thorough", "clear_explanation", "fair_price", "follows_standard")


def performance(life: Life, contract: Contract) -> Steps:
    """From the opened contract to its last review."""
    story, cast = life.story, life.cast
    if story.stops_at == "sign":
        return
    agency = cast.by_id(contract.agency_id)
    yield Moment(life.next("sign", 1), is_quiet=True)
    sign_as(life, contract, agency)
    yield Moment(life.advance(timedelta(minutes=45 + spread(story.key, 90))), is_quiet=True)
    sign_as(life, contract, story.buyer)
    if story.stops_at == "deliver":
        return
    yield from delivery(life, agency, contract)
    if story.stops_at in ("accept", "deliver"):
        return
    yield from after_acceptance(life, agency, contract)


def sign_as(life: Life, contract: Contract, key: str) -> None:
    is_buyer = key == life.story.buyer
    handler = life.cast.writer(key) if is_buyer else life.cast.admin(key)
    sign(no=contract.no, handler=handler, text_sha256=contract.text_sha256)


def delivery(life: Life, agency: str, contract: Contract) -> Steps:
    """Handed over, returned as often as planned, accepted or left to the clock."""
    story = life.story
    [milestone] = milestones_of(contract)
    assert milestone.due_at is not None
    # The due date is exclusive: in time is at the latest the day before.
    planned = milestone.due_at - timedelta(days=1) + timedelta(days=story.days_late)
    if planned > life.at:
        life.at = planned
    yield Moment(life.next("deliver", 0))
    handed_over = hand_over(life, agency, contract, 1)
    for n in range(story.returns):
        yield Moment(life.next(f"return{n}", 2), is_quiet=True)
        return_for_work(
            no=contract.no,
            handler=life.cast.writer(story.buyer),
            deliverable=handed_over.n,
            defects=[{"clause": DEFECT[0], "text": DEFECT[1]}],
        )
        yield Moment(life.next(f"again{n}", 3))
        handed_over = hand_over(life, agency, contract, n + 2)
    if story.stops_at == "accept":
        return
    if story.is_deemed:
        [waiting] = open_deadlines(contract.no).filter(kind=DeadlineKind.ACCEPTANCE)
        life.at = waiting.due_at
        yield Moment(life.advance(timedelta(minutes=5)), is_quiet=True)
        return
    yield Moment(life.next("accept", 2), is_heard=True)
    writer = life.cast.writer(story.buyer)
    accept(no=contract.no, handler=writer, deliverable=handed_over.n)


def hand_over(life: Life, agency: str, contract: Contract, version: int) -> Deliverable:
    return deliver(
        no=contract.no,
        handler=life.cast.admin(agency),
        milestone=1,
        file=report(life.no, version),
    )


def after_acceptance(life: Life, agency: str, contract: Contract) -> Steps:
    """Reviews and payment, in whatever order the plan's people take them."""
    story = life.story
    if story.agency_marks is not None and story.payment not in ("late", "none"):
        yield Moment(life.next("review_buyer", 0), is_quiet=True, is_heard=True)
        review_buyer(life, agency, contract)
    if story.stops_at == "review":
        return
    if story.buyer_marks is not None:
        yield Moment(life.next("review", 1), is_quiet=True, is_heard=True)
        review_agency(life, contract)
    if story.stops_at == "claim" or story.payment == "none":
        return
    if story.payment == "late":
        [due] = open_deadlines(contract.no).filter(kind=DeadlineKind.PAYMENT)
        life.at = due.due_at + timedelta(days=3)
    yield from payment(life, agency, contract)


def payment(life: Life, agency: str, contract: Contract) -> Steps:
    story = life.story
    yield Moment(life.next("claim", 1))
    made = pay(life, contract)
    if story.payment == "denied_once":
        yield Moment(life.next("deny", 1), is_quiet=True)
        deny(no=contract.no, handler=life.cast.admin(agency), n=made, reason=DENIAL)
        yield Moment(life.next("claim_again", 1))
        made = pay(life, contract)
    if story.stops_at == "settle":
        return
    if story.payment != "silent":
        yield Moment(life.next("settle", 1), is_quiet=True, is_heard=True)
        confirm(no=contract.no, handler=life.cast.admin(agency), n=made)


def pay(life: Life, contract: Contract) -> int:
    made = claim(
        no=contract.no,
        handler=life.cast.writer(life.story.buyer),
        milestone=1,
        amount_fen=contract.price_fen,
        provider="bank_transfer",
    )
    return made.n


def review_agency(life: Life, contract: Contract) -> None:
    """A bad mark comes with reasons, words and a piece of evidence."""
    story, key = life.story, life.story.key
    marks = story.buyer_marks
    assert marks is not None
    facts: dict[str, Any] = {"scores": scores(ReviewSide.BUYER_TO_AGENCY, marks, key)}
    if marks <= LOW:
        facts |= {"text": BAD[story.complaint], "reasons": REASONS[story.complaint]}
        if spread(key, 2):
            facts["files"] = [evidence(life.no)]
        else:
            delivered = deliverables_of(contract).last()
            assert delivered is not None
            facts["evidence"] = [delivered.document.public_key]
    elif marks == 3:
        facts["text"] = FAIR[spread(key, len(FAIR))]
    else:
        facts["text"] = PRAISE[spread(key, len(PRAISE))]
        facts["reasons"] = PRAISED[spread(key, 3) :][:2]
    review(no=contract.no, handler=life.cast.writer(story.buyer), **facts)


def review_buyer(life: Life, agency: str, contract: Contract) -> None:
    story, key = life.story, life.story.key
    marks = story.agency_marks
    assert marks is not None
    facts: dict[str, Any] = {"scores": scores(ReviewSide.AGENCY_TO_BUYER, marks, key)}
    if marks <= LOW:
        facts |= {
            "text": BUYER_COMPLAINT,
            "reasons": ["acceptance_delayed"],
            "files": [evidence(life.no)],
        }
    else:
        facts["text"] = BUYER_PRAISE[spread(key, len(BUYER_PRAISE))]
    review(no=contract.no, handler=life.cast.admin(agency), **facts)


def scores(side: ReviewSide, marks: int, key: str) -> dict[str, int]:
    """Marks whose rounded mean is `marks`: one dimension may differ by one."""
    dimensions = [dimension.value for dimension in DIMENSIONS[side]]
    found = dict.fromkeys(dimensions, marks)
    odd = dimensions[spread(key + side, len(dimensions))]
    if marks == 4:
        found[odd] = 5
    elif marks in (1, 3):
        found[odd] = marks + 1
    elif marks == 5 and spread(key, 3) == 0:
        found[odd] = 4
    return found
