"""The room in a real browser: two bidders and an observer, from the first press to the replay."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from bidding.models import Bid
from market.gateways.database import database_now, staged_clock
from tests.bidding.factories import make_entered
from tests.bidding.sockets import cookie_of
from tests.site import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1" / "axe.min.js"
PATIENCE_MS = 90_000
LISTEN = """() => { window.broken = [];
  addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective)); }"""
AXE_RUN = """async () => (await axe.run()).violations.map((one) =>
  `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""
MAIN = "#bid > .c-button"
RANK, LOWEST = '[data-part="rank"]', '[data-part="lowest"]'
TITLE = "年产1.2万吨铜箔生产线环境影响报告表编制"


@pytest.fixture
def site(tmp_path):
    running = Site(tmp_path)
    yield running
    running.stop()
    connection.ensure_connection()


def opened(chromium, site, no, handler=None, width=1280, height=800, prefix=""):
    """The room in a browser of its own, which counts what breaks the policy or throws."""
    context = chromium.new_context(viewport={"width": width, "height": height})
    if handler is not None:
        name, _, value = cookie_of(handler).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.add_init_script(f"({LISTEN})()")
    page.goto(f"{site.url}{prefix}/auctions/{no}/")
    return page


def shoot(page, name: str) -> None:
    """Where `ROOM_PICTURES` names a folder, the picture is kept there to be looked at."""
    if folder := os.environ.get("ROOM_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def says(page, selector: str, words: str) -> None:
    page.wait_for_function(
        "([selector, words]) => document.querySelector(selector)?.textContent.includes(words)",
        arg=[selector, words],
    )


def check(page, site) -> None:
    """Nothing thrown, nothing against the policy, nothing that axe finds."""
    assert page.faults == []
    assert page.evaluate("broken") == []
    page.evaluate(AXE.read_text())
    assert page.evaluate(AXE_RUN) == []


def make_soon(seconds: int, base: str):
    """The clock stands still while agencies enter, however long that takes here."""
    now = database_now()
    at = now + timedelta(seconds=seconds)
    parameters = {"step_fen": 50_000, "base_duration": base, "soft_close": "5s"}
    with staged_clock(now):
        return make_entered(
            2,
            title=TITLE,
            ceiling_fen=4_800_000,
            method_parameters=parameters,
            entry_closes_at=at,
            opens_at=at,
        )


def test_two_bidders_and_an_observer_from_the_first_bid_to_the_replay(chromium, site):
    made = make_soon(10, "60s")
    no = made.auction.no
    one = opened(chromium, site, no, made.agencies[0])
    two = opened(chromium, site, no, made.agencies[1], 360, 640, "/en")
    watcher = opened(chromium, site, no)
    assert watcher.locator("#bid").count() == 0
    for page in (one, two, watcher):
        page.wait_for_selector(".c-conn[data-shown=open]")
    one.wait_for_selector(f"{MAIN}[aria-disabled=false]")

    one.click(MAIN)  # Not armed: the six rules are asked once, and that press is the bid.
    one.click("#arm [data-kind=main]")
    says(one, RANK, "1")
    says(watcher, LOWEST, "48,000.00")
    says(two, LOWEST, "48,000.00")
    two.evaluate("document.querySelector('[data-part=armed] input').click()")
    two.click(MAIN)  # Armed: one press.
    says(one, LOWEST, "47,500.00")
    says(one, RANK, "2")
    says(one, '[data-part="standing"]', "已被超越")
    one.click(MAIN)
    says(two, LOWEST, "47,000.00")
    says(one, RANK, "1")
    assert one.locator("[data-part=receipts] a[download]").count() == 2
    assert list(Bid.objects.order_by("seq").values_list("amount_fen", flat=True)) == [
        4_800_000,
        4_750_000,
        4_700_000,
    ]
    for name, page in (("bidder", one), ("bidder-en-360", two), ("observer", watcher)):
        shoot(page, name)
        check(page, site)

    for page in (one, watcher):
        page.wait_for_selector("[data-part=over]:not([hidden])")
        page.click("[data-part=over] a")
        page.wait_for_selector("[data-part=replay]:not([hidden])")
        page.locator("#replay").fill("1")
        says(page, "output[for=replay]", "第 1 笔")
        shoot(page, "closed")
        check(page, site)


def test_what_is_pressed_while_the_page_is_offline_is_never_sent(chromium, site):
    made = make_soon(6, "3m")
    page = opened(chromium, site, made.auction.no, made.agencies[0])
    page.wait_for_selector(f"{MAIN}[aria-disabled=false]")
    page.evaluate("document.querySelector('[data-part=armed] input').click()")
    site.stop()
    page.wait_for_selector(f"{MAIN}[aria-disabled=true]")
    page.click(MAIN, force=True)
    again = Site(site.folder, port=site.ports[0])
    try:
        page.wait_for_selector(f"{MAIN}[aria-disabled=false]")
        assert Bid.objects.count() == 0
        page.click(MAIN)
        says(page, RANK, "1")
        assert Bid.objects.count() == 1
    finally:
        again.stop()
