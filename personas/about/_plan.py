"""A trade planned from levels: a button that previews an order with its entry, stop and target filled in."""

from decimal import Decimal
from typing import Final

from personas.card import Action
from personas.face import Actions
from services.orders.entry import Buy, Sell
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.levels import LevelsAnswer

GOLDEN: Final = 0.618
RISK: Final = "risk 1%"
BEYOND_ATR: Final = 0.25
"""Average true ranges between what proves the plan wrong and the stop; where none is known, a part of the distance."""
BEYOND_PART: Final = 0.02
DIGITS: Final = 6
"""Of a planned price. The preview puts it onto the market's tick."""


def plan_at_golden(said: FibLevelsAnswer) -> Actions:
    """With the swing from its 0.618 retracement, where the price has not come that far back: wrong beyond its start,
    and done at its end."""
    level = next((one.price for one in said.levels if one.kind == "retracement" and one.ratio == GOLDEN), None)
    if level is None:
        return ()
    return _plan(f"Plan a trade at {GOLDEN}", said, level, said.swing.start.price, said.swing.end.price)


def plan_at_zone(said: LevelsAnswer) -> Actions:
    """From the nearest zone with the trend to the nearest one on the other side: a long at support, or in a downtrend a
    short at resistance."""
    support, resistance = said.nearest_support, said.nearest_resistance
    if support is None or resistance is None:
        return ()
    if said.structure.trend == "down":
        return _plan(f"Plan a trade at {resistance.name}", said, resistance.low, resistance.high, support.high)
    return _plan(f"Plan a trade at {support.name}", said, support.high, support.low, resistance.low)


def _plan(label: str, said: FibLevelsAnswer | LevelsAnswer, entry: float, wrong: float, target: float) -> Actions:
    """An order that waits at ``entry``, with its stop beyond ``wrong``; none where the price is not between it and
    ``target``, so that it would not wait."""
    up = target > entry
    beyond = BEYOND_ATR * said.atr if said.atr else BEYOND_PART * abs(entry - wrong)
    stop = wrong - beyond if up else wrong + beyond
    if stop <= 0 or not min(entry, target) < said.price < max(entry, target):
        return ()
    prices = {"price": _price(entry), "stop": _price(stop), "target": _price(target)}
    if up:
        return (Action(label, Buy(symbol=said.symbol, amount=RISK, type="limit", **prices), row=2),)
    return (Action(label, Sell(symbol=said.symbol, amount=RISK, type="limit", leverage=Decimal(1), **prices), row=2),)


def _price(price: float) -> Decimal:
    return Decimal(f"{Decimal(f'{price:.{DIGITS}g}'):f}")
