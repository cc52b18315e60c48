"""A world in the words of the house."""

from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Threshold, Trigger
from tests.crash.alerts.world import Act, Close, Move, Wish


def alert_of(wish: Wish) -> Alert:
    return Alert(
        owner=wish.owner,
        number=wish.number,
        trigger=_trigger(wish),
        since=wish.since,
        repeat="always" if wish.always else "once",
        cooldown=wish.cooldown,
        spent=wish.spent,
        expires=wish.expires,
        paused=wish.paused,
    )


def _trigger(wish: Wish) -> Trigger:
    if wish.side == "above" or wish.side == "below":
        return Threshold(series=_series(wish.series), side=wish.side, value=wish.value)
    return _condition(wish.series)


def acted(alert: Alert, act: Act) -> Alert | None:
    """``alert`` after somebody did ``act``; ``None``: it is deleted."""
    match act.did:
        case "delete":
            return None
        case "pause":
            return alert.model_copy(update={"paused": True})
        case "snooze":
            return alert.model_copy(update={"since": act.until})
        case "resume":
            return alert.model_copy(update={"paused": False, "since": act.at})
    if not isinstance(alert.trigger, Threshold):
        return alert.model_copy(update={"since": act.at})
    trigger = alert.trigger.model_copy(update={"value": act.value})
    return alert.model_copy(update={"trigger": trigger, "since": act.at, "spent": False})


def reach_of(move: Move) -> Reach:
    return Reach(_series(move.series), *move[1:6], late=move.begin != move.end)


def closed_of(close: Close) -> Closed:
    return Closed(_condition(close.condition).under, close.at, f"{close.condition}:{close.at}", 100.0)


def _series(number: int) -> str:
    return f"price C{number}/USDT"


def _condition(number: int) -> Condition:
    return Condition(symbol=f"C{number}/USDT", timeframe="1m", where="rsi14 < 30")
