"""How a scan is shown."""

import re
from collections.abc import Mapping
from typing import Literal

from markupsafe import Markup

from personas.buttons import IN_A_ROW, TIMEFRAMES, Actions, changed
from personas.card import Action, Menu
from personas.escaping import code
from personas.face import Essential, Face
from personas.format import amount, count, counted, listed, pct, points, price, ratio, share, signed_atrs
from personas.phrasing import base, columns, marked
from personas.pictures.scan import CHANGES, draw_scan
from services.alerts.asking import AlertAdd
from services.conditions.parse import condition
from services.conditions.ranking import Ranking, ranking
from services.conditions.syntax import (
    Cross,
    Extreme,
    InPocket,
    InRegime,
    Near,
    NearestZone,
    Ratio,
    RegimeChanges,
    Shows,
    Test,
    columns_of,
    read_by,
    tests_of,
)
from services.core.request import AnyRequest
from services.scan.facts import Scan, ScanAnswer, ScanPlace, ScanRow, ScanValue
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.levels import Levels

Harvest = Literal["none", "one", "few", "some", "most", "all"]

SUBJECTS = ("rsi", "fib", "zone", "regime", "pattern", "cross", "average", "extreme", "volume")
"""What a condition can be about; of several the first that it is."""
FAMILIES = {"rsi": "rsi", "ema": "average", "sma": "average", "volume": "volume", "volume_ratio": "volume"}
"""The subjects of columns, by their names without a period."""
MOODS: Mapping[Harvest, str] = {
    "none": "none fits",
    "one": "one fits",
    "few": "few fit",
    "some": "some fit",
    "most": "most fit",
    "all": "all fit",
}
MATCHES_ROW = 2
"""The first of the rows that lead from a match to its market."""

_USUAL_NAME = re.compile(r"[\w.-]+(/[\w.:-]+)?")


def harvest(answer: ScanAnswer) -> Harvest:
    """How many matched, of those that could be judged."""
    judged = answer.matched + answer.missed
    if answer.matched <= 1:
        return "one" if answer.matched else "none"
    if answer.matched == judged:
        return "all"
    part = answer.matched / judged
    return "few" if part < 0.1 else "some" if part <= 0.5 else "most"


def scan_subject(answer: ScanAnswer) -> str:
    """What the condition is about, to explain it: ``rsi``, ``fib``, ``zone`` …, or ``other``."""
    said = condition(answer.condition)
    told = {FAMILIES.get(read.name.rstrip("0123456789")) for read in columns_of(said)}
    told |= {_subject(test) for test in tests_of(said)}
    told |= {"fib" for read in read_by(said) if isinstance(read, Ratio)}
    return next((subject for subject in SUBJECTS if subject in told), "other")


def _subject(test: Test) -> str | None:
    match test:
        case InPocket():
            return "fib"
        case Near(place=NearestZone()):
            return "zone"
        case InRegime() | RegimeChanges():
            return "regime"
        case Shows():
            return "pattern"
        case Cross():
            return "cross"
        case Extreme():
            return "extreme"
        case _:
            return None


def fit_told(answer: ScanAnswer) -> Markup:
    """``4 of 200 markets fit``, ``0 of 30 charts fit`` where each market is looked at over several timeframes."""
    what = "chart" if len(answer.timeframes) > 1 else "market"
    fit = "fits" if answer.matched == 1 else "fit"
    return marked(f"{count(answer.matched)} of {counted(answer.scanned, what)} {fit}")


def scan_gaps(answer: ScanAnswer) -> Markup:
    """What neither fits nor fails to: ``3 could not be judged and 50 could not be had``; nothing where there is none.

    Who cannot be judged has too few bars, or a value that is not defined there.
    """
    told = []
    if answer.not_known:
        told.append(f"{count(answer.not_known)} could not be judged")
    if answer.failed:
        told.append(f"{count(answer.failed)} could not be had")
    return listed(marked(each) for each in told) if told else Markup("")


def misfits_told(answer: ScanAnswer) -> Markup:
    """Who does not fit, where they are few: ``SOL/USDT and XRP/USDT``, with the timeframe where several are scanned."""
    alone = len(answer.timeframes) == 1
    return listed(name.rpartition(" ")[0] if alone else name for name in answer.misfits)


def scan_value(value: ScanValue) -> Markup:
    """``28.4``, ``+2.50%``, ``42,156.37``, by the column's unit."""
    match value.unit:
        case "percent":
            return pct(value.value_pct) if value.name.startswith(CHANGES) else share(value.value_pct)
        case "price" | "difference":
            return price(value.value)
        case "volume":
            return amount(value.value)
        case "0..100":
            return points(value.value)
        case _:
            return ratio(value.value)


