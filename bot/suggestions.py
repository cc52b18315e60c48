"""What can be suggested to somebody who is typing an option, from the desk's own lists."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bot.app import App
from services.accounts.choice import USUAL_NAMES
from services.alerts.suggest import (
    USUAL_ALERT_NOTES,
    USUAL_ENDS,
    USUAL_LEVELS,
    USUAL_SPANS,
    USUAL_WHENS,
    suggest_alerts,
)
from services.brain.suggest import USUAL_NOTES, USUAL_WHYS, suggest_decisions, suggest_lessons
from services.conditions.suggest import suggest_conditions
from services.core.options import DEFAULT, SuggestionsOf
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.zones import suggest_zone_names
from services.cosmic.cities import suggest_cities
from services.cosmic.dates import suggest_dates
from services.cosmic.kinds import suggest_kinds
from services.education.suggest import suggest_titles
from services.house.help import suggest_commands
from services.house.preferences import suggest_zones
from services.notifications.quiet import USUAL_HOURS
from services.orders.amounts import SUGGESTED, SUGGESTED_PARTS
from services.orders.cancel import suggest_orders
from services.orders.stop import USUAL_REASONS
from services.schedules.suggest import USUAL_TIMES, USUAL_TITLES, USUAL_WHATS, suggest_schedules
from services.signals.book import SignalBook
from services.signals.managing import USUAL_NAMES_OF_SIGNALS, suggest_signals
from services.watchlists.suggest import suggest_watchlists
from services.words.glossary import glossary

EVERY = "all"
BETWEEN = ", ;+&"
"""What may stand between two of a list."""
USUAL: Final[Mapping[SuggestionsOf, Sequence[str]]] = {
    "amounts": SUGGESTED,
    "parts": SUGGESTED_PARTS,
    "notes": USUAL_NOTES,
    "whys": USUAL_WHYS,
    "reasons": USUAL_REASONS,
    "signal names": USUAL_NAMES_OF_SIGNALS,
    "quiet hours": USUAL_HOURS,
    "alert levels": USUAL_LEVELS,
    "alert notes": USUAL_ALERT_NOTES,
    "spans": USUAL_SPANS,
    "ends": USUAL_ENDS,
    "schedules": USUAL_WHATS,
    "whens": USUAL_TIMES,
    "titles": USUAL_TITLES,
}
"""What is usual where anything may be written."""


class AppSuggestions:
    """Suggestions from the lists of ``app``, for those who may ask."""

    def __init__(self, app: App) -> None:
        self._app = app
        # Whoever types does not wait behind those whose answers are being worked on.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="suggestions")

    async def suggest(
        self,
        request: type[AnyRequest],
        of: SuggestionsOf,
        text: str,
        principal: Principal,
        *,
        or_default: bool = False,
    ) -> Sequence[str]:
        """What fits ``text``, the best first; nothing for whoever may not ask ``request``.

        Raises:
            DeskError: they cannot be looked up now.
        """
        if not principal.may(request.role):
            return ()
        found = await self._of(of, text, principal)
        return [*_begun(text, DEFAULT), *found] if or_default else found

    async def _of(self, of: SuggestionsOf, text: str, principal: Principal) -> Sequence[str]:
        market = self._app.market
        match of:
            case "symbols":
                return await market.suggest(text)
            case "symbol lists":
                return await _last_of_a_list(text, market.suggest)
            case "universes":
                return [*_begun(text, EVERY), *await _last_of_a_list(text, market.suggest)]
            case "timeframes":
                return await self._timeframes(text)
            case "timeframe lists":
                return await _last_of_a_list(text, self._timeframes)
            case "voices":
                return _starting(text, tuple(self._app.choices.voices))
            case "conditions":
                return suggest_conditions(text)
            case "commands":
                return suggest_commands(text, self._app.desk.commands, principal)
            case "terms":
                return await self._aside(lambda: glossary().starting(text))
            case "dates":
                return suggest_dates(text, self._app.clock.now())
            case "sky kinds":
                return suggest_kinds(text)
            case "places":
                return await self._aside(lambda: suggest_cities(text))
            case "time zones":
                return await self._aside(lambda: suggest_zones(text))
            case "accounts":
                return _only_starting(text, await self._app.accounts.names(principal))
            case "account names":
                taken = await self._app.accounts.names(principal)
                return _typed_first(text, [name for name in USUAL_NAMES if name not in taken])
            case "orders":
                return _only_starting(text, await suggest_orders(principal, self._app.trading.orders))
            case "decisions":
                return _only_starting(text, await suggest_decisions(principal, self._app.trading.orders))
            case "lessons":
                return _only_starting(text, await suggest_lessons(principal, self._app.trading.orders))
            case "school lessons":
                return suggest_titles(text, await self._app.library.curriculum())
            case "people":
                return _only_starting(text, [principal.id])
            case "watchlists":
                return _only_starting(text, await suggest_watchlists(principal, self._app.watchlists))
            case "watchlist names":
                return _typed_first(text, await suggest_watchlists(principal, self._app.watchlists))
            case "alerts":
                conditions = suggest_conditions(text) if text.strip() else []
                return _typed_first(text, list(dict.fromkeys((*USUAL_WHENS, *conditions))))
            case "signals":
                return _only_starting(text, await suggest_signals(principal, SignalBook(self._app.store)))
            case "zones":
                return await self._aside(lambda: suggest_zone_names(text))
            case "own alerts":
                return _only_starting(text, await suggest_alerts(principal, self._app.alerting.book))
            case "own schedules":
                return _only_starting(text, await suggest_schedules(principal, self._app.schedules.book))
            case _:
                return _typed_first(text, USUAL[of])

    async def _aside(self, suggest: Callable[[], list[str]]) -> list[str]:
        """What ``suggest`` gives, which may have a large table to read first."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, suggest)

    async def _timeframes(self, text: str) -> Sequence[str]:
        return _starting(text, self._app.market.timeframes)


async def _last_of_a_list(text: str, suggest: Callable[[str], Awaitable[Sequence[str]]]) -> list[str]:
    """What is typed of a list, with its last part completed."""
    start = max(map(text.rfind, BETWEEN)) + 1
    return [text[:start] + value for value in await suggest(text[start:])]


def _begun(text: str, word: str) -> list[str]:
    """``word``, where it begins as ``text`` does."""
    return [word] if word.startswith(text.strip().lower()) else []


def _starting(text: str, known: Sequence[str]) -> list[str]:
    """All of ``known``, those that start with ``text`` first."""
    wanted = text.strip().lower()
    return sorted(known, key=lambda value: not value.lower().startswith(wanted))


def _only_starting(text: str, known: Sequence[str]) -> list[str]:
    """Those of ``known`` that start with ``text``: the first is taken by a press of Enter, and must not be another."""
    return [value for value in known if value.lower().startswith(text.strip().lower())]


def _typed_first(text: str, usual: Sequence[str]) -> list[str]:
    """What is typed, where anything may be, as Enter is to take that; then what is usual and starts with it."""
    typed = text.strip()
    return [*([typed] if typed else ()), *(value for value in _only_starting(text, usual) if value != typed)]
