"""How it is shown what an account made, and how much of that chance would do as well."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._account import behind, pages
from personas.about._trading import account_told, in_account
from personas.buttons import Actions, changed
from personas.card import Action, Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import UNKNOWN, cash, counted, duration, figure, gain, pct, share
from personas.phrasing import columns
from personas.pictures.equity import draw_equity
from services.core.request import AnyRequest
from services.portfolio.performance_facts import PERIODS, Performance, PerformanceAnswer, Period, TradesFacts

OVER: Final[Mapping[Period, str]] = {"day": "in a day", "week": "in a week", "month": "in a month", "all": "in all"}
LABELS: Final[Mapping[Period, str]] = {"day": "Day", "week": "Week", "month": "Month", "all": "All"}
DAY_SECONDS: Final = 86_400
UNLIKELY: Final = 0.05
"""What a coin does more seldom is not put down to chance."""


def performance_told(answer: PerformanceAnswer) -> Markup:
    """``+120.50 USDT, +1.21% in a week``"""
    made = Markup("{} {}, {} {}")
    return made.format(gain(answer.net), escape(answer.currency), pct(answer.change), OVER[answer.period])


def won_told(trades: TradesFacts) -> Markup:
    """``7 of 12 trades won (58.3%, likely 32.0% to 80.7%)``"""
    counts = Markup("{} of {} won").format(trades.won, counted(trades.count, "trade"))
    return Markup("{} ({}, likely {} to {})").format(
        counts, share(trades.win_share), share(trades.win_low), share(trades.win_high)
    )


def beats_coin(trades: TradesFacts) -> bool:
    """Whether a coin would seldom win as many."""
    return trades.coin_share is not None and trades.coin_share < UNLIKELY


def likely_mean(answer: PerformanceAnswer) -> Markup:
    """``−0.07 R to 0.42 R``, without stops ``−3.10 to +8.20 USDT``; nothing where the trades are too few."""
    trades = answer.trades
    if trades.r_low is not None:
        return Markup("{} R to {} R").format(figure(trades.r_low), figure(trades.r_high))
    if trades.expectancy_low is None:
        return Markup("")
    return Markup("{} to {} {}").format(
        gain(trades.expectancy_low), gain(trades.expectancy_high), escape(answer.currency)
    )


def gains_beyond_chance(trades: TradesFacts) -> bool:
    """Whether even the low end of the likely mean is a gain."""
    low = trades.expectancy_low if trades.r_low is None else trades.r_low
    return low is not None and low > 0


def trades_table(answer: PerformanceAnswer) -> list[Markup]:
    """A line a figure of the closed trades, and of what trading took."""
    trades = answer.trades
    told = [
        ("Profit factor", _or_none(figure(trades.profit_factor))),
        ("Payoff ratio", _or_none(figure(trades.payoff))),
        ("Expectancy", "none" if trades.expectancy is None else gain(trades.expectancy)),
        ("in R", "none" if trades.expectancy_r is None else f"{figure(trades.expectancy_r)} R"),
        ("Losing streak", str(trades.losing_streak)),
        ("Holding time", _or_none(duration(trades.holding))),
        ("Best", "none" if trades.best is None else gain(trades.best.pnl)),
        ("Worst", "none" if trades.worst is None else gain(trades.worst.pnl)),
    ]
    paid = [
        ("Fees", cash(answer.fees)),
        ("Funding", cash(answer.funding)),
        ("In the market", _or_none(share(answer.exposure_share))),
    ]
    return columns([*(told if trades.count else ()), *paid], "<>")


def risk_table(answer: PerformanceAnswer) -> list[Markup]:
    """A line a figure of risk; those of too few days are left out."""
    told = [
        ("Volatility", _or_none(share(answer.volatility_pct))),
        ("Sharpe", _or_none(figure(answer.sharpe))),
        ("Sortino", _or_none(figure(answer.sortino))),
        ("Omega", _or_none(figure(answer.omega))),
    ]
    a_year = [("Growth a year", _or_none(pct(answer.cagr_pct))), ("Calmar", _or_none(figure(answer.calmar)))]
    return columns([*(() if early(answer) else told), *(() if young(answer) else a_year)], "<>")


def early(answer: PerformanceAnswer) -> bool:
    """Whether there are too few days for ratios."""
    return answer.days < answer.least_days


def young(answer: PerformanceAnswer) -> bool:
    """Whether there are too few for anything a year."""
    return answer.span < answer.least_for_year * DAY_SECONDS


def r_table(answer: PerformanceAnswer) -> list[Markup]:
    """A line a multiple of the risk: how many trades came to it."""
    buckets = answer.trades.r_buckets
    most = max((bucket.count for bucket in buckets), default=0)
    return columns([(each.name, str(each.count), "█" * -(-each.count * 12 // most)) for each in buckets], "<><")


def _or_none(told: Markup) -> str:
    return "none" if told == UNKNOWN else told


def mood(said: PerformanceAnswer) -> str:
    if not said.trades.count:
        return "no trade closed"
    if said.net == 0:
        return "came out even"
    if said.net < 0:
        return "lost some"
    return "made some beyond chance" if gains_beyond_chance(said.trades) else "made some"


def tone(said: PerformanceAnswer) -> Tone:
    return "up" if said.net > 0 else "down" if said.net < 0 else "neutral"


def essentials(said: PerformanceAnswer) -> list[Essential]:
    found = [account_told(said), Essential("Result", performance_told(said), first=True)]
    if said.fall is not None:
        found.append(Essential("Drawdown", share(said.fall.change)))
    if said.trades.count:
        found.append(Essential("Trades", counted(said.trades.count, "trade")))
    if said.benchmark is not None:
        found.append(Essential("Buy and hold", pct(said.benchmark.change)))
    if said.behind:
        found.append(Essential("Not up to date", behind(said)))
    return found


def buttons(said: PerformanceAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other periods."""
    asked = request if isinstance(request, Performance) else Performance(period=said.period, account=said.account)
    return (
        *(
            Action(LABELS[period], changed(asked, period=period), row=0, current=period == said.period)
            for period in PERIODS
        ),
        Action("Refresh", asked, row=0),
        *pages(said, 1, Performance),
    )


FACE = Face(
    PerformanceAnswer,
    frame="measurement",
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons,
    picture=draw_equity,
    words=(
        *(in_account, behind, performance_told, won_told, likely_mean, beats_coin, gains_beyond_chance),
        *(trades_table, risk_table, r_table, early, young),
    ),
)
