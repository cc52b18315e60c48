"""How the evidence on Fibonacci levels is shown."""

from collections.abc import Mapping

from markupsafe import Markup

from analytics.level_evidence import Verdict
from personas.about._one_market import buttons
from personas.face import Essential, Face
from personas.format import chosen, count, listed, ratio, share
from personas.phrasing import columns, marked
from personas.pictures.evidence import draw_evidence
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_evidence import FibEvidence, FibEvidenceAnswer, RatioEvidence
from services.studies.fib_harmonics import FibHarmonics
from services.studies.fib_levels import FibLevels

VERDICTS: Mapping[Verdict, str] = {
    "more than chance": "▲ more",
    "less than chance": "▼ less",
    "no sign": "none",
    "too few": "few",
}


def evidence_table(answer: FibEvidenceAnswer) -> list[Markup]:
    """A line a ratio: reactions of touches, the rate, the rate of chance, and the verdict."""
    return columns(
        [
            (
                ratio(one.ratio),
                f"{count(one.reactions)}/{count(one.touches)}",
                _rate(one.reaction_rate),
                _rate(one.chance_rate),
                VERDICTS[one.verdict],
            )
            for one in answer.ratios
        ],
        ">>>><",
    )


def _rate(value: float | None) -> str:
    return "–" if value is None else str(share(value))


def unlike_chance(answer: FibEvidenceAnswer) -> tuple[RatioEvidence, ...]:
    """The ratios at which the price turned more or less often than chance has it."""
    return tuple(one for one in answer.ratios if one.verdict in ("more than chance", "less than chance"))


def judged(answer: FibEvidenceAnswer) -> tuple[RatioEvidence, ...]:
    """The ratios with touches enough to be judged, the most touched first."""
    return tuple(sorted((one for one in answer.ratios if one.verdict != "too few"), key=lambda one: -one.touches))


def golden(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """What was seen at the ratio 0.618."""
    return next((one for one in answer.ratios if one.ratio == 0.618), None)


def best_held(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """Of the ratios that are judged, the one that fewest random sets did as well as."""
    return min(judged(answer), key=lambda one: 1.0 if one.as_good_share is None else one.as_good_share, default=None)


def worst_held(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """Of the ratios that are judged, the one that most random sets did as well as."""
    return max(judged(answer), key=lambda one: 0.0 if one.as_good_share is None else one.as_good_share, default=None)


def beside_chance(one: RatioEvidence) -> Markup:
    """``held 51.0% of 210 touches, random levels 50.3%``"""
    chance = "" if one.chance_rate is None else f", random levels {share(one.chance_rate)}"
    touches = "1 touch" if one.touches == 1 else f"{count(one.touches)} touches"
    return marked(f"held {share(one.reaction_rate)} of {touches}{chance}")


def verdict_told(answer: FibEvidenceAnswer) -> Markup:
    """``more than chance at 0.5 and 0.618``, ``no ratio differs from chance``, ``too few touches to judge any``"""
    found = unlike_chance(answer)
    if not found:
        words = "no ratio differs from chance" if judged(answer) else "too few touches to judge any"
        return marked(words)
    verdicts = dict.fromkeys(one.verdict for one in found)
    told = (f"{each} at {listed(ratio(one.ratio) for one in found if one.verdict == each)}" for each in verdicts)
    return marked("; ".join(told))


def evidence_told(answer: FibEvidenceAnswer) -> Markup:
    """Whether levels beat chance: ``No, no ratio differs from chance``, ``Yes, more than chance at 0.5``, ``Cannot
    tell, too few touches to judge any``."""
    if not judged(answer):
        told = "Cannot tell"
    else:
        told = "Yes" if any(one.verdict == "more than chance" for one in answer.ratios) else "No"
    return marked(f"{told}, {verdict_told(answer)}")


def power_told(answer: FibEvidenceAnswer) -> Markup:
    """``effects of 65% against 50% at 0.618 are found in 16.2% of samples like this``; empty where none is judged."""
    famous, known = golden(answer), judged(answer)
    one = famous if famous is not None and famous.power_share is not None else next(iter(known), None)
    if one is None or one.power_share is None:
        return Markup("")
    effect = f"effects of {chosen(answer.effect_rate)} against {chosen(answer.no_effect_rate)} at {ratio(one.ratio)}"
    return marked(f"{effect} are found in {share(one.power_share)} of samples like this")


def mood(said: FibEvidenceAnswer) -> str:
    return "unlike chance" if unlike_chance(said) else "like chance" if judged(said) else "too little to say"


def essentials(said: FibEvidenceAnswer) -> list[Essential]:
    found, famous = [Essential("Verdict", evidence_told(said), first=True)], golden(said)
    if famous is not None and famous.reaction_rate is not None:
        found.append(Essential("At 0.618", beside_chance(famous)))
    if not unlike_chance(said) and (power := power_told(said)):
        found.append(Essential("What it could find", power))
    return found


FACE = Face(
    FibEvidenceAnswer,
    frame="measurement",
    essentials=essentials,
    mood=mood,
    buttons=buttons(FibEvidence, FibLevels, FibConfluence, FibHarmonics, Chart),
    picture=draw_evidence,
    words=(
        evidence_table,
        unlike_chance,
        judged,
        golden,
        best_held,
        worst_held,
        beside_chance,
        power_told,
        verdict_told,
        evidence_told,
    ),
)
