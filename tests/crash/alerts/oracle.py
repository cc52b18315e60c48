"""What must be told in a world, by following each alert on its own from step to step. Nothing of the house is in it.

It never hears of anything twice, knows of no store and no process, and looks at every alert at every move.
"""

from collections import defaultdict
from typing import Final, NamedTuple

from tests.crash.alerts.world import STEP_MS, Act, Close, Move, Wish, World

EXPIRED: Final = "expired"


class Told(NamedTuple):
    """The alert ``number`` fired for the ``nth`` time at ``at``, or it expired."""

    number: int
    nth: int | str
    at: int


class _One:
    """An alert, and what becomes of it."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.since, self.value = wish.since, wish.value
        self.waits_for_other_side = wish.spent
        self.paused = wish.paused
        self.cool_at = -1
        """When the last cool-down ends."""
        self.ended = False
        self.told: list[Told] = []

    def act(self, act: Act) -> None:
        if self.ended:
            return
        if act.did == "delete":
            self.ended = True
        elif act.did == "pause":
            self.paused = True
        elif act.did == "snooze":
            self.since = act.until
        elif act.did in ("edit", "resume"):
            self.since = act.at
            self.paused = self.paused and act.did == "edit"
            if act.did == "edit" and self.wish.side:
                self.value, self.waits_for_other_side = act.value, False

    def _listens(self, at: int) -> bool:
        wish = self.wish
        return not (self.ended or self.paused or at < self.since or (wish.expires is not None and at >= wish.expires))

    def _was_seen(self, closed_at: int) -> bool:
        """A bar that ended when it was set, or armed, is none that it waits for."""
        return closed_at == self.since != self.cool_at

    def move(self, move: Move) -> None:
        if not self._listens(move.end) or (move.begin < move.end and self._was_seen(move.end)):
            return
        seen = [move.last] if move.begin < self.since else [move.low, move.high, move.last]
        if self.waits_for_other_side:
            if not any(self._other_side(price) for price in seen):
                return
            self.waits_for_other_side = False
            if self._other_side(move.last):  # nobody knows that it came back within the bar
                self.since = move.end
                return
        if all(self._other_side(price) for price in seen):
            return
        self._fire(move.end)
        self.waits_for_other_side = bool(self.wish.cooldown) or not self._other_side(move.last)

    def close(self, close: Close) -> None:
        if self._listens(close.at) and not self._was_seen(close.at):
            self._fire(close.at)

    def pass_time(self, now: int) -> None:
        if not self.ended and self.wish.expires is not None and self.wish.expires <= now:
            self.ended = True
            self.told.append(Told(self.wish.number, EXPIRED, 0))

    def _other_side(self, price: float) -> bool:
        return price < self.value if self.wish.side == "above" else price > self.value

    def _fire(self, at: int) -> None:
        self.told.append(Told(self.wish.number, len(self.told) + 1, at))
        self.ended = not self.wish.always
        self.since = self.cool_at = at + self.wish.cooldown * 1_000


def truth(world: World) -> set[Told]:
    """All that must be told, and nothing else may."""
    acted_on = {act.number for step in world.steps for act in (*step.acts, *step.racing)}
    of_series, of_condition = defaultdict[int, list[_One]](list), defaultdict[int, list[_One]](list)
    all_of_them: dict[int, _One] = {}
    reached = _reached(world)

    def begin(wish: Wish) -> None:
        one = all_of_them[wish.number] = _One(wish)
        if not wish.side:
            of_condition[wish.series].append(one)
            return
        low, high = reached.get(wish.series, (wish.value, wish.value))
        comes_to_it = high >= wish.value if wish.side == "above" else low <= wish.value
        if comes_to_it or wish.number in acted_on:  # the others no price ever comes to
            of_series[wish.series].append(one)

    for wish in world.wishes:
        begin(wish)
    for step in world.steps:
        for act in (*step.acts, *step.racing):
            if act.wish is not None:
                begin(act.wish)
            else:
                all_of_them[act.number].act(act)
        for move in step.moves:
            if not move.again:
                for one in of_series[move.series]:
                    one.move(move)
        for close in step.closes:
            if not close.again:
                for one in of_condition[close.condition]:
                    one.close(close)
        for one in all_of_them.values():
            one.pass_time(step.at + STEP_MS - 1)
    return {told for one in all_of_them.values() for told in one.told}


def _reached(world: World) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for step in world.steps:
        for move in step.moves:
            low, high = found.get(move.series, (move.low, move.high))
            found[move.series] = min(low, move.low), max(high, move.high)
    return found
