"""What cards of bar replay share: what is asked, and what the guesses came to."""

from markupsafe import Markup

from personas.format import counted, share
from personas.phrasing import marked
from services.education.bars import BarsAnswer, GuessScore


def way_asked(answer: BarsAnswer) -> Markup:
    """``up or down over the next 10 candles?``"""
    return Markup("up or down over the next {}?").format(counted(answer.bars_ahead, "candle"))


def guess_score(score: GuessScore) -> Markup:
    """``12 of 20 guesses right (60.0%, likely 38.7% to 78.1%)``; ``no guess counted yet``"""
    if not score.decided:
        return marked("no guess counted yet")
    counts = Markup("{} of {} right").format(score.right, counted(score.decided, "guess", "guesses"))
    likely = share(score.share), share(score.low), share(score.high)
    return Markup("{} ({}, likely {} to {})").format(counts, *likely)


def guess_beside(score: GuessScore) -> Markup:
    """What a coin and always-long would have had; nothing where no guess counted."""
    if not score.decided:
        return Markup("")
    told = "A coin is right as often or more in {} of cases; always guessing up would have had {} right."
    return marked(told).format(share(score.chance), share(score.always_long))
