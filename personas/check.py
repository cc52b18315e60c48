"""Holds every number of a text against the facts it was made from.

A voice chooses which facts to bring forward and how to say them; it can never change one. So after rendering, each
number in the text must be

- a fact, rounded to the decimals that are shown (with fewer than three digits and no decimals: exactly), in a form that
  fits what it is: a fraction as percent, a volume ratio with ``×``, a distance in average true ranges with ``ATR``, an
  angle with ``°``, a price or an amount plain or with K, M, B, T, seconds as a duration. A sign, where one is shown, is
  the fact's. Minutes and seconds of arc are cut, not rounded, so that 29.999° is still in its sign: ``29°59′``; or
- how many things a list of the facts holds; or
- a word of the facts that has digits in it (``4h``, ``0.618 retracement``, ``1INCH``), or what is left of one where a
  text is cut, or one of their dates; or
- a label that is said of no fact in particular: ``LABELS``, ``ATR(14)``.

What a fact is, its unit tells (``services/core/units.py``). The single values of a series (a tuple of floats) are not
for telling, only how many.

Where words before a number say which fact it is (``CUES``: "stop", "entry", "support"), it must be that one: with the
two swapped, "Enter at 95.25, give up at 100.5" is refused, though both are facts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Literal

from pydantic import BaseModel

from personas.escaping import brief, code, escape
from personas.format import MINUS, MONTHS, clock, day_month
from services.core.units import Atr, Degrees, Duration, Fraction, Multiple, Proportion, Unit, Wait

LABELS = frozenset({"24 h", "7 d", "1 h", "1h", "p99", "0.382", "0.5", "0.618", "0.65"})
"""The windows and ratios that facts are named for: 24 h, 7 d, the golden pocket from 0.618 to 0.65."""
ATR = "ATR(14)"
"""A label too, whose number says nothing elsewhere."""

CUT = "…"
"""Ends a text that goes on."""

Form = Literal["plain", "percent", "times", "atr", "degrees", "seconds", "wait"]
Value = object

_FORMS: tuple[tuple[type[Unit], tuple[Form, ...]], ...] = (
    (Fraction, ("percent",)),
    (Proportion, ("percent", "plain")),
    (Multiple, ("times",)),
    (Atr, ("atr",)),
    (Degrees, ("degrees",)),
    (Wait, ("wait",)),
    (Duration, ("seconds",)),
    (Unit, ("plain",)),
)
"""In which forms a number of a unit may stand."""

CUES: Mapping[str, frozenset[str]] = {
    word: frozenset(names.split())
    for words, names in (
        ("entry enter entering", "entry"),
        ("stop stops", "stop"),
        ("target targets", "target targets target_below"),
        ("liquidation liquidated", "liquidation"),
        ("support", "support nearest_support zones"),
        ("resistance", "resistance nearest_resistance zones"),
    )
    for word in words.split()
} | {"give up": frozenset(("stop",)), "get in": frozenset(("entry",))}
"""Words that say which fact the next number is, and what that is called in an answer."""

_SUFFIXES: Mapping[str, tuple[float, Form]] = {
    "": (1.0, "plain"),
    "K": (1e3, "plain"),
    "M": (1e6, "plain"),
    "B": (1e9, "plain"),
    "T": (1e12, "plain"),
    "%": (0.01, "percent"),
    "×": (1.0, "times"),
    " ATR": (1.0, "atr"),
}
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
_MONTH = "|".join(MONTHS)
_TOKEN = re.compile(
    r"\d(?:"
    rf"\d? (?:{_MONTH})\b(?: \d{{4}}\b)?"  # a date
    r"|\d*(?:\.\d+)?°(?:\d+′)?(?:\d+″)?"  # an angle
    r"|[\d,]*(?:\.\d+)? (?:ms|s|min|h|d)\b(?: \d+ (?:h|min)\b)?"  # a duration
    r"|[\w.,:]*(?:[%×]| ATR\b)?)"  # any other word, from its first digit on
)
_NUMBER = re.compile(rf"([+{MINUS}-])?(0|[1-9][\d,]*)(?:\.(\d+))?([KMBT%×]| ATR)?")
_ANGLE = re.compile(rf"([+{MINUS}-])?(0|[1-9]\d*)(?:\.(\d+))?°(?:([0-5]\d)′(?:([0-5]\d)″)?)?")
_DURATION = re.compile(r"(\d[\d,]*(?:\.\d+)?) (ms|s|min|h|d)")
_CUED = re.compile(
    rf"\b({'|'.join(sorted(CUES, key=len, reverse=True))})\b(?: at| is| of| from| to|:)*"
    r" (\d[\d,.]*+)(?![\d\w%°×]| ATR)",
    re.IGNORECASE,
)
_SIGNS = "+" + MINUS
_CLOSING = ".,:"


class UnfaithfulText(ValueError):
    """``word`` stands in the text and in none of the facts."""

    def __init__(self, word: str) -> None:
        super().__init__(f"no fact says {word!r}")
        self.word = word


@dataclass(slots=True)
class Facts:
    """What may be told, by form. Floats are ascending once ``gather`` is done."""

    words: set[str] = field(default_factory=lambda: set(LABELS))
    counts: set[int] = field(default_factory=set)
    plain: list[float] = field(default_factory=list)
    percent: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    atr: list[float] = field(default_factory=list)
    degrees: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    named: dict[str, list[float]] = field(default_factory=dict)
    """Plain numbers by each name on the way to them: ``stop`` and ``price`` of ``stop.price``."""

    def has(self, low: float, high: float, form: Form) -> bool:
        """Whether a fact of ``form`` lies between ``low`` and ``high``, both included."""
        values: list[float] = getattr(self, form)
        at = bisect_left(values, low)
        return at < len(values) and values[at] <= high


def gather(told: BaseModel | Mapping[str, Value], names: Iterable[str] = ()) -> Facts:
    """All that may be told of an answer, or of an error's data, to and by people of these ``names``."""
    facts = Facts()
    for name in names:
        facts.words |= _words(name)
    _walk(told.__dict__ if isinstance(told, BaseModel) else told, facts)
    for values in (facts.plain, facts.percent, facts.times, facts.atr, facts.degrees, facts.seconds, facts.wait):
        values.sort()
    return facts


