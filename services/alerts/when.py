"""From what people write to what they want to be told of: ``btc above 70k, 72k``, ``drops 5% in an hour``, ``touches the
0.618 on 4h``, ``rsi14 < 30``, ``full moon 1h before``. No market is asked; what hangs on its price is left open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from analytics.indicators.catalog import FAMILIES, UnknownColumn, column
from analytics.regime import REGIMES
from services.alerts.plain_conditions import as_condition
from services.alerts.sky_names import read_sky
from services.alerts.spans import SPAN, read_span
from services.alerts.trigger import Side
from services.alerts.wrong import bad
from services.conditions.names import ALIASES as COLUMN_ALIASES
from services.conditions.names import PATTERNS
from services.conditions.parse import RATIOS, condition
from services.conditions.syntax import written
from services.core.errors import BadCondition, InvalidRequest
from services.core.likeness import close
from services.market.several import BEST_KNOWN
from services.market.symbols import ALIASES as SYMBOL_ALIASES
from services.market.symbols import LOOKS_LIKE_ONE
from services.words.numbers import NotANumber, plain_signs, read_number
from services.words.plain_words import is_length

WHEN: Final = "when"
"""The option that it stands in."""
USUAL_WINDOW: Final = 86_400
"""Seconds within which a price rises or falls, where nothing is said."""
SHORTEST_WINDOW: Final = 60
LONGEST_WINDOW: Final = 30 * 86_400
LONGEST_LEAD: Final = 30 * 86_400
NEAR_ZERO: Final = Decimal("0.000001")
"""A rate of funding that is below zero is so by this much at least."""
EXAMPLES: Final = (
    *("above 70000", "falls 5% in 1h", "touches fib 0.618 on 4h", "rsi14 < 30", "regime changes"),
    *("funding above 0.05%", "drawdown above 10%", "full moon"),
)


@dataclass(frozen=True, slots=True)
class PriceAt:
    """The price at ``value``, or at one of ``readings`` where it can be read two ways; ``side`` is ``None`` where it is
    told by where the price is. ``before`` is how far ahead of it, as a fraction of it or as a price."""

    readings: tuple[Decimal, ...]
    side: Side | None = None
    before: Decimal = Decimal(0)
    before_is_price: bool = False


@dataclass(frozen=True, slots=True)
class PriceFromHere:
    """The price so far from where it is when it is set, as a fraction: above positive."""

    share: Decimal


@dataclass(frozen=True, slots=True)
class LevelAt:
    """The Fibonacci level at ``ratio``: touched, or at a close ``broken``, ``reclaimed`` (a close above it again) or
    ``lost``. ``fixed``: it stays where it is. ``pocket``: the nearer edge of the golden pocket."""

    ratio: float
    how: Literal["touch", "break", "reclaim", "lose"] = "touch"
    side: Side | None = None
    fixed: bool = False
    pocket: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """The price rises or falls by a fraction within ``window`` seconds."""

    way: Literal["rise", "fall"]
    share: Decimal
    window: int


@dataclass(frozen=True, slots=True)
class Funding:
    side: Side
    share: Decimal


@dataclass(frozen=True, slots=True)
class OfAccount:
    """The drawdown of an account is ``share`` or more, its nearest liquidation is as near as that, or an order of it is
    filled; ``account`` as its owner calls it, ``None``: the one in use."""

    what: Literal["drawdown", "liquidation", "fill"]
    share: Decimal | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of ``/scan``, in its written form."""

    where: str


@dataclass(frozen=True, slots=True)
class Sky:
    """An event of the sky (services/alerts/sky_names.py), so many seconds before."""

    of: str
    lead: int


@dataclass(frozen=True, slots=True)
class Signal:
    of: str


Matter = PriceAt | PriceFromHere | LevelAt | Move | Funding | OfAccount | Where | Sky | Signal


