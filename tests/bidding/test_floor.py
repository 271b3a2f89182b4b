"""The floor: one commit at a time, everything that waited goes into the next, all are answered."""

import asyncio
from types import SimpleNamespace
from uuid import UUID

import pytest

from bidding.live.floor import BATCH, Floor, floor_of
from bidding.rules.bids import Offer
from market.errors import Busy
from tests.loops import run


class Commits:
    """Stands where the commit is, holds each back until it is let go, and keeps what it got."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gates: list[asyncio.Event] = []
        self.fault: Exception | None = None

    async def __call__(self, *, auction_id: int, offers: list[Offer]):
        gate = asyncio.Event()
        self.batches.append([offer.amount_fen for offer in offers])
        self.gates.append(gate)
        await gate.wait()
        if self.fault is not None:
            raise self.fault
        return [SimpleNamespace(amount_fen=offer.amount_fen) for offer in offers]


def offer(amount_fen: int) -> Offer:
    return Offer(1, UUID(int=amount_fen), amount_fen)


async def settle() -> None:
    """Let every task run until all of them wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def placed(floor: Floor, *amounts: int) -> list[asyncio.Task]:
    tasks = [asyncio.create_task(floor.place(offer(amount))) for amount in amounts]
    await settle()
    return tasks


def test_what_waits_during_a_commit_goes_into_the_next_in_its_order():
    async def story():
        commits = Commits()
        floor = Floor(7, commits)
        first = await placed(floor, 90)
        others = await placed(floor, 80, 70, 60)
        assert commits.batches == [[90]]

        commits.gates[0].set()
        await settle()
        assert first[0].result().amount_fen == 90
        assert commits.batches == [[90], [80, 70, 60]]
        assert not any(task.done() for task in others)

        commits.gates[1].set()
        assert [bid.amount_fen for bid in await asyncio.gather(*others)] == [80, 70, 60]

    run(story())


def test_a_batch_has_a_limit_and_the_rest_follows():
    async def story():
        commits = Commits()
        floor = Floor(7, commits)
        tasks = await placed(floor, 1)
        tasks += await placed(floor, *range(2, BATCH + 12))
        for n in range(3):
            commits.gates[n].set()
            await settle()
        await asyncio.gather(*tasks)
        assert [len(batch) for batch in commits.batches] == [1, BATCH, 10]

    run(story())


def test_a_failed_commit_is_told_to_each_asker_and_the_floor_goes_on():
    async def story():
        commits = Commits()
        floor = Floor(7, commits)
        commits.fault = Busy()
        tasks = await placed(floor, 90, 80)
        commits.gates[0].set()
        await settle()
        for task in tasks:
            with pytest.raises(Busy):
                task.result()

        commits.fault = None
        [after] = await placed(floor, 70)
        commits.gates[1].set()
        assert (await after).amount_fen == 70

    run(story())


def test_a_socket_that_has_gone_leaves_its_neighbours_their_answers():
    async def story():
        commits = Commits()
        floor = Floor(7, commits)
        gone, stays = await placed(floor, 90, 80)
        gone.cancel()
        await settle()
        commits.gates[0].set()
        assert (await stays).amount_fen == 80
        assert commits.batches == [[90, 80]]  # It was sent, so it is judged.

    run(story())


def test_an_auction_has_one_floor_in_a_process():
    async def story():
        floor = floor_of(7)
        assert floor_of(7) is floor
        assert floor_of(8) is not floor

    run(story())
