"""What speaks for a decision and against it, in figures of what the brain saw: by fixed rules, whoever decided."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from services.brain.context import Context
from services.brain.proposal import Proposal

Way = Literal[1, 0, -1]
"""Speaks for a rise, for neither, for a fall."""
_TRENDS: Final[Mapping[str, Way]] = {"bullish": 1, "bearish": -1, "trending up": 1, "trending down": -1}
LITTLE: Final = 1.0
"""ATR: a level that is no further away stands in the way, or protects."""
MUCH: Final = 1.5
"""Times its mean: a volume that stands out."""
TREND: Final = 25.0
"""An ADX from which on there is a trend."""
LEVELS: Final = (30.0, 50.0, 70.0)
"""Of the RSI: oversold, neither, overbought."""


def reasons(proposal: Proposal) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What speaks for ``proposal``, and what against it.

    Where it is to wait, what was meant before the checks is what counts; where that was to wait too, what speaks for
    neither side is for it, and so is the weaker side, for the two are at odds.
    """
    decision, context = proposal.decision, proposal.context
    seen = list(_seen(context))
    rising = [text for way, text in seen if way > 0]
    falling = [text for way, text in seen if way < 0]
    level = [text for way, text in seen if way == 0]
    action = proposal.said.action if decision.action == "wait" else decision.action
    failed = [each.found for each in proposal.checks if not each.passed and each.found]
    match _side(action, context):
        case 1:
            for_it, against = rising, [*falling, *level]
        case -1:
            for_it, against = falling, [*rising, *level]
        case _:
            weaker, stronger = sorted((rising, falling), key=len)
            for_it, against = [*level, *weaker], stronger
    if proposal.said.opens and (ratio := proposal.said.ratio) is not None:
        for_it = [*for_it, f"{ratio:.1f} to gain for 1 to lose"]
    if proposal.said.opens and decision.action == "wait":
        for_it, against = [*against, *failed], for_it
    return tuple(for_it), tuple(against if decision.action == "wait" else [*against, *failed])


def _side(action: str, context: Context) -> Way:
    """Which way of the price ``action`` needs."""
    if action in ("long", "short"):
        return 1 if action == "long" else -1
    held = context.held
    if held is None or action == "wait":
        return 0
    way: Way = 1 if held.side == "long" else -1
    return way if action == "adjust" else (-1 if way > 0 else 1)


def _seen(context: Context) -> Iterator[tuple[Way, str]]:
    """What of the context speaks for which side."""
    price, atr = float(context.price_action.current), context.atr
    structure, readings, swing = context.structure, context.indicators, context.fibonacci
    if structure is not None:
        yield _TRENDS.get(structure.trend, 0), f"structure: {structure.trend}"
        if structure.support is not None and price - structure.support <= LITTLE * atr:
            yield 1, f"support {(price - structure.support) / atr:.1f} ATR below"
        if structure.resistance is not None and structure.resistance - price <= LITTLE * atr:
            yield -1, f"resistance {(structure.resistance - price) / atr:.1f} ATR above"
    if readings is not None:
        for bars, average in ((50, readings.ema_50), (200, readings.ema_200)):
            if average is not None:
                away = (price - average) / atr
                yield (1 if away > 0 else -1), f"{abs(away):.1f} ATR {'above' if away > 0 else 'below'} the EMA {bars}"
        if readings.rsi is not None:
            yield _of_rsi(readings.rsi)
        if readings.trend_strength is not None and readings.trend_strength < TREND:
            yield 0, f"ADX {readings.trend_strength:.0f}: hardly a trend"
    if swing is not None and 0 < swing.retraced < 1:
        yield (1 if swing.direction == "up" else -1), f"{swing.retraced:.2f} retraced of a swing {swing.direction}"
    if context.regime is not None:
        regime = context.regime
        yield _TRENDS.get(regime.regime, 0), f"regime: {regime.regime}, volatility {regime.volatility}"
    yield from _of_trade(context)


def _of_rsi(rsi: float) -> tuple[Way, str]:
    low, middle, high = LEVELS
    if rsi >= high:
        return -1, f"RSI {rsi:.0f}: overbought"
    if rsi <= low:
        return 1, f"RSI {rsi:.0f}: oversold"
    return (1 if rsi >= middle else -1), f"RSI {rsi:.0f}"


def _of_trade(context: Context) -> Iterator[tuple[Way, str]]:
    """What of volume, funding, the order book and the past speaks for which side."""
    volume, funding, book, past = context.volume, context.funding, context.order_book, context.similar
    if volume is not None and volume.current_vs_avg is not None and volume.buy_sell_ratio is not None:
        rising = volume.buy_sell_ratio > 0.5
        told = f"{volume.buy_sell_ratio:.0%} of the volume in bars that closed higher"
        if volume.current_vs_avg >= MUCH:
            told += f", the last {volume.current_vs_avg:.1f}× the mean"
        yield (1 if rising else -1), told
    if funding is not None and funding.sentiment != "balanced":
        yield (-1 if "long" in funding.sentiment else 1), f"funding {funding.current:+.4%}: {funding.sentiment}"
    if book is not None and book.imbalance != "balanced":
        yield (1 if book.imbalance == "bid heavy" else -1), f"order book {book.bid_share:.0%} bid"
    if past is not None:
        way: Way = 1 if past.median > 0 else -1 if past.median < 0 else 0
        yield way, f"{past.up} of {past.count} similar situations went up, median {past.median:+.1f} R"