@dataclass(frozen=True, slots=True)
class Wish:
    """One alert that somebody wants, and the market and timeframe that they name."""

    matter: Matter
    symbol: str | None = None
    timeframe: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a text asks for; ``always``: each time it happens; ``until``: when it ends, as it is written."""

    wishes: tuple[Wish, ...]
    always: bool = False
    until: str | None = None


# Numbers as they stand among words.
_SCALE: Final = r"(?:\s?(?:k|mm|mn|mio|mln|m|bn|b|thousand|million|billion)(?![a-z]))?"
_CASH: Final = r"(?:\s?(?:us\$|usdt|usdc|usd|eur|dollars?|euros?|bucks|[$€£¥]))?"
NUMBER: Final = (
    rf"(?:us\$|[$€£¥]|usdt|usd|eur)?\s?(?:\d{{1,3}}(?:\s\d{{3}})+(?!\d)(?:[.,]\d+)?|\d[\d.,'_]*(?:e[+-]?\d+)?|\.\d+)"
    rf"{_SCALE}{_CASH}(?![a-z%])"
)
PERCENTAGE: Final = r"[+-]?\s?(?:\d[\d.,]*|\.\d+)\s?(?:%|percent\b|pct\b)"
RATIO: Final = r"(?:[0-2]?[.,]\d{1,3}|[0-2](?![\d.,])|\d{2,3}(?:[.,]\d)?\s?%)"

_BE: Final = (
    r"(?:(?:is|are|be|goes|go|going|gets|get|comes|come|moves|move|trades|trading|rises|rise|climbs|climb|jumps|pumps|"
    r"rallies|pushes|falls|fall|drops|drop|dips|dumps|sinks|slides|crashes|crosses|cross|crossing|breaks|break|back|"
    r"currently|ever|again|price|now|out|through|hits|reaches)\s+)*"
)
_ABOVE: Final = r"(?:at or above|at least|above|over|past|higher than|more than|greater than|bigger than|>=|>)"
_BELOW: Final = r"(?:at or below|at most|below|under|beneath|lower than|less than|smaller than|<=|<)"
_UP_TO: Final = r"(?:rises?|climbs?|goes up|moves up|jumps?|rallies|pumps?|up)\s+to"
_DOWN_TO: Final = r"(?:falls?|drops?|dips?|goes down|moves down|dumps?|sinks?|crashes|slides?|down)\s+to"
_AT: Final = (
    r"(?:crosses|cross|crossing|hits?|touch(?:es)?|reach(?:es)?|gets? to|comes? to|goes to|is at|breaks?(?: through)?|"
    r"tests?|retests?|tags?|at|equals?|is|=|to)"
)
_UP: Final = (
    r"(?:rises?|rose|rising|climbs?|goes up|moves up|is up|up|gains?|jumps?|rall(?:y|ies)|pumps?|surges?|increases?|"
    r"advances?|spikes?|soars?)"
)
_DOWN: Final = (
    r"(?:falls?|fell|falling|drops?|dropping|goes down|moves down|is down|down|dips?|dumps?|crash(?:es)?|sinks?|"
    r"declines?|decreases?|tanks?|plunges?|slides?|loses|corrects)"
)
_WITHIN: Final = r"(?:in|within|over|per|during|inside)\s+(?:the\s+)?(?:last\s+|past\s+|next\s+)?"
_TIMEFRAME: Final = (
    r"(?:\d{1,3}\s?(?:m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|wk|weeks?)|hourly|daily|weekly)(?![a-z0-9])"
)

_LEAD_WORDS: Final = re.compile(
    r"^(?:(?:please|just|an?|set|add|create|new (?=alert)|alert|alerts|tell|notify|warn|ping|remind|let|wake|me|us|know|that|when|"
    r"once|if|as soon as|whenever|every time|each time|:)(?:\s+|$))+",
    re.IGNORECASE,
)
_ALWAYS: Final = re.compile(
    r"\b(?:whenever|(?:every|each) ?time|always|repeatedly|again and again|on repeat)\b", re.IGNORECASE
)
_UNTIL: Final = re.compile(r"[\s,]+(?:until|till)\s+(.{1,40})$", re.IGNORECASE)
_TO_COME: Final = re.compile(r"^(?:the\s+)?(?:(?:current|newest|last|market)\s+)?(?:price\s+|it\s+|market\s+)+", re.I)
_ON_TIMEFRAME: Final = re.compile(
    rf"\s*\b(?:on|of|at)\s+(?:the\s+|an?\s+)?({_TIMEFRAME})(?:[\s-]?(?:chart|candles?|timeframe|tf|bars?|close))*"
    rf"|\s*\b(?:in|using)\s+(?:the\s+)?({_TIMEFRAME})[\s-]?(?:chart|candles?|timeframe|tf|bars?)"
    rf"|^(?:the\s+)?({_TIMEFRAME})(?:[\s-]?(?:chart|candles?|timeframe|tf|bars?))?(?=\s)"
    rf"|(?<!\bin)(?<!\bwithin)(?<!\bover)(?<!\bper)(?<!\blast)(?<!\bpast)(?<!\bfor)\s+({_TIMEFRAME})"
    rf"(?:[\s-]?(?:chart|candles?|timeframe|tf))?$",
    re.IGNORECASE,
)
_OF_MARKET: Final = re.compile(r"\s*\b(?:of|on|for|in)\s+(\$?[a-z][\w./:-]*)(?:'s)?(?=\s|$)", re.IGNORECASE)
_WORD: Final = re.compile(r"\S+")
# fmt: off
_VOCABULARY: Final = frozenset({
    "a", "above", "account", "after", "again", "all", "an", "and", "any", "at", "ath", "atr", "average",
    "balance", "bar", "bars", "bearish", "below", "bounces", "breaks", "break", "breakout", "bullish", "candle", "close",
    "closes", "cross", "crosses", "crossing", "daily", "day", "death", "dips", "double", "down", "drawdown", "drop",
    "drops", "dumps", "each", "equity", "equals", "every", "exceeds", "fall", "falls", "fib", "fibonacci", "fill",
    "filled", "fills", "fixed", "for", "from", "funding", "gains", "gets", "goes", "golden", "hammer", "high", "hits",
    "hourly", "if", "in", "is", "it", "its", "jumps", "least", "less", "level", "liquidation", "liquidated", "loses",
    "low", "macd", "market", "more", "most", "move", "moves", "my", "near", "new", "not", "of", "on", "once", "or",
    "order", "orders", "over", "overbought", "oversold", "past", "pattern", "pocket", "price", "pumps", "reaches",
    "reach", "reclaims", "recovers", "regains", "regime", "resistance", "retracement", "rise", "rises", "rsi", "signal",
    "spike", "spikes", "support", "surges", "swing", "tests", "the", "to", "touch", "touches", "trend", "trending",
    "turns", "under", "up", "volatile", "volume", "weekly", "when", "within", "ranging", "extension", "becomes",
    *" ".join((*PATTERNS, *REGIMES)).split(),
})
# fmt: on


def read_when(text: str) -> Wanted:
    """What ``text`` asks to be told of, in its order, each once.

    Raises:
        BadAlert, BadCondition: something in it cannot be understood.
    """
    plain = " ".join(plain_signs(text).split()).strip(" .!;,")
    always = _ALWAYS.search(plain) is not None
    said = " ".join((_ALWAYS.sub(" ", plain) if always else plain).split())
    ends = _UNTIL.search(said)
    wishes: list[Wish] = []
    for part in _parts(said[: ends.start()] if ends else said):
        wishes += _wishes(part, wishes[-1] if wishes else None)
    if not wishes:
        raise bad(WHEN, text, "says nothing to tell you of", examples=EXAMPLES)
    return Wanted(tuple(dict.fromkeys(_shared(wishes))), always, ends[1] if ends else None)


def _shared(wishes: Sequence[Wish]) -> Iterator[Wish]:
    """``wishes``, each of the market and timeframe that the one before it names, where it names none; where one alone
    is named it is that of all."""
    symbols = {wish.symbol for wish in wishes} - {None}
    timeframes = {wish.timeframe for wish in wishes} - {None}
    symbol = min(symbols, key=str) if len(symbols) == 1 else None
    timeframe = min(timeframes, key=str) if len(timeframes) == 1 else None
    for wish in wishes:
        symbol, timeframe = wish.symbol or symbol, wish.timeframe or timeframe
        yield replace(wish, symbol=symbol, timeframe=timeframe)


def _parts(text: str) -> Iterator[str]:
    """``text`` at its semicolons, and at commas that are no part of a number."""
    for part in re.split(r"\s*;\s*", text):
        begun = 0
        for comma in re.finditer(",", part):
            left = re.search(r"[\d.,'_]*$", part[: comma.start()])[0]  # type: ignore[index]
            right = re.match(r"\d*", part[comma.end() :])[0]  # type: ignore[index]
            if left and right and _is_inside(left, right):
                continue
            yield part[begun : comma.start()].strip()
            begun = comma.end()
        yield part[begun:].strip()


def _is_inside(left: str, right: str) -> bool:
    """Whether a comma between these digits is one of a number: ``70,000``, ``0,025``, ``70000,5``."""
    if len(right) == 3 and re.fullmatch(r"\d{1,3}(?:[,.']\d{3})*", left):
        return True
    return len(right) < 3 or left.strip(".,") == "0"


def _wishes(part: str, before: Wish | None) -> list[Wish]:
    """What one part of a text asks for. A bare number is another level of what was asked ``before``."""
    plain = re.sub(r"^(?:and|or)\s+", "", _LEAD_WORDS.sub("", part).strip(), flags=re.IGNORECASE)
    if not plain:
        return []
    if before is not None and (again := _again(plain, before)) is not None:
        return [again]
    several = _split(plain)
    if several is not None and _are_levels(several):
        return several
    try:
        return _read(plain)
    except InvalidRequest:
        if several is None:
            raise
        return several


def _again(text: str, before: Wish) -> Wish | None:
    """``before`` at another level or within another time, where ``text`` is nothing but one."""
    timeframe, said = _timeframe(text)
    wish, matter = replace(before, timeframe=timeframe or before.timeframe), before.matter
    match matter:
        case Move() if (window := read_span(text)) is not None:
            return replace(before, matter=replace(matter, window=_window(text, window)))
        case PriceAt() if re.fullmatch(NUMBER, said, re.IGNORECASE):
            return replace(wish, matter=replace(matter, readings=_price(said)))
        case LevelAt(pocket=False) if (level := _ratio(said)) is not None:
            return replace(wish, matter=replace(matter, ratio=level))
        case Move() | Funding() | OfAccount() if re.fullmatch(PERCENTAGE, said, re.IGNORECASE):
            return replace(wish, matter=replace(matter, share=abs(_percent(said))))
        case _:
            return None


def _split(text: str) -> list[Wish] | None:
    """The wishes on both sides of each ``or``; of each ``and`` between levels that are a list, and no one state."""
    for word in ("or", "and"):
        parts = re.split(rf"\s+{word}\s+(?:when\s+|if\s+)?", text, flags=re.IGNORECASE)
        if len(parts) == 1:
            continue
        found: list[Wish] = []
        try:
            for part in parts:
                found += _wishes(part, found[-1] if found else None)
        except InvalidRequest:
            continue
        if word == "or" or _are_levels(found):
            return list(_shared(found))
    return None


def _are_levels(wishes: Sequence[Wish]) -> bool:
    """Whether they are levels on one side, or a price above and one below that lies lower: lists, and no one state."""
    levels = [wish.matter for wish in wishes if isinstance(wish.matter, PriceAt | LevelAt)]
    if len({wish.symbol for wish in wishes} - {None}) > 1 or len(levels) < len(wishes):
        return False
    sides = {level.side for level in levels}
    if len(sides) == 1:
        return True
    prices = [wish.matter for wish in wishes if isinstance(wish.matter, PriceAt)]
    if None in sides:
        return True
    above = [min(each.readings) for each in prices if each.side == "above"]
    below = [max(each.readings) for each in prices if each.side == "below"]
    return bool(above and below) and min(above) > max(below)


def _read(text: str) -> list[Wish]:
    """What ``text`` asks for: one thing, or several levels of it."""
    alone = _signal(text) or _sky(text) or _of_account(text)
    if alone is not None:
        return [Wish(alone)]
    symbol, rest = _market(text)
    bare = _TO_COME.sub("", rest).strip()
    moved = _move(bare)
    if moved:
        return [Wish(each, symbol) for each in moved]
    timeframe, said = _timeframe(bare)
    for read in (_funding, _level, _prices):
        found = read(said, timeframe) if read is _level else read(said)  # type: ignore[operator]
        if found:
            return [Wish(each, symbol, timeframe) for each in found]
    return [Wish(_where(said, text), symbol, timeframe)]


def _signal(text: str) -> Signal | None:
    match = re.fullmatch(
        r"(?:the\s+|an?\s+)?signal(?:\s+(?:called|named|from))?\s+([\w.-]{1,40})(?:\s+(?:comes in|fires|arrives|is received))?",
        text,
        re.IGNORECASE,
    )
    return None if match is None else Signal(match[1])


def _sky(text: str) -> Sky | None:
    """An event of the sky, with how long before."""
    before = re.fullmatch(rf"({SPAN})\s+(?:before|ahead of|prior to)\s+(.+)", text, re.IGNORECASE)
    behind = re.fullmatch(
        rf"(.+?),?\s+(?:(?:with\s+)?({SPAN})\s+(?:before|ahead|early|earlier|in advance|notice))(?:hand)?", text, re.I
    )
    named, span = (before[2], before[1]) if before else (behind[1], behind[2]) if behind else (text, "")
    of = read_sky(named)
    if of is None:
        return None
    lead = read_span(span) if span else 0
    if lead is None or lead > LONGEST_LEAD:
        raise bad(WHEN, span, "is too long before", "30 days before are the most")
    return Sky(of, lead)


_ACCOUNT: Final = re.compile(
    r"\s+(?:of|on|in|for)\s+(?:my\s+|the\s+)?(?:account\s+)?(?!(?:my|the|its|an?|liquidation|account)\b)"
    r"([a-z0-9-]{1,20})(?:['’]s)?(?:\s+account)?(?=\s|$)",
    re.IGNORECASE,
)
_OF_MINE: Final = r"(?:(?:my|the|an?|any|every|account|portfolio|paper|max|maximum)\s+)*"
_OF_ACCOUNT: Final[tuple[tuple[Literal["drawdown", "liquidation", "fill"], re.Pattern[str]], ...]] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("drawdown", rf"{_OF_MINE}(?:drawdown|dd)\s+{_BE}(?:{_ABOVE}|exceeds|of|=)?\s*(?P<share>{PERCENTAGE})"),
        ("drawdown", rf"(?P<share>{PERCENTAGE})\s+{_OF_MINE}drawdown"),
        (
            "drawdown",
            rf"{_OF_MINE}(?:equity|portfolio|account|balance)\s+(?:is\s+)?{_DOWN}\s+(?:by\s+)?(?P<share>{PERCENTAGE})"
            r"(?:\s+from\s+(?:its\s+|the\s+)?(?:high|top|peak))?",
        ),
        (
            "liquidation",
            rf"{_OF_MINE}liquidation(?:\s+(?:distance|price))?\s+{_BE}"
            rf"(?:within|closer than|nearer than|{_BELOW})\s*(?P<share>{PERCENTAGE})(?:\s+away)?",
        ),
        (
            "liquidation",
            rf"(?:the\s+price\s+|my\s+position\s+)?(?:(?:is|comes|gets|within)\s+)*(?P<share>{PERCENTAGE})\s+"
            rf"(?:of|from|before|to|away from)\s+{_OF_MINE}liquidation(?:\s+price)?",
        ),
        ("fill", rf"{_OF_MINE}(?:orders?\s+)?(?:(?:is|are|gets?)\s+)?(?:fills?|filled)"),
    )
)


def _of_account(text: str) -> OfAccount | None:
    """Something of an account."""
    named = _ACCOUNT.search(text)
    said = text if named is None else f"{text[: named.start()]}{text[named.end() :]}"
    account = None if named is None else named[1].lower()
    for what, pattern in _OF_ACCOUNT:
        match = pattern.fullmatch(said)
        if match is None:
            continue
        if what == "fill":
            return OfAccount("fill", None, account)
        share = abs(_percent(match["share"]))
        if not 0 < share < 1:
            raise bad(WHEN, match["share"], f"is no {what}", "it is more than 0 % and less than 100 %")
        return OfAccount(what, share, account)
    return None


def _market(text: str) -> tuple[str | None, str]:
    """The market that ``text`` names, and the text without it."""
    for match in _WORD.finditer(text):
        word = match[0].strip("(),").removesuffix("'s")
        if _is_market(word):
            head, tail = text[: match.start()], text[match.end() :].strip()
            if not tail or not re.search(r"\bwithin\b", head, re.IGNORECASE):
                head = re.sub(r"\b(?:of|on|for|in)\s*$", "", head, flags=re.IGNORECASE)
            return word, " ".join(f"{head} {tail}".split())
    for match in _OF_MARKET.finditer(text):
        if not _is_word(match[1]):
            return match[1], " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
    first, _, rest = text.partition(" ")
    word = first.removesuffix("'s")
    if rest and re.fullmatch(r"\$?[a-z][\w./:-]*", word, re.IGNORECASE) and not _is_word(word):
        near = close(word.lower(), _VOCABULARY, 1, 80) if len(word) > 3 else []
        if near:
            raise bad(WHEN, word, right=f"did you mean {near[0]}?")
        return word, rest
    return None, text


def _is_market(word: str) -> bool:
    """Whether ``word`` means a market whatever stands around it."""
    base = word.upper()
    formed = LOOKS_LIKE_ONE.fullmatch(word) is not None and (word[:1].isalpha() or word[:1] in "$#" or "/" in word)
    return base in SYMBOL_ALIASES or base in BEST_KNOWN or (formed and base != "AND/OR")


def _is_word(word: str) -> bool:
    """Whether ``word`` is one of the language of alerts, so that it is no market's."""
    plain = word.lower()
    if plain in _VOCABULARY or plain in COLUMN_ALIASES or is_length(plain) or plain in FAMILIES:
        return True
    if read_sky(plain) is not None or re.fullmatch(_BE + "x", f"{plain} x"):
        return True
    try:
        column(plain)
    except UnknownColumn:
        return False
    return True


