"""The pictures of alerts: candles, where one fires, and when it would have fired or did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from personas.pictures.candle_chart import CandleChart
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from services.alerts.events import AlertFired
from services.alerts.facts import AlertChart, AlertFacts, AlertPreview

LINE: Final[Dash] = (14, 7)
DOT: Final = 13
NAMED: Final = "alert"
LONGEST_NAME: Final = 16
MOST_BOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a price."""

    time: datetime
    price: float


def draw_preview(answer: AlertPreview, marks: Sequence[str]) -> Layout | None:
    """The market of the first that has one, each level on it, and when the first would have fired; nothing without
    candles."""
    chart = answer.chart
    if chart is None:
        return None
    here = [draft for draft in answer.drafts if draft.alert.of == chart.symbol]
    drawn = _candles(chart, [draft.alert for draft in here])
    first = here[0] if here else None
    seen = [] if first is None else _in_view(chart, first.history.firings)
    for moment in seen:
        price = (
            None if first is None or first.alert.follows else first.alert.price
        )  # a level that follows was elsewhere
        drawn.dot(Moment(moment, _close(chart, moment) if price is None else price), DOT, "mark")
    if seen:
        every = first is not None and first.history.times == len(first.history.firings)
        drawn.note("● would have fired" if every else "● the newest times", "mark")
    times = None if first is None else first.history.times
    told = "no history" if times is None else "once" if times == 1 else f"{times} times" if times else "never"
    days = "" if first is None or times is None else f" in {first.history.days:.10g} days"
    return drawn.layout("Alerts before they are set", (f"{told}{days}", "muted"), marks)


def draw_fired(event: AlertFired, marks: Sequence[str]) -> Layout | None:
    """The market, the level, and the moment; nothing without candles."""
    chart, alert = event.chart, event.alert
    if chart is None:
        return None
    drawn = _candles(chart, [alert], [] if event.value is None else [event.value])
    for moment in _in_view(chart, [event.happened_at]):
        drawn.dot(Moment(moment, _close(chart, moment) if event.value is None else event.value), DOT, "mark")
        drawn.note("● when it fired", "mark")
    ink: Ink = "muted" if alert.kind != "price" else "up" if alert.side == "above" else "down"
    return drawn.layout("An alert and when it fired", ("alert fired", ink), marks)


def _candles(chart: AlertChart, alerts: Sequence[AlertFacts], reach: Sequence[float] = ()) -> CandleChart:
    levels = [
        Level(_name(alert), float(alert.price), "text", rank, bold=len(alerts) <= MOST_BOLD)
        for rank, alert in enumerate(alerts)
        if alert.price is not None
    ]
    drawn = CandleChart(
        chart, chart.candles, levels=levels or None, reach=[*(level.price for level in levels), *reach], tag_name="now"
    )
    for level in drawn.levels:
        drawn.line(level, LINE, faint=False)
    return drawn


def _name(alert: AlertFacts) -> str:
    """What the level is called at the side: ``0.618`` of a swing's."""
    if alert.ratio is not None:
        return f"{alert.ratio:g}"
    return alert.label if 0 < len(alert.label) <= LONGEST_NAME else NAMED


def _in_view(chart: AlertChart, moments: Sequence[datetime]) -> list[datetime]:
    first = chart.candles.opened(0)
    return [moment for moment in moments if moment >= first]


def _close(chart: AlertChart, moment: datetime) -> float:
    """The close of the candle that holds ``moment``, or of the newest."""
    candles = chart.candles
    at = int(candles.time.searchsorted(int(moment.timestamp() * 1000), side="right")) - 1
    return float(candles.close[max(0, at)])
