"""How often an alert would have fired in the last days, by what the engine goes by and at the closes of bars.

It is told of an alert that repeats, each time it comes to hold. Of a bar nobody knows what came first in it, so a price
that went to and fro within one counts once.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from services.alerts.alert_desk import AlertDesk
from services.alerts.facts import AlertHistory
from services.alerts.firing import comes_of, moved
from services.alerts.moved import by_what_there_is
from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.series import Series
from services.alerts.sky_names import concerns
from services.alerts.trigger import Condition, Follows, Happening, Threshold
from services.alerts.window import Window
from services.conditions.course import course, course_cost
from services.conditions.evaluate import bars_needed
from services.conditions.newest_bar import SWING_BARS, NewestBar
from services.conditions.parse import condition
from services.conditions.syntax import Ratio
from services.core.errors import DeskError, NotEnoughData
from services.market.candles import Candles
from services.market.timeframes import DAY, TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.view import MarketView

USUAL: Final = TIMEFRAMES["1h"]
"""By which bars it is told how often a price was reached."""
MOST_BARS: Final = 9_000
"""That are looked at, apart from those that an analysis needs before: nine calls of an exchange, 90 days of 15m."""
MOST_SECONDS: Final = 1.0
"""Of a core, about, that the bars looked at may take."""
TOLD: Final = 60
"""Firings whose time is told, the newest."""


class _Drawn(NamedTuple):
    """The level that an alert follows is at ``value`` from ``at`` (UTC ms) on, where the price is ``last`` then."""

    at: int
    value: float
    last: float


_Items = Sequence[Reach | Closed | _Drawn]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What happened from ``begin`` to ``end`` (UTC ms), in ``bars`` bars of ``timeframe``; an alert that was set at the
    begin is ``spent`` where it held."""

    items: _Items
    begin: int
    end: int
    bars: int = 0
    timeframe: str | None = None
    spent: bool = False


async def history_of(alert: Alert, desk: AlertDesk) -> AlertHistory:
    """How often ``alert`` would have fired; the reason why that cannot be told, where it cannot."""
    days = desk.terms.history_days
    now = desk.clock.now()
    try:
        looked = await _looked(alert, desk, to_ms(now) - days * DAY, to_ms(now))
    except NotEnoughData:
        return _untold("the market has too few candles")
    except DeskError:
        return _untold("the market did not answer")
    if isinstance(looked, str):
        return _untold(looked)
    return _counted(alert, looked, desk.terms.cooldown)


def _untold(why: str) -> AlertHistory:
    return AlertHistory(times=None, days=0, bars=0, timeframe=None, last_at=None, in_between=None, why=why)


def _counted(alert: Alert, looked: _Looked, cooldown: int) -> AlertHistory:
    """What came of ``alert``, had it been set at the begin and repeated."""
    trigger = alert.trigger
    if isinstance(trigger, Threshold) and trigger.follows is not None:
        trigger = trigger.model_copy(update={"follows": trigger.follows.model_copy(update={"at": 0})})
    standing = alert.model_copy(
        update={
            "trigger": trigger,
            "repeat": "always",
            "cooldown": alert.cooldown or cooldown,
            "since": looked.begin,
            "spent": looked.spent,
            "expires": None,
            "paused": False,
            "told": (),
        }
    )
    fired: list[int] = []
    for item in looked.items:
        if isinstance(item, _Drawn):
            standing = moved(standing, item.value, item.at, item.last)
            continue
        outcome = comes_of(standing, item)
        standing = outcome.alert
        if outcome.firing is not None:
            fired.append(outcome.firing.at)
    apart = [after - before for before, after in pairwise(fired)]
    return AlertHistory(
        times=len(fired),
        days=round((looked.end - looked.begin) / DAY, 1),
        bars=looked.bars,
        timeframe=looked.timeframe,
        last_at=from_ms(fired[-1]) if fired else None,
        in_between=median(apart) / 1000 if apart else None,
        firings=tuple(map(from_ms, fired[-TOLD:])),
    )


