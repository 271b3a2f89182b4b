"""The rehearsal: one live auction under the sandbox, with simulated bidders."""

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from bidding.actions.entries import enter
from bidding.actions.service_requests import publish_request
from config.rehearsal_end import carry_on
from config.rivals import Pace, Rivals
from market.actions.service_requests import draft
from market.errors import Refused
from market.gateways.database import database_now
from market.models import Handler
from market.queries.handlers import handler_of
from market.queries.service_items import item_by_code
from market.queries.users import user_by_email
from market.rules.service_requests import RequestFacts

log = logging.getLogger(__name__)
OPENS_AFTER = timedelta(seconds=15)
ENTRY_CLOSES_AFTER = timedelta(seconds=10)
CEILING_FEN = 4_800_000
STEP_BP = 50
SIMULATED = 3
TURN_S = 1.0
# Three minutes at this pace take the price to about two thirds of the ceiling.
PACE = Pace(shortest_s=6.0, longest_s=14.0, lowest_bp=5_800, spread_bp=600)


@dataclass(frozen=True)
class Rehearsal:
    """`simulated` are e-mail and token of each simulated bidder."""

    no: str
    buyer: str
    simulated: list[tuple[str, str]]


def prepare() -> Rehearsal:
    """Publish the request and enter the printed agency and three simulated ones.

    Raises RuntimeError where the installation is no demonstration.
    """
    path = Path(settings.DEMONSTRATION_FILE)
    if not path.exists():
        raise RuntimeError("演练需要演示城市 · a rehearsal needs the demonstration city")
    told = json.loads(path.read_text(encoding="utf-8"))
    buyer = next(a for a in told["accounts"] if a["role"] == "buyer")
    agencies = [a for a in told["accounts"] if a["role"] == "agency"]
    now = database_now()
    code = told["service_items"][0]
    item = item_by_code(code)
    facts = RequestFacts(
        service_items=[code],
        title=f"演练：{item.name if item else code}",
        scope="演练用的服务需求：编制成果一份，配合评审和修改。",
        ceiling_fen=CEILING_FEN,
        method_parameters={
            "step_fen": CEILING_FEN * STEP_BP // 10_000,
            "base_duration": "3m",
            "soft_close": "20s",
        },
        entry_closes_at=now + ENTRY_CLOSES_AFTER,
        opens_at=now + OPENS_AFTER,
        service_days=45,
        contact="0000-0000113",
        rule_set="sandbox",
    )
    writer = acting(buyer["email"])
    asked = draft(handler=writer, facts=facts)
    publish_request(no=asked.no, handler=writer)
    entered: list[tuple[str, str]] = []
    for agency in agencies:
        if len(entered) <= SIMULATED and has_entered(asked.no, agency["email"]):
            entered.append((agency["email"], agency["token"]))
    return Rehearsal(asked.no, buyer["email"], entered[1:])  # The first is the visitor's.


def acting(email: str) -> Handler:
    user = user_by_email(email)
    handler = handler_of(user) if user else None
    assert handler is not None, f"{email} acts for nobody"
    return handler


def has_entered(no: str, email: str) -> bool:
    try:
        enter(no=no, handler=acting(email))
    except Refused:
        return False
    return True


def is_settled(rehearsal: Rehearsal) -> bool:
    """Let the simulated side confirm and sign; whether there is nothing left to do."""
    handlers = [acting(email) for email, _token in rehearsal.simulated]
    agencies = {handler.organization_id: handler for handler in handlers}
    return carry_on(rehearsal.no, acting(rehearsal.buyer), agencies)


def let_go() -> None:
    """Close the connection of the thread this runs on."""
    connection.close()


async def rehearse(url: str) -> None:
    """Runs beside the server: prepares on a thread of its own, bids over real sockets, signs."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="rehearsal") as thread:
        try:
            prepared = await loop.run_in_executor(thread, prepare)
        except (RuntimeError, Refused):
            log.exception("the rehearsal could not be prepared")
            return
        finally:
            await loop.run_in_executor(thread, let_go)
        tokens = [token for _email, token in prepared.simulated]
        await Rivals(url, f"{prepared.no}-A1", tokens, PACE).run()
        try:
            while not await loop.run_in_executor(thread, is_settled, prepared):
                await asyncio.sleep(TURN_S)
        finally:
            await loop.run_in_executor(thread, let_go)
