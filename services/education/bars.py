"""/bars: guess the next move of an unlabelled chart, and see what the guesses are worth beside chance.

Which chart is the ``number``-th of somebody on a day follows from these three alone, so nothing of it is kept, and a
button needs to carry no more: it has the market as it was as that day began, of which every bar is over.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from pydantic import Field

from analytics.proportions import wilson
from analytics.trades import coin_chance
from services.core.ask import Ask
from services.core.errors import BrokenCandles, InvalidRequest, TooFewBars, UnknownTimeframe
from services.core.figures import known
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.units import PercentChange, Price, Share
from services.core.work import Work
from services.education.book import Guesses, LearnerBook
from services.market.candles import Candles, MarketAnswer, Provenance
from services.market.timeframes import DAY, from_ms, to_ms
from services.market.timeframes import TIMEFRAMES as LENGTHS
from services.market.view import MarketView
from services.scan.universe import universe_of

Way = Literal["up", "down"]

SHOWN: Final = 60
HIDDEN: Final = 10
HISTORY: Final = 1_000
"""Bars of a market that a chart is cut from."""
MARKETS: Final = 60
TIMEFRAMES: Final = ("15m", "1h", "4h", "1d")
TRIES: Final = 24
"""Markets that are looked at for enough bars before there is no chart."""
MOVING: Final = 0.8
"""In so many of its bars the price has moved, or the chart is of a market at rest."""
LAST_CLOSE: Final = 100.0
UNNAMED: Final = "?"


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
    """The chart of guess ``number``: candles of some market at some time, told by neither, scaled to end at 100.
    ``day`` (since 1970) is today, and ``chart`` a mark by which it is known again."""

    number: int
    day: int
    chart: str
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
    the guess was right (``None``: it closed where it had). ``before``: it had been guessed already, so that this guess
    counts for nothing."""

    number: int
    timeframe: str
    guessed: Way
    right: bool | None
    change: PercentChange
    price: Price
    """The last close that was shown."""
    close: Price
    """The last of those that were hidden."""
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
    example: ClassVar[str] = "number:0 day:19721 chart:0123456789ab way:up"
    summary: ClassVar[str] = "Guess the next move of the chart"
    pressed: ClassVar[bool] = True

    number: int = Field(ge=0, description="Which chart")
    day: int = Field(ge=0, le=100_000, description="The day that it was shown, since 1970")
    chart: str = Field(min_length=1, max_length=16, description="The mark of the chart")
    way: Annotated[Way, Field(description="Up or down")]


@answers(GuessBars)
async def answer_bars(request: GuessBars, principal: Principal, book: LearnerBook, market: MarketView) -> BarsAnswer:
    """The next chart of the asker.

    Raises:
        TooFewBars: no market has as many.
        ExchangeUnavailable: the market does not answer.
    """
    del request
    guesses = (await book.of(principal.id)).guesses
    today = to_ms(market.now()) // DAY
    cut = await _cut(principal.id, guesses.made, today, market)
    return BarsAnswer(
        as_of=market.now(),
        number=guesses.made,
        day=today,
        chart=cut.mark,
        bars_ahead=HIDDEN,
        simulated=market.simulated,
        score=score_of(guesses),
        candles=unnamed(cut.candles.up_to(SHOWN)),
    )


@answers(BarsReply)
async def answer_bars_reply(
    request: BarsReply, ask: Ask[BarsReply], work: Work, book: LearnerBook, market: MarketView
) -> BarsReplyAnswer:
    """How it went on, and the score with it.

    Raises:
        InvalidRequest: it is not the chart that is shown to the asker now, nor one that they have guessed.
        TooFewBars: no market has as many.
        ExchangeUnavailable: the market does not answer; the guess is not counted.
    """
    person = ask.principal.id
    learner = await book.of(person)
    guesses = learner.guesses
    if request.number > guesses.made or request.day > to_ms(market.now()) // DAY:
        raise _another_chart()
    cut = await _cut(person, request.number, request.day, market)
    if cut.mark != request.chart:
        raise _another_chart()
    before = request.number < guesses.made
    moved = cut.close - cut.price
    right = None if before or not moved else (moved > 0) == (request.way == "up")
    if not before:
        guesses = Guesses(
            made=guesses.made + 1,
            decided=guesses.decided + (right is not None),
            right=guesses.right + (right is True),
            rose=guesses.rose + (moved > 0),
        )
        book.write(work, person, learner, learner.model_copy(update={"guesses": guesses}))
    return BarsReplyAnswer(
        as_of=market.now(),
        symbol=cut.candles.symbol,
        provenance=cut.provenance,
        number=request.number,
        timeframe=cut.candles.timeframe,
        guessed=request.way,
        right=right,
        change=PercentChange(cut.close / cut.price - 1),
        price=Price(cut.price),
        close=Price(cut.close),
        ended=from_ms(int(cut.candles.time[SHOWN - 1]) + cut.candles.bar_ms),
        before=before,
        score=score_of(guesses),
        candles=cut.candles,
        hidden=HIDDEN,
    )


