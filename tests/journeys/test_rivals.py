"""Simulated bidders on the real server."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection

from bidding.models import Bid
from config.rivals import Pace, Rivals
from market.gateways.database import database_now, staged_clock
from tests.bidding.factories import make_entered
from tests.factories import make_token
from tests.loops import run
from tests.site import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
QUICK = Pace(shortest_s=0.05, longest_s=0.1, answer_s=0.1, stop_after_s=12.0, lowest_bp=9_600)


def test_simulated_bidders_go_down_to_their_lowest_price_and_no_further(tmp_path):
    now = database_now()
    at = now + timedelta(seconds=2)
    with staged_clock(now):
        made = make_entered(2, entry_closes_at=at, opens_at=at)
    tokens = [make_token(handler) for handler in made.agencies]
    site = Site(tmp_path)
    try:
        rivals = Rivals(site.url, made.auction.no, tokens, QUICK)
        accepted = run(asyncio.wait_for(rivals.run(), 90))
    finally:
        site.stop()
        connection.ensure_connection()

    amounts = list(Bid.objects.exclude(seq=None).values_list("amount_fen", flat=True))
    lowest_fen, step_fen = made.auction.ceiling_fen * 96 // 100, made.auction.step_fen
    assert len(amounts) == accepted
    assert lowest_fen <= min(amounts) < lowest_fen + step_fen
