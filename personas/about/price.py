"""How a price is shown."""

from functools import lru_cache
from typing import Literal

from personas.about._one_market import STANDS, stand, tone_of_change, trend, turnout
from personas.buttons import Actions, alert_here
from personas.card import Action
from personas.face import Essential, Face
from personas.format import pct, price, to
from services.core.request import AnyRequest
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceAnswer, PriceNow

WEEK_FLAT = 0.0015
"""A week's change smaller than this is none worth a direction."""


def week_trend(change: float | None) -> Literal["unknown", "up", "down", "flat"]:
    """The direction of a week's change."""
    return "flat" if change is not None and abs(change) < WEEK_FLAT else trend(change)


def essentials(said: PriceAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price), first=True)]
    if said.change_24h is not None:
        found.append(Essential("Change 24 h", pct(said.change_24h)))
    if said.low_24h is not None and said.high_24h is not None:
        found.append(Essential("Range 24 h", to(said.low_24h, said.high_24h)))
    return found


def under(said: PriceAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    return (*_under(said.symbol), *alert_here(said.symbol, said.price, (said.high_24h, said.low_24h)))


@lru_cache(maxsize=256)
def _under(symbol: str) -> Actions:
    return (
        Action("Chart", Chart(symbol=symbol)),
        Action("Analyze", Analyze(symbol=symbol)),
        Action("Fib levels", FibLevels(symbol=symbol)),
        Action("Refresh", PriceNow(symbol=symbol)),
    )


FACE = Face(
    PriceAnswer,
    essentials=essentials,
    mood=lambda said: STANDS[stand(said.position_24h)],
    tone=lambda said: tone_of_change(said.change_24h),
    buttons=under,
    words=(stand, trend, turnout, week_trend),
)
