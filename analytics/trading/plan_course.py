"""What came of a plan: its entry, stop and target followed over the bars after it, by prices alone.

Where a bar shows two things, what is worse for the plan came first: the stop before the target, and a target that lies
in the bar of the entry was there before it, unless that bar opened where the entry was to be had. A price that jumps
over a stop or a target is had where the bar opened.
"""

from dataclasses import dataclass
from typing import Literal

from analytics.bars import Bars
from analytics.trading.agent_records import Hit


@dataclass(frozen=True, slots=True)
class Plan:
    """A limit order at ``entry``, or one at the market (``at_once``), and what ends the position: ``stop`` and
    ``target``, which lie on either side of it. ``sign`` is 1 of a long one, −1 of a short one."""

    sign: Literal[1, -1]
    entry: float
    stop: float
    target: float
    at_once: bool = False

    @property
    def risk(self) -> float:
        """Of one unit."""
        return abs(self.entry - self.stop)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the plan ended, and what it came to in multiples of its risk; ``None``: it was never filled."""

    hit: Hit
    r: float | None


NEVER = Outcome("never", None)


def followed(plan: Plan, bars: Bars) -> Outcome:
    """What came of ``plan`` over ``bars``, the first of which opened no earlier than it was made. What is held at the
    close of the last one ends there."""
    fill: float | None = None
    sign, stop, target = plan.sign, plan.stop, plan.target
    columns = (bars.open.tolist(), bars.high.tolist(), bars.low.tolist())
    for opened, high, low in zip(*columns, strict=True):
        worst, best = (low, high) if sign > 0 else (high, low)
        if fill is None:
            at_open = plan.at_once or sign * (opened - plan.entry) <= 0
            if not at_open and sign * (worst - plan.entry) > 0:
                continue
            fill = opened if at_open else plan.entry
            if not sign * stop < sign * fill < sign * target:
                return NEVER  # the market had passed its stop before it could be had
            if sign * (worst - stop) <= 0:
                return _ended(plan, "stop", fill, stop)
            if at_open and sign * (best - target) >= 0:
                return _ended(plan, "target", fill, target)
            continue
        if sign * (opened - target) >= 0:
            return _ended(plan, "target", fill, opened)
        if sign * (worst - stop) <= 0:
            return _ended(plan, "stop", fill, min(stop, opened) if sign > 0 else max(stop, opened))
        if sign * (best - target) >= 0:
            return _ended(plan, "target", fill, target)
    return NEVER if fill is None else _ended(plan, "time", fill, float(bars.close[-1]))


def _ended(plan: Plan, hit: Hit, fill: float, out: float) -> Outcome:
    return Outcome(hit, plan.sign * (out - fill) / plan.risk)