def check(text: str, facts: Facts) -> None:
    """Hold every number in ``text`` against ``facts``.

    Raises:
        UnfaithfulText: a number in it is no fact.
    """
    for token in _tokens(text):
        if token not in facts.words and not _is_fact(token, facts) and not _is_cut(token, text, facts):
            raise UnfaithfulText(token)
    for cue, word in _CUED.findall(text):
        own = [value for name in CUES[" ".join(cue.lower().split())] for value in facts.named.get(name, ())]
        number = _NUMBER.fullmatch(word.rstrip(_CLOSING))
        # such as an order's name, of six figures, or a number in somebody's text
        a_word = (bare := word.rstrip(_CLOSING)) in facts.words or _is_cut(bare, text, facts)
        if own and number is not None and not a_word and not number[4] and not _is_one_of(number, own):
            raise UnfaithfulText(f"{cue} … {word}")


def _is_cut(token: str, text: str, facts: Facts) -> bool:
    """Whether a word of the facts begins so, and is cut there: ``4…`` of somebody's ``4 h``."""
    return f"{token}{CUT}" in text and any(word.startswith(token) for word in facts.words)


def _is_one_of(number: re.Match[str], own: Iterable[float]) -> bool:
    """Whether a plain number is one of these, rounded to the decimals that are shown."""
    _, whole, decimals, _ = number.groups(default="")
    value = float(f"{whole.replace(',', '')}.{decimals}")
    within = 0.5 * 10.0 ** -len(decimals) + 1e-9 * value
    return any(abs(abs(each) - value) <= within for each in own)


def _tokens(text: str) -> set[str]:
    """The words of ``text`` with a digit in them, each with its sign and unit."""
    text = text.replace(ATR, "")
    tokens = set()
    for match in _TOKEN.finditer(text):
        start = match.start()
        while start and (text[start - 1].isalpha() or text[start - 1] == "_"):
            start -= 1
        if start and (
            text[start - 1] in _SIGNS or (text[start - 1] == "-" and not text[start - 2 : start - 1].isalnum())
        ):
            start -= 1
        tokens.add(text[start : match.end()].rstrip(_CLOSING))
    return tokens


