"""The figures that there are to quote: those of the context and of the plan, and what follows from them.

That is how far the plan's prices and the market are from each other, in per cent, in average true ranges or in money.
What the person wrote who asked, and lessons, are no source of figures.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from typing import Final

from pydantic import BaseModel

from services.autonomy.terms import AiTerms
from services.brain.context import Context
from services.brain.decision import Decision
from services.core.units import Fraction, Proportion

NOT_QUOTED: Final = frozenset({"note", "lessons", "missing", "ratio"})


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to quote, by how it is told; what has a name of its own in ``named`` (as told, per cents too)."""

    plain: tuple[float, ...]
    percent: tuple[float, ...]
    multiple: tuple[float, ...]
    atr: tuple[float, ...]
    named: Mapping[str, tuple[float, ...]]
    past: frozenset[tuple[int, int]]
    """So many of so many similar situations."""
    price: float


def known_figures(decision: Decision, context: Context, terms: AiTerms) -> Known:
    """The figures of ``context``, of the plan of ``decision``, of the rules, and what follows from them."""
    action = context.price_action
    price = float(action.current)
    plan = [float(each) for each in (decision.entry, decision.stop, decision.target) if each is not None]
    market = [float(each) for each in _near(context) if each is not None]
    plain, percent, multiple = list[float](), list[float](), list[float]()
    for value in _figures(context):
        plain.append(float(value))
        if isinstance(value, Fraction | Proportion):
            percent.append(float(value) * 100)
        if isinstance(value, Proportion):
            multiple.append(float(value))
    rules, thresholds = terms.rules, terms.thresholds
    shares = (decision.confidence, thresholds.suggest, thresholds.execute, thresholds.high)
    percent += [float(each) * 100 for each in (*shares, rules.risk, rules.single_position, rules.exposure)]
    plain += [*plan, *map(float, shares), *([] if action.atr is None else [float(action.atr)])]
    percent += [(one / other - 1) * 100 for one, other in permutations([*plan, price], 2) if other]
    for low, high in _ranges(context):
        plain.append(high - low)
        percent += ((high / low - 1) * 100, (low / high - 1) * 100)
    percent += [(level / price - 1) * 100 for level in market if price]
    gaps = [abs(one - other) for one in plan for other in [*plan, price, *market]]
    plain += [abs(one - other) for one, other in permutations([*plan, price], 2)]
    gaps += [abs(level - price) for level in market]
    atr = [sign * gap / action.atr for gap in gaps for sign in (1, -1)] if action.atr else []
    changes = (action.change_1h, action.change_24h, action.change_7d)
    atr += [each * price / action.atr for each in changes if each is not None and action.atr]
    if decision.size is not None:
        plain += [float(decision.size), *(float(decision.size) * each for each in plan)]
    plain.append(float(context.account.equity * rules.risk))
    multiple += (1.0, float(rules.leverage))
    reward = [float(rules.ratio), *([] if decision.ratio is None else [float(decision.ratio)])]
    multiple += reward
    past = set[tuple[int, int]]()
    if (similar := context.similar) is not None:
        multiple += [float(similar.median), *(each.r for each in similar.nearest if each.r is not None)]
        multiple += [each.moved for each in similar.nearest]
        past = {(part, similar.count) for part in (similar.up, similar.count - similar.up)}
        percent += [100 * part / whole for part, whole in past if whole]
    plain += multiple
    sure = [float(each) for each in shares]
    held = [float(context.account.exposure), float(rules.exposure)]
    named = {
        **_named(context),
        "reward": tuple(reward),
        "confidence": (*sure, *(each * 100 for each in sure)),
        "exposure": (*held, *(each * 100 for each in held)),
    }
    return Known(tuple(plain), tuple(percent), tuple(multiple), tuple(atr), named, frozenset(past), price)


def _ranges(context: Context) -> Iterator[tuple[float, float]]:
    """Low and high of the day, of the swing, and of one average true range."""
    action, fib = context.price_action, context.fibonacci
    if action.low_24h and action.high_24h:
        yield action.low_24h, action.high_24h
    if fib is not None and fib.swing_low > 0:
        yield fib.swing_low, fib.swing_high
    if action.atr:
        yield action.current, action.current + action.atr


def _near(context: Context) -> Iterator[float | None]:
    """Prices that distances are told to."""
    yield from (context.price_action.high_24h, context.price_action.low_24h)
    if context.structure is not None:
        yield from (context.structure.support, context.structure.resistance)
    if context.fibonacci is not None:
        yield from (context.fibonacci.swing_low, context.fibonacci.swing_high)
    if context.indicators is not None:
        yield from (context.indicators.ema_20, context.indicators.ema_50, context.indicators.ema_200)


def _named(context: Context) -> dict[str, tuple[float, ...]]:
    """What is called by a name, as it is told and in per cent; nothing where it is not known."""
    action, now, volume = context.price_action, context.indicators, context.volume
    funding, book, fib, regime = context.funding, context.order_book, context.fibonacci, context.regime
    beside = None if volume is None else volume.current_vs_avg
    rising = None if volume is None else volume.buy_sell_ratio
    bid = None if book is None else book.bid_share
    high, low = action.high_24h, action.low_24h
    parts: dict[str, tuple[float | None, ...]] = {
        "funding": () if funding is None else (funding.current, funding.predicted_next),
        "retraced": () if fib is None else (fib.retraced,),
        "range": () if regime is None else (regime.position_in_range,),
        "book": () if bid is None else (bid, 1 - bid),
        "rising": () if rising is None else (rising, 1 - rising),
        "volume": (beside, None if beside is None else beside - 1, rising),
        "1h": (action.change_1h,),
        "24h": (action.change_24h, high / low - 1 if high and low else None),
        "7d": (action.change_7d,),
    }
    plain: dict[str, tuple[float | None, ...]] = {
        "rsi": () if now is None else (now.rsi,),
        "adx": () if now is None else (now.trend_strength,),
        "ema 20": () if now is None else (now.ema_20,),
        "ema 50": () if now is None else (now.ema_50,),
        "ema 200": () if now is None else (now.ema_200,),
    }
    told = {name: tuple(float(each) for each in found if each is not None) for name, found in plain.items()}
    return told | {
        name: tuple(float(each) * times for each in found if each is not None for times in (1, 100))
        for name, found in parts.items()
    }


def _figures(part: BaseModel) -> Iterator[float | Decimal]:
    """All figures of ``part``, and of the parts in it; of words those that tell what was broken."""
    for name, value in part:
        if name not in NOT_QUOTED:
            yield from _figures_in(name, value)


def _figures_in(name: str, value: object) -> Iterator[float | Decimal]:
    if isinstance(value, BaseModel):
        yield from _figures(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _figures_in(name, each)
    elif isinstance(value, str) and name == "recent_breaks":
        yield float(value.split()[0])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        yield value