def _timeframe(text: str) -> tuple[str | None, str]:
    """The timeframe that ``text`` names, and the text without it."""
    match = _ON_TIMEFRAME.search(text)
    if match is None:
        return None, text
    named = next(group for group in match.groups() if group)
    if not is_length(re.sub(r"\s", "", named)):
        return None, text
    return re.sub(r"\s", "", named).lower(), " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _move(text: str) -> list[Move | PriceFromHere]:
    """A rise or a fall by a percentage, within a time or from here."""
    ways: tuple[tuple[str, tuple[Literal["rise", "fall"], ...]], ...] = (
        (_UP, ("rise",)),
        (_DOWN, ("fall",)),
        (r"(?:moves?|changes?|swings?)", ("rise", "fall")),
        (r"(?=[+-])", ()),
    )
    for pattern, told in ways:
        match = re.fullmatch(
            rf"(?:has\s+|have\s+)?{pattern}\s*(?:by\s+)?(?:more than\s+|at least\s+|over\s+|>=?\s*)?(?P<share>{PERCENTAGE})"
            rf"(?:\s+or more)?(?:\s+(?P<here>from (?:here|now|the current price)))?"
            rf"(?:\s+(?:{_WITHIN})?(?P<window>{SPAN}|today))?",
            text,
            re.IGNORECASE,
        )
        if match is None:
            continue
        share = _percent(match["share"])
        ways_told = told or (("rise",) if share > 0 else ("fall",))
        return [_moved(way, abs(share), match) for way in ways_told]
    away = re.fullmatch(
        rf"(?P<share>{PERCENTAGE})\s+(?P<side>above|below|over|under)\s+(?:the\s+)?(?:here|now|current price|price|market)(?:\s+now)?",
        text,
        re.IGNORECASE,
    )
    if away is not None:
        share = abs(_percent(away["share"]))
        return [PriceFromHere(share if away["side"].lower() in ("above", "over") else -share)]
    return []


