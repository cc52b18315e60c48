"""How a fact is written: one filter a kind of fact, the same in every voice.

Each filter takes a fact and gives ``Markup``, the mark that its text may go out as it stands. Text without that mark is
somebody else's (a symbol, a name, an exchange's reason) and is escaped on its way out, by ``finalize``, wherever a
template puts it. A missing fact (``None``, ``nan``) reads ``unknown``; a negative number has a true minus sign.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from math import ceil, floor, isfinite, log10
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import TemplateRuntimeError, Undefined
from markupsafe import Markup

from personas.escaping import brief, code, escape
from personas.phrasing import base, capital, filled, flow, marked, quote, sentence, sparkline, then
from services.core.units import (
    Amount,
    Atr,
    Degrees,
    Duration,
    ExactPrice,
    Figure,
    Fraction,
    Money,
    Multiple,
    PercentChange,
    Price,
    Proportion,
    Size,
    Unit,
    Wait,
)
from services.words.glossary import glossary

U = TypeVar("U", bound=float | Decimal)

UNKNOWN = Markup("unknown")
MINUS = "−"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SIZES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def finalize(value: Any) -> Any:
    """What happens to the value of each ``{{ … }}``: marked text passes, other text is escaped, counts are written.

    A number with a unit takes the form of that. A bare float is refused: a filter says what kind of number it is.
    """
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str:
        return escape(value)
    if kind is int:
        return count(value)
    if value is None:
        return UNKNOWN
    if isinstance(value, Unit):
        return next(form(value) for unit, form in FORMS if isinstance(value, unit))
    if isinstance(value, Undefined):
        return str(value)  # raises, naming what is undefined
    raise TemplateRuntimeError(f"{value!r} has no form: choose one of the filters {', '.join(sorted(FILTERS))}")


def fact(form: Callable[[U], str]) -> Callable[[float | Decimal | None], Markup]:
    """A filter out of ``form``, which need not know of missing values.

    A number with a unit is refused unless its unit is one that ``form`` says it takes: no fraction is told as a price.
    """
    (taken, *_) = form.__annotations__.values()

    @wraps(form)
    def written(value: Any) -> Markup:
        if value is None or not isfinite(value):
            return UNKNOWN
        if isinstance(value, Unit) and not isinstance(value, taken):
            raise TemplateRuntimeError(f"{form.__name__} does not tell {type(value).__name__}: {value!r}")
        return marked(form(value))

    return written


def _number(value: float | Decimal, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    return MINUS + text if value < 0 and text.strip("0.,") else text


def _signed(value: float, decimals: int) -> str:
    text = _number(value, decimals)
    return text if text.startswith(MINUS) or not text.strip("0.,") else "+" + text


def count(value: int) -> Markup:
    """``1,204``"""
    return marked(_number(value, 0))


def counted(number: int, single: str, several: str | None = None) -> Markup:
    """``1 day``, ``30 days``; ``several`` is for words that take more than an s."""
    return marked(f"{count(number)} {single if number == 1 else several or f'{single}s'}")


def price(value: Any, like: Any = None) -> Markup:
    """``42,156.37``, ``14.873``, ``3.0712``, ``0.00001234``: never scientific.

    With ``like`` it has the decimals of that price, so that both can stand beside each other, but never fewer than show
    two digits of its own.
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    if isinstance(value, Unit) and not isinstance(value, Price | ExactPrice | Figure):
        raise TemplateRuntimeError(f"price does not tell {type(value).__name__}: {value!r}")
    if like is None or not isfinite(like):
        return marked(_number(float(value), _decimals(float(value))))
    return marked(_number(float(value), max(_decimals(float(like)), _decimals_for(2, abs(float(value))))))


def to(low: Any, high: Any) -> Markup:
    """A range of prices: ``17.33–126.36``."""
    if low is None or high is None:
        return UNKNOWN
    return marked(f"{price(low, high)}–{price(high)}")


def _decimals(value: float) -> int:
    size = abs(value)
    if size >= 100:
        return 2
    return 3 if size >= 10 else 4 if size >= 1 else _decimals_for(4, size)


def _decimals_for(digits: int, size: float) -> int:
    """How many decimals show ``digits`` significant digits of a number below 1."""
    return digits - 1 - floor(log10(size)) if 0 < size < 1 else 0


