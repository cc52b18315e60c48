"""/bars: guess the next move of an unlabelled chart, and see what the guesses are worth beside chance."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.units import PercentChange, Share
from services.core.work import Work
from services.education.book import LearnerBook
from services.market.candles import Candles, MarketAnswer
from services.market.view import MarketView

Way = Literal["up", "down"]


class GuessScore(Frozen):
    """What somebody's guesses came to. ``chance`` is how often tosses of a coin are right at least as often;
    ``always_long`` is the share that always guessing up would have had right on the same charts."""

    made: int
    decided: int
    right: int
    share: Share | None
    low: Share | None
    high: Share | None
    """Between these the true share lies in 95 of 100 cases (Wilson)."""
    always_long: Share | None
    chance: Share | None


class BarsAnswer(Answer):
    """The chart of guess ``number``: candles of some market at some time, told by neither, scaled to end at 100."""

    number: int
    bars_ahead: int
    simulated: bool
    score: GuessScore
    candles: Candles = Field(exclude=True, repr=False)


class GuessBars(Personal[BarsAnswer]):
    """A chart to guess the next move of."""

    name: ClassVar[str] = "bars"
    summary: ClassVar[str] = "Bar replay: guess the next move on a real chart without its name, beside chance"
    means: ClassVar[str] = "Whether you read charts better than a coin, and than always guessing up."
    also: ClassVar[tuple[str, ...]] = ("bar replay", "guess the chart", "guess the next move", "chart game")


class BarsReplyAnswer(MarketAnswer):
    """How it went on: which market it was and when, by how much it moved over the bars that were hidden, and whether
    the guess was right (``None``: it closed where it had). ``before``: it had been guessed already."""

    number: int
    timeframe: str
    guessed: Way
    right: bool | None
    change: PercentChange
    ended: datetime
    """When the last bar that was shown closed."""
    before: bool
    score: GuessScore
    candles: Candles = Field(exclude=True, repr=False)
    """Those that were shown, and behind them those that were hidden."""
    hidden: int


class BarsReply(Change[BarsReplyAnswer]):
    """A guess of chart ``number``."""

    name: ClassVar[str] = "bars reply"
    summary: ClassVar[str] = "Guess the next move of the chart"
    pressed: ClassVar[bool] = True

    number: int = Field(ge=0, description="Which chart")
    way: Annotated[Way, Field(description="Up or down")]


@answers(GuessBars)
async def answer_bars(request: GuessBars, principal: Principal, book: LearnerBook, market: MarketView) -> BarsAnswer:
    """The next chart of the asker.

    Raises:
        ExchangeUnavailable: the market does not answer.
    """
    raise NotImplementedError


@answers(BarsReply)
async def answer_bars_reply(
    request: BarsReply, ask: Ask[BarsReply], work: Work, book: LearnerBook, market: MarketView
) -> BarsReplyAnswer:
    """How it went on, and the score with it.

    Raises:
        ExchangeUnavailable: the market does not answer; the guess is not counted.
    """
    raise NotImplementedError
