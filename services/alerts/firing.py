"""What comes of an alert when something happens: the one place that says when an alert fires. Pure.

- A threshold fires at the first reach that is at or beyond its value. What happened before ``since``, or once it has
  expired, does not count, and so nothing changes where something is told twice or late.
- A bar that ended at ``since`` itself was known to whoever set, edited or resumed the alert, and does not count either;
  it does where a cool-down ends then.
- One that repeats is spent when it has fired, and counts again from its cool-down's end. Then a reach on the other side
  arms it, and the next one beyond fires.
- Of a bar nobody knows what came first. One that has both sides in it arms a spent alert; it fires within the same bar
  only where the bar ended beyond, for then it must have come back.
- A condition, or a happening, fires at each time it is told of, once for each key.
"""

from typing import NamedTuple

from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Threshold


class Firing(NamedTuple):
    """At ``at`` (UTC ms) an alert fired, at ``value``. ``late``: it is told from bars of a time when nobody looked."""

    at: int
    value: float | None
    late: bool = False
    detail: str = ""


class Outcome(NamedTuple):
    """``alert`` as it stands then; the very same where nothing came of it. ``ended``: it is removed."""

    alert: Alert
    firing: Firing | None = None
    ended: bool = False


def comes_of(alert: Alert, happened: Reach | Closed) -> Outcome:
    """What comes of ``alert`` when something happens under what it is armed under."""
    if isinstance(happened, Reach):
        return _of_reach(alert, happened)
    return _of_moment(alert, happened)


def counts(alert: Alert, at: int) -> bool:
    """Whether ``alert`` counts what happens at ``at`` (UTC ms)."""
    return not alert.paused and at >= alert.since and (alert.expires is None or at < alert.expires)


def moved(alert: Alert, value: float, at: int, last: float | None) -> Alert:
    """``alert`` on a level of a swing that is at ``value`` from ``at`` (UTC ms) on, where the price is ``last`` then:
    what happened before does not count any more, and where the price is beyond by that alone it waits until it no
    longer is."""
    trigger = alert.trigger
    if not isinstance(trigger, Threshold) or trigger.follows is None:
        return alert
    if at <= trigger.follows.at or value == trigger.value:
        return alert
    beyond = last is not None and (last >= value if trigger.side == "above" else last <= value)
    follows = trigger.follows.model_copy(update={"at": at})
    return alert.model_copy(
        update={
            "trigger": trigger.model_copy(update={"value": value, "follows": follows}),
            "since": max(alert.since, at),
            "spent": alert.spent or beyond,
        }
    )


def _was_known(alert: Alert, closed_at: int) -> bool:
    """Whether a bar that closed then was seen by whoever had ``alert`` count from that moment on."""
    return closed_at == alert.since and not alert.cools


def _of_reach(alert: Alert, reach: Reach) -> Outcome:
    trigger = alert.trigger
    if not isinstance(trigger, Threshold) or not counts(alert, reach.end):
        return Outcome(alert)
    whole = reach.begin >= alert.since
    if not whole and _was_known(alert, reach.end):
        return Outcome(alert)
    low, high = (reach.low, reach.high) if whole else (reach.last, reach.last)
    if trigger.side == "above":
        beyond, back, held = high >= trigger.value, low < trigger.value, reach.last >= trigger.value
        farthest = high
    else:
        beyond, back, held = low <= trigger.value, high > trigger.value, reach.last <= trigger.value
        farthest = low
    if alert.spent and not back:
        return Outcome(alert)
    if alert.spent and not held:
        return Outcome(alert.model_copy(update={"spent": False, "since": reach.end}))
    if not beyond:
        return Outcome(alert)
    return _fired(alert, Firing(reach.end, farthest, reach.late), spent=held or alert.cooldown > 0)


def _of_moment(alert: Alert, closed: Closed) -> Outcome:
    if isinstance(alert.trigger, Threshold) or not counts(alert, closed.at) or closed.key in alert.told:
        return Outcome(alert)
    if isinstance(alert.trigger, Condition) and _was_known(alert, closed.at):
        return Outcome(alert)
    outcome = _fired(alert, Firing(closed.at, closed.value, detail=closed.detail), spent=False)
    if outcome.alert.since == closed.at:
        before = alert.told if alert.since == closed.at else ()
        return outcome._replace(alert=outcome.alert.model_copy(update={"told": (*before, closed.key)}))
    return outcome


def _fired(alert: Alert, firing: Firing, *, spent: bool) -> Outcome:
    fired = {"fired": alert.fired + 1, "fired_at": firing.at, "told": ()}
    if alert.repeat == "once":
        return Outcome(alert.model_copy(update=fired), firing, ended=True)
    again = {"spent": spent, "since": firing.at + alert.cooldown * 1_000}
    return Outcome(alert.model_copy(update=fired | again), firing)
