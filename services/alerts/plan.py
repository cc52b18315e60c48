"""From what somebody wants to be told of to what fires it, by how the market stands."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from analytics.fibonacci import GOLDEN_POCKET, Level, level_at
from services.alerts.alert_desk import AlertDesk
from services.alerts.amounts import likely
from services.alerts.moved import moved_by_now
from services.alerts.series import Series, SeriesKind
from services.alerts.sky_names import concerns
from services.alerts.trigger import Condition, Follows, Happening, Side, Threshold, Trigger
from services.alerts.when import WHEN
from services.alerts.wishes import (
    Funding,
    LevelAt,
    Move,
    OfAccount,
    PriceAt,
    PriceFromHere,
    Signal,
    Sky,
    Where,
    Wish,
)
from services.alerts.wrong import bad
from services.conditions.newest_bar import SWING_BARS
from services.conditions.parse import RATIOS
from services.conditions.syntax import Number, written
from services.core.errors import UnknownTimeframe
from services.core.owners import SERVER, server_of
from services.core.principal import Principal
from services.market.candles import Provenance
from services.market.source import Ticker
from services.market.timeframes import parse_timeframe, to_ms
from services.signals.record import happening
from services.studies.fib_levels import LEAST_BARS, swing_of
from services.words.numbers import exact

USUAL_TIMEFRAME: Final = "4h"
FARTHEST: Final = 1_000
"""Times the newest price, or less by as much, beyond which nobody waits for one."""
SKY_YEARS: Final = 3
"""An event of the sky that does not come within so many years is none that people wait for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What fires an alert. ``label`` is what people call the level; ``now`` is the newest price of its market, where
    that has a part in it; ``holds``: it holds already."""

    trigger: Trigger
    label: str = ""
    now: float | None = None
    holds: bool = False


@dataclass(slots=True)
class Scene:
    """How the markets stand that somebody's wishes are about: each is asked for its price once."""

    desk: AlertDesk
    principal: Principal
    owner: str
    symbol: str | None
    """What is meant where a wish names none."""
    timeframe: str | None
    prices: dict[str, tuple[Ticker, Provenance]] = field(default_factory=dict)

    @property
    def provenance(self) -> Provenance | None:
        """Whence the oldest of the prices is."""
        return min((origin for _, origin in self.prices.values()), key=lambda origin: origin.as_of, default=None)

    async def price(self, symbol: str) -> float:
        if symbol not in self.prices:
            self.prices[symbol] = await self.desk.market.ticker(symbol)
        return self.prices[symbol][0].last

    def told(self, trigger: Trigger) -> float | None:
        """The price that was asked for, of the market that ``trigger`` is about."""
        match trigger:
            case Threshold(series=name):
                symbol = Series.read(name).of
            case Condition():
                symbol = trigger.symbol
            case _:
                return None
        return self.prices[symbol][0].last if symbol in self.prices else None

    async def holds(self, trigger: Trigger) -> bool:
        """Whether it is beyond its level as far as prices tell."""
        if not isinstance(trigger, Threshold):
            return False
        series = Series.read(trigger.series)
        match series.kind:
            case "price":
                now = await self.price(series.of)
            case "rise" | "fall":
                now = await moved_by_now(series, await self.price(series.of), self.desk.market)
            case _:
                return False
        return now >= trigger.value if trigger.side == "above" else now <= trigger.value

    async def plan(self, wish: Wish) -> Plan:
        """What fires ``wish``.

        Raises:
            MissingMarket: it names no market, and nor does anything else.
            BadAlert: nothing can be watched for so.
            UnknownSymbol, UnknownTimeframe, UnknownAccount, NotEnoughData, Unavailable: as they say.
        """
        match wish.matter:
            case Sky(of, lead):
                return await self._sky(of, lead)
            case Signal(of):
                place = self.desk.place(self.principal, WHEN, of)
                return Plan(
                    Happening(what="signal", of=happening(place, (await self.desk.signals.named(place, of)).name))
                )
            case OfAccount() as asked:
                return await self._of_account(asked)
        symbol = (await self.desk.market.resolve(wish.symbol or self.symbol or "")).symbol
        match wish.matter:
            case PriceAt() as at:
                return await self._price(symbol, at)
            case PriceFromHere(share):
                now = await self.price(symbol)
                return await self._threshold(symbol, float(exact(now) * (1 + share)), "above" if share > 0 else "below")
            case LevelAt() as level:
                return await self._level(symbol, self._timeframe(wish), level)
            case Move(way, share, window):
                move = _threshold(way, symbol, "above", share, window)
                return Plan(move, now=await self.price(symbol), holds=await self.holds(move))
            case Funding(side, share):
                await self.desk.market.instrument(symbol, perpetual=True)
                return Plan(_threshold("funding", symbol, side, share))
            case Where(where):
                trigger = Condition(symbol=symbol, timeframe=self._timeframe(wish), where=where)
                return Plan(trigger, now=await self.price(symbol))

    def _timeframe(self, wish: Wish) -> str:
        name = parse_timeframe(wish.timeframe or self.timeframe or USUAL_TIMEFRAME).name
        if name not in self.desk.market.timeframes:
            raise UnknownTimeframe(timeframe=name, known=tuple(self.desk.market.timeframes))
        return name

    async def _price(self, symbol: str, at: PriceAt) -> Plan:
        now = exact(await self.price(symbol))
        value = _credible(likely(WHEN, at.readings, now), now)
        if not at.before:
            return await self._threshold(symbol, float(value), at.side)
        before = at.before if at.before_is_price else at.before * value
        if before >= value:
            raise bad(
                WHEN,
                f"{before:f}",
                "that is further than the price is from nothing",
                "write such as within 1% of 70000",
            )
        near = written(Number(float(before))) if at.before_is_price else f"{float(at.before) * 100:.10g}%"
        label = f"within {near} of {written(Number(float(value)))}"
        side: Side = "above" if now < value else "below"
        return await self._threshold(symbol, float(value - before if side == "above" else value + before), side, label)

    async def _threshold(self, symbol: str, value: float, side: Side | None, label: str = "") -> Plan:
        now = await self.price(symbol)
        named = side or ("above" if value >= now else "below")
        trigger = Threshold(series=Series("price", symbol).name, side=named, value=value)
        return Plan(trigger, label, now, now >= value if named == "above" else now <= value)

    async def _level(self, symbol: str, timeframe: str, asked: LevelAt) -> Plan:
        seen = await self.desk.market.snapshot(symbol, timeframe, SWING_BARS, need=LEAST_BARS)
        now, swing = await self.price(symbol), swing_of(seen.candles.last(SWING_BARS))
        ratios = GOLDEN_POCKET if asked.pocket else (asked.ratio,)
        level = min((level_at(swing, ratio) for ratio in ratios), key=lambda each: abs(each.price - now))
        if level.price <= 0:
            raise bad(WHEN, f"fib {asked.ratio:g}", "that lies below zero in the swing of now")
        label = "golden pocket" if asked.pocket else f"{level.ratio:g} {level.kind}"
        if asked.how != "touch":
            return self._broken(symbol, timeframe, asked, level, label, now)
        side = asked.side or ("above" if level.price >= now else "below")
        follows = Follows(timeframe=timeframe, ratio=level.ratio, at=to_ms(self.desk.clock.now()))
        trigger = Threshold(
            series=Series("price", symbol).name,
            side=side,
            value=level.price,
            follows=None if asked.fixed else follows,
        )
        return Plan(trigger, label, now, now >= level.price if side == "above" else now <= level.price)

    def _broken(self, symbol: str, timeframe: str, asked: LevelAt, level: Level, label: str, now: float) -> Plan:
        """A close beyond the level, one above it again, or one below it."""
        broken: Side = asked.side or ("above" if level.price > now else "below")
        side = {"break": broken, "reclaim": "above", "lose": "below"}[asked.how]
        where = written(Number(level.price)) if asked.fixed else f"fib {asked.ratio:g}"
        return Plan(Condition(symbol=symbol, timeframe=timeframe, where=f"close crosses {side} {where}"), label, now)

    async def _of_account(self, asked: OfAccount) -> Plan:
        shared = server_of(self.owner) is not None
        account = await self.desk.choices.named(self.principal, asked.account or (SERVER if shared else None))
        if shared and not account.shared:
            raise bad(
                WHEN,
                account.called,
                "that is an account of yours, and the server's alerts are on its own",
                "say owner:me",
            )
        if asked.what == "fill":
            return Plan(Happening(what="fill", of=str(account)))
        side: Side = "above" if asked.what == "drawdown" else "below"
        return Plan(_threshold(asked.what, str(account), side, asked.share or Decimal(0)))

    async def _sky(self, of: str, lead: int) -> Plan:
        now = self.desk.clock.now()
        for year in range(now.year, now.year + SKY_YEARS + 1):  # a year that nobody asked for yet takes a second
            coming = await self.desk.almanac.year(year)
            if any(concerns(of, event) for event in coming if event.time > now):
                break
        else:
            examples = ("full moon", "mercury retrograde", "solar eclipse", "sun enters aries", "mars square saturn")
            raise bad(WHEN, of, "that is nothing that the sky does within three years", examples=examples)
        return Plan(Happening(what="sky", of=of, lead=lead))


def _threshold(kind: SeriesKind, of: str, side: Side, share: Decimal, window: int = 0) -> Threshold:
    return Threshold(series=Series(kind, of, window).name, side=side, value=float(share))


def _credible(value: Decimal, now: Decimal) -> Decimal:
    """``value``, where a market whose price is ``now`` may come there.

    Raises:
        BadAlert: it is too far away to be meant.
    """
    if now / FARTHEST < value < now * FARTHEST:
        return value
    level = f"; fib {value:f} is the level of its swing" if float(value) in RATIOS else ""
    raise bad(WHEN, f"{value:g}", "that is too far from its price", f"it is {now:f} now{level}")
