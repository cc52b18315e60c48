"""The rule-based brain: a documented, deterministic strategy on the same context (docs/ai.md).

It buys a pullback in a strong week, near a Fibonacci retracement of the swing. The mirror image of it did
not come true often enough to be sold short. How sure it is says how often such plans ended with a gain on past
candles, by how many of its factors agreed; where that was not measured, or not often enough, it waits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from math import sqrt
from typing import Final, Literal

from services.autonomy.terms import AiTerms
from services.brain.checks import NOISE_ATR, TARGET_ATR
from services.brain.context import Context, Held
from services.brain.decision import Decision
from services.brain.thought import Thought
from services.market.timeframes import HOUR, TIMEFRAMES

NAME = "rules"
VERSION = "rules 1"

STRONG_WEEK: Final = 7.0
"""How far the price must have gone in a week, in average true ranges of an hour. Over n bars a random walk goes √n of
them, so that of bars of four hours half as many are as much."""
PULLED_BACK: Final = 0.4
"""How far beyond its EMA 20 the price must have come back, in average true ranges."""
DAY_BACK: Final = 2.0
"""How far back in a day is a factor, in average true ranges of an hour."""
NEAR_LEVEL: Final = 0.75
"""How near a level counts, in average true ranges."""
TREND: Final = 25.0
"""Of the ADX, after Wilder."""
QUIET: Final = 0.8
"""A pullback on so little of the usual volume is a factor."""
STOP_NEAREST, STOP_FURTHEST = 2.5, 5.5
"""Where a level is looked for that the stop goes behind, in average true ranges from the price."""
BEHIND: Final = 0.5
"""How far behind it, in average true ranges."""
STOP_BY_RANGE: Final = 4.0
"""Where the stop goes if there is no such level."""
MARGIN: Final = 0.3
"""By how much the reward for a risk of one is above the least, so that fees do not eat it."""
DIGITS: Final = 7
"""Of the prices of a plan."""
FACTORS: Final = 6
SURE: Final = 4
"""From so many factors on that agree all came true alike."""

Side = Literal["long", "short"]
CAME_TRUE: Final[Mapping[Side, tuple[float, ...]]] = {
    "long": (0.45, 0.42, 0.49, 0.52, 0.61),
    "short": (0.51, 0.45, 0.51, 0.45, 0.42),
}
"""How often a plan had ended with a gain after 24 bars, by how many factors agreed (the last: ``SURE`` or more): the
lowest of the three parts of past candles that it was measured on, of those with a hundred cases (docs/ai.md)."""
MEASURED: Final = frozenset({"1h"})
"""The timeframes that it was measured on, on enough cases."""
NOT_MEASURED: Final = 0.5
NOBODY_KNOWS: Final = 0.0
"""How sure it is where it has no plan."""


class RulesBrain:
    """Decides by rules."""

    def __init__(self, terms: AiTerms) -> None:
        self._terms = terms

    @property
    def name(self) -> str:
        return NAME

    async def think(self, context: Context) -> Thought:
        return Thought(decision=decide(context, self._terms), brain=NAME, model=VERSION, prompt="")

    async def reflect(self, story: str) -> str:
        del story  # rules learn nothing from a single case
        return ""


def decide(context: Context, terms: AiTerms) -> Decision:
    """What the rules say of ``context``: the same of the same, whenever and wherever."""
    held = context.held
    if held is not None:
        return _held(held, context, terms)
    setup = next(setups(context), None)
    if setup is None:
        market = _Market.of(context)
        return _wait(context, "not all that the rules look at is known" if market is None else market.why_not)
    plan = setup.plan(terms)
    if plan is None:
        return _wait(context, f"{setup.told}: no level is far enough beyond the price for a target")
    sure = CAME_TRUE[setup.side][min(len(setup.factors), SURE)] if context.timeframe in MEASURED else NOT_MEASURED
    agree = ", ".join(setup.factors) or "none"
    told = f"{setup.told}. {len(setup.factors)} of {FACTORS} factors agree: {agree}."
    if sure < terms.thresholds.suggest:
        why = "so few agree" if setup.side == "long" else "the price falls"
        why = why if context.timeframe in MEASURED else "nobody measured it on such candles"
        return _wait(context, f"{told} Where {why}, such plans do not come true often enough", sure)
    return Decision(
        action=setup.side,
        instrument=context.symbol,
        confidence=sure,
        reasoning=f"{told} The stop is {plan.stop_why}, the target at {plan.target_why}.",
        entry=plan.entry,
        stop=plan.stop,
        target=plan.target,
        risk_reward=round(float(abs(plan.target - plan.entry) / abs(plan.entry - plan.stop)), 4),
        timeframe="24 bars",
        invalidation=f"a close beyond {plan.stop}, or the structure and the EMA 200 against it",
    )


def setups(context: Context) -> Iterator["Setup"]:
    """What there is to trade, however sure it is: one at most."""
    market = _Market.of(context)
    if market is not None:
        yield from (each for each in (Setup(market, "long", 1), Setup(market, "short", -1)) if each.there)


def _wait(context: Context, why: str, sure: float = NOBODY_KNOWS) -> Decision:
    text = f"{why[:1].upper()}{why[1:]}."
    return Decision(action="wait", instrument=context.symbol, confidence=sure, reasoning=text)


def _held(held: Held, context: Context, terms: AiTerms) -> Decision:
    """Whether what was a reason to hold it is over."""
    now, structure, price = context.indicators, context.structure, context.price_action.current
    if now is None or structure is None or now.ema_200 is None or now.ema_50 is None:
        return _wait(context, f"a {held.side} is held, and whether its trend still stands is not known")
    sign = 1 if held.side == "long" else -1
    against = "bearish" if sign > 0 else "bullish"
    lost = sign * (price - now.ema_200) < 0 and sign * (now.ema_20 or price) < sign * now.ema_50
    if structure.trend != against or not lost:
        return _wait(context, f"a {held.side} is held, and its trend still stands")
    side = "below" if sign > 0 else "above"
    return Decision(
        action="close",
        instrument=context.symbol,
        confidence=terms.thresholds.suggest,
        reasoning=f"What the {held.side} was opened on is over: the structure is {against}, the price {_price(price)} "
        f"is {side} its EMA 200 at {_price(now.ema_200)}, and the EMA 20 {side} the EMA 50.",
    )


@dataclass(frozen=True, slots=True)
class _Market:
    """What the rules look at. ``week`` and ``day`` are changes in average true ranges, ``unit`` is one of an hour in
    those of the bars."""

    context: Context
    price: float
    atr: float
    unit: float
    week: float
    day: float
    ema_20: float
    ema_50: float
    ema_200: float

    @classmethod
    def of(cls, context: Context) -> "_Market | None":
        """``None``: some of it is not known."""
        action, now = context.price_action, context.indicators
        known = (
            action.atr,
            action.change_7d,
            action.change_24h,
            *((None, None, None) if now is None else (now.ema_20, now.ema_50, now.ema_200)),
        )
        if None in known or context.fibonacci is None or not action.atr:
            return None
        atr, week, day, *averages = (float(each or 0) for each in known)
        price = float(action.current)
        return cls(
            context,
            price,
            atr,
            sqrt(HOUR / TIMEFRAMES[context.timeframe].ms),
            week * price / atr,
            day * price / atr,
            *averages,
        )

    @property
    def why_not(self) -> str:
        """Why there is nothing to do."""
        if abs(self.week) <= STRONG_WEEK * self.unit:
            return f"no trend to go with: the week moved {self.week:+.1f} ATR, which is not much"
        away = (self.price - self.ema_20) / self.atr
        where = f"{abs(away):.1f} ATR {'above' if away > 0 else 'below'} the EMA 20"
        return f"a strong week of {self.week:+.1f} ATR, and no pullback yet: the price is {where}"


@dataclass(frozen=True, slots=True)
class _Plan:
    entry: Decimal
    stop: Decimal
    target: Decimal
    stop_why: str
    target_why: str


@dataclass(frozen=True, slots=True)
class Setup:
    """A pullback against a strong week, seen from one ``side``; ``sign`` is 1 of a long one."""

    market: _Market
    side: Side
    sign: Literal[1, -1]

    @property
    def there(self) -> bool:
        market = self.market
        strong = self.sign * market.week > STRONG_WEEK * market.unit
        return strong and self.sign * (market.ema_20 - market.price) > PULLED_BACK * market.atr

    @property
    def told(self) -> str:
        away = abs(self.market.ema_20 - self.market.price) / self.market.atr
        where = "below" if self.sign > 0 else "above"
        return f"A pullback in a strong week of {self.market.week:+.1f} ATR: {away:.1f} ATR {where} the EMA 20"

    @property
    def factors(self) -> tuple[str, ...]:
        """What speaks for it."""
        market, context = self.market, self.market.context
        now, volume, fib = context.indicators, context.volume, context.fibonacci
        adx = None if now is None else now.trend_strength
        beside = None if volume is None else volume.current_vs_avg
        level = self._retracement()
        averages = (market.ema_20, market.ema_50, market.ema_200)
        ranked = sorted(averages, reverse=self.sign > 0)
        found = {
            "" if level is None else f"near the {level[0]:g} retracement at {_price(level[1])}": level is not None,
            "" if adx is None else f"the ADX at {adx:.1f}": adx is not None and adx >= TREND,
            "not in a range": context.regime is not None and context.regime.regime != "ranging",
            f"{abs(market.day):.1f} ATR back in a day": self.sign * market.day < -DAY_BACK * market.unit,
            "" if beside is None else f"volume {beside:.2f}x the average": beside is not None and beside < QUIET,
            "the averages in order": list(averages) == ranked and fib is not None,
        }
        return tuple(name for name, there in found.items() if there)

    def _retracement(self) -> tuple[float, float] | None:
        """The nearest one of a swing in the trend's direction, where it is near."""
        fib = self.market.context.fibonacci
        if fib is None or (fib.direction == "up") != (self.sign > 0):
            return None
        inner = [each for each in fib.retracements if 0 < each.ratio < 1]
        nearest = min(inner, key=lambda each: abs(each.price - self.market.price), default=None)
        if nearest is None or abs(nearest.price - self.market.price) > NEAR_LEVEL * self.market.atr:
            return None
        return nearest.ratio, nearest.price

    def plan(self, terms: AiTerms) -> _Plan | None:
        """Entry, stop and target; ``None`` where no level is far enough away to be worth the risk."""
        market, sign = self.market, self.sign
        behind = [
            level
            for level in self._levels()
            if STOP_NEAREST * market.atr <= sign * (market.price - level) <= STOP_FURTHEST * market.atr
        ]
        level = max(behind, key=lambda each: sign * each, default=None)
        stop = market.price - sign * STOP_BY_RANGE * market.atr if level is None else level - sign * BEHIND * market.atr
        entry, stopped = _exact(market.price), _exact(stop)
        if stopped <= 0 or sign * (entry - stopped) < NOISE_ATR * _exact(market.atr):
            return None
        least = entry + sign * (terms.rules.ratio + _exact(MARGIN)) * abs(entry - stopped)
        furthest = entry + sign * TARGET_ATR * _exact(market.atr)
        reached = [
            price
            for price in map(_exact, self._levels())
            if price > 0 and sign * (price - least) >= 0 and sign * (furthest - price) >= 0
        ]
        target = min(reached, key=lambda each: sign * each, default=None)
        if target is None:
            return None
        where = "below" if sign > 0 else "above"
        by = f"{STOP_BY_RANGE:g} ATR {where} the price" if level is None else f"{where} the level {_price(level)}"
        return _Plan(entry, stopped, target, f"at {stopped}, {by}", f"the level {target}")

    def _levels(self) -> Iterator[float]:
        """All levels that are known, and the ends of the swing."""
        structure, fib = self.market.context.structure, self.market.context.fibonacci
        if structure is not None:
            yield from structure.key_levels
        if fib is not None:
            yield from (each.price for each in chain(fib.retracements, fib.extensions))


def _price(value: float) -> str:
    return f"{_exact(value):f}"


def _exact(value: float) -> Decimal:
    """To as many digits as a plan's prices have."""
    return Decimal(f"{value:.{DIGITS}g}").normalize() + 0
