"""A ledger that can be overspent costs real money."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from config.settings import SettingsError, load
from services.brain.spend import Reservation, Spent
from services.brain.thought import Usage
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.unit.services.brain.spender import CALL, spend_of

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SPENDER = "tests.unit.services.brain.spender"


async def reserved(spend: object) -> Reservation:
    reservation = await spend.reserve(1_000, 1_000)  # type: ignore[attr-defined]
    assert isinstance(reservation, Reservation)
    return reservation


async def test_the_most_is_booked_before_and_what_it_took_afterwards(store: Store) -> None:
    spend = spend_of(store, "1", SteppedClock(NOON))
    reservation = await reserved(spend)
    assert (reservation.dollars, await spend.today()) == (CALL, Spent(CALL, 2_000, 1))
    await spend.settle(reservation, Usage(input_tokens=10, output_tokens=20, dollars=Decimal("0.00022")))
    assert await spend.today() == Spent(Decimal("0.00022"), 30, 1)


async def test_the_last_call_fits_exactly_and_none_after_it(store: Store) -> None:
    spend = spend_of(store, str(2 * CALL), SteppedClock(NOON))
    await reserved(spend)
    await reserved(spend)
    assert await spend.reserve(1, 0) is None
    assert await spend.today() == Spent(2 * CALL, 4_000, 2, over=True)


async def test_a_budget_that_covers_no_further_call_is_over_though_not_all_is_spent(store: Store) -> None:
    """Else /ai status names the model for the rest of the day, and the rules speak."""
    clock = SteppedClock(NOON)
    spend = spend_of(store, str(CALL * Decimal("1.9")), clock)
    reservation = await reserved(spend)
    assert (await spend.today()).over
    await spend.settle(reservation, Usage(dollars=CALL * Decimal("0.9")))
    assert not (await spend.today()).over
    await spend.settle(await reserved(spend), Usage(dollars=CALL * Decimal("0.1")))
    assert (await spend.today()).over
    assert await spend.reserve(1_000, 1_000) is None
    assert not (await spend_of(store, "1", clock).today()).over, "somebody raised it"
    clock.step(NOON + timedelta(days=1))
    assert not (await spend.today()).over


async def test_tokens_have_a_budget_of_their_own(store: Store) -> None:
    spend = spend_of(store, "1000", SteppedClock(NOON), tokens=3_000)
    await reserved(spend)
    assert await spend.reserve(1_000, 1) is None
    assert await spend.reserve(1_000, 0) is not None


async def test_a_call_is_of_the_day_that_it_began_on(store: Store) -> None:
    clock = SteppedClock(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))
    spend = spend_of(store, str(CALL), clock)
    reservation = await reserved(spend)
    clock.step(datetime(2026, 12, 1, tzinfo=UTC))
    assert await spend.today() == Spent(Decimal(0), 0, 0)
    await reserved(spend)
    await spend.settle(reservation, Usage())
    assert await spend.today() == Spent(CALL, 2_000, 1, over=True)


async def test_parts_of_a_billionth_are_rounded_up(store: Store) -> None:
    spend = spend_of(store, "1", SteppedClock(NOON))
    usage = spend.usage_of({"usage": {"input_tokens": 0, "cache_read_input_tokens": 1, "output_tokens": 1}})
    assert usage == Usage(cache_read_tokens=1, output_tokens=1, dollars=Decimal("0.0000101"))


@pytest.mark.parametrize(
    "usage",
    [None, 7, [], {}, {"input_tokens": 0, "output_tokens": 0}, {"input_tokens": True, "output_tokens": 1},
     {"input_tokens": 1.5, "output_tokens": 1}, {"input_tokens": 5, "output_tokens": -1}],
)  # fmt: skip
async def test_a_usage_that_cannot_be_is_none(store: Store, usage: object) -> None:
    assert spend_of(store, "1", SteppedClock(NOON)).usage_of({"usage": usage}) is None


async def test_without_the_store_nothing_is_reserved(store: Store, embedded: EmbeddedStore) -> None:
    spend = spend_of(Store("redis://127.0.0.1:9/0"), "1", SteppedClock(NOON))
    with pytest.raises(StoreUnavailable):
        await spend.reserve(1, 1)


async def spender(url: str, dollars: str) -> asyncio.subprocess.Process:
    """Another process that spends, ready to begin."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", SPENDER, url, dollars, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def test_two_processes_do_not_overspend_together(embedded: EmbeddedStore, store: Store) -> None:
    url = await embedded.ensure()
    spending = [await spender(url, "1") for _ in range(2)]
    outputs = [out.decode().split() for out, _ in await asyncio.gather(*(each.communicate(b"\n") for each in spending))]
    calls = sum(map(len, outputs))
    spent = await spend_of(store, "1", _wall()).today()
    assert all(outputs), "one of them had no turn"
    assert spent.calls == calls
    assert Decimal(1) - CALL < spent.dollars <= Decimal(1)
    assert calls * CALL > Decimal(1), "what was settled at less is there for others"


async def test_a_killed_process_leaves_what_it_may_have_spent(embedded: EmbeddedStore, store: Store) -> None:
    url = await embedded.ensure()
    process = await spender(url, "1000")
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdin.write(b"\n")
    for _ in range(20):
        await process.stdout.readline()
    process.kill()
    await process.communicate()
    spent = await spend_of(store, "1000", _wall()).today()
    assert spent.calls >= 20
    assert spent.dollars >= (spent.calls // 2) * (CALL + CALL / 2)


def test_a_model_without_a_price_is_an_error_at_start_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "omega.yaml").write_text("ai: {model: {name: claude-next-9}}")
    with pytest.raises(SettingsError, match=r"claude-next-9 has no price: write .*claude-next-9: \{input"):
        load(home=tmp_path)
    (tmp_path / "omega.yaml").write_text(
        "ai: {model: {name: claude-next-9, prices: "
        "{claude-next-9: {input: 1, output: 2, cache_write: 1, cache_read: 1}}}}"
    )
    assert load(home=tmp_path).ai.model.prices["claude-next-9"].output == 2


def _wall() -> SteppedClock:
    return SteppedClock(datetime.now(UTC))
