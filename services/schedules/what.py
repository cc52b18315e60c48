"""What is to be asked by itself: commands in words, or one of the presets."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.core.errors import DeskError, InvalidRequest
from services.core.options import options_of
from services.core.owners import To
from services.core.preferences import Preferences
from services.core.principal import Principal
from services.core.request import AnyRequest, Audience, Personal, Proposing
from services.core.roles import Role
from services.cosmic.calendar import CosmicCalendar
from services.education.daily import Daily
from services.education.wisdom import DailyWisdom
from services.market.symbol_list import split_symbols
from services.portfolio.performance_facts import Performance
from services.schedules.record import Asked
from services.studies.chart import Chart
from services.studies.digest import Digest
from services.words.phrase import parse
from services.words.plain_words import is_timeframe, plainly, quoted

MOST: Final = 5
"""Requests of one schedule."""
NAME_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Catalog:
    """The requests that people ask for in words, once the desk is there."""

    commands: Callable[[], Mapping[str, type[AnyRequest]]]


class Preset(NamedTuple):
    """What is asked ``to`` somebody, and when where nothing is said."""

    when: str
    asks: Callable[[To], tuple[AnyRequest, ...]]


def _weekly(to: To) -> tuple[AnyRequest, ...]:
    own: tuple[AnyRequest, ...] = (Performance(period="week"),) if to == "me" else ()
    return (Digest(span="week"), *own)


PRESETS: Final[Mapping[str, Preset]] = {
    "market open": Preset("market open", lambda _: (Digest(),)),
    "market close": Preset("market close", lambda _: (Digest(),)),
    "morning digest": Preset("every day at 8", lambda _: (Digest(),)),
    "daily sky": Preset("every day at 7", lambda _: (CosmicCalendar(days=1),)),
    "daily quiz": Preset("every day at 9", lambda _: (Daily(),)),
    "wisdom": Preset("every day at 8", lambda _: (DailyWisdom(),)),
    "weekly review": Preset("sunday at 18:00", _weekly),
}
CHARTS: Final = re.compile(r"charts?\s+(?:of\s+)?(.+)")
CHARTS_WHEN: Final = "every day at 8"


class What(NamedTuple):
    """Requests, what they are called together, and when where nothing is said."""

    name: str
    asks: tuple[Asked, ...]
    usual: str | None
    symbols: tuple[str, ...]
    """Markets that they name."""


def read_what(
    text: str, to: To, catalog: Mapping[str, type[AnyRequest]], own: Preferences, principal: Principal
) -> What:
    """The requests that ``text`` names, several with a semicolon between them.

    Raises:
        InvalidRequest: it names none, or one that is not to be asked by itself.
        NotPermitted: one that its owner may not ask.
    """
    plain = " ".join(text.split()).removeprefix("/")
    preset = PRESETS.get(plain.lower())
    charts = CHARTS.fullmatch(plain.lower())
    if preset is not None:
        asks, name, usual = preset.asks(to), plain.lower(), preset.when
    elif charts is not None and (several := charts_of(charts[1])):
        asks, name, usual = several, plain.lower(), CHARTS_WHEN
    else:
        parts = [part.strip() for part in plain.split(";") if part.strip()]
        asks, usual = tuple(_command(part, catalog, own) for part in parts), None
        name = "; ".join(plainly(request) for request in asks)
    if not asks or len(asks) > MOST:
        raise InvalidRequest(problems=(f"what: name from one to {MOST} commands, with ; between them",))
    for request in asks:
        fits(request, to)
        principal.require(request.needs(), request.name)
    symbols = tuple(dict.fromkeys(symbol for request in asks for symbol in _markets(request)))
    return What(_short(name), tuple(_asked(request) for request in asks), usual, symbols)


def splits(text: str) -> Iterator[tuple[str, str]]:
    """``text`` parted into what and when, at each place where that may be: a bare ``4h`` at its end is a timeframe."""
    words = text.split()
    for at in range(1, len(words)):
        if not words[at][0].isdigit() or {"before", "after"} & set(words[at:]):
            yield " ".join(words[:at]), " ".join(words[at:])


def charts_of(text: str) -> tuple[AnyRequest, ...]:
    """A chart for each of several symbols in ``text``, of the timeframe at its end."""
    words = re.split(r"[\s,]+", text)
    timeframe = words.pop() if len(words) > 1 and is_timeframe(words[-1]) else None
    symbols = split_symbols(" ".join(words), most=MOST, option="what")
    if len(symbols) < 2:
        return ()
    return tuple(Chart(symbol=each, **({} if timeframe is None else {"timeframe": timeframe})) for each in symbols)


def _command(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    try:
        return parse(f"/{text.removeprefix('/')}", catalog, own)
    except DeskError:
        return parse(text, catalog, own)


def fits(request: AnyRequest, to: To) -> None:
    """Nothing, where ``request`` may be asked by itself.

    Raises:
        InvalidRequest: it may not.
    """
    if request.changes() or isinstance(request, Proposing) or request.audience is Audience.CONFIDENTIAL:
        raise InvalidRequest(problems=(f"what: {quoted(request.name)} does something; only what is read is scheduled",))
    if (needed := request.needs()) is not None and needed > Role.VIEWER:
        raise InvalidRequest(problems=(f"what: {quoted(request.name)} needs a role that may be gone by then",))
    if to == "channel" and isinstance(request, Personal):
        raise InvalidRequest(
            problems=(f"what: {quoted(request.name)} is about yourself alone; say to:me, and it is told in private",)
        )


def _markets(request: AnyRequest) -> Iterator[str]:
    for option in options_of(type(request)):
        value = getattr(request, option.name)
        if option.suggested == "symbols" and value:
            yield value
        elif option.suggested == "symbol lists" and value:
            yield from split_symbols(value)


def _asked(request: AnyRequest) -> Asked:
    options = request.model_dump_json(exclude_defaults=True)
    public = not isinstance(request, Personal)
    return Asked(name=request.name, options=options, called=plainly(request), public=public)


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