def _another_chart() -> InvalidRequest:
    return InvalidRequest(
        problems=("this is not the chart that is shown to you now, and counts for nothing: /bars shows the next one",)
    )


def score_of(guesses: Guesses) -> GuessScore:
    """What ``guesses`` came to."""
    decided, right = guesses.decided, guesses.right
    likely = wilson(right, decided)
    return GuessScore(
        made=guesses.made,
        decided=decided,
        right=right,
        share=Share(right / decided) if decided else None,
        low=None if likely is None else Share(likely[0]),
        high=None if likely is None else Share(likely[1]),
        always_long=Share(guesses.rose / decided) if decided else None,
        chance=known(coin_chance(right, decided)),
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """``SHOWN`` candles of a market, and ``HIDDEN`` behind them."""

    candles: Candles
    provenance: Provenance

    @property
    def price(self) -> float:
        """The last close that is shown."""
        return float(self.candles.close[SHOWN - 1])

    @property
    def close(self) -> float:
        return float(self.candles.close[-1])

    @property
    def mark(self) -> str:
        """Another one where it is another chart, and nothing to be read in it."""
        shown = self.candles.up_to(SHOWN)
        return sha256(f"{shown.symbol}|{shown.time[0]}|{shown.close.tolist()}".encode()).hexdigest()[:12]


async def _cut(person: str, number: int, day: int, market: MarketView) -> Cut:
    """The chart ``number`` of ``person`` on ``day``: by lot of the markets that have as many bars, and of these bars.

    Raises:
        TooFewBars: none has.
    """
    past = market.at(from_ms(day * DAY))
    lot = Random(sha256(f"{person}|{number}|{day}".encode()).digest())  # noqa: S311 (a game, and no secret)
    drawn = [(symbol, each) for symbol in (await universe_of(past, None)).symbols[:MARKETS] for each in TIMEFRAMES]
    lot.shuffle(drawn)
    few = [TooFewBars(symbol=UNNAMED, timeframe=TIMEFRAMES[0], have=0, need=SHOWN + HIDDEN)]
    for symbol, timeframe in drawn[:TRIES]:
        try:
            candles, provenance = await past.candles(symbol, timeframe, HISTORY, need=SHOWN + HIDDEN, copied=False)
        except TooFewBars as error:
            few.append(error)
            continue
        except (UnknownTimeframe, BrokenCandles):
            continue
        starts = starts_of(candles)
        if len(starts):
            start = int(lot.choice(starts))
            found = candles.up_to(start + SHOWN + HIDDEN).last(SHOWN + HIDDEN)
            ended = from_ms(int(found.time[-1]) + found.bar_ms)
            told = provenance.told_from(found.opened(0)).model_copy(update={"as_of": ended, "stale": False})
            return Cut(found, told)
    raise max(few, key=lambda each: each.have)


def starts_of(candles: Candles) -> list[int]:
    """Where a chart can begin: no bar of it is missing, where there are any such, and the price moved."""
    window = SHOWN + HIDDEN
    moves = np.mean(sliding_window_view(candles.high > candles.low, window), axis=1) >= MOVING
    whole = candles.time[window - 1 :] - candles.time[: 1 - window] == (window - 1) * candles.bar_ms
    found: list[int] = np.flatnonzero(moves & whole if (moves & whole).any() else moves).tolist()
    return found


def unnamed(candles: Candles) -> Candles:
    """``candles`` without their name and time; the last close is 100, and the mean volume 1."""
    scale = LAST_CLOSE / float(candles.close[-1])
    volume = float(candles.volume.mean()) or 1.0
    open_, high, low, close = (prices * scale for prices in (candles.open, candles.high, candles.low, candles.close))
    time = np.arange(len(candles), dtype=np.int64) * LENGTHS[TIMEFRAMES[0]].ms
    return Candles(UNNAMED, TIMEFRAMES[0], time, open_, high, low, close, candles.volume / volume)