async def _looked(alert: Alert, desk: AlertDesk, since: int, now: int) -> _Looked | str:
    """What happened since; in words why nobody knows."""
    match alert.trigger:
        case Threshold(series=name) as threshold:
            series = Series.read(name)
            match series.kind:
                case "price" if threshold.follows is not None:
                    return await _of_level(threshold.follows, series, desk, since, now)
                case "price":
                    return await _of_price(threshold, series, desk, since, now)
                case "rise" | "fall":
                    return await _of_move(threshold, series, desk, since, now)
                case "funding":
                    return await _of_funding(series, desk, since, now)
                case "drawdown":
                    return await _of_drawdown(series, desk, since, now)
                case _:
                    return "it depends on what you hold"
        case Condition() as asked:
            return await _of_condition(asked, desk, since, now)
        case Happening(what="sky", of=of, lead=lead) as happening:
            shift = lead * 1000
            events = await desk.almanac.between(from_ms(since + shift), from_ms(now + shift))
            due = [to_ms(event.time) - shift for event in events if concerns(of, event)]
            return _Looked([Closed(happening.under, at, str(at)) for at in due], since, now)
        case Happening(what="fill"):
            return "it depends on your orders"
        case _:
            return "no signals of the past are kept"


async def _candles(
    market: MarketView,
    symbol: str,
    timeframe: Timeframe,
    since: int,
    now: int,
    *,
    before: int = 0,
    most: int = MOST_BARS,
) -> tuple[Candles, int]:
    """The closed candles since then, at most ``most`` of them, with ``before`` more; and which is the first."""
    bars = min(most, -(-(now - since) // timeframe.ms))
    candles, _ = await market.candles(symbol, timeframe.name, bars + before + 1, copied=False)
    earliest = max(since, now - bars * timeframe.ms - timeframe.ms)
    first = max(1, int((candles.time + timeframe.ms <= earliest).sum()))
    return candles, first


def _looked_at(candles: Candles, first: int, items: _Items, since: int, now: int, *, spent: bool = False) -> _Looked:
    """From then to now, or as far as there are candles."""
    length, end = candles.bar_ms, int(candles.time[-1]) + candles.bar_ms
    begin = int(candles.time[first]) if first < len(candles) else end
    begin = since if begin - since < length else begin
    return _Looked(items, begin, now if now - end < length else end, len(candles) - first, candles.timeframe, spent)


async def _of_price(threshold: Threshold, series: Series, desk: AlertDesk, since: int, now: int) -> _Looked:
    async def look(known: Sequence[Timeframe]) -> _Looked:
        timeframe = _coarser(known, USUAL)
        candles, first = await _candles(desk.market, series.of, timeframe, since, now)
        before = float(candles.close[first - 1])
        held = before >= threshold.value if threshold.side == "above" else before <= threshold.value
        return _looked_at(candles, first, _reached(series, candles, first), since, now, spent=held)

    return await by_what_there_is(desk.market, look)


def _coarser(known: Sequence[Timeframe], than: Timeframe) -> Timeframe:
    """The finest whose bars are at least so long, else the coarsest."""
    return next((each for each in known if each.ms >= than.ms), known[-1])


def _reached(series: Series, candles: Candles, first: int) -> list[Reach]:
    columns = (candles.time[first:], candles.low[first:], candles.high[first:], candles.close[first:])
    return [
        Reach(series.name, at, at + candles.bar_ms, low, high, close)
        for at, low, high, close in zip(*(column.tolist() for column in columns), strict=True)
    ]


async def _of_level(follows: Follows, series: Series, desk: AlertDesk, since: int, now: int) -> _Looked:
    """By the usual bars, or by those of the swing where they are shorter; the level moves at the closes of those of the
    swing."""
    timeframe = parse_timeframe(follows.timeframe)

    async def look(known: Sequence[Timeframe]) -> _Looked:
        shorter = _coarser(known, min(timeframe, USUAL, key=_length))
        bars, first = await _candles(desk.market, series.of, shorter, since, now)
        begin = int(bars.time[first - 1]) + bars.bar_ms
        swings, _ = await _candles(desk.market, series.of, timeframe, begin, now, before=SWING_BARS)

        def steps() -> Iterator[Reach | _Drawn]:
            ends = (swings.time + swings.bar_ms).tolist()
            closed = max(1, sum(end <= begin for end in ends))
            yield _Drawn(since, _level_at(swings, closed, follows.ratio), float(bars.close[first - 1]))
            for reach in _reached(series, bars, first):
                yield reach
                while closed < len(ends) and ends[closed] <= reach.end:
                    closed += 1
                    yield _Drawn(ends[closed - 1], _level_at(swings, closed, follows.ratio), reach.last)

        async with desk.histories:
            return _looked_at(bars, first, await asyncio.to_thread(list, steps()), since, now)

    return await by_what_there_is(desk.market, look)


def _length(timeframe: Timeframe) -> int:
    return timeframe.ms


def _level_at(candles: Candles, closed: int, ratio: float) -> float:
    """Where the level is once so many of the candles have closed."""
    return NewestBar(candles.up_to(closed).last(SWING_BARS)).value(Ratio(ratio))


async def _of_move(threshold: Threshold, series: Series, desk: AlertDesk, since: int, now: int) -> _Looked | str:
    """By the finest bars that are not too many, of at most half the time within which it moves; where there are none so
    short, by the finest that fit into it."""

    async def look(known: Sequence[Timeframe]) -> _Looked | str:
        halves = [each for each in known if each.ms * 2 <= series.window * 1000]
        fitting = halves or [each for each in known if each.ms <= series.window * 1000]
        if not fitting:
            return "the market has no candles that are short enough"
        few = [each for each in fitting if (now - since) // each.ms <= MOST_BARS]
        return await _of_window(threshold, series, [*few, fitting[-1]][0], desk, since, now)

    return await by_what_there_is(desk.market, look)


async def _of_window(
    threshold: Threshold, series: Series, timeframe: Timeframe, desk: AlertDesk, since: int, now: int
) -> _Looked:
    before = series.window * 1000 // timeframe.ms
    candles, first = await _candles(desk.market, series.of, timeframe, since, now, before=before)

    def moves() -> tuple[list[Reach], bool]:
        window, held = Window("rise" if series.kind == "rise" else "fall", series.window * 1000), False
        found: list[Reach] = []
        columns = (candles.open, candles.high, candles.low, candles.close)
        for at, (begin, *prices) in enumerate(
            zip(candles.time.tolist(), *(column.tolist() for column in columns), strict=True)
        ):
            moved = window.bar(begin, begin + candles.bar_ms, *prices)
            if moved is None:
                continue
            if at < first:
                held = moved.last >= threshold.value
            else:
                found.append(Reach(series.name, begin, begin + candles.bar_ms, moved.low, moved.high, moved.last))
        return found, held

    items, held = await asyncio.to_thread(moves)
    return _looked_at(candles, first, items, since, now, spent=held)


async def _of_condition(asked: Condition, desk: AlertDesk, since: int, now: int) -> _Looked:
    truth, timeframe = condition(asked.where), parse_timeframe(asked.timeframe)
    most = min(MOST_BARS, int(MOST_SECONDS * 1e6 / course_cost(truth)))
    candles, first = await _candles(
        desk.market, asked.symbol, timeframe, since, now, before=bars_needed(truth), most=most
    )
    async with desk.histories:
        held = await asyncio.to_thread(course, truth, candles, first - 1)
    ends = (candles.time[first:] + candles.bar_ms).tolist()
    came = [at for at, before, after in zip(ends, held, held[1:], strict=False) if after and before is False]
    return _looked_at(candles, first, [Closed(asked.under, at, str(at)) for at in came], since, now)


async def _of_funding(series: Series, desk: AlertDesk, since: int, now: int) -> _Looked | str:
    perpetual = (await desk.market.instrument(series.of, perpetual=True)).symbol
    rates = [rate for rate in await desk.market.funding(perpetual, from_ms(since)) if not rate.assumed]
    if not rates:
        return "the market tells no past rates of funding"
    items = [
        Reach(series.name, at, at, rate, rate, rate)
        for at, rate in ((to_ms(each.time), float(each.rate)) for each in rates)
    ]
    return _Looked(items, max(since, items[0].begin), now, len(items))


async def _of_drawdown(series: Series, desk: AlertDesk, since: int, now: int) -> _Looked | str:
    """By what the account was worth at the end of each day."""
    account = await desk.books.look(series.of)
    marks = [mark for mark in account.marks if mark.at >= since]
    if not account.is_open or not marks:
        return "the account is too young"
    peak = max([account.start, *(mark.equity for mark in account.marks if mark.at < since)])
    items: list[Reach] = []
    for mark in marks:
        peak = max(peak, mark.equity)
        lost = float((peak - mark.equity) / peak) if peak else 0.0
        items.append(Reach(series.name, mark.at, mark.at, lost, lost, lost))
    return _Looked(items, max(since, items[0].begin), now, len(items), "1d")
