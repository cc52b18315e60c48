"""/alert list."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Annotated, ClassVar, Final, get_args

from pydantic import Field

from services.alerts.alert_desk import AlertDesk
from services.alerts.facts import AlertFacts, AlertListAnswer, State
from services.alerts.record import Alert
from services.alerts.series import Series
from services.alerts.telling import facts_of
from services.alerts.trigger import Threshold
from services.core.errors import DeskError
from services.core.handlers import answers
from services.core.owners import SERVER, Owner
from services.core.principal import Principal
from services.core.request import Personal
from services.market.source import Ticker
from services.market.view import MarketView

ROWS: Final = 10
STATES: Final[tuple[State, ...]] = get_args(State)


class AlertList(Personal[AlertListAnswer]):
    """The asker's alerts, or the server's."""

    name: ClassVar[str] = "alert list"
    summary: ClassVar[str] = "Your alerts, those nearest to firing first"
    means: ClassVar[str] = "What you will be told of, how far away it is, and what has fired."
    also: ClassVar[tuple[str, ...]] = ("alerts", "my alerts", "show my alerts")
    example: ClassVar[str] = ""

    owner: Annotated[Owner, Field(description="Yours, or the server's")] = "me"
    page: Annotated[int, Field(ge=1, le=1_000, description="Page")] = 1


@answers(AlertList)
async def answer_alert_list(request: AlertList, principal: Principal, desk: AlertDesk) -> AlertListAnswer:
    """A page of them; a page behind the last is the last. A market that does not answer has no price there.

    Raises:
        BadAlert: there is no server.
        StoreUnavailable: nobody knows now.
    """
    owner, now = desk.owner(principal, request.owner), desk.clock.now()
    there = await desk.book.of(owner)
    symbols = sorted({symbol for alert in there if (symbol := _market_of(alert)) is not None})
    tickers = await _tickers(desk.market, symbols)
    prices = {symbol: ticker.last for symbol, ticker in tickers.items()}
    told = [facts_of(alert, prices.get(_market_of(alert) or ""), now) for alert in there]
    told.sort(key=_nearness)
    pages = max(1, -(-len(told) // ROWS))
    page = min(request.page, pages)
    shown = tuple(told[(page - 1) * ROWS : page * ROWS])
    priced = {alert.of for alert in shown if alert.now is not None}
    return AlertListAnswer(
        as_of=now,
        used=len(there),
        quota=desk.quota(owner),
        provenance=desk.market.origin_of([ticker for symbol, ticker in tickers.items() if symbol in priced]),
        alerts=shown,
        total=len(told),
        server=request.owner == SERVER,
        page=page,
        pages=pages,
    )


def _market_of(alert: Alert) -> str | None:
    """The market whose price tells how near an alert is."""
    trigger = alert.trigger
    if not isinstance(trigger, Threshold):
        return None
    series = Series.read(trigger.series)
    return series.of if series.kind == "price" else None


async def _tickers(market: MarketView, symbols: Sequence[str]) -> Mapping[str, Ticker]:
    try:
        return await market.tickers(symbols)
    except DeskError:
        return {}


def _nearness(alert: AlertFacts) -> tuple[int, float, int]:
    """Those that are watched for first, by how far their price is, those that have none behind them; then the rest."""
    away = inf if alert.distance is None else abs(alert.distance)
    return STATES.index(alert.state), away, alert.number
