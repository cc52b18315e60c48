"""The wiring of what is told at its time: schedules, and the sky."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.settings import Settings
from services.core.clock import Clock
from services.core.request import AnyRequest
from services.core.work import Ledger
from services.cosmic.almanac import Almanac
from services.cosmic.told import SkyTeller
from services.market.view import MarketView
from services.schedules.asking import Scheduling
from services.schedules.book import ScheduleBook
from services.schedules.scheduler import Scheduler
from services.schedules.what import Catalog
from services.store.preferences import KeptPreferences
from services.store.store import Store

SCHEDULES_LEASE = "schedules"
"""Who holds it has asked what is due at its time, and tells of the sky."""


@dataclass(frozen=True, slots=True)
class Schedules:
    """``making`` is what handlers are given."""

    scheduler: Scheduler
    book: ScheduleBook
    making: Scheduling
    sky: SkyTeller


def open_schedules(
    store: Store,
    ledger: Ledger,
    preferences: KeptPreferences,
    commands: Callable[[], Mapping[str, type[AnyRequest]]],
    market: MarketView,
    almanac: Almanac,
    clock: Clock,
    settings: Settings,
) -> Schedules:
    """Where schedules are kept, how they are made, and who deals with what is due and tells of the sky."""
    book = ScheduleBook(store)
    making = Scheduling(book, settings.schedules, Catalog(commands), preferences, market, clock)
    scheduler, sky = Scheduler(book, ledger, clock, settings.schedules), SkyTeller(almanac, store, ledger, clock)
    return Schedules(scheduler, book, making, sky)
