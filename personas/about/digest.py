"""How the day or week of several markets is shown."""

from markupsafe import Markup

from personas.about._one_market import away
from personas.about._sky import happens
from personas.buttons import Actions, changed, row
from personas.card import Action
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import counted, listed, pct, price
from personas.phrasing import columns, marked, short_names
from personas.pictures.compare import draw_compare
from services.core.request import AnyRequest
from services.scan.facts import Scan
from services.studies.analyze_facts import Analyze
from services.studies.digest import Digest, DigestAnswer, DigestRow

SPANS = {"day": "24 hours", "week": "7 days"}
MOST_NAMED = 3
"""Markets of a new regime that are named in a sentence."""
REGIMES = {"trending up": "up", "trending down": "down", "ranging": "ranging", "volatile": "volatile"}


def movers_told(answer: DigestAnswer) -> Markup:
    """``4 of 7 markets rose, SOL/USDT most (+3.2%)``"""
    best, worst = answer.rows[0], answer.rows[-1]
    if len(answer.rows) == 1:
        return marked("{} {}").format(brief(best.name), pct(best.change))
    told = marked("{} of {} rose").format(answer.rose, counted(len(answer.rows), "market"))
    if best.change > 0:
        told = marked("{}, {} most ({})").format(told, brief(best.name), pct(best.change))
    if worst.change < 0:
        told = marked("{}, {} fell most ({})").format(told, brief(worst.name), pct(worst.change))
    return told


def level_near(line: DigestRow) -> Markup:
    """``support at 41,200.00, −0.95%``: the level that it is in, or the nearest."""
    zone = line.zone
    if zone is None:
        return Markup("no level near")
    if zone.side == "straddling":
        return marked("in a level, {} to {}").format(price(zone.low, line.price), price(zone.high, line.price))
    edge = zone.low if zone.side == "resistance" else zone.high
    return marked("{} at {}, {}").format(zone.side, price(edge, line.price), away(zone))


def digest_table(answer: DigestAnswer) -> list[Markup]:
    """A line a market, from the best change to the worst: change, price, regime (``*``: a new one)."""
    names = short_names(each.name for each in answer.rows)
    rows = [
        (brief(name), str(pct(each.change)), str(price(each.price)), _regime(each))
        for name, each in zip(names, answer.rows, strict=True)
    ]
    return columns(rows, "<>><")


def _regime(line: DigestRow) -> str:
    if line.regime is None:
        return "-"
    return f"{REGIMES[line.regime]}{'*' if line.turned else ''}"


def turned_told(answer: DigestAnswer) -> Markup:
    """``A new regime: SOL/USDT volatile.``: where one began within the span. Many are only marked in the table."""
    new = [each for each in answer.rows if each.turned]
    if not new:
        return Markup("No market changed its regime.")
    if len(new) > MOST_NAMED:
        return Markup("New regimes are marked * below.")
    return Markup("A new regime: {}.").format(listed(f"{brief(each.name)} {each.regime}" for each in new))


def _mood(said: DigestAnswer) -> str:
    if said.rose == said.fell:
        return "markets split"
    return "markets rose" if said.rose > said.fell else "markets fell"


def _buttons(said: DigestAnswer, request: AnyRequest | None) -> Actions:
    asked = request if isinstance(request, Digest) else Digest(span=said.span, symbols=" ".join(said.symbols))
    spans = tuple(
        Action(name, changed(asked, span=span), current=span == said.span, row=0)
        for name, span in (("Day", "day"), ("Week", "week"))
    )
    looks = [(f"Analyse {brief(name)}", Analyze(symbol=name)) for name in _worth_a_look(said)]
    return (*spans, Action("Refresh", asked, row=0), *row(1, looks), Action("Scan", Scan(where="rsi14 < 30"), row=1))


def _worth_a_look(said: DigestAnswer) -> list[str]:
    near = said.nearest
    names = [said.rows[0].name, said.rows[-1].name, *([near.name] if near is not None else [])]
    return list(dict.fromkeys(names))


FACE = Face(
    DigestAnswer,
    frame="table",
    essentials=lambda said: [Essential("Movers", movers_told(said), first=True)],
    mood=_mood,
    tone=lambda said: "neutral" if said.rose == said.fell else "up" if said.rose > said.fell else "down",
    buttons=_buttons,
    picture=draw_compare,
    words=(movers_told, level_near, digest_table, turned_told, happens),
)
