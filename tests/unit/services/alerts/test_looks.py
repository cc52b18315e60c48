"""If these failed, people would not hear of the sky, of funding, of their losses or of their fills."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import structlog

from services.accounts.books import Books
from services.alerts.account_look import AccountLook
from services.alerts.funding_look import FundingLook
from services.alerts.outbox_look import OutboxLook
from services.alerts.reach import Closed, Reach
from services.alerts.seen import Seen
from services.alerts.sky_look import SKY, SkyLook
from services.alerts.wanted import wanted
from services.core.clock import SteppedClock
from services.core.events import Event
from services.core.units import ExactPrice, Money, Size
from services.cosmic.almanac import Almanac
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.timeframes import HOUR, from_ms, to_ms
from services.market.view import MarketView
from services.orders.events import Traded
from services.signals.events import SignalReceived
from services.store import keys
from services.store.store import Store
from tests.asks import append_ago
from tests.unit.services.alerts.markets import START, Walk
from tests.unit.services.market.parts import utc
from tests.unit.services.market.test_age_and_holes import NoStore
from tests.unit.services.orders.making import NOW, filled, opened, order

FULL_MOON = utc("2024-06-22T01:07:51")
"""By NASA's tables 01:08."""
ACCOUNT = "paper:discord:7"


class TestSky:
    async def look(self, store: Store, unders: list[str], *times: int) -> list[Closed]:
        seen = Seen(store)
        sky, wants, found = SkyLook(Almanac(NoStore()), seen), wanted(unders, ()), list[Closed]()
        for now in times:
            step = await sky.look(wants, lambda _: times[0] - HOUR, now)
            found += [item for item in step.items if isinstance(item, Closed)]
            for name, at in step.positions.items():
                seen.put(name, at)
        return found

    async def test_an_event_is_told_once_when_it_is_exact(self, store: Store) -> None:
        before, after = to_ms(FULL_MOON - timedelta(minutes=5)), to_ms(FULL_MOON + timedelta(minutes=5))
        (told,) = await self.look(store, ["sky full moon"], before, after, after + HOUR)
        assert told.under == "sky full moon"
        assert abs(told.at - to_ms(FULL_MOON)) < 60_000

    async def test_or_as_long_before_as_was_asked_for(self, store: Store) -> None:
        day = to_ms(FULL_MOON - timedelta(days=1))
        found = await self.look(store, ["sky full moon 86400", "sky new moon"], day - 60_000, day + 60_000, day + HOUR)
        assert [each.under for each in found] == ["sky full moon 86400"]
        assert abs(found[0].at - day) < 60_000

    async def test_every_kind_that_can_be_asked_for_comes_within_two_years(self, store: Store) -> None:
        kinds = ["full moon", "eclipses", "mercury retrograde", "seasons", "aspects", "void course", "sun enters aries"]
        start = to_ms(FULL_MOON)
        found = await self.look(store, [f"sky {kind}" for kind in kinds], start, start + 2 * 365 * 24 * HOUR)
        assert {each.under for each in found} == {f"sky {kind}" for kind in kinds}

    async def test_how_far_it_was_looked_is_kept_only_while_somebody_waits(self, store: Store) -> None:
        sky = SkyLook(Almanac(NoStore()), Seen(store))
        assert (await sky.look(wanted([], ()), lambda _: 0, 5)).positions == {}
        assert (await sky.look(wanted(["sky eclipses"], ()), lambda _: 5, 5)).positions == {SKY: 5}


class TestFunding:
    async def test_what_was_settled_is_told_once_and_what_is_assumed_never(self, tmp_path: Path, store: Store) -> None:
        Walk(3_000, 1).write(tmp_path, "A/USDT")
        rates = [f"{START + hours * HOUR},{rate}" for hours, rate in ((0, 0.0001), (8, 0.0007), (16, -0.0002))]
        (tmp_path / "A-USDT_funding_8h.csv").write_text("\n".join(["timestamp_ms,rate", *rates]) + "\n")
        clock, seen = SteppedClock(from_ms(START + HOUR)), Seen(store)
        funding, wants = FundingLook(MarketView(ReplaySource(tmp_path), NoStore(), clock), seen), None
        told: list[Reach] = []
        for hours in (1, 9, 9, 10, 40):
            clock.step(from_ms(START + hours * HOUR))
            wants = wanted(["funding A/USDT:USDT"], ())
            found = await funding.look(wants, lambda _: START + HOUR)
            told += [item for item in found.items if isinstance(item, Reach)]
            for name, at in found.positions.items():
                seen.put(name, at)
        assert [(each.end, each.last) for each in told] == [(START + 8 * HOUR, 0.0007), (START + 16 * HOUR, -0.0002)]


