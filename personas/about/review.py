"""How it is shown what the agent did since the last review."""

from typing import Final

from markupsafe import Markup

from personas.about._agent import decision_listed
from personas.about._agent_words import of_all
from personas.about._trading import account_told, in_account
from personas.buttons import Actions, row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import gain
from personas.phrasing import marked
from services.brain.answers import ReviewAnswer
from services.brain.decisions import Decisions
from services.brain.facts import DecisionFacts
from services.brain.review import ReviewSign
from services.brain.scoreboard import Scoreboard
from services.core.request import AnyRequest

SHOWN: Final = 10
"""Decisions that are told, the newest."""


def reviewed(said: ReviewAnswer) -> tuple[DecisionFacts, ...]:
    """The decisions to tell."""
    return said.decisions[:SHOWN]


def review_told(said: ReviewAnswer) -> Markup:
    """``review due after 5 of 5 entries``, ``3 of 5 entries since the review``, ``review signed``"""
    if said.signed:
        return marked("review signed")
    done = of_all(said.entries, said.allowed)
    return marked(f"review due, {done} entries" if said.due else f"{done} entries until a review is due")


def result_told(said: ReviewAnswer) -> Markup:
    """``2 won, 1 lost, +12.30 USDT``"""
    return marked(f"{said.won} won, {said.lost} lost, {gain(said.pnl)} {escape(said.currency)}")


def essentials(said: ReviewAnswer) -> list[Essential]:
    return [
        account_told(said),
        Essential("Review", review_told(said), first=True),
        Essential("Result", result_told(said)),
    ]


def mood(said: ReviewAnswer) -> str:
    if said.signed:
        return "review signed"
    return "review due" if said.due else "review open" if said.decisions else "nothing to review"


def tone(said: ReviewAnswer) -> Tone:
    return "warning" if said.due else "neutral"


def buttons(said: ReviewAnswer, request: AnyRequest | None = None) -> Actions:
    """Sign what is shown; what happens later is not signed by it."""
    del request
    sign = [] if said.signed or not said.decisions else [("Sign", ReviewSign(token=said.token, account=said.account))]
    return row(0, [*sign, ("Decisions", Decisions(account=said.account)), ("Scoreboard", Scoreboard())])


FACE = Face(
    ReviewAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons,
    words=(in_account, decision_listed, reviewed, review_told, result_told),
)