def _moved(way: Literal["rise", "fall"], share: Decimal, match: re.Match[str]) -> Move | PriceFromHere:
    if not 0 < share < (1 if way == "fall" else 100):
        raise bad(WHEN, match["share"], f"is no {way} of a price", "it is more than 0 %, and a fall less than 100 %")
    if match["here"]:
        return PriceFromHere(share if way == "rise" else -share)
    named = match["window"]
    window = USUAL_WINDOW if not named or named.lower() == "today" else read_span(named)
    return Move(way, share, _window(named, window))


def _window(text: str, seconds: int | None) -> int:
    if seconds is None or not SHORTEST_WINDOW <= seconds <= LONGEST_WINDOW:
        raise bad(WHEN, text, "is no time to rise or fall within", "that is from 1 minute to 30 days")
    return seconds


def _funding(text: str) -> list[Funding]:
    turned = re.fullmatch(
        r"(?:the\s+)?funding(?:\s+rates?)?\s+(?:is|are|turns?|goes|becomes|flips)(?:\s+to)?\s+(negative|positive)",
        text,
        re.IGNORECASE,
    )
    if turned is not None:
        below = turned[1].lower() == "negative"
        return [Funding("below" if below else "above", -NEAR_ZERO if below else NEAR_ZERO)]
    match = re.fullmatch(
        rf"(?:the\s+)?funding(?:\s+rates?)?\s+{_BE}(?:(?P<above>{_ABOVE}|exceeds)|(?P<below>{_BELOW}))\s*"
        rf"(?P<share>{PERCENTAGE}|-?\s?0(?![\d.,]))",
        text,
        re.IGNORECASE,
    )
    if match is None:
        if re.match(r"(?:the\s+)?funding\b", text, re.IGNORECASE):
            raise bad(WHEN, text, right="write funding above 0.05%, or funding below -0.01%")
        return []
    return [Funding("above" if match["above"] else "below", _percent(match["share"]))]


