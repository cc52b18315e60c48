"""How the evidence on the sky is shown."""

from collections.abc import Mapping, Sequence
from math import floor, log10

from markupsafe import Markup

from analytics.event_study import Reason
from analytics.factor_judgement import Verdict
from personas.about._measures import known, nearest_to_a_sign
from personas.about._sky import WEIGHTLESS
from personas.buttons import Actions, by_timeframe, changed
from personas.card import Action
from personas.face import Essential, Face
from personas.format import MINUS, counted, fact, listed, share
from personas.phrasing import marked
from personas.pictures.sky_evidence import draw_sky_evidence
from services.core.request import AnyRequest
from services.cosmic.evidence import CosmicEvidence, CosmicEvidenceAnswer, FactorEvidence, MeasureEvidence
from services.cosmic.factors import FACTORS, FactorName
from services.cosmic.now import CosmicNow
from services.studies.fib_evidence import FibEvidence

FIRST: tuple[FactorName, ...] = ("mercury retrograde", "full moon", "new moon", "eclipse")
"""The factors that are asked for most."""
MOST_DECIMALS = 6
SILENCE: Mapping[Reason, str] = {
    "spells": "there are too few of them",
    "bars inside": "too few bars lie in them",
    "bars outside": "it hardly ever ended",
    "places": "the history is too short to move it about",
    "variation": "chance gives the same every time",
}
STRONG: Mapping[Verdict, str] = {"passes": "Yes", "not confirmed": "No", "too short": "Cannot tell"}
"""Verdicts on what stands out, the strongest first, and whether such a factor beat chance."""
SIGNS: Mapping[Verdict, str] = {
    "passes": "found, and confirmed later",
    "not confirmed": "a difference, not confirmed",
    "too short": "a difference, in parts too short to confirm it",
    "no sign": "no sign of an effect",
    "too few": "no sign of an effect",
}


def mood(said: CosmicEvidenceAnswer) -> str:
    """What it comes to: of the factor that was asked for, else of all. Of one without a sign nothing is said that would
    deny what another has."""
    found = {each.verdict for factor in _asked(said) for each in known(factor)}
    if "passes" in found:
        return "found twice"
    if "not confirmed" in found:
        return "found once"
    if "too short" in found:
        return "too short to tell"
    if passing(said):
        return "mute"
    return "no sign" if told_first(said) else "nothing to judge"


def sky_told(answer: CosmicEvidenceAnswer) -> Markup:
    """Whether it beat chance: ``No, no factor does``, ``Yes, Full moon: found, and confirmed later``, ``Cannot tell,
    there is too little of it``."""
    strongest = next(((found, verdict) for verdict in STRONG if (found := _with(verdict, _asked(answer)))), None)
    if strongest is not None:
        found, verdict = strongest
        of = f"{titles(found)}: " if answer.chosen == "all" else ""
        return marked(f"{STRONG[verdict]}, {of}{SIGNS[verdict]}")
    if told_first(answer) is None:
        return Markup("Cannot tell, there is too little of it")
    return marked("No, no factor does" if answer.chosen == "all" else f"No, {SIGNS['no sign']}")


def essentials(said: CosmicEvidenceAnswer) -> list[Essential]:
    found = (
        ("Found, and confirmed later", passing(said)),
        ("Stood out, not confirmed", unconfirmed(said)),
        ("Stands out, too short to confirm", too_short(said)),
    )
    told = [Essential("Beats chance", sky_told(said), first=True)]
    told += [Essential(label, titles(factors)) for label, factors in found if factors][:1]
    near = told_first(said)
    if near is not None:
        told.append(Essential("Random calendars as far", share(near.as_far_share)))
        told.append(Essential("All tries counted", share(near.adjusted_probability)))
    if said.silent and said.more_bars:
        more = f"{said.silent} of {len(said.factors)} factors; `bars:` takes up to {said.most_bars:,}"
        told.append(Essential("Too few spells", marked(more)))
    return [*told, Essential("May weigh", weighs(said.weight)) if said.weight else WEIGHTLESS]