class TestAccounts:
    async def test_drawdown_and_distance_to_liquidation_follow_the_price(self, tmp_path: Path, store: Store) -> None:
        clock = SteppedClock(NOW)
        market = MarketView(SimSource(7), NoStore(), clock)
        price = (await market.ticker("BTC/USDT"))[0].last
        entry = Decimal(str(round(price * 1.05, 1)))
        long = order("buy", "0.1", "BTC/USDT:USDT", leverage=Decimal(5), stop=None)
        books = Books(store, tmp_path, "test")
        try:
            async with books.writing(ACCOUNT) as book:
                await book.write([opened("10000"), *filled(long, str(entry))])
            look = AccountLook(books, market, store)
            wants = wanted([f"drawdown {ACCOUNT}", f"liquidation {ACCOUNT}", "drawdown paper:discord:8"], ())
            assert await look.symbols(wants) == {"BTC/USDT:USDT"}
            prices = await market.tickers(["BTC/USDT:USDT"])
            told = {each.series: each.last for each in await look.look(wants, prices, to_ms(NOW))}
            assert told.keys() == {f"drawdown {ACCOUNT}", f"liquidation {ACCOUNT}"}
            lost = (float(entry) - price) * 0.1
            assert told[f"drawdown {ACCOUNT}"] == pytest.approx(lost / 10_000, rel=0.1)  # fees beside
            assert told[f"liquidation {ACCOUNT}"] == pytest.approx(1 - 1.05 * 0.8, abs=0.02)
            assert await look.look(wants, {}, to_ms(NOW)) == [], "without a price nothing is known"
            await store.hash_set(keys.ACTIVE_ACCOUNTS, "paper:discord:8", "no account")
            with structlog.testing.capture_logs() as logs:
                assert await look.symbols(wants) == {"BTC/USDT:USDT"}
            assert [each["account"] for each in logs] == ["paper:discord:8"], "and keeps no other from being looked at"
            short = order("sell", "0.1", "BTC/USDT:USDT", id="close", leverage=Decimal(5), stop=None, reduce_only=True)
            async with books.writing(ACCOUNT) as book:
                await book.write(filled(short, str(entry)))
            assert await look.symbols(wants) == set(), "that it was closed is seen"
            (away,) = [each for each in await look.look(wants, {}, to_ms(NOW)) if "liquidation" in each.series]
            assert away.last == float("inf")
        finally:
            await books.close()


class TestOutbox:
    def traded(self, key: str, what: str) -> Event:
        told = {"account": ACCOUNT, "called": "main", "person": "discord:7", "server": None, "symbol": "BTC/USDT"}
        more = {"side": "buy", "order": "1", "price": ExactPrice("40000"), "amount": Size("0.5"), "left": Size("0")}
        return Traded(key=key, at=NOW, what=what, fee=Money("1"), pnl=None, **told, **more)

    async def test_a_signal_is_told_to_those_who_wait_for_it_in_its_own_place(self, store: Store) -> None:
        event = SignalReceived(key="s", at=NOW, signal="macd", server="discord:9", symbol="BTC", text="long *now*")
        await store.append(keys.OUTBOX, {"event": event.to_bytes().decode()})
        look = OutboxLook(store, lambda _: None)
        assert await look.look() == []
        (told,) = await look.look()
        assert told == Closed("signal discord:9 macd", to_ms(NOW), "s", None, "BTC long *now*")

    async def test_fills_are_told_until_they_were_dealt_with_and_taken_from_nobody(self, store: Store) -> None:
        changed: list[str] = []
        for event in (self.traded("a", "filled"), self.traded("b", "cancelled"), self.traded("c", "stopped")):
            await store.append(keys.OUTBOX, {"event": event.to_bytes().decode()})
        await store.append(keys.OUTBOX, {"event": "no event"})
        look = OutboxLook(store, changed.append)
        assert await look.look() == []
        told = await look.look()
        assert [(each.under, each.key, each.value) for each in told] == [
            (f"fill {ACCOUNT}", "a", 40_000.0),
            (f"fill {ACCOUNT}", "c", 40_000.0),
        ]
        assert changed == [ACCOUNT] * 3
        killed = OutboxLook(store, changed.append)
        assert [each.key for each in await killed.look()] == ["a", "c"], "who takes over tells what was not dealt with"
        await killed.told()
        assert await killed.look() == []
        assert await OutboxLook(store, changed.append).look() == []
        assert len(await store.entries(keys.OUTBOX)) == 4, "the notifier may not have been there yet"

    async def test_what_no_notifier_took_for_a_week_is_dropped(self, store: Store) -> None:
        entry = {"event": self.traded("a", "filled").to_bytes().decode()}
        await append_ago(store, keys.OUTBOX, 8 * 86_400, 0, entry)
        await store.append(keys.OUTBOX, {"event": self.traded("b", "filled").to_bytes().decode()})
        look = OutboxLook(store, lambda _: None)
        await look.look()
        assert [each.key for each in await look.look()] == ["a", "b"]
        await look.told()
        assert len(await store.entries(keys.OUTBOX)) == 1