@fact
def pct(value: Fraction | Proportion) -> str:
    """A change, from its fraction, with its sign: ``+2.13%``, ``−12.4%``."""
    percent = value * 100
    size = abs(percent)
    return f"{_signed(percent, 2 if size < 10 else 1 if size < 1000 else 0)}%"


@fact
def share(value: Fraction | Proportion) -> str:
    """A part of a whole, from its fraction, without sign: ``61.8%``."""
    percent = abs(value) * 100
    return f"{_number(percent, 2 if percent < 10 else 1)}%"


@fact
def amount(value: Amount | Figure) -> str:
    """A volume: ``845``, ``12.4K``, ``1.32M``, three significant digits."""
    if abs(value) < 1:
        return str(price(float(value)))
    size, letter = next((known for known in _SIZES if abs(value) >= 0.9995 * known[0]), (1.0, ""))
    scaled = value / size
    return _number(scaled, 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0) + letter


@fact
def times(value: Multiple) -> str:
    """A multiple of the usual: ``1.3×``, ``0.42×``."""
    return f"{_number(value, 2 if value < 0.995 else 1)}×"


@fact
def atrs(value: Atr) -> str:
    """A distance in average true ranges, without sign: ``2.3 ATR``."""
    return f"{_number(abs(value), _atr_decimals(value))} ATR"


@fact
def signed_atrs(value: Atr) -> str:
    """The same with its sign: ``+2.3 ATR`` lies above."""
    return f"{_signed(value, _atr_decimals(value))} ATR"


def _atr_decimals(value: float) -> int:
    return 1 if abs(value) >= 0.95 else 2


@fact
def ratio(value: Proportion | Figure) -> str:
    """A proportion to three decimals, fewer where that is all of it: ``0.618``, ``0.5``; 0.99999 is ``1.000``."""
    rounded = _number(value, 3)
    short = rounded.rstrip("0").rstrip(".")
    exact = float(short.replace(MINUS, "-").replace(",", "")) == value
    return short if exact else rounded


def cash(value: Decimal | None) -> Markup:
    """An amount of money, to the cent: ``1,234.50``, ``−3.20``; as a price where it is less than one: ``0.0034``."""
    if value is None or 0 < abs(value) < 1:
        return price(None if value is None else Price(value))
    return marked(_number(value, 2))


def gain(value: Decimal | None) -> Markup:
    """The same with its sign: ``+1,234.50``, ``−3.20``."""
    told = cash(value)
    return marked(f"+{told}") if value is not None and value > 0 else told


def quantity(value: Decimal | None) -> Markup:
    """An amount to trade, with each of its digits: ``0.237``, ``12,345,600``."""
    if value is None:
        return UNKNOWN
    text = f"{value:,f}"
    return marked(text.rstrip("0").rstrip(".") if "." in text else text)


@fact
def chosen(value: Fraction) -> str:
    """A share that somebody chose, as they wrote it: ``95%``, ``0.5%``."""
    return f"{float(value) * 100:.10g}%"


@fact
def figure(value: Figure) -> str:
    """A plain measure to two decimals, with its minus: ``−0.42``, ``9.15``."""
    return _number(value, 2)


@fact
def about(value: Figure) -> str:
    """A mean count, to one decimal: ``18.2``."""
    return _number(value, 1)


@fact
def points(value: Figure | Fraction) -> str:
    """A value on a scale of its own, to one decimal: ``61.3``, ``−4.0``."""
    return _number(value, 1)


@fact
def degrees(value: Degrees) -> str:
    """An angle cut to the minute of arc: ``14°31′``, ``−1°05′``. Cut, so that 29.999° does not leave its sign."""
    whole, minutes = divmod(floor(abs(value) * 60), 60)
    return f"{MINUS if value < 0 and (whole or minutes) else ''}{whole}°{minutes:02}′"


@fact
def daily(value: Degrees) -> str:
    """A speed in degrees a day, with its sign: ``+1.02°``, ``−0.001°``."""
    return f"{_signed(value, 2 if abs(value) >= 0.1 else 3)}°"


