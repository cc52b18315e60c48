"""What the facts of levels mean in words: branches and tables for the voices, with their thresholds in one place."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from markupsafe import Markup

from personas.format import count, pct, price, signed_atrs
from services.studies.levels import LevelsAnswer, PriceZone, SwingTurn

NOW = "now"


def among_zones(answer: LevelsAnswer) -> Literal["none", "inside", "between", "above", "below"]:
    """Where the price stands among the zones: inside of one, between two, above all or below all of them."""
    if not answer.zones:
        return "none"
    if answer.inside:
        return "inside"
    if answer.nearest_resistance and answer.nearest_support:
        return "between"
    return "above" if answer.nearest_support else "below"


def structure_accord(answer: LevelsAnswer) -> Literal["none", "agree", "mixed", "against"]:
    """What the newest turns say beside the trend of the breaks."""
    trend, order = answer.structure.trend, answer.structure.order
    if trend == "none":
        return "none"
    return "mixed" if order == "none" else "agree" if order == trend else "against"


def value_stand(answer: LevelsAnswer) -> Literal["unknown", "above", "inside", "below"]:
    """Where the price stands beside the value area."""
    if answer.traded is None:
        return "unknown"
    if answer.price > answer.traded.value_high:
        return "above"
    return "below" if answer.price < answer.traded.value_low else "inside"


def zone_record(zone: PriceZone) -> Literal["open", "held", "mixed", "broken"]:
    """What became of the visits to a zone: held with two bounces or more to a break, broken the other way round."""
    if not zone.bounces + zone.breaks:
        return "open"
    if zone.bounces >= 2 * zone.breaks:
        return "held"
    return "broken" if zone.breaks >= 2 * zone.bounces else "mixed"


def newest_turns(answer: LevelsAnswer, most: int = 4) -> tuple[SwingTurn, ...]:
    """The newest turns, oldest first."""
    return answer.structure.swings[-most:]


def bars_ago(bars: int) -> Markup:
    """``in the newest bar``, ``1 bar ago``, ``24 bars ago``."""
    if bars == 0:
        return Markup("in the newest bar")
    return Markup("1 bar ago") if bars == 1 else Markup(f"{count(bars)} bars ago")  # noqa: S704 (made of a number)


def how_often(number: int) -> Markup:
    """``never``, ``once``, ``twice``, ``3 times``."""
    if number < 3:
        return Markup(("never", "once", "twice")[number])  # noqa: S704 (our words)
    return Markup(f"{count(number)} times")  # noqa: S704 (made of a number)


def zone_reach(zone: PriceZone) -> Markup:
    """How far the nearer edge of a zone is: ``+3.09%, +2.3 ATR``; ``inside`` where the price is in it."""
    if zone.side == "straddling":
        return Markup("inside")
    percent = pct(zone.distance)
    told = percent if zone.distance_atr is None else f"{percent}, {signed_atrs(zone.distance_atr)}"
    return Markup(told)  # noqa: S704 (made of numbers)


def zone_table(answer: LevelsAnswer) -> list[Markup]:
    """A line a zone: name, middle, how far its nearer edge is, and bounces/breaks. At most 34 characters wide."""
    rows = [_row(zone, answer.price) for zone in answer.zones if zone.middle > answer.price]
    rows += [(NOW, str(price(answer.price)), "", "")]
    rows += [_row(zone, answer.price) for zone in answer.zones if zone.middle <= answer.price]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [_line(row, widths) for row in rows]


def _row(zone: PriceZone, current: float) -> tuple[str, str, str, str]:
    far = pct(zone.distance) if zone.distance_atr is None else signed_atrs(zone.distance_atr)
    away = "inside" if zone.side == "straddling" else str(far)
    return zone.name, str(price(zone.middle, current)), away, f"{zone.bounces}/{zone.breaks}"


def _line(row: tuple[str, ...], widths: list[int]) -> Markup:
    name, *rest = row
    cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
    return Markup("  ".join((f"{name:<{widths[0]}}", *cells)).rstrip())  # noqa: S704 (made of numbers and of our words)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        among_zones,
        structure_accord,
        value_stand,
        zone_record,
        newest_turns,
        bars_ago,
        how_often,
        zone_reach,
        zone_table,
    )
}
