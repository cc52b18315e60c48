"""What people ask for and this version has not, by name, so that nobody presses a button that means something else.

Whoever adds one of these takes its lines out: a test says so when a request is called by a phrase that stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Lacking:
    """``name`` is what is lacking, in the plural; ``phrases`` ask for it, in small letters, those in ``begins`` only
    where a sentence begins with them; ``nearest`` are the requests that come closest, which are Reads for anybody."""

    name: str
    phrases: tuple[str, ...]
    nearest: tuple[str, ...]
    begins: tuple[str, ...] = ()


LACKING: Final = (
    Lacking(
        "Backtests",
        phrases=("backtest", "backtests", "backtesting", "back test"),
        nearest=("fib evidence", "cosmic evidence"),
    ),
    Lacking(
        "Copy trading and signals",
        phrases=("copy trade", "copy trades", "copy trading", "trading signals"),
        nearest=("analyze",),
    ),
    Lacking("News and sentiment", phrases=("news", "headlines", "sentiment", "tweets"), nearest=("analyze", "price")),
    Lacking(
        "Funding rates and order books",
        phrases=("funding rate", "funding rates", "open interest", "order book", "orderbook"),
        nearest=("price", "levels"),
    ),
    Lacking(
        "Option prices",
        phrases=("option chain", "options chain", "option price", "options pricing", "implied volatility", "greeks"),
        nearest=("risk var", "price"),
    ),
    Lacking(
        "Exchange accounts",
        phrases=("api key", "api keys", "connect my account", "connect my exchange", "link my account", "live account"),
        nearest=("risk var", "price"),
    ),
    Lacking("Banks and payments", phrases=("bank", "bank account", "bank accounts"), nearest=("price", "risk var")),
    Lacking(
        "Forecasts and advice",
        phrases=(
            *(f"should i {deed}" for deed in ("buy", "sell", "hold", "invest", "long", "short", "put", "allocate")),
            *("i should invest", "good investment", "good time to buy"),
            *("what to buy", "would you recommend", "price prediction", "price target", "predict", "forecast"),
        ),
        begins=("do you think",),
        nearest=("analyze", "regime", "risk var"),
    ),
)


def lacking_in(words: Sequence[str], begun: Sequence[str]) -> Lacking | None:
    """What ``words`` ask for and this version has not. ``begun`` are they without those that only begin a sentence."""
    said, start = f" {' '.join(words).lower()} ", f"{' '.join(begun).lower()} "
    for lacking in LACKING:
        if any(f" {phrase} " in said for phrase in lacking.phrases):
            return lacking
        if any(start.startswith(f"{phrase} ") for phrase in lacking.begins):
            return lacking
    return None
