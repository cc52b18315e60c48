"""Which of the words behind a command's name belong to which option.

An option is named before its value: ``stop:55000``, ``stop=55000``, ``stop 55000``, ``stop is 55000``, ``win rate 55``.
A word without a name goes to the first option that it fits: ``4h btc`` is a timeframe and a market, in either order.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile
from typing import Final, NamedTuple

from services.core.likeness import close
from services.core.options import DEFAULT, Option, options_of
from services.core.request import AnyRequest
from services.market.symbols import CASH, colon_is_inside
from services.words.numbers import PARTS, is_number, measure_of
from services.words.plain_words import (
    LONGEST_CHOICE,
    TIME,
    as_said,
    is_length,
    is_timeframe,
    phrases_of,
    quoted,
    recognised,
)

ALIKE: Final = 74.0
"""The least likeness of a misspelt name, in percent."""
_SHORTEST: Final = 3
"""Letters of a word that may be a misspelt name."""
_LINKING: Final = frozenset({"a", "about", "around", "at", "be", "is", "of", "the", "to"})
"""Words between a name and its value."""
_TRUTHS: Final = frozenset({"yes", "no", "true", "false"})
_OF_CANDLES: Final = frozenset({"bars", "candles", "chart", "timeframe"})
"""Words that may stand behind a timeframe."""
_COMMAS: Final = ",;"
_NAMED: Final = re.compile(r"([A-Za-z][A-Za-z_ -]*?)\s*([:=])(.*)", re.DOTALL)
_OWN_NAME: Final = re.compile(r"[a-z_]+")


class Told(NamedTuple):
    """The options that words tell, and what is wrong with words that tell none."""

    options: dict[str, str]
    problems: tuple[str, ...]


def told_options(words: Sequence[str], request: type[AnyRequest]) -> Told:
    """What ``words`` say of the options of ``request``."""
    reader = _Reader(words, request)
    reader.read()
    return Told(reader.told, tuple(reader.problems))


class _Name(NamedTuple):
    """The name of an option, in ``length`` words. ``value`` is what stands behind a sign in the last of them;
    ``certain``: there is a sign, so it is a name."""

    option: Option
    value: str
    length: int
    certain: bool


class _Reader:
    def __init__(self, words: Sequence[str], request: type[AnyRequest]) -> None:
        self._request = request
        self._options = {option.name: option for option in options_of(request)}
        self._other_names = {option.other_name: option for option in self._options.values() if option.other_name}
        self._words = list(words) if request.gathers else self._without_commas(words)
        self._unnamed: list[str] = []
        self.told: dict[str, str] = {}
        self.problems: list[str] = []

    def _without_commas(self, words: Sequence[str]) -> list[str]:
        """``words`` without commas around them, except those between the markets of a list, which make it one word."""
        listed = any(option.suggested == "symbol lists" for option in self._options.values())
        joined: list[str] = []
        for word in words:
            comma = bool(joined) and (joined[-1][-1] in _COMMAS or word[0] in _COMMAS)
            if comma and listed and not self._stands_alone(joined[-1]) and not self._stands_alone(word):
                joined[-1] += word
            else:
                joined.append(word)
        return [plain for word in joined if (plain := word.strip(_COMMAS))]

    def _stands_alone(self, word: str) -> bool:
        """Whether ``word`` is no market of a list."""
        plain = (word.rpartition(":")[2] if word.partition(":")[0] in self._options else word).strip(_COMMAS)
        return not plain or is_number(plain) or is_length(plain) or plain in self._options

    def read(self) -> None:
        at = 0
        while at < len(self._words):
            name = self._name(at)
            if name is not None:
                at = self._take(name, at + name.length)
            elif (length := self._named_behind(at) or self._misspelt(at)) > 0:
                at += length
            else:
                self._unnamed.append(self._words[at])
                at += 1
        self._place_unnamed()

    def _name(self, at: int) -> _Name | None:
        """The name of an option that stands at ``at``."""
        for length in (2, 1):
            run = " ".join(self._words[at : at + length])
            match = _NAMED.fullmatch(run)
            written, sign, value = match.groups() if match else (run, "", "")
            option = self._options.get(written.lower().replace(" ", "_").replace("-", "_"))
            behind = self._words[at + length : at + length + 1]
            apart = not sign and behind in ([":"], ["="])
            if option is None and (sign or apart):
                option = self._other_names.get(written.lower())
            if option is None or (match and length == 2 and " " not in written):
                continue
            if apart:
                return _Name(option, "", length + 1, certain=True)
            if sign or self._is_bare_name(option, at, length):
                return _Name(option, value, length, bool(sign))
        return None

    def _is_bare_name(self, option: Option, at: int, length: int) -> bool:
        """Whether the name of ``option``, which stands at ``at`` without a sign, is meant as one."""
        if option.name in self.told:
            return False
        if option.kind == "boolean":
            return True
        value = self._value_at(at + length)
        if value >= len(self._words) or self._words[value].lower() in self._options:
            return False
        if option.name == self._request.gathers:
            return not self._unnamed
        if self._request.gathers and option.choices:
            return as_said(self._words[value]) in phrases_of(option)
        return not self._request.gathers or option.kind == "text" or is_number(self._words[value])

    def _value_at(self, at: int) -> int:
        """Where the value of an option begins whose name, without a sign, stands before ``at``."""
        while at < len(self._words) - 1 and self._words[at].lower() in _LINKING:
            at += 1
        return at

    def _take(self, name: _Name, at: int) -> int:
        """Read the value of the option that is named before ``at``, and say where it ends."""
        option = name.option
        if not name.certain and option.kind != "boolean":
            at = self._value_at(at)
        words = [*([name.value] if name.value else []), *self._words[at:]]
        length = self._length(option, words, at - bool(name.value)) if words else 0
        value = self._value(option, words[:length])
        if option.name in self.told:
            self.problems.append(f"{option.name} is said twice: {quoted(self.told[option.name])} and {quoted(value)}")
        elif value:
            self.told[option.name] = value
        return at - bool(name.value) + max(length, bool(name.value))

    def _value(self, option: Option, words: Sequence[str]) -> str:
        run = " ".join(words)
        if option.kind == "boolean":
            return run or "yes"
        if option.choices:
            return phrases_of(option).get(as_said(run), run)
        return run if option.name == self._request.gathers else re.sub(r"\s*,\s*", ",", run)

    def _length(self, option: Option, words: Sequence[str], at: int) -> int:
        """How many of ``words``, which begin at ``at``, are the value of ``option``."""
        if option.kind in ("integer", "number"):
            return _number_length(words)
        if option.kind == "boolean":
            return int(words[0].lower() in _TRUTHS)
        if option.choices:
            known = phrases_of(option)
            runs = (n for n in range(LONGEST_CHOICE, 1, -1) if as_said(" ".join(words[:n])) in known)
            return next(runs, 1)
        match option.suggested:
            case "timeframes":
                return _timeframe_length(words)
            case "dates":
                return 1 + bool(TIME.fullmatch(" ".join(words[1:2])))
            case "symbols":
                return _symbol_length(words)
            case "voices":
                return 1
            case "amounts" | "parts":
                return _amount_length(words) or 1
        listed = option.suggested == "symbol lists"
        for length in range(1, len(words)):
            following = words[length]
            if self._name(at + length) is not None or (listed and (is_length(following) or is_number(following))):
                return length
        return len(words)

    def _named_behind(self, at: int) -> int:
        """How many words at ``at`` are a number with the name of its option behind it, as in ``30 days``; 0: none."""
        words = self._words[at:]
        length = _number_length(words)
        option = self._options.get(words[length].lower()) if len(words) > length else None
        if option is None or option.kind not in ("integer", "number") or option.name in self.told:
            return 0
        behind = self._words[self._value_at(at + length + 1) :][:1]
        if not is_number(words[0]) or behind in ([":"], ["="]) or is_number(" ".join(behind)):
            return 0
        self.told[option.name] = " ".join(words[:length])
        return length + 1

    def _misspelt(self, at: int) -> int:
        """How many words at ``at`` are the misspelt name of an option with its value; 0: none. It is then a problem."""
        word = self._words[at]
        if colon_is_inside(word):
            return 0
        written, sign, value = re.match(r"([^:=]*)([:=]?)(.*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
        free = [name for name in self._options if name not in self.told]
        near = close(written.lower(), free, 1, ALIKE) if len(written) >= _SHORTEST else []
        behind = self._words[at + 1 :]
        if sign == ":" and _OWN_NAME.fullmatch(written) and (near or not self._request.gathers):
            known = ", ".join(self._options) or "no options"
            meant = f"did you mean {near[0]}?" if near else f"it has {known}"
            self.problems.append(f"{quoted(written)}: {self._request.name} has no such option; {meant}")
            return 1 if value or not behind else 2
        option = self._options[near[0]] if near and not sign and behind else None
        if option is None or _takes_anything(option) or not _could_be(option, behind[0]):
            return 0
        length = self._length(option, behind, at + 1)
        self.problems.append(
            f"{quoted(word)} is not understood: did you mean {option.name}:{''.join(behind[:length])}?"
        )
        return 1 + length

    def _place_unnamed(self) -> None:
        """Give each word without a name to the first option that is free and that it fits."""
        gathers = self._request.gathers
        if gathers is not None and gathers in self._options and gathers not in self.told:
            words = list(dropwhile(lambda word: word.lower() == "for", self._unnamed))
            if words:
                self.told[gathers] = " ".join(words)
            return
        free = [option for option in self._options.values() if option.name not in self.told]
        words = self._without_amount(_with_whole_timeframes(self._unnamed), free)
        said, words = recognised(words, free)
        self.told |= said
        free = [option for option in free if option.name not in self.told]
        listed: list[str] = []
        unknown: list[str] = []
        while words:
            option = _of_its_unit(words[0], free) or next((each for each in free if _could_be(each, words[0])), None)
            if option is None:
                unknown.append(words.pop(0))
                continue
            length = 1 if option.suggested == "symbol lists" else self._length_unnamed(option, words, free)
            value, words = words[:length], words[length:]
            if option.suggested == "symbol lists":
                listed += value
                self.told[option.name] = ",".join(listed)
            else:
                free.remove(option)
                self.told[option.name] = self._value(option, value)
        if unknown:
            takes = f"takes {', '.join(self._options)} and no more" if self._options else "takes no options"
            self.problems.append(f"{quoted(' '.join(unknown))} is not understood: {self._request.name} {takes}")

    def _without_amount(self, words: list[str], free: Sequence[Option]) -> list[str]:
        """``words`` without those that say how much to trade, wherever they stand, where an option wants that."""
        option = next((option for option in free if option.suggested in ("amounts", "parts")), None)
        for at in range(len(words) if option is not None else 0):
            if option is not None and (length := _amount_length(words[at:])):
                self.told[option.name] = " ".join(words[at : at + length])
                return [*words[:at], *words[at + length :]]
        return words

    def _length_unnamed(self, option: Option, words: Sequence[str], free: Sequence[Option]) -> int:
        """How many of ``words`` are the value of ``option``, whose name is not said."""
        if option.kind not in ("integer", "number"):
            return _symbol_length(words) if option.suggested == "symbols" else 1
        length = _number_length(words)
        alone = [word for word in words[1:length] if is_number(word) and not word.startswith("0")]
        others = [other.name for other in free if other.kind in ("integer", "number") and other is not option]
        if alone and others:
            run = " ".join(words[:length])
            self.problems.append(
                f"{quoted(run)} can be one number or several: write {option.name}:{''.join(words[:length])}, "
                f"or {option.name}:{words[0]} {others[0]}:{words[1]}"
            )
        return length


def _amount_length(words: Sequence[str]) -> int:
    """How many of ``words`` say how much to trade: ``0.5``, ``200 usdt``, ``risk 1%``, ``half``; 0: none."""
    if words[0].lower() in PARTS:
        return 1
    risk = words[0].lower() in ("risk", "risking")
    numbers, length = words[risk:], 0
    while length < len(numbers) and is_number(" ".join(numbers[: length + 1])):
        length += 1
    if not length or measure_of(numbers[0]) == "times":
        return 0
    behind = not risk and words[length : length + 1] == ["risk"]
    return length + risk + behind


def _number_length(words: Sequence[str]) -> int:
    """How many of ``words`` are one number, with thousands and a unit apart: at least 1."""
    length = 1
    while length < len(words) and is_number(" ".join(words[: length + 1])):
        length += 1
    return length


def _with_whole_timeframes(words: Sequence[str]) -> list[str]:
    """``words`` with ``4 hours`` as one of them, and without what a timeframe is said to be of."""
    whole: list[str] = []
    at = 0
    while at < len(words):
        length = _timeframe_length(words[at:])
        whole.append("".join(words[at : at + length]))
        at += length
        if is_length(whole[-1]) and at < len(words) and words[at].lower() in _OF_CANDLES:
            at += 1
    return whole


def _timeframe_length(words: Sequence[str]) -> int:
    return 2 if len(words) > 1 and words[1].isalpha() and is_timeframe(" ".join(words[:2])) else 1


def _symbol_length(words: Sequence[str]) -> int:
    return 2 if len(words) > 1 and words[1].upper() in CASH else 1


def _of_its_unit(word: str, free: Sequence[Option]) -> Option | None:
    """The first option of ``free`` that counts in the unit that stands with the number ``word``."""
    measure = measure_of(word)
    return None if measure is None else next((each for each in free if each.measure == measure), None)


def _takes_anything(option: Option) -> bool:
    """Whether any word can be the value of ``option``."""
    return option.kind == "text" and not option.choices and option.suggested not in ("timeframes", "dates")


def _could_be(option: Option, word: str) -> bool:
    """Whether ``word``, as far as words alone tell, can be the value of ``option``, or begin it."""
    if option.or_default and word.lower() == DEFAULT:
        return True
    if option.kind in ("integer", "number"):
        return is_number(word)
    if option.kind == "boolean":
        return word.lower() in _TRUTHS
    if option.choices:
        return any(phrase.startswith(as_said(word)) for phrase in phrases_of(option))
    match option.suggested:
        case "timeframes":
            return is_timeframe(word) or re.fullmatch(r"\d+[a-z]+", word, re.IGNORECASE) is not None
        case "dates":
            return word[:1].isdigit()
        case "amounts" | "parts":
            return bool(_amount_length([word]))
        case "symbols" | "symbol lists":
            return not is_length(word) and not is_number(word)
    return True
