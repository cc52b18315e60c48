"""From the text of a condition to what it says. Nothing is run: a word is looked up or refused.

condition  = both { "or" both }
both       = denied { "and" denied }
denied     = "not" denied | test
test       = "near" place [ "within" number "atr" ] | "in golden pocket" | "new" ("high" | "low") count
           | "regime is" regime | "regime changes" | "pattern" pattern
           | sum [ comparison sum | "crosses" ("above" | "below") sum ]
place      = "support" | "resistance" | sum
sum        = product { ("+" | "-") product }
product    = factor { ("*" | "/") factor }
factor     = "-" factor | number [ "%" ] | column | "fib" ratio | "(" condition ")"
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final, Literal, TypeVar, get_args

from analytics.fibonacci import EXTENSIONS, RETRACEMENTS
from analytics.indicators.catalog import UnknownColumn, column
from analytics.regime import REGIMES
from services.conditions.names import ALIASES, PATTERNS
from services.conditions.syntax import (
    REACH_ATR,
    Arithmetic,
    ArithmeticSign,
    Both,
    ColumnTerm,
    Comparison,
    ComparisonSign,
    Cross,
    Either,
    Extreme,
    InPocket,
    InRegime,
    Minus,
    Near,
    NearestZone,
    Negation,
    Node,
    Number,
    Ratio,
    RegimeChanges,
    Shows,
    Truth,
    Value,
    read_by,
)
from services.conditions.units import PRICE, SCALED, incomparable, unaddable, unit_of
from services.conditions.words import Word, words
from services.core.errors import BadCondition
from services.core.likeness import close
from services.words.numbers import NotANumber, read_number

DEEPEST: Final = 20
"""Brackets, denials and signs within one another, at most."""
LONGEST_REACH: Final = 20.0
"""Average true ranges."""
LONGEST_RUN: Final = 500
"""Bars that a new high or low is looked for in, at most."""
MOST_BARS: Final = 5_000
"""Bars that a scan reads of a market, at most: enough for an EMA over 300 to forget where it began."""
SUMS: Final[tuple[ArithmeticSign, ...]] = ("+", "-")
PRODUCTS: Final[tuple[ArithmeticSign, ...]] = ("*", "/")
RATIOS: Final = tuple(dict.fromkeys((*RETRACEMENTS, *EXTENSIONS)))
COMPARISONS: Final[tuple[ComparisonSign, ...]] = get_args(ComparisonSign)
OPENING: Final = (
    *("near", "in golden pocket", "new high", "new low", "regime is", "regime changes", "pattern", "not", "fib"),
)
"""Words that a test may begin with, beside the names of columns."""
RESERVED: Final = frozenset({"and", "or", "not", "within", "crosses", "near"})

T = TypeVar("T", bound=str)


def condition(text: str) -> Truth:
    """The condition that ``text`` says.

    Raises:
        BadCondition: it says none; the error names the place.
    """
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words = words(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Truth:
        start = self._word
        if start.kind == "end":
            raise self._bad(start, "a condition is needed, such as rsi14 < 30")
        said = self._truth(self._either(), start)
        if self._word.kind != "end":
            reason = "this bracket was not opened" if self._word.text == ")" else "the condition was over before this"
            near = close(self._word.text, ("and", "or", "crosses", "within", *COMPARISONS), 3)
            raise self._bad(self._word, reason, near)
        return said

    def _either(self) -> Node:
        return self._joined("or", self._both, Either)

    def _both(self) -> Node:
        return self._joined("and", self._denied, Both)

    def _joined(self, word: str, part: Callable[[], Node], kind: type[Both] | type[Either]) -> Node:
        start = self._word
        first = part()
        if self._word.text != word:
            return first
        parts = [self._truth(first, start)]
        while self._takes(word):
            start = self._word
            parts.append(self._truth(part(), start))
        flat = [inner for one in parts for inner in (one.parts if isinstance(one, kind) else (one,))]
        return kind(tuple(flat))

    def _denied(self) -> Node:
        start = self._word
        if not self._takes("not"):
            return self._test()
        self._deeper(start)
        inner = self._word
        said = Negation(self._truth(self._denied(), inner))
        self._depth -= 1
        return said

    def _test(self) -> Node:
        start = self._word
        opened: dict[str, Callable[[], Truth]] = {
            "near": self._near,
            "in": self._in_pocket,
            "new": self._extreme,
            "regime": self._regime,
            "pattern": self._pattern,
        }
        if start.kind == "name" and start.text in opened:
            self._at += 1
            return opened[start.text]()
        left = self._sum()
        word = self._word
        sign = _one(word, COMPARISONS)
        if sign is not None:
            self._at += 1
            one, other = self._sides(left, start, word)
            return Comparison(one, sign, other)
        if self._takes("crosses"):
            side: Literal["above", "below"] = self._one_of("above", "below")
            one, other = self._sides(left, start, word)
            return Cross(one, side, other)
        return left

    def _sides(self, left: Node, start: Word, sign: Word) -> tuple[Value, Value]:
        """The values on both sides of a comparison, the second yet to be read."""
        one = self._value(left, start)
        behind = self._word
        other = self._value(self._sum(), behind)
        reason = incomparable(one, other)
        if reason is None and not any(read_by(Comparison(one, "<", other))):
            reason = "no column of the market stands on either side"
        if reason is not None:
            raise self._bad(sign, reason)
        if self._word.text in COMPARISONS:
            raise self._bad(self._word, "a comparison has two sides: write 30 < rsi14 and rsi14 < 70")
        return one, other

    def _near(self) -> Near:
        start = self._word
        place: Value | NearestZone
        if self._word.text in ("support", "resistance"):
            place = NearestZone(self._one_of("support", "resistance"))
        else:
            place = self._value(self._sum(), start)
            written_price = isinstance(place, Number) and not place.percent
            if unit_of(place) not in (PRICE, SCALED) and not written_price:
                raise self._bad(start, "this is no price to be near", ("fib", "support", "resistance"))
        reach = REACH_ATR
        if self._takes("within"):
            at = self._word
            reach = self._number("how many average true ranges")
            self._one_of("atr")
            if not 0 < reach <= LONGEST_REACH:
                raise self._bad(at, f"near means within more than 0 and at most {LONGEST_REACH:g} average true ranges")
        return Near(place, reach)

    def _in_pocket(self) -> InPocket:
        self._one_of("golden")
        self._one_of("pocket")
        return InPocket()

    def _extreme(self) -> Extreme:
        side: Literal["high", "low"] = self._one_of("high", "low")
        at = self._word
        bars = self._number("of how many bars")
        if not (bars.is_integer() and 1 <= bars <= LONGEST_RUN):
            raise self._bad(at, f"a whole number of bars from 1 to {LONGEST_RUN} belongs here")
        return Extreme(side, int(bars))

    def _regime(self) -> InRegime | RegimeChanges:
        if self._one_of("is", "changes") == "changes":
            return RegimeChanges()
        return InRegime(self._phrase(REGIMES, "no regime has this name"))

    def _pattern(self) -> Shows:
        return Shows(self._phrase(PATTERNS, "no candlestick pattern has this name"))

    def _sum(self) -> Node:
        return self._chain(SUMS, self._product)

    def _product(self) -> Node:
        return self._chain(PRODUCTS, self._factor)

    def _chain(self, signs: tuple[ArithmeticSign, ...], part: Callable[[], Node]) -> Node:
        start = self._word
        left = part()
        while (sign := _one(self._word, signs)) is not None:
            word = self._word
            self._at += 1
            one = self._value(left, start)
            behind = self._word
            other = self._value(part(), behind)
            if signs == SUMS and (reason := unaddable(one, other)) is not None:
                raise self._bad(word, reason)
            left = Arithmetic(one, sign, other)
        return left

    def _factor(self) -> Node:
        word = self._word
        if self._takes("-"):
            self._deeper(word)
            behind = self._word
            value = Minus(self._value(self._factor(), behind))
            self._depth -= 1
            return value
        if self._takes("("):
            self._deeper(word)
            inner = self._either()
            if not self._takes(")"):
                raise self._bad(self._word, "the bracket is not closed")
            self._depth -= 1
            return inner
        if word.kind == "number":
            self._at += 1
            return Number(self._read(word), percent=self._takes("%"))
        if self._takes("fib"):
            return self._level()
        if word.kind == "name" and word.text not in RESERVED:
            self._at += 1
            return self._column(word)
        raise self._bad(word, "a column such as rsi14, a number or a bracket belongs here")

    def _level(self) -> Ratio:
        ratio = self._number("a ratio, such as 0.618")
        if ratio not in RATIOS:
            known = tuple(f"{one:g}" for one in sorted(RATIOS, key=lambda one: abs(one - ratio))[:3])
            raise self._bad(self._words[self._at - 1], "no level of the swing has this ratio", known)
        return Ratio(ratio)

    def _column(self, word: Word) -> ColumnTerm:
        if self._word.text == "(" and (meant := self._with_period(word)):
            raise self._bad(word, f"a column is written with its number and without brackets: {meant}", (meant,))
        try:
            found = column(ALIASES.get(word.text, word.text))
        except UnknownColumn as error:
            near = (*error.close_matches, *close(word.text, OPENING, 2))
            raise self._bad(word, "nothing here has this name", near) from None
        if found.settled is None:
            raise self._bad(
                word, "it counts from the first bar, so its level alone says nothing", ("mfi14", "volume_ratio20")
            )
        if found.settled > MOST_BARS:
            reason = f"it takes {found.settled:,} bars to settle, and a scan reads {MOST_BARS:,}"
            raise self._bad(word, reason)
        return ColumnTerm(found.name, found)

    def _with_period(self, word: Word) -> str:
        """The column that ``word`` and the number in brackets behind it are meant for: ``rsi14`` of ``rsi(14)``."""
        behind = [one.text for one in self._words[self._at : self._at + 3]]
        name = f"{word.text}{behind[1]}" if len(behind) == 3 and behind[2] == ")" else ""
        try:
            return column(name).name if name else ""
        except UnknownColumn:
            return ""

    def _number(self, what: str) -> float:
        word = self._word
        if word.kind != "number":
            raise self._bad(word, f"a number belongs here: {what}")
        self._at += 1
        return self._read(word)

    def _read(self, word: Word) -> float:
        """The number that ``word`` is; in a condition it may be a price."""
        try:
            return float(read_number(word.text, "quote"))
        except NotANumber as error:
            raise self._bad(word, f"what stands here {error}", error.readings) from None

    def _phrase(self, known: Collection[str], reason: str) -> str:
        """The longest of ``known`` that stands here, in one word or several."""
        start, run, meant = self._at, "", ""
        found: tuple[int, str] | None = None
        for at in range(start, len(self._words)):
            word = self._words[at]
            if word.text in RESERVED or (word.kind != "name" and word.text != "-"):
                break
            run = " ".join(f"{run} {word.text.replace('_', ' ').replace('-', ' ')}".split())
            meant = meant or run
            if run in known:
                found = at + 1, run
        if found is not None:
            self._at, said = found
            return said
        names = list(known)
        near = [name for name in names if meant and meant in name][:5] or close(run, names, 5, 50)
        raise self._bad(self._words[start], reason, near or names[:5])

    def _one_of(self, *known: T) -> T:
        word = self._word
        found = _one(word, known)
        if found is None:
            raise self._bad(word, f"{' or '.join(f'“{one}”' for one in known)} belongs here", known)
        self._at += 1
        return found

    def _takes(self, text: str) -> bool:
        """Whether the next word is ``text``; it is then behind us."""
        taken = self._word.text == text and self._word.kind != "end"
        self._at += taken
        return taken

    @property
    def _word(self) -> Word:
        return self._words[self._at]

    def _deeper(self, word: Word) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._bad(word, f"more than {DEEPEST} brackets, minus signs and denials stand within one another")

    def _truth(self, node: Node, start: Word) -> Truth:
        if isinstance(node, Value):
            raise self._bad(start, "this is a value: say what it is compared with, such as < 30")
        return node

    def _value(self, node: Node, start: Word) -> Value:
        if isinstance(node, Value):
            return node
        raise self._bad(start, "a value belongs here, and this is a condition of its own")

    def _bad(self, word: Word, reason: str, near: Sequence[str] = ()) -> BadCondition:
        return BadCondition(
            condition=self._text, place=word.place, word=word.text, reason=reason, close_matches=tuple(near)
        )


def _one(word: Word, known: Sequence[T]) -> T | None:
    """The one of ``known`` that ``word`` is."""
    return next((one for one in known if one == word.text), None)
