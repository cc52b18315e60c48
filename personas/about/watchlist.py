"""How a watchlist is shown, as an answer and as a board."""

from collections.abc import Iterable

from markupsafe import Markup

from personas.buttons import Actions, alert_here, changed, row
from personas.card import Action, Menu
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import counted, pct, price
from personas.phrasing import columns, marked, short_names
from personas.pictures.watchlist import draw_watchlist
from services.core.request import AnyRequest
from services.market.symbol_list import MOST_SYMBOLS
from services.scan.facts import Scan
from services.studies.chart import Chart
from services.studies.compare import LEAST_MARKETS, Compare
from services.watchlists.changing import WatchlistAdd
from services.watchlists.facts import WatchlistAnswer, WatchRow
from services.watchlists.sharing import WatchlistShare
from services.watchlists.showing import WatchlistList, WatchlistShow

USUAL_SEARCH = "rsi14 < 30"
"""What a list is searched for, until somebody writes something else into the form."""


def list_told(answer: WatchlistAnswer) -> Markup:
    """``majors: 3 of 5 markets up in 24 h``; without the day where no change is known."""
    markets = counted(len(answer.rows), "market")
    if answer.best is None:
        return Markup("{}: {}").format(brief(answer.called), markets)
    return Markup("{}: {} of {} up in 24 h").format(brief(answer.called), answer.rising or "none", markets)


def watch_row(answer: WatchlistAnswer, name: str) -> WatchRow:
    """The market of this name."""
    return next(found for found in answer.rows if found.name == name)


def watch_table(answer: WatchlistAnswer) -> list[Markup]:
    """A line a market: its name, price and change in a day; ``old`` where a newer price is overdue."""
    names = short_names(each.name for each in answer.rows)
    rows = [
        (brief(name), str(price(each.price)), f"{_change(each)}{' old' if each.stale else ''}")
        for name, each in zip(names, answer.rows, strict=True)
    ]
    return columns(rows, "<>>")


def _change(each: WatchRow) -> str:
    return "" if each.change_24h is None else str(pct(each.change_24h))


def mood(said: WatchlistAnswer) -> str:
    if said.rising > said.falling:
        return "list rises"
    return "list falls" if said.falling > said.rising else "list divided"


def essentials(said: WatchlistAnswer) -> list[Essential]:
    found = [Essential("List", list_told(said), first=True)]
    if said.missing:
        found.append(Essential("Not to be had", _names(said.missing)))
    if said.code is not None:
        found.append(Essential("Code", marked(said.code)))
    return found


def _names(symbols: Iterable[str]) -> Markup:
    return Markup(", ").join(map(brief, symbols))


def menus(said: WatchlistAnswer) -> tuple[Menu, ...]:
    """Each market's chart, and an alert at the ends of its day."""
    charts = tuple(Action(each.name, Chart(symbol=each.name), detail=_detail(each)) for each in said.rows)
    alerts = [
        Action(each.name, action.request, detail=f"crosses {price(each.high_24h)} or {price(each.low_24h)}")
        for each in said.rows
        for action in alert_here(each.name, each.price, (each.high_24h, each.low_24h))
    ]
    at_day = Menu("Alert me here …", tuple(alerts))
    return (Menu("Chart of …", charts), *((at_day,) if alerts else ()))


def _detail(each: WatchRow) -> str:
    change = "" if each.change_24h is None else f", {pct(each.change_24h)} in 24 h"
    return f"{price(each.price)}{change}"


def buttons(said: WatchlistAnswer, request: AnyRequest | None = None) -> Actions:
    """The list again and otherwise sorted; its markets compared and searched; who else has it; all lists."""
    usual = WatchlistShow(list=said.code or said.called, owner=None if said.whose == "shared" else said.whose)
    asked = request if isinstance(request, WatchlistShow) else usual
    symbols = ",".join(said.symbols)
    by_change = ("By change", changed(asked, sort="change"))
    other = by_change if asked.sort == "list" else ("In order", changed(asked, sort="list"))
    comparable = LEAST_MARKETS <= len(said.symbols) <= MOST_SYMBOLS
    mine = ("Share by code", WatchlistShare(list=said.called)) if said.whose == "me" else None
    copy = ("Keep a copy", WatchlistAdd(symbols=symbols, list=said.called))
    return (
        *row(0, [("Refresh", asked), other, *([("Compare", Compare(symbols=symbols))] if comparable else [])]),
        Action("Scan …", Scan(where=USUAL_SEARCH, universe=symbols), edits=("where",)),
        *row(1, [mine or copy, ("Lists", WatchlistList())]),
    )


FACE = Face(
    WatchlistAnswer,
    frame="table",
    essentials=essentials,
    mood=mood,
    tone=lambda said: "up" if said.rising > said.falling else "down" if said.falling > said.rising else "neutral",
    buttons=buttons,
    menus=menus,
    picture=draw_watchlist,
    words=(list_told, watch_row, watch_table),
)