@fact
def duration(seconds: Duration) -> str:
    """``240 ms``, ``4.2 ms``, ``12 s``, ``3 min``, ``2 h 5 min``, ``3 d 4 h``; whole units are not rounded up.

    A time below zero (two clocks that disagree) is not known.
    """
    if seconds < 0:
        return str(UNKNOWN)
    if seconds < 1:
        return f"{_number(seconds * 1000, 1)} ms" if seconds < 0.00995 else f"{int(seconds * 1000)} ms"
    whole = int(seconds)
    for size, unit, finer, finer_unit in ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "min")):
        if whole >= size:
            rest = whole % size // finer
            return f"{_number(whole // size, 0)} {unit}" + (f" {rest} {finer_unit}" if rest else "")
    return f"{whole // 60} min" if whole >= 60 else f"{whole} s"


@fact
def wait(seconds: Duration) -> str:
    """How long to wait: a duration, never shorter than it is."""
    whole = max(1, ceil(seconds))
    return str(duration(whole if whole < 60 else ceil(whole / 60) * 60))


def age(seconds: float) -> str:
    """``just now``, ``40 s old``, ``3 min old``, ``5 h old``, ``12 d old``."""
    if seconds < 10:
        return "just now"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and unit == "min"):
            return f"{int(seconds // size):,} {unit} old"
    return f"{int(seconds)} s old"


def day_month(moment: date) -> str:
    """``30 Dec``"""
    return f"{moment.day} {MONTHS[moment.month - 1]}"


def day(moment: date) -> str:
    """``30 Dec 2023``"""
    return f"{day_month(moment)} {moment.year:04}"


def clock(moment: datetime) -> str:
    """``19:00``"""
    return f"{moment.hour:02}:{moment.minute:02}"


def time(moment: datetime) -> Markup:
    """``30 Dec 2023 19:00 UTC``"""
    return marked(f"{day(moment)} {clock(moment)} {zone(moment)}")


def zone(moment: datetime) -> Markup:
    """By which clock a time is written: ``UTC``, ``Vienna time``, ``UTC+02``, ``UTC+0530``; no colon, which would end
    the name of a field."""
    if not isinstance(moment.tzinfo, ZoneInfo):
        return marked(str(moment.tzinfo or "UTC").removesuffix(":00").replace(":", ""))
    name = moment.tzinfo.key
    return marked(f"{name.rpartition('/')[2].replace('_', ' ')} time" if "/" in name else name)


def near_day(moment: datetime, beside: datetime) -> str:
    """``28 Dec``, with the year where it is not that of ``beside``."""
    return day_month(moment) if moment.year == beside.year else day(moment)


def when(moment: datetime, beside: datetime) -> Markup:
    """``28 Dec 04:00 UTC``: the year is left out where it is that of ``beside``, the hour where it is midnight."""
    date = near_day(moment, beside)
    return marked(date if clock(moment) == "00:00" else f"{date} {clock(moment)} {zone(moment)}")


def explained(term: str) -> Markup:
    """``*drawdown*. The way from a high down to the low after it.``"""
    found = glossary()[term]
    return marked(f"*{found.term}*. {found.means}")


def listed(words: Iterable[str | Markup], last: str = "and") -> Markup:
    """``a, b and c``"""
    *head, tail = [finalize(word) for word in words] or [UNKNOWN]
    return marked(f"{', '.join(head)} {last} {tail}" if head else str(tail))


FORMS: tuple[tuple[type[Unit], Callable[[Any], Markup]], ...] = (
    (Price, price),
    (ExactPrice, price),
    (Amount, amount),
    (PercentChange, pct),
    (Fraction, share),
    (Proportion, ratio),
    (Multiple, times),
    (Atr, atrs),
    (Wait, wait),
    (Duration, duration),
    (Degrees, degrees),
    (Money, cash),
    (Size, quantity),
    (Figure, figure),
)
"""How a number is written of which nothing but its unit is said."""

FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(price, to, pct, share, amount, times, atrs, signed_atrs, ratio, duration, wait, day, time, when, zone),
        *(cash, gain, quantity, chosen, figure, about, points, degrees, daily),
        *(base, quote, listed, counted, sparkline, code, brief, flow, filled, capital, sentence, then, explained),
    )
}
