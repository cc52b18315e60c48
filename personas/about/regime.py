"""How a market's regime is shown."""

from typing import Literal

from markupsafe import Markup

from personas.about._one_market import REFERENCE, buttons
from personas.card import Tone
from personas.face import Essential, Face
from personas.format import chosen, pct, price, share
from personas.phrasing import columns, marked
from personas.pictures.regime import draw_regime
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.indicators import Indicators
from services.studies.levels import Levels
from services.studies.regime import Regime, RegimeAnswer, RegimeProbability

MOODS = {"trending up": "rising", "trending down": "falling", "ranging": "sideways", "volatile": "wild"}
TONES: dict[str, Tone] = {"trending up": "up", "trending down": "down"}

CLEAR = 0.5
"""A regime as probable as this outweighs the others together."""
QUIET, RESTLESS = 0.25, 0.75


def certainty(answer: RegimeAnswer) -> Literal["sure", "clear", "open"]:
    """How far the named regime leads: for sure, more likely than not, or no more than first among others."""
    if answer.probability >= answer.sure_probability:
        return "sure"
    return "clear" if answer.probability >= CLEAR else "open"


def regime_told(answer: RegimeAnswer) -> Markup:
    """``trending up (78.2%)``, ``probably ranging (57.1%)``, ``perhaps volatile (35.1%)``"""
    sure = {"sure": "", "clear": "probably ", "open": "perhaps "}[certainty(answer)]
    return marked(f"{sure}{answer.regime} ({share(answer.probability)})")


def rival(answer: RegimeAnswer) -> RegimeProbability:
    """The second most probable regime."""
    return max((one for one in answer.probabilities if one.name != answer.regime), key=lambda one: one.probability)


def likely(answer: RegimeAnswer, name: str) -> float:
    """How probable the regime called ``name`` is."""
    return next(one.probability for one in answer.probabilities if one.name == name)


def restlessness(answer: RegimeAnswer) -> Literal["unknown", "calm", "usual", "restless"]:
    """The volatility beside its own past."""
    quieter = answer.quieter_share
    if quieter is None:
        return "unknown"
    return "calm" if quieter < QUIET else "usual" if quieter <= RESTLESS else "restless"


def beside_walks(answer: RegimeAnswer) -> Markup:
    """``in our reference set, the same for every market, random walks do so in 90% to 97%, as often``"""
    low, high, rate = answer.chance_low_rate, answer.chance_high_rate, answer.held_rate or 0.0
    often = "less often" if rate > high else "more often" if rate < low else "as often"
    walks = f"random walks do so in {chosen(low)} to {chosen(high)}"
    return marked(f"in {REFERENCE} {walks}, {often}")


def regime_table(answer: RegimeAnswer) -> list[Markup]:
    """A line a regime with its probability, the most probable first."""
    ranked = sorted(answer.probabilities, key=lambda one: -one.probability)
    return columns([(one.name, share(one.probability)) for one in ranked], "<>")


def essentials(said: RegimeAnswer) -> list[Essential]:
    return [
        Essential("Price", price(said.price)),
        Essential("Regime", regime_told(said), first=True),
        Essential("Since then", pct(said.change_since)),
    ]


FACE = Face(
    RegimeAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[said.regime],
    tone=lambda said: TONES.get(said.regime, "neutral"),
    buttons=buttons(Regime, Analyze, Levels, Indicators, Chart),
    picture=draw_regime,
    words=(regime_told, certainty, rival, likely, restlessness, beside_walks, regime_table),
)
