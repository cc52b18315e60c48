"""How harmonic patterns are shown."""

from collections.abc import Mapping

from markupsafe import Markup

from analytics.harmonics import State
from personas.about._one_market import REFERENCE, at_price, bars_ago, buttons
from personas.face import Essential, Face
from personas.format import count, price, ratio, share, to
from personas.phrasing import columns, marked
from personas.pictures.harmonics import draw_harmonics
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_harmonics import FibHarmonics, FibHarmonicsAnswer, HarmonicPattern, HarmonicPrice
from services.studies.fib_levels import FibLevels

STATES: Mapping[State, str] = {
    "forming": "forms",
    "in the zone": "in zone",
    "completed": "done",
    "invalidated": "failed",
}
MOODS: Mapping[State, str] = {
    "forming": "taking shape",
    "in the zone": "deciding",
    "completed": "under way",
    "invalidated": "failed",
}


def live(answer: FibHarmonicsAnswer) -> HarmonicPattern | None:
    """The first of the patterns, unless it failed or has reached its last target."""
    best = next(iter(answer.patterns), None)
    return None if best is None or best.state == "invalidated" or not ahead(best) else best


def ahead(pattern: HarmonicPattern) -> list[HarmonicPrice]:
    """Its targets that were not reached."""
    return [target for target in pattern.targets if not target.reached]


def pattern_table(answer: FibHarmonicsAnswer) -> list[Markup]:
    """A line a pattern: its direction and kind, its state, how long ago, and its quality."""
    return columns(
        [
            (
                f"{'▲' if one.direction == 'up' else '▼'} {one.kind}",
                STATES[one.state],
                count(one.bars_since),
                ratio(one.quality),
            )
            for one in answer.patterns
        ],
        "<<>>",
    )


def ratio_table(pattern: HarmonicPattern) -> list[Markup]:
    """A line a ratio: the legs, what it is, and what is asked."""
    return columns([(one.name, ratio(one.ratio), _asked(one.low, one.high)) for one in pattern.ratios], "<><")


def _asked(low: float, high: float) -> str:
    return str(ratio(low)) if low == high else f"{ratio(low)}–{ratio(high)}"


def zone_history(answer: FibHarmonicsAnswer) -> Markup:
    """``of 12 zones 4 turned the price; in our reference set, the same for every market, 20.2% of random ones do``"""
    zones = "of 1 zone" if answer.entered == 1 else f"of {count(answer.entered)} zones"
    random = f"in {REFERENCE} {share(answer.chance_turned_rate)} of random ones do"
    return marked(f"{zones} {count(answer.turned)} turned the price; {random}")


def harmonic_told(answer: FibHarmonicsAnswer) -> Markup:
    """The first pattern and how far it is: ``bullish Bat, next target 120.51``; ``no harmonic pattern``."""
    if not answer.patterns:
        return Markup("no harmonic pattern")
    best, now = answer.patterns[0], answer.price
    if best.state == "completed":
        told = f"next target {price(ahead(best)[0].price, now)}" if ahead(best) else "every target reached"
    elif best.state == "invalidated":
        told = "failed"
    else:
        zone = to(best.zone.low, best.zone.high)
        told = f"in its zone {zone}" if best.state == "in the zone" else f"not finished, zone {zone}"
    return marked(f"{best.name}, {told}")


def mood(said: FibHarmonicsAnswer) -> str:
    if not said.patterns:
        return "no figure"
    best = said.patterns[0]
    return "spent" if best.state == "completed" and not ahead(best) else MOODS[best.state]


def essentials(said: FibHarmonicsAnswer) -> list[Essential]:
    found, best = [Essential("Price", price(said.price))], live(said)
    found.append(Essential("Pattern", harmonic_told(said), first=True))
    if best is not None:
        found.append(Essential("Zone", to(best.zone.low, best.zone.high)))
        turned = best.state == "completed"
        found += at_price("Next target" if turned else "First target, once turned", ahead(best)[0].price, said.price)
        found += at_price("Stop" if turned else "Stop, once turned", best.stop.price, said.price)
    if said.entered:
        found.append(Essential("Earlier ones here", zone_history(said)))
    return found


FACE = Face(
    FibHarmonicsAnswer,
    essentials=essentials,
    mood=mood,
    tone=lambda said: "neutral" if (pattern := live(said)) is None else pattern.direction,
    buttons=buttons(
        *(FibHarmonics, FibLevels, FibConfluence, FibEvidence, Chart),
        levels=lambda said: [edge for one in said.patterns for edge in (one.zone.low, one.zone.high)],
    ),
    picture=draw_harmonics,
    words=(ahead, harmonic_told, pattern_table, ratio_table, zone_history, bars_ago),
)
