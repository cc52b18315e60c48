"""Reasonings as a model writes them, about contexts of the simulated market: true ones, and the same with one figure
that is made up."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from services.brain.context import Context
from services.brain.context_builder import ContextBuilder
from services.brain.decision import Decision
from services.core.clock import SteppedClock
from services.market.sim import SimSource
from services.market.view import MarketView
from tests.orders import account
from tests.unit.services.brain.contexts import context as designed
from tests.unit.services.brain.terms import paper_terms
from tests.unit.services.market.parts import Memory, utc

SYMBOLS = ("BTC", "ETH", "SOL", "XRP", "DOGE", "LINK", "DOT")
START = utc("2024-03-04T08:00")

TEMPLATES = (
    "Price at {p} holds above support at {s}. R:R of {rr}:1 to {t}.",
    "RSI {rsi}, below 70; ADX {adx}. The 24h range is {lo}–{hi}.",
    "Retraced {ret}% of the swing from {sl} to {sh}; the 0.618 level is at {f618}.",
    "{d24}% over the last 24 hours and {d7}% in 7 days, volume {vol}x the average of 20 bars.",
    "EMA 20 at {e20} is near EMA50 ({e50}), both far from EMA200 at {e200}.",
    "Stop {stop} is {satr} ATR away, {spc}% below the entry; target {t} is {tpc}% up.",
    "Bid wall at {bw}, ask wall at {aw}; {bs}% of the book is bid.",
    "Long from {p}: risking {risk} to make {gain}, 1:{rr}. ATR is {atr}.",
    "I am {conf}% confident. Over the next 12-24 hours I expect {t}, 2 or 3 bars of chop first.",
    "Support {s}, resistance {r}: between them the 4h chart says nothing. 50/50 otherwise.",
    "Over the last 20 bars volume in rising bars is {buy}% of all. RSI(14) at {rsi}, above 30.",
    "The 0.382 at {f382} and the 0.5 at {f5} failed; now the golden pocket 0.618-0.65 matters, {f618}.",
    "Exposure is {exp}%, equity ${eq}. No position is open, 0 orders.",
    "With the ADX at {adx} the trend is strong (>25 is the usual bound). Price sits at {pos}% of its range.",
    "Entry {p}, stop {stop}, target {t}: {rr}R. Invalidation: 1h close below {stop}.",
)
"""Their figures come in the forms of ``forms``."""


async def contexts() -> list[Context]:
    """As the desk builds them, at several times."""
    found = [designed(similar=None)]
    for n, base in enumerate(SYMBOLS):
        for turn in range(3):
            at = START + timedelta(hours=517 * turn + 31 * n)
            market = MarketView(SimSource(7), Memory(), SteppedClock(at))
            found.append(await ContextBuilder(market, paper_terms()).context(base, "1h", account()))
    return found


def plan(seen: Context, rng: random.Random) -> Decision:
    """Some plan."""
    price, atr = float(seen.price_action.current), float(seen.price_action.atr or 0)
    entry, risk = Decimal(f"{price:.7g}"), rng.uniform(1.2, 4)
    stop = Decimal(f"{price - risk * atr:.6g}")
    target = Decimal(f"{price + risk * rng.uniform(1.6, 3) * atr:.6g}")
    return Decision(
        action="long",
        instrument=seen.symbol,
        confidence=round(rng.uniform(0.6, 0.9), 2),
        reasoning="-",
        entry=entry,
        stop=stop,
        target=target,
    )


def price_forms(value: float, rng: random.Random) -> str:
    """A price as people write it."""
    if value >= 10_000:
        return rng.choice([f"{value:,.0f}", f"${value:,.0f}", f"{value:.0f}", f"{value / 1000:.1f}k", f"{value:,.2f}"])
    if value >= 100:
        return rng.choice([f"{value:,.1f}", f"${value:,.2f}", f"{value:.2f}", f"{value:,.0f}"])
    return rng.choice([f"{value:.4g}", f"${value:.5g}", f"{value:.5g}"])


def figures(seen: Context, said: Decision, rng: random.Random) -> dict[str, str]:
    """What the templates have, written in some form."""
    action, structure, fib, now = seen.price_action, seen.structure, seen.fibonacci, seen.indicators
    volume, book, regime = seen.volume, seen.order_book, seen.regime
    assert structure is not None
    assert fib is not None
    assert now is not None
    assert volume is not None
    assert book is not None
    assert regime is not None
    entry, stop, target = (float(each or 0) for each in (said.entry, said.stop, said.target))
    level = {float(each.ratio): float(each.price) for each in fib.retracements}
    prices = {
        "p": action.current,
        "s": structure.support or action.low_24h,
        "r": structure.resistance or action.high_24h,
        "t": target,
        "stop": stop,
        "lo": action.low_24h,
        "hi": action.high_24h,
        "sl": fib.swing_low,
        "sh": fib.swing_high,
        "f382": level[0.382],
        "f5": level[0.5],
        "f618": level[0.618],
        "e20": now.ema_20,
        "e50": now.ema_50,
        "e200": now.ema_200,
        "bw": book.bid_wall,
        "aw": book.ask_wall,
    }
    ratio = abs(target - entry) / abs(entry - stop)
    return {
        **{name: price_forms(float(value or 0), rng) for name, value in prices.items()},
        "rr": rng.choice([f"{ratio:.1f}", f"{ratio:.2f}"]),
        "rsi": rng.choice([f"{now.rsi:.0f}", f"{now.rsi:.1f}"]),
        "adx": rng.choice([f"{now.trend_strength:.0f}", f"{now.trend_strength:.1f}"]),
        "ret": f"{fib.retraced * 100:.0f}",
        "d24": f"{(action.change_24h or 0) * 100:+.1f}",
        "d7": f"{(action.change_7d or 0) * 100:+.1f}",
        "vol": rng.choice([f"{volume.current_vs_avg or 0:.1f}", f"{volume.current_vs_avg or 0:.2f}"]),
        "satr": f"{abs(entry - stop) / float(action.atr or 1):.1f}",
        "spc": f"{abs(stop / entry - 1) * 100:.1f}",
        "tpc": f"{abs(target / entry - 1) * 100:.1f}",
        "bs": f"{book.bid_share * 100:.0f}",
        "risk": f"{abs(entry - stop):.4g}",
        "gain": f"{abs(target - entry):.4g}",
        "atr": f"{action.atr:.4g}",
        "conf": f"{said.confidence * 100:.0f}",
        "buy": f"{(volume.buy_sell_ratio or 0) * 100:.0f}",
        "exp": f"{seen.account.exposure * 100:.0f}",
        "eq": f"{seen.account.equity:,.0f}",
        "pos": f"{(regime.position_in_range or 0) * 100:.0f}",
    }


def altered(text: str, rng: random.Random) -> str:
    """``text``, which is one figure, made up: off by a twentieth to a half, in the same form."""
    digits = re.search(r"\d[\d,]*\.?\d*", text)
    assert digits is not None
    plain = digits[0].replace(",", "")
    decimals = len(plain.partition(".")[2])
    value = float(plain)
    off = max(value * rng.choice([-1, 1]) * rng.uniform(0.05, 0.5), -value * 0.9)
    made = value + (off if abs(off) >= 2 * 10.0**-decimals else 3 * 10.0**-decimals)
    written = f"{made:,.{decimals}f}" if "," in digits[0] else f"{made:.{decimals}f}"
    return text.replace(digits[0], written, 1)


def reasonings(seen: list[Context], seed: int) -> Iterator[tuple[Context, Decision, str, str, str]]:
    """Contexts, plans, a true reasoning, the same with a figure made up, and which."""
    rng = random.Random(seed)  # noqa: S311
    for each in seen:
        for template in TEMPLATES:
            said = plan(each, rng)
            told = figures(each, said, rng)
            name = rng.choice(re.findall(r"\{(\w+)\}", template))
            made_up = altered(told[name], rng)
            yield each, said, template.format(**told), template.format(**{**told, name: made_up}), f"{name} {made_up}"
