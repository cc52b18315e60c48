"""What the readings of one market share: words for changes and distances, and the buttons below."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, Protocol

from markupsafe import Markup

from personas.buttons import Actions, alert_here, by_timeframe, changed, row
from personas.card import Tone
from personas.face import Essential
from personas.format import count, pct, price, signed_atrs, to
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_harmonics import FibHarmonics
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime
from services.studies.indicators import Indicators
from services.studies.levels import Levels, PriceZone
from services.studies.patterns import Patterns
from services.studies.regime import Regime

Stand = Literal["unknown", "below", "at the low", "low", "middle", "high", "at the high", "above"]

LABELS: Mapping[type[AnyRequest], str] = {
    Analyze: "Analyze",
    Chart: "Chart",
    FibConfluence: "Confluence",
    FibEvidence: "Evidence",
    FibExtensions: "Extensions",
    FibHarmonics: "Harmonics",
    FibLevels: "Fib levels",
    FibTime: "Time",
    Indicators: "Indicators",
    Levels: "Levels",
    Patterns: "Patterns",
    Regime: "Regime",
}
"""What the button is called that leads to each."""

STANDS: Mapping[Stand, str] = {
    "unknown": "unmeasured",
    "below": "outside",
    "at the low": "at the bottom",
    "low": "near the bottom",
    "middle": "in the middle",
    "high": "near the top",
    "at the high": "at the top",
    "above": "outside",
}
"""The mood of a price that stands so in its range."""

AT_THE_EDGE = 0.02
"""The part of a range that still counts as its edge."""
FLAT = 0.0005
"""A smaller change is none worth a direction: it would be shown as 0.0 %."""
REFERENCE = "our reference set, the same for every market,"
"""How figures are marked that were measured once and are no market's own."""
NOW = "now"
"""What a table calls the price itself."""


class Reading(Protocol):
    """Is of one market over one timeframe."""

    @property
    def symbol(self) -> str: ...
    @property
    def price(self) -> float: ...
    @property
    def timeframe(self) -> str: ...


class Looked(Protocol):
    """Says how many closed bars it looked at."""

    @property
    def lookback(self) -> int: ...


class Far(Protocol):
    """Is so far from the price: as a fraction of it, and in average true ranges where they are known."""

    @property
    def distance(self) -> float: ...
    @property
    def distance_atr(self) -> float | None: ...


def buttons(
    kind: type[AnyRequest], *beside: type[AnyRequest], levels: Callable[[Any], Iterable[float | None]] = lambda _: ()
) -> Callable[[Reading, AnyRequest | None], Actions]:
    """Under an answer to ``kind``: a row of timeframes, and one with the same again and what goes ``beside`` it; below
    them an alert at the nearest of its ``levels``."""

    @lru_cache(maxsize=256)
    def rows(asked: AnyRequest, symbol: str, timeframe: str) -> Actions:
        related = (
            (LABELS[other], other.model_validate({"symbol": symbol, "timeframe": timeframe})) for other in beside
        )
        return (*by_timeframe(asked, timeframe), *row(1, (("Refresh", asked), *related)))

    def under(said: Reading, request: AnyRequest | None = None) -> Actions:
        asked = request if isinstance(request, kind) else kind.model_validate({"symbol": said.symbol})
        usual = rows(changed(asked, symbol=said.symbol, timeframe=said.timeframe), said.symbol, said.timeframe)
        return (*usual, *alert_here(said.symbol, said.price, levels(said), number=2))

    return under


def last_bars(said: Looked) -> str:
    """The scope of a reading of the newest bars."""
    return f"last {said.lookback} closed bars"


def stand(position: float | None) -> Stand:
    """Where a price stands in a range: 0 is its low, 1 its high."""
    if position is None:
        return "unknown"
    if not 0 <= position <= 1:
        return "below" if position < 0 else "above"
    if position <= AT_THE_EDGE:
        return "at the low"
    if position >= 1 - AT_THE_EDGE:
        return "at the high"
    return "low" if position < 1 / 3 else "high" if position > 2 / 3 else "middle"


def trend(change: float | None) -> Literal["unknown", "up", "down", "flat"]:
    """The direction of a change."""
    if change is None:
        return "unknown"
    return "flat" if abs(change) < FLAT else "up" if change > 0 else "down"


def tone_of_change(change: float | None) -> Tone:
    """The tone of a card that is about a change."""
    direction = trend(change)
    return direction if direction in ("up", "down") else "neutral"


def turnout(volume_ratio: float | None) -> Literal["unknown", "thin", "usual", "busy", "heavy"]:
    """How a volume is beside its usual one."""
    if volume_ratio is None:
        return "unknown"
    return (
        "thin" if volume_ratio < 0.7 else "usual" if volume_ratio <= 1.3 else "busy" if volume_ratio <= 2 else "heavy"
    )


def away(place: Far) -> Markup:
    """How far something is: ``+0.95%, +0.72 ATR``; without the second where it is not known."""
    percent = pct(place.distance)
    told = percent if place.distance_atr is None else f"{percent}, {signed_atrs(place.distance_atr)}"
    return marked(told)


def zone_reach(zone: PriceZone) -> Markup:
    """How far the nearer edge of a zone is: ``+3.09%, +2.3 ATR``; ``inside`` where the price is in it."""
    return Markup("inside") if zone.side == "straddling" else away(zone)


def zone_record(zone: PriceZone) -> Markup:
    """``held 4 times, broken once``, ``held twice, never broken``"""
    held = f"held {how_often(zone.bounces)}" if zone.bounces else "never held"
    broken = f"broken {how_often(zone.breaks)}" if zone.breaks else "never broken"
    return marked(f"{held}, {broken}")


def break_called(name: str) -> str:
    """``break of structure (BOS)``, ``change of character (CHoCH)``: the short names are those of the field."""
    return {"BOS": "break of structure (BOS)", "CHoCH": "change of character (CHoCH)"}.get(name, name)


def bars_ago(bars: int) -> Markup:
    """``in the newest bar``, ``1 bar ago``, ``24 bars ago``."""
    if bars == 0:
        return Markup("in the newest bar")
    return Markup("1 bar ago") if bars == 1 else marked(f"{count(bars)} bars ago")


def how_often(number: int) -> Markup:
    """``never``, ``once``, ``twice``, ``3 times``."""
    if number < 3:
        return marked(("never", "once", "twice")[number])
    return marked(f"{count(number)} times")


class Watched(Protocol):
    """Says for how long the market has not moved."""

    @property
    def unmoved_bars(self) -> int: ...


def unmoved(said: Watched) -> list[Essential]:
    """For how long the market has not moved, where that leaves it without momentum."""
    bars = marked(f"{count(said.unmoved_bars)} bars")
    return [Essential("Has not moved for", bars)] if said.unmoved_bars else []


def at_price(label: str, value: float | None, like: float) -> list[Essential]:
    """The essential price called ``label``, where it is known."""
    return [] if value is None else [Essential(label, price(value, like))]


def zone_edges(*zones: PriceZone | None) -> list[float]:
    """The prices at which each begins and ends."""
    return [edge for zone in zones if zone is not None for edge in (zone.low, zone.high)]


def zones(resistance: PriceZone | None, support: PriceZone | None) -> list[Essential]:
    """The nearest zones, where there are such."""
    named = (("Resistance", resistance), ("Support", support))
    return [Essential(label, to(zone.low, zone.high)) for label, zone in named if zone is not None]