def scan_place(place: ScanPlace) -> Markup:
    """``0.618 −0.12 ATR``, ``support −1.20%`` where no average true range is known, ``in pocket`` within a zone."""
    short = place.name.removesuffix(" retracement").removesuffix(" extension").removeprefix("golden ")
    if not place.distance:
        return marked(f"{'in' if place.low < place.high else 'at'} {short}")
    far = pct(place.distance) if place.distance_atr is None else signed_atrs(place.distance_atr)
    return marked(f"{short} {far}")


def scan_by(row: ScanRow, order: Ranking | None) -> Markup:
    """What a match is told by: what it is sorted by, else the nearest of its places, the first of its values or its
    change."""
    if order is not None and row.sort_value is not None:
        match order.kind:
            case "column":
                if told := [value for value in row.values if value.name == order.name]:
                    return marked(f"{order.name} {scan_value(told[0])}")
            case "gap":
                return pct(row.sort_gap)
            case "share":
                return share(row.sort_share)
            case "number":
                return ratio(row.sort_value)
            case "atr":
                pass
    if row.places:
        return scan_place(min(row.places, key=lambda place: abs(place.distance)))
    if row.values:
        return marked(f"{row.values[0].name} {scan_value(row.values[0])}")
    return Markup("") if row.change_24h is None else pct(row.change_24h)


def scan_table(answer: ScanAnswer) -> list[Markup]:
    """A line a match, for code type: its name, its market's price, what it is told by, and the close of its bar where
    that is another price.

    The quote currency is left out where all have the same, the timeframe where one alone was scanned. A name that would
    be markup is ``…``, and ``old`` stands where a newer bar is overdue.
    """
    quotes = {row.symbol.partition("/")[2] for row in answer.rows}
    short, alone = len(quotes) == 1, len(answer.timeframes) == 1
    order = ranking(condition(answer.condition))
    rows = [
        (
            _name(row, short=short, alone=alone),
            str(price(row.price)),
            f"{scan_by(row, order)}{_close(row)}{'  old' if row.stale else ''}",
        )
        for row in answer.rows
    ]
    return columns(rows, "<><")


def _close(row: ScanRow) -> str:
    return "" if row.close == row.price else f"  close {price(row.close)}"


def _name(row: ScanRow, *, short: bool, alone: bool) -> str:
    usual = usual_name(row.symbol, short=short)
    return usual if alone else f"{usual} {row.timeframe}"


def usual_name(symbol: str, *, short: bool) -> str:
    """``symbol``, or its base alone where ``short``, in a table; ``…`` where it would be markup."""
    name = base(symbol) if short else symbol
    return name if _USUAL_NAME.fullmatch(name) else "…"


def essentials(said: ScanAnswer) -> list[Essential]:
    found = [Essential("Fit", fit_told(said), first=True), Essential("Condition", code(said.condition))]
    gaps = scan_gaps(said)
    return [*found, Essential("Not known", gaps)] if gaps else found


def buttons(said: ScanAnswer, request: AnyRequest | None = None) -> Actions:
    """A row of timeframes, one that turns the pages, and the markets that matched."""
    usual = Scan(where=said.condition, timeframes=",".join(said.timeframes))
    asked = request if isinstance(request, Scan) else usual
    pages = (("« Prev", said.page - 1), ("Next »", said.page + 1))
    return (
        *(Action(t, changed(asked, timeframes=t, page=1), current=t in said.timeframes) for t in TIMEFRAMES),
        *(Action(label, changed(asked, page=page), row=1) for label, page in pages if 1 <= page <= said.pages),
        Action("Refresh", asked, row=1),
        *(Action(match.name, _market(match), row=MATCHES_ROW + at // IN_A_ROW) for at, match in enumerate(said.rows)),
    )


def menus(said: ScanAnswer) -> tuple[Menu, ...]:
    """An alert on what was searched for, of each market that matched."""
    if not said.rows:
        return ()
    wishes = (AlertAdd(symbol=row.symbol, timeframe=row.timeframe, when=said.condition) for row in said.rows)
    choices = tuple(Action(row.name, wish) for row, wish in zip(said.rows, wishes, strict=True))
    return (Menu("Alert me when it comes to fit again …", choices),)


def _market(match: ScanRow) -> AnyRequest:
    """The picture of what the match is about: the swing, the zones, or the candles."""
    names = " ".join(place.name for place in match.places)
    if any(word in names for word in ("retracement", "extension", "golden pocket")):
        return FibLevels(symbol=match.symbol, timeframe=match.timeframe)
    if any(word in names for word in ("support", "resistance")):
        return Levels(symbol=match.symbol, timeframe=match.timeframe)
    return Chart(symbol=match.symbol, timeframe=match.timeframe)


FACE = Face(
    ScanAnswer,
    frame="table",
    essentials=essentials,
    mood=lambda said: MOODS[harvest(said)],
    buttons=buttons,
    menus=menus,
    picture=draw_scan,
    words=(harvest, fit_told, scan_subject, scan_gaps, misfits_told, scan_table),
)
