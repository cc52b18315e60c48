"""If a kept year is not the reckoned one, a date on a card is wrong for four hundred days."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.events import SkyEvent
from services.core.errors import StoreUnavailable
from services.cosmic import almanac
from services.cosmic.almanac import VERSION, Almanac, decode, encode
from services.cosmic.dates import FIRST, LAST
from services.store import keys
from tests.answers._sky import events
from tests.examples import examples
from tests.unit.analytics.sky.reference import year_events


class Kept:
    """A store in memory, which counts; ``away`` makes it fail, ``hangs`` makes it never answer."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.reads = self.writes = 0
        self.away = self.hangs = False

    async def get(self, key: str, /) -> bytes | None:
        self.reads += 1
        await self._answer()
        return self.held.get(key)

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        assert ttl > 0
        self.writes += 1
        await self._answer()
        self.held[key] = value

    async def _answer(self) -> None:
        if self.hangs:
            await asyncio.sleep(3600)
        if self.away:
            raise StoreUnavailable


@pytest.fixture
def reckoned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The years that were reckoned; each is a few made-up events."""
    years: list[int] = []

    def reckon(year: int) -> tuple[SkyEvent, ...]:
        years.append(year)
        return events(30, 365, year, datetime(year, 1, 1, tzinfo=UTC))

    monkeypatch.setattr(almanac, "_reckoned", reckon)
    return years


@examples(25)
@given(seed=st.integers(0, 2**31), count=st.integers(0, 60))
def test_what_is_kept_is_what_was_reckoned(seed: int, count: int) -> None:
    found = events(count, 365, seed)
    assert decode(encode(found)) == found


def test_a_real_year_too() -> None:
    found = year_events(2024)
    assert decode(encode(found)) == found


async def test_a_year_is_reckoned_once_by_a_process_and_once_by_all(reckoned: list[int]) -> None:
    store = Kept()
    one, other = Almanac(store), Almanac(store)
    await asyncio.gather(*(one.year(2024) for _ in range(20)))
    first = await one.year(2024)
    assert await other.year(2024) == first
    assert reckoned == [2024]
    assert (store.reads, store.writes) == (2, 1)


@pytest.mark.parametrize("fault", ["away", "hangs"])
async def test_without_the_store_it_works_all_the_same(
    reckoned: list[int], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(almanac, "STORE_SECONDS", 0.02)
    store = Kept()
    setattr(store, fault, True)
    sky = Almanac(store)
    assert await sky.year(2024) == await sky.year(2024)
    assert reckoned == [2024]


@pytest.mark.parametrize("broken", [b"", b"{}", b"[[1, 2]]", b'[["station", {"tt": 1}]]', b'[["comet", {}]]', b"\xff"])
async def test_a_broken_copy_is_replaced(reckoned: list[int], broken: bytes) -> None:
    store = Kept()
    store.held[keys.sky_year(VERSION, 2024)] = broken
    found = await Almanac(store).year(2024)
    assert reckoned == [2024]
    assert decode(store.held[keys.sky_year(VERSION, 2024)]) == found


async def test_a_stretch_runs_over_the_turn_of_the_year_and_leaves_its_end_out(reckoned: list[int]) -> None:
    sky = Almanac(Kept())
    start = datetime(2023, 12, 20, tzinfo=UTC)
    both = [*await sky.year(2023), *await sky.year(2024)]
    end = next(event.time for event in both if event.time > start + timedelta(days=30))
    found = await sky.between(start, end)
    assert list(found) == [event for event in both if start <= event.time < end]
    assert reckoned == [2023, 2024]


async def test_the_ends_of_the_ephemeris_are_years_in_part() -> None:
    sky = Almanac(Kept())
    assert await sky.year(FIRST.year - 1) == ()
    assert await sky.year(LAST.year + 1) == ()
    for year in (FIRST.year, LAST.year):
        found = await sky.year(year)
        assert found
        assert FIRST <= found[0].time < found[-1].time < LAST
