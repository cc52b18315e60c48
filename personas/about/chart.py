"""How candles are shown."""

from markupsafe import Markup

from personas.about._one_market import STANDS, Stand, buttons, stand, tone_of_change, trend, turnout
from personas.buttons import Actions, changed, row
from personas.face import Essential, Face
from personas.format import count, pct, price, to
from personas.phrasing import marked
from personas.pictures.chart import draw_chart
from services.core.request import AnyRequest
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart, ChartAnswer
from services.studies.fib_levels import FibLevels
from services.studies.indicators import Indicators
from services.studies.levels import Levels

_usual = buttons(Chart, Analyze, Indicators, Levels, FibLevels, levels=lambda said: (said.high, said.low))


def chart_stand(answer: ChartAnswer) -> Stand:
    """Where the price stands in the range of the candles, which it may have left since the last of them closed."""
    span = answer.high - answer.low
    return stand((answer.price - answer.low) / span) if span else "unknown"


def sky_marked(answer: ChartAnswer) -> Markup:
    """What lies over the candles: ``3 events of the sky, marked where there is room, without weight here``."""
    events = len(answer.sky)
    told = f"{count(events)} events" if events > 1 else "1 event" if events else "no event"
    marks = ", marked where there is room" if events else " meanwhile"
    return marked(f"{told} of the sky{marks}, without weight in a decision")


def essentials(said: ChartAnswer) -> list[Essential]:
    return [
        Essential("Price", price(said.price), first=True),
        Essential("Change", pct(said.change)),
        *([Essential("Range", to(said.low, said.high))] if said.low < said.high else []),
        *([Essential("Over the candles", sky_marked(said))] if said.overlay else []),
    ]


def under(said: ChartAnswer, request: AnyRequest | None = None) -> Actions:
    """What is under any reading of one market, and a button that lays the sky over the candles or takes it off."""
    asked = request if isinstance(request, Chart) else Chart(symbol=said.symbol, overlay=said.overlay)
    asked = changed(asked, symbol=said.symbol, timeframe=said.timeframe)
    label, overlay = ("Without the sky", None) if said.overlay else ("With the sky", "cosmic")
    return (*_usual(said, asked), *row(2, [(label, changed(asked, overlay=overlay))]))


FACE = Face(
    ChartAnswer,
    essentials=essentials,
    mood=lambda said: STANDS[chart_stand(said)],
    tone=lambda said: tone_of_change(said.change),
    buttons=under,
    picture=draw_chart,
    words=(chart_stand, sky_marked, trend, turnout),
)
