"""The wiring of alerts."""

from dataclasses import dataclass

from bot.trading import Trading
from config.settings import Settings
from services.alerts.alert_desk import AlertDesk
from services.alerts.book import AlertBook
from services.alerts.engine import Engine
from services.alerts.feeds import Feeds
from services.core.clock import Clock
from services.cosmic.almanac import Almanac
from services.market.view import MarketView
from services.notifications.places import Subscriptions
from services.signals.book import SignalBook
from services.store.preferences import KeptPreferences
from services.store.store import Store

ALERTS_LEASE = "alerts"
"""Who holds it watches for what people want to be told of."""


@dataclass(frozen=True, slots=True)
class Alerting:
    """``parts`` are what handlers are given."""

    feeds: Feeds
    book: AlertBook
    parts: tuple[object, ...]


def open_alerting(
    store: Store, market: MarketView, trading: Trading, almanac: Almanac, clock: Clock, settings: Settings
) -> Alerting:
    """The engine, what feeds it, and where alerts are kept."""
    book = AlertBook(store)
    feeds = Feeds(Engine(store, clock), market, trading.books, almanac, store, clock)
    desk = AlertDesk(
        book,
        market,
        almanac,
        trading.books,
        trading.orders.choices,
        SignalBook(store),
        KeptPreferences(store),
        Subscriptions(store),
        settings.alerts,
        clock,
    )
    return Alerting(feeds, book, (book, desk))
