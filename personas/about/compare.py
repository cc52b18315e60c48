"""How several markets are shown side by side."""

from markupsafe import Markup

from personas.buttons import Actions, by_timeframe, changed
from personas.card import Action
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import figure, pct, share
from personas.phrasing import columns, marked, short_names
from personas.pictures.compare import draw_compare
from services.core.request import AnyRequest
from services.studies.compare import Compare, CompareAnswer, CompareRow

WINDOWS = (30, 90, 365)


def row(answer: CompareAnswer, name: str) -> CompareRow:
    """How the market of this name did."""
    return next(found for found in answer.rows if found.name == name)


def leader_told(answer: CompareAnswer) -> Markup:
    """Who leads, and by what: ``XRP/USDT leads 5 markets with +23.7%``, ``2 markets level at 0.00%``."""
    lead = answer.rows[0]
    if mood(answer) == "nobody leads":
        return marked(f"{len(answer.rows)} markets level at {pct(lead.change)}")
    return Markup("{} leads {} markets with {}").format(brief(lead.name), len(answer.rows), pct(lead.change))


def compare_table(answer: CompareAnswer) -> list[Markup]:
    """A line a market, from the best change to the worst: change, annual volatility, Sharpe ratio, deepest fall.

    The widest line has about 36 characters, which a phone shows without wrapping.
    """
    names = short_names(each.name for each in answer.rows)
    rows = [(brief(name), *_measures(each)) for name, each in zip(names, answer.rows, strict=True)]
    return columns(rows, "<>>>>")


def _measures(each: CompareRow) -> tuple[str, ...]:
    sharpe = "none" if each.sharpe is None else figure(each.sharpe)
    return pct(each.change), share(each.volatility_pct), sharpe, pct(each.drawdown_pct)


def mood(said: CompareAnswer) -> str:
    """Who leads, and by what road."""
    if said.rows[0].change == said.rows[-1].change:
        return "nobody leads"
    if said.calmest == said.best:
        return "the calmest leads"
    return "a wilder road leads" if said.steadiest not in (None, said.best) else "one leads"


def essentials(said: CompareAnswer) -> list[Essential]:
    return [Essential("Leads", leader_told(said), first=True), Essential("Last", pct(said.rows[-1].change))]


def buttons(said: CompareAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other timeframes and windows."""
    usual = Compare(symbols=" ".join(said.symbols), timeframe=said.timeframe)
    asked = request if isinstance(request, Compare) else usual
    windows = (Action(f"{bars} bars", changed(asked, bars=bars), row=1, current=bars == asked.bars) for bars in WINDOWS)
    return (*by_timeframe(asked, said.timeframe), *windows, Action("Refresh", asked, row=1))


FACE = Face(
    CompareAnswer,
    frame="table",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    picture=draw_compare,
    words=(row, leader_told, compare_table),
)
