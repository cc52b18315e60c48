"""How often an alert would have fired, counted again by simple programs."""

from collections.abc import Iterator

import pytest

from bot.app import App
from services.alerts.asking import AlertAdd
from services.alerts.facts import AlertHistory
from services.conditions.newest_bar import NewestBar
from services.conditions.parse import condition
from services.conditions.syntax import columns_of
from services.core.ask import Ask
from services.core.principal import Principal
from services.core.roles import Role
from services.market.candles import Candles
from services.market.timeframes import DAY, HOUR, to_ms

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)


async def history(app: App, when: str) -> AlertHistory:
    request = AlertAdd(when=when, symbol="BTC/USDT", cooldown="1h")
    answer = await app.desk.ask(Ask("test:1", request, ANN, app.clock.now()))
    (draft,) = answer.drafts  # type: ignore[attr-defined]
    assert isinstance(draft.history, AlertHistory)
    return draft.history


async def bars(app: App, timeframe: str, before: int = 0) -> Candles:
    """Those of the last 90 days, and so many before."""
    candles, _ = await app.market.candles("BTC/USDT", timeframe, 90 * DAY // (4 * HOUR) * 4 + 1_000 + before)
    begin = to_ms(app.clock.now()) - 90 * DAY
    return candles.last(int((candles.time >= begin).sum()) + before)


def middle(candles: Candles) -> float:
    return round(float(candles.close.mean()), 2)


async def test_a_price_by_the_bars_that_reached_it(app: App) -> None:
    candles = await bars(app, "1h", before=1)
    level = middle(candles)

    def reached() -> Iterator[int]:
        """A close on the far side waits; a bar back under the level arms; a bar that reaches it then fires, and an
        hour long nothing counts."""
        waits, since = candles.close[0] >= level, 0
        for at in range(1, len(candles)):
            begin, end = int(candles.time[at]), int(candles.time[at]) + HOUR
            if end < since:
                continue
            whole = begin >= since
            low = candles.low[at] if whole else candles.close[at]
            high = candles.high[at] if whole else candles.close[at]
            if waits and low >= level:
                continue
            if waits and candles.close[at] < level:
                waits, since = False, end
                continue
            if high >= level:
                yield end
                waits, since = True, end + HOUR

    found = await history(app, f"above {level:.2f}")
    times = list(reached())
    assert len(times) > 2
    assert found.times == len(times)
    assert [to_ms(each) for each in found.firings] == times[-60:]


async def test_a_condition_by_the_closes_at_which_it_came_to_hold(app: App) -> None:
    said = condition("rsi14 < 45")
    candles = await bars(app, "4h", before=1_000)
    truths = [
        NewestBar(candles.up_to(at + 1), columns_of(said)).columns["rsi14"][-1] < 45 for at in range(999, len(candles))
    ]
    came = [999 + at for at in range(1, len(truths)) if truths[at] and not truths[at - 1]]
    found = await history(app, "rsi14 < 45 on 4h")
    assert found.times == len(came) > 2
    assert to_ms(found.firings[-1]) == int(candles.time[came[-1]]) + 4 * HOUR
    assert found.days == 90
    assert (found.timeframe, found.bars) == ("4h", len(candles) - 1_000)


async def test_a_fall_is_counted_only_as_far_as_it_is_certain(app: App) -> None:
    """Each must be a fall from a high of the hours before to a low after it."""
    candles = await bars(app, "30m", before=8)
    found = await history(app, "falls 2% in 4h")
    assert found.times
    for firing in found.firings:
        at = int((candles.time + HOUR // 2).searchsorted(to_ms(firing)))
        assert candles.low[at] <= candles.high[at - 8 : at + 1].max() * 0.98


async def test_a_level_that_follows_by_bars_that_touch_where_it_was_drawn(app: App) -> None:
    found = await history(app, "touches fib 0.618 on 4h")
    candles = await bars(app, "4h", before=200)
    assert found.times
    level = condition("close < fib 0.618")
    for firing in found.firings:
        at = int((candles.time + 4 * HOUR).searchsorted(to_ms(firing)))
        drawn = NewestBar(candles.up_to(at).last(200)).value(level.right)  # type: ignore[union-attr]
        assert min(candles.low[at], candles.close[at - 1]) <= drawn <= max(candles.high[at], candles.close[at - 1])


async def test_the_sky_by_its_almanac(app: App) -> None:
    found = await history(app, "full moon 1d before")
    assert [f"{each:%m-%d}" for each in found.firings] == ["10-27", "11-26", "12-26"]
    assert found.in_between == pytest.approx(29.5 * 86_400, rel=0.02)
