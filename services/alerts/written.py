"""An alert in the words that ``/alert add`` reads, so that it can be asked for again."""

from decimal import Decimal
from typing import Final

from services.alerts.asking import AlertAdd
from services.alerts.events import OF_MARKETS
from services.alerts.facts import AlertFacts

UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def asked_again(alert: AlertFacts) -> AlertAdd:
    """The request that sets the same once more."""
    return AlertAdd(
        when=written(alert),
        symbol=alert.of if alert.kind in OF_MARKETS else None,
        timeframe=alert.timeframe,
        repeat=alert.repeat,
        cooldown=_span(alert.cooldown_seconds) if alert.repeat == "always" else None,
        note=alert.note or None,
        to=alert.to,
        owner="server" if alert.server else "me",
    )


def written(alert: AlertFacts) -> str:
    """``above 70000``, ``falls 5% in 1h``, ``rsi14 < 30``, ``full moon 1h before``"""
    match alert.kind:
        case "price" if alert.ratio is not None:
            return f"{alert.side} fib {alert.ratio:g}"
        case "price":
            return f"{alert.side} {_plain(alert.price)}"
        case "rise" | "fall" as way:
            return f"{way}s {_percent(alert)} in {_span(alert.window_seconds)}"
        case "funding":
            return f"funding {alert.side} {_percent(alert)}"
        case "drawdown":
            return f"drawdown above {_percent(alert)} in {alert.of}"
        case "liquidation":
            return f"liquidation within {_percent(alert)} in {alert.of}"
        case "condition":
            return alert.where
        case "fill":
            return f"fill in {alert.of}"
        case "sky":
            return f"{alert.of} {_span(alert.window_seconds)} before" if alert.window_seconds else alert.of
        case "signal":
            return f"signal {alert.of}"


def _plain(value: float | None) -> str:
    return f"{Decimal(repr(float(value or 0.0))):f}".removesuffix(".0")


def _percent(alert: AlertFacts) -> str:
    return f"{_plain(round(float(alert.share or 0.0) * 100, 10))}%"


def _span(seconds: float | None) -> str:
    """``1h``, ``90m``: in the largest unit that it is whole in."""
    whole = max(1, round(seconds or 0.0))
    size, unit = next((size, unit) for size, unit in UNITS if whole % size == 0)
    return f"{whole // size}{unit}"
