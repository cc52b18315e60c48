"""How it is shown that markets move together."""

from collections.abc import Iterable, Mapping
from typing import Literal

from markupsafe import Markup

from personas.buttons import Actions, by_timeframe, changed
from personas.card import Action
from personas.escaping import brief, seen
from personas.face import Essential, Face
from personas.format import figure, listed
from personas.phrasing import base, columns, marked, short_names
from personas.pictures.correlation import draw_correlation
from services.core.request import AnyRequest
from services.studies.compare import Compare
from services.studies.correlation import Correlation, CorrelationAnswer, Pair

Bond = Literal["unknown", "opposite", "none", "loose", "close", "tight"]

TOLD_PAIRS = 6
NAMED_MARKETS = 5
BETWEEN_BASES = "–"
MOODS: Mapping[Bond, str] = {
    "unknown": "a bond unknown",
    "opposite": "opposite ways",
    "none": "each its own way",
    "loose": "loosely together",
    "close": "closely together",
    "tight": "as one",
}


def bond(correlation: float | None) -> Bond:
    """How firmly two markets are tied."""
    if correlation is None:
        return "unknown"
    if correlation < -0.3:
        return "opposite"
    return "none" if correlation < 0.3 else "loose" if correlation < 0.6 else "close" if correlation < 0.85 else "tight"


def pair_called(pair: Pair) -> Markup:
    """``BTC and ETH``, or their symbols where the bases are the same."""
    return listed(_names(pair))


BONDS: Mapping[Bond, str] = {
    "unknown": "unknown",
    "opposite": "opposite ways",
    "none": "hardly together",
    "loose": "loosely together",
    "close": "closely together",
    "tight": "nearly as one",
}


def bond_told(answer: CorrelationAnswer) -> Markup:
    """Whether they move together, and who does most: ``loosely together (correlation 0.52)``; ``loosely together on
    average, most BTC and ETH (correlation 0.81)``."""
    words, most = BONDS[bond(answer.average)], answer.closest
    if most is None:
        return Markup("correlation not known, for one stood still")
    pair = "" if most == answer.farthest else f" on average, most {pair_called(most)}"
    return marked(f"{words}{pair} (correlation {figure(most.correlation)})")


def told_pairs(answer: CorrelationAnswer, most: int = TOLD_PAIRS) -> tuple[Pair | None, ...]:
    """The pairs from the highest correlation down; of more than ``most`` those of either end, ``None`` between them."""
    ranked = sorted(
        (pair for pair in answer.pairs if pair.correlation is not None), key=lambda pair: -(pair.correlation or 0.0)
    )
    half = most // 2
    return tuple(ranked if len(ranked) <= most else [*ranked[:half], None, *ranked[-half:]])


def pair_table(pairs: Iterable[Pair | None]) -> list[Markup]:
    """A line a pair: its bases, the correlation, and the bounds that it is known within; ``…`` for those left out."""
    return columns([("…", "", "") if pair is None else _row(pair) for pair in pairs], "<>>")


def market_title(answer: CorrelationAnswer) -> Markup:
    """``BTC, ETH and SOL``, or ``12 markets`` where they are many."""
    few = len(answer.symbols) <= NAMED_MARKETS
    return listed(map(brief, short_names(answer.symbols))) if few else marked(f"{len(answer.symbols)} markets")


def _row(pair: Pair) -> tuple[str, str, str]:
    return (
        BETWEEN_BASES.join(map(_bare, _names(pair))),
        figure(pair.correlation),
        f"{figure(pair.low)} to {figure(pair.high)}",
    )


def _names(pair: Pair) -> tuple[str, str]:
    first, second = base(pair.first), base(pair.second)
    return (first, second) if first != second else (pair.first, pair.second)


def _bare(name: str) -> str:
    """A name for code type, where it could do no more than end that: letters, digits and what stands between."""
    return "".join(letter for letter in seen(name) if letter.isalnum() or letter in "/:-._ ")


def essentials(said: CorrelationAnswer) -> list[Essential]:
    found = (("Mean correlation", said.average), ("Independent bets", said.independent_bets))
    known = (Essential(label, figure(value)) for label, value in found if value is not None)
    return [Essential("Together", bond_told(said), first=True), *known]


def buttons(said: CorrelationAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other timeframes, and the comparison of the same markets."""
    usual = Correlation(symbols=",".join(said.symbols), bars=said.bars)
    asked = changed(request if isinstance(request, Correlation) else usual, timeframe=said.timeframe)
    return (
        *by_timeframe(asked, said.timeframe),
        Action("Refresh", asked, row=1),
        Action("Compare", Compare(symbols=asked.symbols, timeframe=said.timeframe, bars=asked.bars), row=1),
    )


FACE = Face(
    CorrelationAnswer,
    frame="table",
    essentials=essentials,
    mood=lambda said: MOODS[bond(said.average)],
    buttons=buttons,
    picture=draw_correlation,
    words=(bond, bond_told, pair_called, told_pairs, pair_table, market_title),
)
