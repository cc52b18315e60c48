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
    """Those that closed in the last 90 days, and so many before."""
    candles, _ = await app.market.candles("BTC/USDT", timeframe, 90 * DAY // (4 * HOUR) * 4 + 1_000 + before)
    return candles.last(int((candles.time + candles.bar_ms > begin(app)).sum()) + before)


def begin(app: App) -> int:
    return to_ms(app.clock.now()) - 90 * DAY


def middle(candles: Candles) -> float:
    return round(float(candles.close.mean()), 2)


async def test_a_price_by_the_bars_that_reached_it(app: App) -> None:
    candles = await bars(app, "1h", before=1)
    level = middle(candles)

    def reached() -> Iterator[int]:
        """A close on the far side waits; a bar back under the level arms; a bar that reaches it then fires, and an
        hour long nothing counts."""
        waits, since = candles.close[0] >= level, begin(app)
        for at in range(1, len(candles)):
            opened, end = int(candles.time[at]), int(candles.time[at]) + HOUR
            if end < since:
                continue
            whole = opened >= since
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


async def test_a_level_that_follows_by_hours_as_it_was_drawn_at_the_closes_before(app: App) -> None:
    """As the engine has it: the level moves at a close of its own timeframe, and what was beyond it by that waits."""
    found = await history(app, "touches fib 0.618 on 4h")
    hours, swings = await bars(app, "1h", before=1), await bars(app, "4h", before=200)

    def drawn(until: int) -> float:
        closed = swings.up_to(int((swings.time + 4 * HOUR <= until).sum())).last(200)
        top, bottom = int(closed.high.argmax()), int(closed.low.argmin())
        start, stop = (closed.low[bottom], closed.high[top])[:: 1 if top > bottom else -1]
        return float(stop - 0.618 * (stop - start))

    side = 1.0 if drawn(to_ms(app.clock.now())) >= hours.close[-1] else -1.0  # it waits on the level from here
    prices = (hours.close, hours.high if side > 0 else hours.low, hours.low if side > 0 else hours.high)
    since, level = begin(app), drawn(begin(app))
    waits, fired = side * hours.close[0] >= side * level, []
    for at in range(1, len(hours)):
        end = int(hours.time[at]) + HOUR
        close, farthest, nearest = (side * float(column[at]) for column in prices)
        if int(hours.time[at]) < since:
            farthest = nearest = close
        if end >= since and waits and nearest < side * level and close < side * level:
            waits, since = False, end
        elif end >= since and farthest >= side * level and (not waits or nearest < side * level):
            fired.append(end)
            waits, since = True, end + HOUR
        if end % (4 * HOUR) == 0 and drawn(end) != level:
            level, since = drawn(end), max(since, end)
            waits = waits or close >= side * level
    assert len(fired) > 2
    assert found.times == len(fired)
    assert [to_ms(each) for each in found.firings] == fired[-60:]
    assert found.timeframe == "1h"


async def test_the_sky_by_its_almanac(app: App) -> None:
    found = await history(app, "full moon 1d before")
    assert [f"{each:%m-%d}" for each in found.firings] == ["10-27", "11-26", "12-26"]
    assert found.in_between == pytest.approx(29.5 * 86_400, rel=0.02)
