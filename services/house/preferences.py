"""What people set for themselves: the market and timeframe that they mean, their clock, and how long cards are."""

import asyncio
from typing import Annotated, ClassVar, Literal

import structlog
from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.options import DEFAULT, Suggested
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.principal import Principal
from services.core.request import Answer, Change, Personal
from services.core.work import Work
from services.core.zones import zone_called
from services.cosmic.cities import find_city, suggest_cities
from services.market.timeframes import parse_timeframe
from services.market.view import MarketView
from services.store.keys import PREFERENCES
from services.store.preferences import KeptPreferences
from services.words.own import USUAL_TIMEFRAME

OPTIONS = {"market": "market", "timeframe": "timeframe", "timezone": "time_zone", "length": "length"}
"""What each option of ``/settings set`` sets."""
log = structlog.get_logger(__name__)


class SettingsShowAnswer(Answer):
    """What the asker has set for themselves. Their timeframe stands in for ``usual_timeframe``."""

    settings: Preferences
    usual_timeframe: str = USUAL_TIMEFRAME


class SettingsSetAnswer(SettingsShowAnswer):
    """What the asker has set from now on, and had before; ``changed`` names what is another."""

    previous: Preferences
    changed: tuple[str, ...]


class SettingsShow(Personal[SettingsShowAnswer]):
    """What the asker has set."""

    name: ClassVar[str] = "settings show"
    summary: ClassVar[str] = "Your own market, timeframe, time zone and length of cards"
    means: ClassVar[str] = "What you have set for yourself, and what the desk goes by where you set nothing."
    also: ClassVar[tuple[str, ...]] = (
        *("settings", "my settings", "preferences", "my defaults", "default market", "default timeframe"),
        *("my time zone", "set my timezone", "length of answers", "shorter answers"),
    )


class SettingsSet(Change[SettingsSetAnswer]):
    """Set what is named for the asker; ``default`` takes one back."""

    name: ClassVar[str] = "settings set"
    summary: ClassVar[str] = "Set your own market, timeframe, time zone or length of cards"
    means: ClassVar[str] = "From now on this is meant where you name nothing else; default takes one back."
    example: ClassVar[str] = "market:ETH/USDT timeframe:1h timezone:Europe/Vienna length:short"

    market: Annotated[str, Suggested("symbols", or_default=True)] | None = Field(
        default=None,
        min_length=1,
        max_length=40,
        description="The market you mean where you name none, or default",
    )
    timeframe: Annotated[str, Suggested("timeframes", or_default=True)] | None = Field(
        default=None,
        min_length=1,
        max_length=40,
        description="The timeframe of commands that look at 4h by themselves, or default",
    )
    timezone: Annotated[str, Suggested("time zones", or_default=True)] | None = Field(
        default=None,
        min_length=1,
        max_length=80,
        description="Your clock: Europe/Vienna, a city such as Vienna, UTC+2, or default (UTC)",
    )
    length: Literal["short", "full", "default"] | None = Field(
        default=None, description="Short cards have the headline and what you must know; full ones say it all"
    )


@answers(SettingsShow)
async def answer_settings_show(
    _request: SettingsShow, principal: Principal, preferences: KeptPreferences, clock: Clock
) -> SettingsShowAnswer:
    """What the asker has set."""
    return SettingsShowAnswer(as_of=clock.now(), settings=await preferences.look_up(principal))


@answers(SettingsSet)
async def answer_settings_set(
    request: SettingsSet,
    ask: Ask[SettingsSet],
    work: Work,
    preferences: KeptPreferences,
    market: MarketView,
    clock: Clock,
) -> SettingsSetAnswer:
    """Keep what is named, and take back what is ``default``.

    Raises:
        InvalidRequest: nothing is named.
        UnknownSymbol: the market is not listed here.
        UnknownTimeframe: it is none.
        UnknownPlace: the time zone is none, nor a city's.
    """
    named = {OPTIONS[option]: value for option, value in request.model_dump().items() if value is not None}
    if not named:
        raise InvalidRequest(problems=(f"name what to set: {', '.join(OPTIONS)}",))
    for name, text in named.items():
        named[name] = None if text.strip().lower() == DEFAULT else await _read(name, text, market)
    previous = await preferences.look_up(ask.principal)
    settings = Preferences.model_validate(previous.model_dump() | named)
    if settings == NO_PREFERENCES:
        work.hash_forget(PREFERENCES, ask.principal.id)
    else:
        work.hash_set(PREFERENCES, ask.principal.id, settings.model_dump_json(exclude_none=True))
    work.afterwards.append(preferences.forget)
    return SettingsSetAnswer(
        as_of=clock.now(),
        settings=settings,
        previous=previous,
        changed=tuple(name for name in named if getattr(settings, name) != getattr(previous, name)),
    )


async def _read(name: str, text: str, market: MarketView) -> str:
    """The value of the preference ``name`` that ``text`` means, as it is kept."""
    match name:
        case "market":
            return (await market.resolve(text)).symbol
        case "timeframe":
            return parse_timeframe(text).name
        case "time_zone":
            return await asyncio.to_thread(_zone, text)
        case _:
            return text


def suggest_zones(text: str) -> list[str]:
    """Zones and cities for someone who has typed ``text``: the zone that it names, then cities that begin so."""
    named = zone_called(text)
    return [*([named] if named else []), *suggest_cities(text)]


def _zone(text: str) -> str:
    """The zone that ``text`` names, or the city that it names is in."""
    return zone_called(text) or find_city(text).city.zone