def _is_fact(token: str, facts: Facts) -> bool:
    if "°" in token:
        return _is_angle(token, facts)
    number = _NUMBER.fullmatch(token)
    if number is None:
        return _is_duration(token, facts)
    sign, whole, decimals, suffix = number.groups(default="")
    scale, form = _SUFFIXES[suffix]
    digits = whole.replace(",", "")
    if not (sign or decimals or suffix) and int(digits) in facts.counts:
        return True
    value = float(f"{digits}.{decimals}") * scale
    rounded = bool(decimals) or len(digits) >= 3
    within = (0.5 * 10.0 ** -len(decimals) * scale if rounded else 0.0) + 1e-9 * value
    return _said(facts, sign, value - within, value + within, form)


def _is_angle(token: str, facts: Facts) -> bool:
    """``14°31′`` and ``14°31′07″`` are cut to their last part; ``0.4°`` is rounded, ``60°`` exact."""
    angle = _ANGLE.fullmatch(token)
    if angle is None:
        return False
    sign, whole, decimals, minutes, seconds = angle.groups(default="")
    if minutes:
        value = int(whole) + int(minutes) / 60 + int(seconds or 0) / 3600
        finest = 1 / 3600 if seconds else 1 / 60
        return not decimals and _said(facts, sign, value - 1e-9, value + finest, "degrees")
    value = float(f"{whole}.{decimals}")
    within = 0.5 * 10.0 ** -len(decimals) + 1e-9 if decimals else 0.0
    return _said(facts, sign, value - within, value + within, "degrees")


def _said(facts: Facts, sign: str, low: float, high: float, form: Form) -> bool:
    """Whether a fact of this size is there, with the sign where one is shown."""
    return (sign in ("", "+") and facts.has(low, high, form)) or (sign != "+" and facts.has(-high, -low, form))


def _is_duration(token: str, facts: Facts) -> bool:
    """A duration is cut to its finest unit, a wait rounded up to it; with decimals, either is rounded."""
    parts = _DURATION.findall(token)
    if not parts:
        return False
    seconds = sum(float(number.replace(",", "")) * _UNITS[unit] for number, unit in parts)
    finest = _UNITS[parts[-1][1]]
    if "." in token:
        return facts.has(seconds - 0.05 * finest, seconds + 0.05 * finest, "seconds")
    return facts.has(seconds - 1e-9, seconds + finest, "seconds") or facts.has(seconds - finest, seconds, "wait")


def _walk(items: Mapping[str, Value], facts: Facts, under: tuple[str, ...] = ()) -> None:
    for name, value in items.items():
        if value is None or isinstance(value, bool):
            continue
        if isinstance(value, float | Decimal) and isfinite(value):
            for form in _forms(type(value)):
                getattr(facts, form).append(float(value))
                if form == "plain":
                    for part in (*under, name):
                        facts.named.setdefault(part, []).append(float(value))
        elif isinstance(value, str):
            facts.words |= _words(value)
        elif isinstance(value, int):
            facts.counts.add(value)
        elif isinstance(value, tuple):
            facts.counts.add(len(value))
            for each in value:
                _walk_one(each, facts, (*under, name))
        elif isinstance(value, BaseModel):
            _walk(value.__dict__, facts, (*under, name))
        elif isinstance(value, datetime):
            facts.words |= _dates(value.replace(tzinfo=None))  # one instant reads differently in another zone
        elif isinstance(value, date):
            facts.words |= _dates(datetime.combine(value, time.min))


def _walk_one(value: Value, facts: Facts, under: tuple[str, ...]) -> None:
    if isinstance(value, BaseModel | Mapping):
        _walk(value.__dict__ if isinstance(value, BaseModel) else value, facts, under)
    elif isinstance(value, str):
        facts.words |= _words(value)
    elif isinstance(value, datetime):
        facts.words |= _dates(value.replace(tzinfo=None))


def _forms(kind: type) -> tuple[Form, ...]:
    return next((forms for unit, forms in _FORMS if issubclass(kind, unit)), ("plain",))


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    """The words of ``text`` with a digit in them, in each way that text may be written."""
    if not any(letter.isdigit() for letter in text):
        return frozenset()
    written = " ".join((text, " ".join(text.split()), escape(text), escape(text, len(text)), brief(text), code(text)))
    return frozenset(_tokens(written))


@lru_cache(maxsize=2048)
def _dates(moment: datetime) -> frozenset[str]:
    date = day_month(moment)
    return frozenset((date, f"{date} {moment.year:04}", clock(moment)))
