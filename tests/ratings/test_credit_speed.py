"""P12: rescoring 100,000 agencies with a million credit events takes at most 60 s."""

import random
import time
from datetime import timedelta

import pytest

from ratings.rules.credit import credit
from tests.credit_events import CITY, DAY, make_event

AGENCIES, EVENTS_EACH, MOST_SECONDS = 100_000, 10, 60
PART = 50  # Only so many of them are really scored.
KINDS = ("review_5", "review_1", "contract_completed", "delivered_late", "gave_up_after_award")


@pytest.mark.slow
def test_a_million_events_are_added_up_within_a_minute():
    chance = random.Random(12)
    lives = [
        [
            make_event(
                kind := chance.choice(KINDS),
                DAY - timedelta(chance.randrange(700)),
                deed=f"C{chance.randrange(4)}",
                buyer=chance.choice("AB") if kind.startswith("review") else "",
            )
            for _n in range(EVENTS_EACH)
        ]
        for _n in range(AGENCIES // PART)
    ]

    began = time.process_time()
    for events in lives:
        credit(events, CITY, DAY)
    seconds = (time.process_time() - began) * PART

    print(f"{seconds:.1f} s for {AGENCIES:,} agencies with {AGENCIES * EVENTS_EACH:,} events")
    assert seconds <= MOST_SECONDS
