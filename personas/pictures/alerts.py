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
from services.alerts.facts import AlertChart, AlertDraft, AlertFacts, AlertPreview

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
    """The market of the first that has one, its levels, and when each would have fired; nothing without candles."""
    chart = answer.chart
    if chart is None:
        return None
    here = [draft for draft in answer.drafts if draft.alert.of == chart.symbol]
    drawn = _candles(chart, [draft.alert for draft in here])
    moments = [(draft, moment) for draft in here for moment in _in_view(chart, draft.history.firings)]
    for draft, moment in moments:
        # a level that follows its swing was elsewhere
        price = None if draft.alert.follows else draft.alert.price
        drawn.dot(Moment(moment, _close(chart, moment) if price is None else price), DOT, "mark")
    if moments:
        every = all(draft.history.times == len(draft.history.firings) for draft in here)
        drawn.note("● would have fired" if every else "● the newest times", "mark")
    return drawn.layout("Alerts before they are set", (_past(here), "muted"), marks)


def _past(drafts: Sequence[AlertDraft]) -> str:
    """``4 times in 90 days`` of one; how many levels there are of several, each of which has its own past."""
    if len(drafts) != 1:
        return f"{len(drafts)} alerts" if drafts else ""
    history = drafts[0].history
    if history.times is None:
        return "no history"
    often = "once" if history.times == 1 else f"{history.times} times" if history.times else "never"
    return f"{often} in {history.days:.10g} days"


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
