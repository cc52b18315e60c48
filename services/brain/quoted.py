"""The figures that a text quotes, and whether they are in what the brain saw.

A figure is one of those that are known (services/brain/known_figures.py). It may be rounded as people round: ``95k``
is 95,150, ``2.5:1`` is 2.47. Each is compared to figures of its own kind: per cents to fractions, multiples of risk to
multiples of risk.

Not looked at are counts up to ``SMALL``, periods and lengths of time (``20 bars``, ``4h``, ``EMA 200``), dates, names
(``S1``), the ratios of Fibonacci, the usual bounds of oscillators (``RSI below 30``) and round numbers that are called
so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from math import isclose
from typing import Final

from analytics.fibonacci import EXTENSIONS, GOLDEN_POCKET, RETRACEMENTS
from services.autonomy.terms import AiTerms
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.known_figures import Known, known_figures

SMALL: Final = 12
LONGEST: Final = 1_000
"""A time or a period has up to so many bars, hours or days."""
SLACK: Final = 1.02
"""Of half a unit of the last digit, so that what is rounded twice passes."""
TELLING: Final = 3
"""From so many digits on the last one may be cut off instead of rounded."""
ROUNDED: Final = 0.006
"""How far at most, as a part of it, a figure of thousands with zeros at its end may be off."""
SHORTENED: Final = 0.025
"""The same of one that is told in thousands or millions (``95k``)."""
ROUND_REACH: Final = 0.1
"""How far from the market a round number may be that is called so."""
CHEAP: Final = 100.0
"""Of a market below this price a whole number may be a price."""
RATIOS: Final = (*RETRACEMENTS, *EXTENSIONS, *GOLDEN_POCKET, 0.886, 1.13, 3.618, 4.236)
BOUNDS: Final = frozenset(range(20, 85, 5))
ROUND_DIGITS: Final = 2
MOST_DIGITS: Final = 40
"""A longer number is no figure that anybody knows."""
_MINUTES: Final = (1, 3, 5, 15, 30, 45)
"""Of timeframes such as ``15m``, which are no millions."""

_DIGITS: Final = r"\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)*|\.\d+"
_TIMES: Final = (
    "bars?|candles?|closes|periods?|sessions?|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[hdw]"
)
_NUMBER: Final = re.compile(
    rf"(?P<sign>(?<![\w)%.,])[+\-−])?(?P<money>(?:US)?[$€£]\s?)?(?<![\d.,])(?P<digits>{_DIGITS})"
    r"(?:(?P<ratio>\s?(?::\s?1|to 1|[Rr])(?!\w|\.\d))"
    r"|(?P<percent>\s?(?:%|(?:per cent|percent|pct)\b))"
    r"|(?P<points>\s?(?:bps|bp|basis points)\b)"
    r"|(?P<atr>(?:\s?[x×*]|\s?times(?: the)?)?[\s-]?(?:ATRs?|average true ranges?)(?!\w))"
    rf"|(?P<time>[\s-]?(?:{_TIMES})(?!\w))"
    r"|(?P<fold>\s?(?:[x×X]|times|-fold)(?!\w))"
    r"|(?P<scale>\s?(?:k|K|thousand|m|M|mn|million|bn|b|B|billion)(?!\w))"
    r"|(?P<order>(?:st|nd|rd|th|s)(?!\w)))?"
)
_UNITS: Final = ("ratio", "percent", "points", "atr", "time", "fold", "scale", "order")
_RANGE: Final = re.compile(r"\s?[-–—/]\s?")
_TO: Final = frozenset({" to ", " and ", " or "})
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE: Final = re.compile(
    r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b"
    rf"|\b(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}}(?!\d))?,?(?: 20\d\d)?\b"
    r"|\b(?:Q[1-4]|in|since|of|from|until) 20\d\d\b(?!,\d|\.\d)"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?(?=\s?(?:UTC|GMT|[ap]m)\b)|\b\d\d:\d\d\b"
)
_ONE_TO: Final = re.compile(r"\b1\s?:\s?(\d+(?:\.\d+)?)")
_SCALES: Final = {"k": 3, "t": 3, "m": 6, "b": 9}
_PERIOD_BEFORE: Final = re.compile(
    r"(?i)\b(?:(?:[ES]?MAs?|last|past|previous|prior|period)[\s_(/-]*(?:\d+\s?[/,]\s?)*"
    r"|(?:RSI|ADX|ATR)(?:[_(/-]|\s(?=14\b)))$"
)
_PERIOD_AFTER: Final = re.compile(r"(?i)(?:\s?[/,]\s?\d+)*[\s/-]*(?:[ES]?MAs?|period|bar|day|hour|candle|week)s?\b")
_COUNT_OF: Final = re.compile(
    r"(?<![\w.,/])(\d{1,4})\s?(?:of|out of|/)\s?(?:the\s)?(\d{1,4})\b(?!\s?%|[.,]\d|/|-|\s[ES]?MA)"
)
_OF_HUNDRED: Final = re.compile(r"(?<![\d.,/])(\d{1,3})\s?/\s?100\b")
_PAST: Final = re.compile(r"(?i)similar|situation|analog|precedent|past|histor")
_RETRACED: Final = re.compile(r"(?i)retrac|fib|golden|pullback")
_ROUND: Final = re.compile(r"(?i)\bround\b|psychological|handle|big figure")
_PRICE_BEFORE: Final = re.compile(
    r"(?i)\b(?:at|above|below|near|around|support|resistance|target|stop|entry|reclaim\w*|lost|to)\s$"
)
_OSCILLATOR: Final = re.compile(r"(?i)RSI|ADX|trend strength|overbought|oversold")
_BOUND: Final = re.compile(r"(?i)(?:above|below|over|under|past|than|beyond|[<>])\s?$")
_RANGE_BEFORE: Final = re.compile(r"\b\d\d\s?[-–/]\s?$")
_RANGE_BEHIND: Final = re.compile(r"\s?[-–/]\s?\d\d\b(?![.,]\d)")
_IS: Final = r"[\s(:=~]*(?:(?:is|at|of|near|around|about|reads?|reading|now|just|only|still|stands|currently)\s)*$"
_LABELS: Final = (
    (re.compile(rf"(?i)\bRSI(?:[-_ ]?\(?14\)?)?{_IS}"), "rsi"),
    (re.compile(rf"(?i)\b(?:ADX(?:[-_ ]?\(?14\)?)?|trend strength){_IS}"), "adx"),
    (re.compile(rf"(?i)\bfunding(?: rate)?{_IS}"), "funding"),
    (re.compile(rf"(?i)\bexposure{_IS}"), "exposure"),
    (re.compile(rf"(?i)\bconfidence{_IS}"), "confidence"),
    (re.compile(rf"(?i)\bretraced{_IS}"), "retraced"),
    (re.compile(rf"(?i)\bvolume{_IS}|\bvolume (?:is )?(?:up|down)\s(?:by\s)?$"), "volume"),
    (re.compile(rf"(?i)\brising bars{_IS}"), "rising"),
    *(
        (re.compile(rf"(?i)\b(?:EMA[-_ ]?\(?{bars}\)?|{bars}[-\s]?(?:bar |period )?EMA){_IS}"), f"ema {bars}")
        for bars in (20, 50, 200)
    ),
)
"""What stands right before a figure that has a name."""
_BOOK: Final = (re.compile(rf"(?i)\b(?:bids?|asks?)(?: share)?{_IS}"), "book")
"""And before one in per cent."""
_WITHIN: Final = r"(?i)\s(?:in|over|during|within|for)\s(?:the\s)?(?:last\s|past\s)?"
_BEHIND: Final = (
    (re.compile(r"(?i)\s(?:of the (?:order )?book|bids?\b|asks?\b)"), "book"),
    (re.compile(r"(?i)\sof (?:its|the) (?:[\w-]+\s)?range"), "range"),
    (re.compile(r"(?i)\s(?:confident|sure)\b"), "confidence"),
    (re.compile(r"(?i)\sin rising bars"), "rising"),
    (re.compile(r"(?i)\s(?:the|its) (?:[\w-]+\s)?average"), "volume"),
    (re.compile(r"(?i)\s(?:above|below|over|under)\s(?:it\b|(?:the|its)\s(?:[\w-]+\s)?(?:average|usual))"), "volume"),
    (re.compile(rf"{_WITHIN}(?:24\s?h|day\b)"), "24h"),
    (re.compile(rf"{_WITHIN}(?:7\s?d|week\b)"), "7d"),
    (re.compile(rf"{_WITHIN}(?:1\s?h\b|hour\b)"), "1h"),
)
"""What stands right behind one."""
_OF_PARTS: Final = ("percent", "fold")
"""Units of a figure that is called by what stands behind it."""
_REWARD: Final = re.compile(
    rf"(?i)\b(?:R:R|RR|R/R|reward[- ]?(?:to[- ])?risk|risk[-/ :]?(?:to[- ])?reward)(?: ratio)?{_IS}"
)
_WINDOW: Final = 60
"""Characters around a figure that say what it is."""


def unknown_figures(text: str, decision: Decision, context: Context, terms: AiTerms) -> tuple[str, ...]:
    """The figures of ``text``, as they are written there, that neither ``context`` nor the plan of ``decision`` has."""
    known = known_figures(decision, context, terms)
    text = _OF_HUNDRED.sub(r"\1%", text)
    text = _ONE_TO.sub(r"\1:1", text)
    text = _DATE.sub(_blank, text)
    found = [pair[0] for pair in _COUNT_OF.finditer(text) if _miscounted(pair, text, known)]
    text = _COUNT_OF.sub(_blank, text)
    matches = list(_NUMBER.finditer(text))
    for match, after in zip_longest(matches, matches[1:]):
        unit = _unit(match)
        if not unit[0] and after is not None and _in_a_range(match, after, text):
            unit = _unit(after)
        told = _Told(
            match, unit[0], unit[1], text[max(0, match.start() - _WINDOW) : match.start()], text[match.end() :]
        )
        if not told.needs_no_source(known) and not told.is_known(known):
            found.append(match[0].strip())
    return tuple(dict.fromkeys(found))


def _in_a_range(match: re.Match[str], after: re.Match[str], text: str) -> bool:
    """Whether the two are the ends of a range, so that the unit of the second is that of both."""
    between = text[match.end() : after.start()]
    return _RANGE.fullmatch(between) is not None or ("," not in match["digits"] and between in _TO)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _miscounted(pair: re.Match[str], text: str, known: Known) -> bool:
    """Whether a count of past situations is not the one that was recalled."""
    part, whole = int(pair[1]), int(pair[2])
    of_the_past = _PAST.search(text[max(0, pair.start() - _WINDOW) : pair.end() + _WINDOW]) is not None
    if part + whole == 100 and not of_the_past:  # fifty-fifty
        return False
    return (of_the_past or max(part, whole) > SMALL) and (part, whole) not in known.past


def _unit(match: re.Match[str]) -> tuple[str, str]:
    """The kind of unit behind a number, and how it is written."""
    return next(((name, match[name].strip()) for name in _UNITS if match[name]), ("", ""))


@dataclass(frozen=True, slots=True)
class _Told:
    """A number as it is written, with its unit and what stands around it."""

    match: re.Match[str]
    unit: str
    written: str
    before: str
    behind: str

    @property
    def whole(self) -> int | None:
        """The number, where it is a whole one."""
        digits = re.sub(r"[,'\s\u00a0\u202f]", "", self.match["digits"])
        return int(digits) if digits.isdecimal() else None

    @property
    def bare(self) -> bool:
        """Whether it is a number and nothing more."""
        return not (self.unit or self.match["money"] or self.match["sign"])

    def needs_no_source(self, known: Known) -> bool:
        """Whether it is a count, a period, a name, a ratio of Fibonacci, a usual bound or a round number."""
        whole, near = self.whole, self.before[-_WINDOW:] + self.behind[:_WINDOW]
        if whole is not None and self.unit == "time":
            return whole <= LONGEST
        if whole is not None and self.unit == "scale" and self.written == "m" and whole in _MINUTES:
            return True
        if self.unit == "order":
            return whole is not None and whole <= LONGEST
        if self.unit == "percent" and not self.match["sign"]:
            share = float(self.match["digits"].replace(",", ".")) / 100 if self._decimal else 0.0
            return _is_ratio(share) and _RETRACED.search(near) is not None
        if _ROUND.search(self.before[-30:] + self.behind[:30]) and self._is_round(known.price):
            return True
        if not self.bare:
            return False
        if whole is None:
            return self._decimal and _is_ratio(float(self.match["digits"].replace(",", ".")))
        if self.before[-1:].isalpha() or self.before.endswith("_"):
            return whole < LONGEST
        if _PERIOD_BEFORE.search(self.before) or _PERIOD_AFTER.match(self.behind):
            return whole <= LONGEST
        ranged = _RANGE_BEFORE.search(self.before) or _RANGE_BEHIND.match(self.behind)
        if whole in BOUNDS and (ranged or _BOUND.search(self.before)) and _OSCILLATOR.search(near):
            return True
        a_price = known.price < CHEAP and _PRICE_BEFORE.search(self.before)
        return whole <= SMALL and not a_price and self._label is None

    def is_known(self, known: Known) -> bool:
        """Whether there is such a figure."""
        label = self._label
        kinds = {"percent": known.percent, "points": known.percent, "atr": known.atr}
        kinds |= {"ratio": known.multiple, "fold": known.multiple}
        candidates = kinds.get(self.unit, known.plain) if label is None else known.named[label]
        sign = self.match["sign"] or ""
        for value, off in self._readings():
            for one in candidates:
                of = abs(one) if not sign else one if sign == "+" else -one
                if abs(value - of) <= off:
                    return True
        return False

    @property
    def _decimal(self) -> bool:
        return re.fullmatch(r"\d*[.,]?\d+", self.match["digits"]) is not None

    @property
    def _label(self) -> str | None:
        """What it is said to be, where that stands right before it."""
        if _REWARD.search(self.before) or self.written.endswith("1"):
            return "reward"
        behind = _BEHIND if self.unit in _OF_PARTS else ()
        before = (*_LABELS, _BOOK) if self.unit == "percent" else _LABELS
        found = [name for pattern, name in behind if pattern.match(self.behind)]
        return next(iter(found or [name for pattern, name in before if pattern.search(self.before)]), None)

    def _is_round(self, price: float) -> bool:
        return any(
            len(f"{value:.10g}".strip("0").replace(".", "")) <= ROUND_DIGITS and abs(value / price - 1) <= ROUND_REACH
            for value, _ in self._readings()
        )

    def _readings(self) -> Iterator[tuple[float, float]]:
        """The number in each way that it can be read, with how far off it may be."""
        scale = _SCALES[self.written[0].lower()] if self.unit == "scale" else -2 if self.unit == "points" else 0
        if len(self.match["digits"]) > MOST_DIGITS:
            return
        for digits in _plain(self.match["digits"]):
            number = Decimal(digits)
            value = float(number.scaleb(scale))
            decimals = -int(number.as_tuple().exponent)
            telling = len(digits.replace(".", "").strip("0"))
            unit = 10.0 ** (scale - decimals)
            off = unit / 2 * SLACK if telling < TELLING else unit
            if self.unit == "scale":
                off = min(off, SHORTENED * value)
            elif not decimals and value >= LONGEST:
                zeros = len(digits) - len(digits.rstrip("0"))
                off = max(off, min(10.0**zeros / 2 * SLACK, ROUNDED * value))
            yield value, off + 1e-9 * value


def _plain(digits: str) -> Iterator[str]:
    """``digits`` as Python reads them: with commas, points, spaces or apostrophes between thousands, or a comma before
    the decimals."""
    if "." in digits and digits.rfind(",") > digits.rfind("."):
        digits = digits.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d{1,3}(?:[,'\s\u00a0\u202f]\d{3})+(?:\.\d+)?", digits) and not digits.startswith("0"):
        yield re.sub(r"[,'\s\u00a0\u202f]", "", digits)
        return
    found = digits.replace(",", ".")
    if found.count(".") <= 1:
        yield f"0{found}" if found.startswith(".") else found
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", found):
        yield found.replace(".", "")


def _is_ratio(value: float) -> bool:
    return any(isclose(value, ratio, abs_tol=1e-9) for ratio in RATIOS)
