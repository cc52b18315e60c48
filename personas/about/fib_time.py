"""How Fibonacci times are shown."""

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from personas.about._fibonacci import beside
from personas.about._one_market import at_price, away, bars_ago, buttons, last_bars
from personas.about._sky import on_time
from personas.face import Essential, Face
from personas.format import count, price, zone
from personas.phrasing import columns, marked
from personas.pictures.fib_time import draw_time
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime, FibTimeAnswer, TimeMark


def coming(answer: FibTimeAnswer, most: int = 4) -> tuple[TimeMark, ...]:
    """The next ``most`` marks, soonest first."""
    return tuple(mark for mark in answer.marks if not mark.past)[:most]


def date_told(answer: FibTimeAnswer) -> Markup:
    """The next Fibonacci date that is counted to: ``next Fibonacci date 4 Jan 08:00 UTC``."""
    soon = coming(answer, 1)
    if not soon:
        return Markup("no Fibonacci date left")
    return marked(f"next Fibonacci date {on_time(soon[0].time, answer.as_of)} {zone(soon[0].time)}")


def mark_table(marks: Iterable[TimeMark], as_of: datetime) -> list[Markup]:
    """A line a mark: in how many bars, when, and what it is."""
    return columns([(count(mark.bars_away), on_time(mark.time, as_of), mark.name) for mark in marks], ">><")


def essentials(said: FibTimeAnswer) -> list[Essential]:
    marks = (mark for mark in (said.next_zone, said.next_proportion) if mark is not None)
    found = [Essential("Price", price(said.price)), Essential("Next date", date_told(said), first=True)]
    found += [Essential(f"Next, {mark.name} ({zone(mark.time)})", on_time(mark.time, said.as_of)) for mark in marks]
    for label, line in (("Line above", said.fan_above), ("Line below", said.fan_below)):
        if line is not None:
            found += at_price(f"{label}, {line.name}", line.price, said.price)
    return found + at_price("Counted anew beyond", said.swing.end.price, said.price)


FACE = Face(
    FibTimeAnswer,
    essentials=essentials,
    mood=lambda said: "bars ahead" if coming(said) else "bars past",
    tone=lambda said: said.swing.direction,
    buttons=buttons(
        *(FibTime, FibLevels, FibExtensions, FibConfluence, Chart),
        levels=lambda said: (said.swing.start.price, said.swing.end.price),
    ),
    picture=draw_time,
    scope=last_bars,
    words=(coming, date_told, mark_table, away, bars_ago, beside),
)
