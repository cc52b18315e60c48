"""What facts of risk mean in words, and how money and measures of risk are written."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from markupsafe import Markup

from personas.format import MINUS, UNKNOWN, base, brief, figure, pct, price, share
from services.studies.compare import CompareAnswer, CompareRow
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import BacktestFacts, RiskVarAnswer, TailFacts

Verdict = Literal["untested", "as promised", "too often", "too seldom"]
Limit = Literal["none", "behind", "before"]
Payout = Literal["no room", "nothing", "late", "less", "in full"]

UNLIKELY = 0.05
"""A p-value below this is not put down to chance."""


def cash(value: Decimal | None) -> Markup:
    """An amount of money, to the cent: ``1,234.50``, ``−3.20``; as a price where it is less than one: ``0.0034``."""
    if value is None or 0 < abs(value) < 1:
        return price(None if value is None else float(value))
    text = f"{abs(value):,.2f}"
    return _written(MINUS + text if value < 0 else text)


def quantity(value: Decimal | None) -> Markup:
    """An amount to trade, with each of its digits: ``0.237``, ``12,345,600``."""
    if value is None:
        return UNKNOWN
    text = f"{value:,f}"
    return _written(text.rstrip("0").rstrip(".") if "." in text else text)


def tail(answer: RiskVarAnswer, name: str = "historical") -> TailFacts:
    """What the method of this name says."""
    return next(method for method in answer.methods if method.name == name)


def verdict(test: BacktestFacts | None) -> Verdict:
    """Whether the value at risk was broken about as often as it allowed for, as far as chance lets one say."""
    if test is None:
        return "untested"
    if test.p_value >= UNLIKELY:
        return "as promised"
    return "too often" if test.breaches > test.expected else "too seldom"


def liquidated(answer: RiskSizeAnswer) -> Limit:
    """Where the liquidation price lies, seen from the entry: before the stop (or on it), behind it, or nowhere."""
    if answer.liquidation is None:
        return "none"
    return "before" if answer.liquidation.before_stop else "behind"


def payout(answer: RiskSizeAnswer) -> Payout:
    """What the targets pay: nothing, only a later one anything, less than their multiple of the risk, or all of it."""
    if not answer.targets:
        return "no room"
    if answer.paying is None:
        return "nothing"
    if answer.paying != answer.targets[0]:
        return "late"
    return "less" if answer.costs_share > 0 else "in full"


def row(answer: CompareAnswer, name: str) -> CompareRow:
    """How the market of this name did."""
    return next(found for found in answer.rows if found.name == name)


def short_names(symbols: Iterable[str]) -> list[str]:
    """The markets by what is traded alone (``BTC``), or in full where that would be the same of two."""
    full = list(symbols)
    short = [base(symbol) for symbol in full]
    return short if len(set(short)) == len(short) else full


def target_table(answer: RiskSizeAnswer) -> list[Markup]:
    """A line a target: its multiple, its price and what is earned there."""
    like = float(answer.entry)
    rows = [(target.name, str(price(float(target.price), like)), _gain(target.gain)) for target in answer.targets]
    prices = max((len(row[1]) for row in rows), default=0)
    gains = max((len(row[2]) for row in rows), default=0)
    return [Markup(f"{name}  {at:>{prices}}  {gain:>{gains}}") for name, at, gain in rows]  # noqa: S704 (numbers)


def tail_table(answer: RiskVarAnswer) -> list[Markup]:
    """A line a method: value at risk and expected shortfall, or why there are none."""
    rows = [
        (method.name, pct(method.var_pct), pct(method.es_pct))
        if method.in_domain
        else (method.name, "not valid here", "")
        for method in answer.methods
    ]
    names, values = (max(len(row[column]) for row in rows if row[2]) for column in (0, 1))
    lines = (f"{name:<{names}}  {value:>{values}}  {mean}".rstrip() for name, value, mean in rows)
    return [Markup(line) for line in lines]  # noqa: S704 (numbers)


def compare_table(answer: CompareAnswer) -> list[Markup]:
    """A line a market, from the best change to the worst: change, annual volatility, Sharpe ratio, deepest fall.

    The widest line has about 36 characters, which a phone shows without wrapping.
    """
    names = short_names(row.name for row in answer.rows)
    rows = [
        (
            brief(name),
            pct(row.change),
            share(row.volatility_pct),
            figure(row.sharpe),
            pct(row.drawdown_pct),
        )
        for name, row in zip(names, answer.rows, strict=True)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ("  ".join((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:]))) for row in rows)
    return [Markup(line) for line in lines]  # noqa: S704 (numbers, and names that are escaped)


def _written(text: str) -> Markup:
    return Markup(text)  # noqa: S704 (called with numbers alone)


def _gain(gain: Decimal) -> str:
    return f"+{cash(gain)}" if gain > 0 else str(cash(gain))


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        cash,
        quantity,
        tail,
        verdict,
        liquidated,
        payout,
        target_table,
        row,
        compare_table,
        tail_table,
    )
}