def _ratio(text: str, *, certain: bool = True) -> float | None:
    """The ratio of the Fibonacci level that ``text`` names; ``certain``: it need not say that it is one."""
    match = re.fullmatch(
        rf"(?P<the>the\s+)?(?P<fib>fib(?:onacci)?\s+)?(?:level\s+|ratio\s+)?(?P<ratio>{RATIO})"
        rf"(?P<behind>(?:[\s-]+(?:fib(?:onacci)?|retracement|extension|level|line))*)",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    if not (certain or match["the"] or match["fib"] or match["behind"]):
        return None
    number = match["ratio"].replace(",", ".")
    ratio = float(number.strip("% ")) / 100 if "%" in number else float(number)
    found = next((known for known in RATIOS if abs(known - ratio) < 0.0005), None)
    if found is None and (match["fib"] or match["behind"] or match["the"]):
        near = ", ".join(f"{known:g}" for known in sorted(RATIOS, key=lambda known: abs(known - ratio))[:3])
        raise bad(WHEN, text, f"is no level of a swing: none has the ratio {ratio:g}", f"near are {near}")
    return found


_TOUCH: Final = r"(?:touch(?:es)?|hits?|reach(?:es)?|tests?|retests?|tags?|gets? to|comes? to|falls? to|drops? to|rises? to|is at|at|crosses)"
_LEVEL: Final = tuple(
    (how, side, re.compile(rf"(?:{pattern})(?P<level>.+)", re.IGNORECASE))
    for how, side, pattern in (
        ("touch", None, _TOUCH),
        ("reclaim", None, r"reclaims?|regains?|recovers?|(?:gets?|closes?|is|goes) back (?:above|over)"),
        ("lose", None, r"loses?|(?:gets?|closes?|falls?|drops?|is|goes) back (?:below|under)"),
        ("break", "above", r"breaks? (?:out )?(?:above|over)|closes? (?:above|over)|crosses? (?:above|over)"),
        ("break", "below", r"breaks? (?:down )?(?:below|under)|closes? (?:below|under)|crosses? (?:below|under)"),
        ("break", None, r"breaks?(?: through| out of)?|closes? through"),
        ("touch", "above", rf"{_BE}{_ABOVE}"),
        ("touch", "below", rf"{_BE}{_BELOW}"),
        ("touch", None, ""),
    )
)


def _level(text: str, timeframe: str | None) -> list[LevelAt]:
    """A Fibonacci level, or several."""
    fixed = re.search(r"\b(?:fixed|as it is now|stays|static)\b", text, re.IGNORECASE) is not None
    said = re.sub(
        r"[\s,(]*\b(?:that\s+)?(?:stays\s+|is\s+)?(?:fixed|as it is now|stays|static|following)\b\)?",
        "",
        text,
        flags=re.I,
    )
    pocket = re.fullmatch(rf"(?:{_TOUCH})\s+(?:the\s+)?golden\s+pocket", said, re.IGNORECASE)
    if pocket is not None:
        return [LevelAt(0.618, fixed=fixed, pocket=True)]
    for how, side, pattern in _LEVEL:
        match = pattern.fullmatch(said)
        if match is None:
            continue
        parts = re.split(r"\s*(?:,|\band\b|\bor\b|/|&)\s*", match["level"].strip())
        certain = timeframe is not None
        ratios = [_ratio(part, certain=certain or at > 0) for at, part in enumerate(parts)]
        if None not in ratios:
            return [LevelAt(ratio, how, side, fixed) for ratio in ratios if ratio is not None]  # type: ignore[arg-type]
    return []


_LIST: Final = rf"{NUMBER}(?:\s*(?:,|and|or|/|&)\s*{NUMBER})*"


def _prices(text: str) -> list[PriceAt]:
    """A price that is reached, or several."""
    within = re.fullmatch(
        rf"(?:{_BE})(?:within|less than)\s*(?P<before>{PERCENTAGE}|{NUMBER})\s+(?:of|from|around|before|away from)\s+(?P<prices>{_LIST})",
        text,
        re.IGNORECASE,
    )
    if within is not None:
        is_share = re.fullmatch(PERCENTAGE, within["before"], re.IGNORECASE) is not None
        before = _percent(within["before"]) if is_share else _price(within["before"])[0]
        if not before > 0 or (is_share and before >= 1):
            raise bad(WHEN, within["before"], "is no distance to a price", "write such as within 1% of 70000")
        return [PriceAt(_price(each), None, before, not is_share) for each in _listed(within["prices"])]
    sides: tuple[tuple[Side | None, str], ...] = (
        ("above", rf"{_BE}(?:{_ABOVE}|{_UP_TO}|exceeds)"),
        ("below", rf"{_BE}(?:{_BELOW}|{_DOWN_TO})"),
        (None, rf"(?:{_BE}{_AT})?"),
    )
    for side, pattern in sides:
        match = re.fullmatch(rf"(?:{pattern})\s*(?:the\s+)?(?P<prices>{_LIST})", text, re.IGNORECASE)
        if match is not None:
            return [PriceAt(_price(each), side) for each in _listed(match["prices"])]
    return []


def _listed(text: str) -> list[str]:
    return re.findall(NUMBER, text, re.IGNORECASE)


def _price(text: str) -> tuple[Decimal, ...]:
    """What the price that is written can be read as."""
    written_as = re.sub(r"\s?(?:bucks)$", "", text.strip(" ,"), flags=re.IGNORECASE)
    try:
        readings: tuple[Decimal, ...] = (read_number(written_as, "quote"),)
    except NotANumber as error:
        if not error.readings:
            raise bad(WHEN, text, "is no price", f"it {error}") from None
        readings = tuple(Decimal(reading) for reading in error.readings)
    if min(readings) <= 0:
        raise bad(WHEN, text, "is no price", "a price is above 0")
    return readings


def _percent(text: str) -> Decimal:
    """The fraction that a percentage is."""
    try:
        return read_number(re.sub(r"([+-])\s+", r"\1", text.strip()), "percent") / 100
    except NotANumber as error:
        raise bad(WHEN, text, "is no percentage", f"it {error}") from None


def _where(text: str, said: str) -> Where:
    """A condition, in the language of ``/scan`` or in plain words.

    Raises:
        BadCondition: it is one that is wrong.
        BadAlert: it is none.
    """
    plain = as_condition(text)
    try:
        return Where(written(condition(plain)))
    except BadCondition as error:
        if error.place > 1:
            raise
        near = f"did you mean {error.close_matches[0]}?" if error.close_matches else ""
        raise bad(WHEN, said, right=near, examples=() if near else EXAMPLES) from None
