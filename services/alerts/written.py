"""An alert in the words that ``/alert add`` reads, so that it can be asked for again."""

from services.alerts.asking import AlertAdd
from services.alerts.facts import AlertFacts


def asked_again(alert: AlertFacts) -> tuple[AlertAdd, ...]:
    """The request that sets the same once more; none where words for it are not known."""
    when = written(alert)
    if not when:
        return ()
    return (
        AlertAdd(
            when=when,
            symbol=alert.of if alert.kind in ("price", "rise", "fall", "funding", "condition") else None,
            timeframe=alert.timeframe,
            repeat=alert.repeat,
            note=alert.note or None,
            to=alert.to,
            owner="server" if alert.server else "me",
        ),
    )


def written(alert: AlertFacts) -> str:
    """``above 70000``, ``falls 5% in 1h``, ``rsi14 < 30``; empty where it has no words."""
    return ""
