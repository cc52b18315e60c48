"""How it is shown how a chart went on, and what the guess was worth."""

from typing import Final

from markupsafe import Markup

from personas.about._guesses import guess_beside, guess_score
from personas.buttons import Actions, row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import counted, pct
from personas.phrasing import marked
from personas.pictures.guess import draw_guessed
from services.core.request import AnyRequest
from services.education.bars import BarsReplyAnswer, GuessBars
from services.studies.analyze_facts import Analyze

CALLED: Final = {True: "Right", False: "Not right", None: "Even, so it counts for neither"}


def guess_told(answer: BarsReplyAnswer) -> Markup:
    """``Right: BTC/USDT 4h moved +1.23% over 10 candles``"""
    called = "Guessed before, so this counts for nothing" if answer.before else CALLED[answer.right]
    told = Markup("{}: {} {} moved {} over {}")
    what = escape(answer.symbol), escape(answer.timeframe), pct(answer.change), counted(answer.hidden, "candle")
    return told.format(marked(called), *what)


def essentials(said: BarsReplyAnswer) -> list[Essential]:
    return [Essential("Guess", guess_told(said), first=True), Essential("Score", guess_score(said.score))]


def mood(said: BarsReplyAnswer) -> str:
    if said.right is None:
        return "guess uncounted"
    return "guess right" if said.right else "guess wrong"


def tone(said: BarsReplyAnswer) -> Tone:
    return "up" if said.change > 0 else "down" if said.change < 0 else "neutral"


def buttons(said: BarsReplyAnswer, _request: AnyRequest | None = None) -> Actions:
    now = Analyze(symbol=said.symbol, timeframe=said.timeframe)
    return row(0, (("Next chart", GuessBars()), (f"{said.symbol} now", now)))


FACE = Face(
    BarsReplyAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons,
    picture=draw_guessed,
    words=(guess_told, guess_score, guess_beside),
)
