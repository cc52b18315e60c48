"""How it is shown how often what the agent was sure of came true."""

from typing import Final

from markupsafe import Markup

from personas.about._agent_words import in_r, thinker_called
from personas.buttons import Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import count, counted, figure, listed, ratio, share
from personas.phrasing import marked
from personas.pictures.reliability import draw_reliability
from services.brain.answers import ScoreboardAnswer, ScoreFacts
from services.brain.autonomy import Autonomy
from services.brain.decisions import Decisions
from services.core.request import AnyRequest

EVEN: Final = 0.05
"""Confidence and outcome this near to one another are told as one."""
KINDS: Final = {"brain": "Brains", "voice": "Voices", "level": "Levels of autonomy"}


def few(said: ScoreboardAnswer) -> bool:
    """Whether too few decisions are judged to say anything of."""
    return said.judged < said.calibrate_after


def score_told(said: ScoreboardAnswer) -> Markup:
    """``Brier score of the rules 0.231, of Claude 0.262``, ``7 judged decisions, too few to say``, ``no decision judged
    yet``"""
    if not said.judged:
        return marked("no decision judged yet")
    if few(said):
        return marked(f"{counted(said.judged, 'judged decision')}, too few to say")
    told = [
        f"of {thinker_called(each.who)} {ratio(each.brier)}"
        for each in said.scores
        if each.by == "brain" and each.brier is not None
    ]
    return marked(f"Brier score {', '.join(told)}") if told else counted(said.judged, "judged decision")


def whose_scores(said: ScoreboardAnswer) -> Markup:
    """``PAPER main and swing``"""
    return marked(f"PAPER {listed(escape(name) for name in said.accounts)}") if said.accounts else marked("PAPER")


def score_line(score: ScoreFacts) -> Markup:
    """``**rules** Brier score 0.231, 70 of 120 came true, gap 4.30%, +0.31 R``"""
    told = [f"**{escape(score.who)}** {'no score yet' if score.brier is None else f'Brier score {ratio(score.brier)}'}"]
    told.append(f"{count(score.won)} of {count(score.decisions)} came true")
    told += [] if score.gap is None else [f"gap {share(score.gap)}"]
    told += [] if score.mean_r is None else [str(mean_told(score.mean_r))]
    return marked(", ".join(told))


def mean_told(multiple: float) -> Markup:
    """A mean of multiples of risk, which is small: ``+0.31 R``"""
    return in_r(multiple, figure)


def by_kind(said: ScoreboardAnswer) -> tuple[tuple[str, tuple[ScoreFacts, ...]], ...]:
    """The scores of each kind, with what it is called."""
    found = ((called, tuple(each for each in said.scores if each.by == by)) for by, called in KINDS.items())
    return tuple((called, scores) for called, scores in found if scores)


def leaning(said: ScoreboardAnswer) -> float:
    """How much surer decisions were than right, over all bins; below zero: how much less."""
    judged = sum(each.count for each in said.bins)
    return sum(each.count * (each.said - each.came) for each in said.bins) / judged if judged else 0.0


def mood(said: ScoreboardAnswer) -> str:
    if not said.judged:
        return "none judged"
    if few(said):
        return "too few judged"
    lean = leaning(said)
    return "too sure" if lean > EVEN else "not sure enough" if lean < -EVEN else "as sure as right"


def essentials(said: ScoreboardAnswer) -> list[Essential]:
    return [Essential("Account", whose_scores(said), first=True), Essential("Score", score_told(said), first=True)]


def buttons(said: ScoreboardAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    account = said.accounts[0] if len(said.accounts) == 1 else None
    return row(0, [("Decisions", Decisions(account=account)), ("Autonomy", Autonomy(account=account))])


FACE = Face(
    ScoreboardAnswer,
    frame="measurement",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    picture=draw_reliability,
    words=(thinker_called, mean_told, few, score_told, whose_scores, score_line, by_kind, leaning),
)
