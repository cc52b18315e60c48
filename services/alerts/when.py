"""From what people write to what they want to be told of: ``btc above 70k, 72k``, ``drops 5% in an hour``, ``touches
the 0.618 on 4h``, ``rsi14 < 30``, ``full moon 1h before``. No market is asked; what hangs on its price is left open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from services.alerts.account_words import read_account
from services.alerts.amounts import NUMBER, PERCENTAGE, percentage, prices_read
from services.alerts.level_words import read_levels, read_ratio
from services.alerts.market_words import market_in, misspelt, timeframe_in
from services.alerts.plain_conditions import as_condition
from services.alerts.sky_names import read_sky
from services.alerts.trigger import Side
from services.alerts.verbs import ABOVE, AT, BE, BELOW, DOWN, DOWN_TO, TIMEFRAME, UP, UP_TO, WITHIN
from services.alerts.wishes import (
    Funding,
    LevelAt,
    Matter,
    Move,
    OfAccount,
    PriceAt,
    PriceFromHere,
    Signal,
    Sky,
    Wanted,
    Where,
    Wish,
)
from services.alerts.wrong import bad
from services.conditions.parse import condition
from services.conditions.syntax import written
from services.core.errors import BadCondition, InvalidRequest
from services.words.numbers import plain_signs
from services.words.spans import SPAN, read_span

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


_LEAD_WORDS: Final = re.compile(
    r"^(?:(?:please|just|an?|set|add|create|make|new(?= alert)|price(?= alert)|alerts?|tell|notify|warn|"
    r"ping|remind|let|wake|message|inform|text|dm|i want to|be told|give me a shout|me|us|up(?= (?:when|if|once|as))|"
    r"know|that|when|once|if|as soon as|the moment|in case|whenever|every time|each time|for(?= [a-z])|:)(?:\s+|$))+",
    re.IGNORECASE,
)
_ALWAYS: Final = re.compile(
    r"\b(?:whenever|(?:every|each) ?time|always|repeatedly|again and again|on repeat)\b", re.IGNORECASE
)
_UNTIL: Final = re.compile(r"[\s,]+(?:until|till)\s+(.{1,40})$", re.IGNORECASE)
_CLOCK: Final = r"(?:at\s+)?(?:\d{1,2}(?::\d\d)?\s?(?:am|pm)|\d{1,2}:\d\d|noon|midnight|\d{1,2})"
_AT_A_TIME: Final = re.compile(
    r"(?:(?:on|at|every|each|next|this|in|the)\s+)*"
    r"(?:tomorrow|today|tonight|daily|weekly|hourly|(?:week)?days?|weeks?|hours?|mornings?|evenings?|nights?|"
    rf"(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?:\s+(?:morning|evening|{_CLOCK}))*"
    r"|(?:at\s+)?(?:\d{1,2}(?::\d\d)?\s?(?:am|pm)|\d{1,2}:\d\d|noon|midnight)(?:\s+(?:tomorrow|today))?"
    rf"|in\s+(?:{SPAN})",
    re.IGNORECASE,
)
"""A time, which is no event."""
_AT_THE_CLOSE: Final = re.compile(rf"\b{TIMEFRAME}\s+(?:candles?\s+|bars?\s+)?closes?$", re.IGNORECASE)
"""A price at the end of a candle, and not one that is only reached."""
_TO_COME: Final = re.compile(r"^(?:the\s+)?(?:(?:current|newest|last|market)\s+)?(?:price\s+|it\s+|market\s+)+", re.I)


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
        raise bad(WHEN, text, "that says nothing to tell you of", examples=EXAMPLES)
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
    timeframe, said = timeframe_in(text)
    wish, matter = replace(before, timeframe=timeframe or before.timeframe), before.matter
    match matter:
        case Move() if (window := read_span(text)) is not None:
            return replace(before, matter=replace(matter, window=_window(text, window)))
        case PriceAt() if re.fullmatch(NUMBER, said, re.IGNORECASE):
            return replace(wish, matter=replace(matter, readings=prices_read(WHEN, said)))
        case LevelAt(pocket=False) if (level := read_ratio(WHEN, said)) is not None:
            return replace(wish, matter=replace(matter, ratio=level))
        case Move() | Funding() | OfAccount() if re.fullmatch(PERCENTAGE, said, re.IGNORECASE):
            return replace(wish, matter=replace(matter, share=abs(percentage(WHEN, said))))
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
    if _AT_A_TIME.fullmatch(text):
        raise bad(WHEN, text, "that is a time, and no event", "/schedule add has something told at a time")
    alone = _signal(text) or _sky(text) or read_account(WHEN, text)
    if alone is not None:
        return [Wish(alone)]
    symbol, rest = market_in(WHEN, text)
    bare = _TO_COME.sub("", rest).strip()
    moved = _move(bare)
    if moved:
        return [Wish(each, symbol) for each in moved]
    timeframe, said = timeframe_in(bare)
    certain = timeframe is not None
    if _AT_THE_CLOSE.search(bare) and _prices(said):
        return [Wish(_where(said, text), symbol, timeframe)]
    found: Sequence[Matter] = _funding(said) or read_levels(WHEN, said, certain=certain) or _prices(said)
    return [Wish(each, symbol, timeframe) for each in found or [_where(said, text)]]


def _signal(text: str) -> Signal | None:
    match = re.fullmatch(
        r"(?:the\s+|an?\s+)?signal(?:\s+(?:called|named|from))?\s+([\w.-]{1,40})"
        r"(?:\s+(?:comes in|fires|arrives|is received))?",
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
        raise bad(WHEN, span, "that is too long before", "30 days before are the most")
    return Sky(of, lead)


def _move(text: str) -> list[Move | PriceFromHere]:
    """A rise or a fall by a percentage, within a time or from here."""
    ways: tuple[tuple[str, tuple[Literal["rise", "fall"], ...]], ...] = (
        (UP, ("rise",)),
        (DOWN, ("fall",)),
        (r"(?:moves?|changes?|swings?)", ("rise", "fall")),
        (r"(?=[+-])", ()),
    )
    for pattern, told in ways:
        match = re.fullmatch(
            rf"(?:has\s+|have\s+)?{pattern}\s*(?:by\s+)?(?:more than\s+|at least\s+|over\s+|>=?\s*)?"
            rf"(?P<share>{PERCENTAGE})"
            rf"(?:\s+or more)?(?:\s+(?P<here>from (?:here|now|the current price)))?"
            rf"(?:\s+(?:{WITHIN})?(?P<window>{SPAN}|today))?",
            text,
            re.IGNORECASE,
        )
        if match is None:
            continue
        share = percentage(WHEN, match["share"])
        ways_told = told or (("rise",) if share > 0 else ("fall",))
        return [_moved(way, abs(share), match) for way in ways_told]
    times = re.fullmatch(r"(?:price\s+)?(doubles|triples|halves)(?:\s+from (?:here|now))?", text, re.IGNORECASE)
    if times is not None:
        return [PriceFromHere(_TIMES[times[1].lower()])]
    away = re.fullmatch(
        rf"{BE}(?P<share>{PERCENTAGE})\s+(?P<side>above|below|over|under)\s+"
        r"(?:the\s+)?(?:here|now|current price|price|market)(?:\s+now)?",
        text,
        re.IGNORECASE,
    )
    if away is not None:
        share = abs(percentage(WHEN, away["share"]))
        return [PriceFromHere(share if away["side"].lower() in ("above", "over") else -share)]
    return []


_TIMES: Final = {"doubles": Decimal(1), "triples": Decimal(2), "halves": Decimal("-0.5")}
"""How far from here the price is then, as a share of it."""


def _moved(way: Literal["rise", "fall"], share: Decimal, match: re.Match[str]) -> Move | PriceFromHere:
    if not 0 < share < (1 if way == "fall" else 100):
        raise bad(
            WHEN, match["share"], f"that is no {way} of a price", "it is more than 0 %, and a fall less than 100 %"
        )
    if match["here"]:
        return PriceFromHere(share if way == "rise" else -share)
    named = match["window"]
    window = USUAL_WINDOW if not named or named.lower() == "today" else read_span(named)
    return Move(way, share, _window(named, window))


def _window(text: str, seconds: int | None) -> int:
    if seconds is None or not SHORTEST_WINDOW <= seconds <= LONGEST_WINDOW:
        raise bad(WHEN, text, "that is no time to rise or fall within", "that is from 1 minute to 30 days")
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
        rf"(?:the\s+)?funding(?:\s+rates?)?\s+{BE}(?:(?P<above>{ABOVE}|exceeds)|(?P<below>{BELOW}))\s*"
        rf"(?P<share>{PERCENTAGE}|-?\s?0(?![\d.,]))",
        text,
        re.IGNORECASE,
    )
    if match is None:
        if re.match(r"(?:the\s+)?funding\b", text, re.IGNORECASE):
            raise bad(WHEN, text, right="write funding above 0.05%, or funding below -0.01%")
        return []
    return [Funding("above" if match["above"] else "below", percentage(WHEN, match["share"]))]


_LIST: Final = rf"{NUMBER}(?:\s*(?:,|and|or|/|&)\s*{NUMBER})*"


def _prices(text: str) -> list[PriceAt]:
    """A price that is reached, or several."""
    within = re.fullmatch(
        rf"(?:{BE})(?:within|less than)\s*(?P<before>{PERCENTAGE}|{NUMBER})\s+"
        rf"(?:of|from|around|before|away from)\s+(?P<prices>{_LIST})",
        text,
        re.IGNORECASE,
    )
    if within is not None:
        is_share = re.fullmatch(PERCENTAGE, within["before"], re.IGNORECASE) is not None
        before = percentage(WHEN, within["before"]) if is_share else prices_read(WHEN, within["before"])[0]
        if not before > 0 or (is_share and before >= 1):
            raise bad(WHEN, within["before"], "that is no distance to a price", "write such as within 1% of 70000")
        return [PriceAt(prices_read(WHEN, each), None, before, not is_share) for each in _listed(within["prices"])]
    unsaid = re.fullmatch(
        rf"{BE}(?:{ABOVE}|{BELOW}|{UP_TO}|{DOWN_TO}|{AT}|exceeds)\s*(?P<negative>[-−]\s?{NUMBER})?", text, re.I
    )
    if unsaid is not None:
        why = "that is no price" if unsaid["negative"] else "that names no price"
        raise bad(WHEN, text, why, "a price is above 0" if unsaid["negative"] else "write such as above 70000")
    sides: tuple[tuple[Side | None, str], ...] = (
        ("above", rf"{BE}(?:{ABOVE}|{UP_TO}|exceeds|reclaims?|regains?|recovers?)"),
        ("below", rf"{BE}(?:{BELOW}|{DOWN_TO}|loses?)"),
        (None, rf"(?:{BE}{AT})?"),
    )
    for side, pattern in sides:
        match = re.fullmatch(rf"(?:{pattern})\s*(?:the\s+)?(?P<prices>{_LIST})", text, re.IGNORECASE)
        if match is not None:
            return [PriceAt(prices_read(WHEN, each), side) for each in _listed(match["prices"])]
    return []


def _listed(text: str) -> list[str]:
    return re.findall(NUMBER, text, re.IGNORECASE)


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
        meant = misspelt(said) or next(iter(error.close_matches), "")
        near = f"did you mean {meant}?" if meant else ""
        raise bad(WHEN, said, right=near, examples=() if near else EXAMPLES) from None