def buttons(said: CosmicEvidenceAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicEvidence(symbol=said.symbol, factor=said.chosen)
    asked = changed(
        request if isinstance(request, CosmicEvidence) else usual, symbol=said.symbol, timeframe=said.timeframe
    )
    titled = {factor.name: factor.title for factor in FACTORS}
    return (
        *by_timeframe(asked, said.timeframe),
        Action("All factors", changed(asked, factor="all"), row=1, current=said.chosen == "all"),
        *(Action(titled[name], changed(asked, factor=name), row=1, current=said.chosen == name) for name in FIRST),
        Action("Refresh", asked, row=2),
        Action("The sky now", CosmicNow(), row=2),
        Action("Fib evidence", FibEvidence(symbol=said.symbol, timeframe=said.timeframe), row=2),
    )


def _fine(value: float) -> str:
    percent = abs(value) * 100
    decimals = 2 if percent >= 0.1 or not percent else min(MOST_DECIMALS, 1 - floor(log10(percent)))
    return f"{percent:,.{decimals}f}"


@fact
def fine(value: float) -> str:
    """A small change, from its fraction, with its sign and two figures at least: ``+0.11%``, ``−0.0042%``."""
    text = _fine(value)
    return f"{'' if not text.strip('0.,') else MINUS if value < 0 else '+'}{text}%"


@fact
def fine_size(value: float) -> str:
    """The same without a sign."""
    return f"{_fine(value)}%"


def level(measure: MeasureEvidence, value: float) -> Markup:
    """A mean of ``measure``: a return with its sign, a volatility without."""
    return fine(value) if measure.name == "return" else fine_size(value)


def spells_told(factor: FactorEvidence) -> Markup:
    """``21 Mercury retrogrades``, ``1 eclipse``, ``no eclipses``"""
    if not factor.spells:
        return marked(f"no {factor.several}")
    return counted(factor.spells, factor.single, factor.several)


def told_first(answer: CosmicEvidenceAnswer) -> MeasureEvidence | None:
    """What is told of the factor in depth: the return of one asked for by name, else what chance explains less."""
    return nearest_to_a_sign(answer.depth) if answer.chosen == "all" else answer.depth.returns


def told_besides(answer: CosmicEvidenceAnswer) -> MeasureEvidence | None:
    """What is told in a few words beside that: the volatility, of a factor that was asked for by name."""
    return None if answer.chosen == "all" else answer.depth.volatility


def passing(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """Factors that were found in the first part of the history and confirmed in the rest; what weighs most is first."""
    return tuple(sorted(_with("passes", answer.factors), key=lambda one: -max(each.weight for each in known(one))))


def unconfirmed(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """Factors that stood out and did not do so again."""
    return _with("not confirmed", answer.factors)


def too_short(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """Factors that stand out over the whole history, whose parts are too short to confirm it."""
    return _with("too short", answer.factors)


def titles(factors: Sequence[FactorEvidence]) -> Markup:
    """``Full moon, Eclipse and Moon in air``"""
    return listed([one.title for one in factors])


def _asked(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """The factor that was asked for by name, or all."""
    return answer.factors if answer.chosen == "all" else (answer.depth,)


def _with(verdict: Verdict, factors: Sequence[FactorEvidence]) -> tuple[FactorEvidence, ...]:
    return tuple(one for one in factors if any(each.verdict == verdict for each in known(one)))


def sign_told(measure: MeasureEvidence) -> str:
    """What is to be made of it: ``no sign of an effect``."""
    return SIGNS[measure.verdict]


def weighs(weight: float) -> Markup:
    """A share of a decision: ``18.3%``, ``none``"""
    return share(weight) if weight else Markup("none")


def why_silent(factor: FactorEvidence) -> str:
    """Why nothing is said of ``factor``: ``there are too few of them``."""
    return "" if factor.lacks is None else SILENCE[factor.lacks]


def sky_chance_table(answer: CosmicEvidenceAnswer) -> list[Markup]:
    """A line a factor: its name, and the share of random calendars that differ as far, in return and in volatility.

    ``▲`` marks what passed, ``few`` what has too few spells. The widest line has 34 characters.
    """
    width = max(len(one.title) for one in answer.factors)
    return [
        marked(f"{one.title:<{width}}  {_told(one.returns):>6}  {_told(one.volatility):>6}".rstrip())
        for one in answer.factors
    ]


def _told(measure: MeasureEvidence | None) -> str:
    if measure is None:
        return "few"
    return f"{'▲' if measure.verdict == 'passes' else ''}{share(measure.as_far_share)}"


FACE = Face(
    CosmicEvidenceAnswer,
    frame="measurement",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    picture=draw_sky_evidence,
    scope=lambda said: said.source,
    words=(
        *(fine, fine_size, level, spells_told, told_first, told_besides, passing, unconfirmed),
        *(sky_told, too_short, titles, sign_told, weighs, why_silent, sky_chance_table),
    ),
)
