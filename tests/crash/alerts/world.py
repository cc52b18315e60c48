"""A made-up world of prices, alerts and what people do with them, from a seed. Nothing of the house is in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final, Literal, NamedTuple

BEGIN: Final = 1_800_000_000_000
STEP_MS: Final = 1_000
TICK: Final = 0.1
"""Prices and levels are multiples of it, so that a price is often at a level exactly."""
Did = Literal["set", "edit", "pause", "resume", "snooze", "delete"]


class Move(NamedTuple):
    """The series was between ``low`` and ``high`` from ``begin`` to ``end``, and at ``last`` in the end. ``again``: it
    was told before."""

    series: int
    begin: int
    end: int
    low: float
    high: float
    last: float
    again: bool = False


class Close(NamedTuple):
    """The condition came to hold at ``at``."""

    condition: int
    at: int
    again: bool = False


@dataclass(frozen=True)
class Wish:
    """What somebody wants to be told of: a level of ``series``, or where ``side`` is empty the condition of that
    number."""

    number: int
    owner: str
    series: int
    side: str
    value: float
    since: int
    always: bool = False
    cooldown: int = 0
    spent: bool = False
    expires: int | None = None
    paused: bool = False


@dataclass(frozen=True)
class Act:
    """What somebody does at ``at``: ``wish`` is new, or ``value`` the new level, or ``until`` the end of a snooze."""

    did: Did
    number: int
    at: int
    wish: Wish | None = None
    value: float = 0.0
    until: int = 0


@dataclass
class Step:
    """``acts`` are done before anything moves, ``racing`` meanwhile; both are of the moment it begins."""

    at: int
    acts: list[Act] = field(default_factory=list)
    racing: list[Act] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)


class World:
    """``wishes`` are there before the first of ``steps``; the part ``near`` of them where the price may come to."""

    def __init__(self, seed: int, *, wishes: int, series: int, steps: int, acts: int, near: float) -> None:
        self._random = Random(seed)  # noqa: S311 - a test's
        self._series, self._owners, self._near = series, max(10, wishes // 50), near
        self._numbers = iter(range(1, 1 << 40))
        self._prices = [1_000] * series
        self._silent: dict[int, tuple[int, list[int]]] = {}
        """Since when nobody has told of a series, and where it was meanwhile."""
        self._told: list[Move] = []
        self._told_closes: list[Close] = []
        self.wishes = [self._wish(BEGIN, 40) for _ in range(wishes)]
        self._living = [wish.number for wish in self.wishes[:: max(1, wishes // 2_000)]]
        self._young: list[int] = []
        """Set in the step before while prices moved: until all have heard of them, nobody does anything with them."""
        self.steps = [self._step(BEGIN + at * STEP_MS, acts) for at in range(1, steps + 1)]
        self.steps.append(Step(BEGIN + (steps + 1) * STEP_MS))  # in which what was set in the last one is heard of

    def _wish(self, since: int, spread: int) -> Wish:
        random = self._random
        series = random.randrange(self._series)
        always = series % 2 == 1 and random.random() < 0.5
        side = random.choice(("above", "below"))
        away = abs(int(random.gauss(0, spread))) + 1 if random.random() < self._near else random.randrange(100, 900)
        price = self._prices[series] + (away if side == "above" else -away)
        wish = Wish(
            number=next(self._numbers),
            owner=f"discord:{random.randrange(self._owners)}",
            series=series,
            side=side if random.random() < 0.95 else "",
            value=_price(price),
            since=since,
            always=always,
            cooldown=random.choice((0, 1, 3)) if always else 0,
        )
        if random.random() < 0.1:
            wish = replace(wish, expires=since + random.randrange(1, 40) * STEP_MS)
        if series % 2 == 1 and random.random() < 0.1:  # it holds already, and waits until it does not
            wish = replace(wish, spent=True, value=_price(self._prices[series]))
        return wish

    def _step(self, at: int, acts: int) -> Step:
        step = Step(at)
        young, self._young = self._young, []
        for _ in range(acts):
            self._act(step)
        self._living += young
        moves = [move for series in range(self._series) for move in self._moves(series, at)]
        late = list(self._late(at))
        self._told += moves
        closes = [Close(number, at + 500) for number in range(self._series) if self._random.random() < 0.1]
        step.moves = self._mixed(moves, late)
        step.closes = closes + self._random.sample(self._told_closes, min(3, len(self._told_closes)))
        self._told_closes += [close._replace(again=True) for close in closes]
        return step

    def _act(self, step: Step) -> None:
        random, at = self._random, step.at
        if random.random() < 0.4 or not self._living:
            wish, racing = self._wish(at, 5), random.random() < 0.5
            (self._young if racing else self._living).append(wish.number)
            (step.racing if racing else step.acts).append(Act("set", wish.number, at, wish))
            return
        number = random.choice(self._living)
        if any(act.number == number for act in step.acts + step.racing):
            return
        did: Did = random.choice(("edit", "edit", "pause", "resume", "resume", "snooze", "delete"))
        value = _price(1_000 + int(random.gauss(0, 40)))
        step.acts.append(Act(did, number, at, value=value, until=at + random.randrange(1, 5) * STEP_MS))

    def _moves(self, series: int, at: int) -> Iterator[Move]:
        random = self._random
        walk = [self._walk(series) for _ in range(random.randrange(4))]
        silent = self._silent.get(series)
        if silent is not None:
            silent[1].extend(walk)
            if random.random() < 0.3 and silent[1]:
                begin, prices = self._silent.pop(series)
                yield Move(series, begin, at, _price(min(prices)), _price(max(prices)), _price(prices[-1]))
        elif random.random() < 0.03:
            self._silent[series] = (at, walk)
        else:
            times = sorted(random.sample(range(at, at + STEP_MS), len(walk)))
            yield from (_tick(series, time, price) for time, price in zip(times, walk, strict=True))

    def _late(self, at: int) -> Iterator[Move]:
        """Of series on which nothing repeats: a tick of before that nobody has told of yet."""
        for series in range(0, self._series, 2):
            if self._random.random() < 0.02:
                price = self._prices[series] + self._random.choice((-15, 15))
                yield _tick(series, max(BEGIN, at - self._random.randrange(5_000)), price)

    def _mixed(self, moves: list[Move], late: list[Move]) -> list[Move]:
        """In the order in which they are told: those of each series as they came, some of them more than once."""
        random = self._random
        moves = sorted(moves, key=lambda move: move.end)
        places = {move: float(at) for at, move in enumerate(moves)}
        again = random.sample(self._told, min(len(self._told), len(moves) // 3))
        # What is told again was told before: those of this step only behind themselves.
        turns = [(places.get(move, 0.0) + random.random() * len(moves), move._replace(again=True)) for move in again]
        turns += [(random.random() * len(moves), move) for move in late]
        turns += [(place, move) for move, place in places.items()]
        self._told = self._told[-2_000:] + late
        return [move for _, move in sorted(turns, key=lambda turn: turn[0])]

    def _walk(self, series: int) -> int:
        self._prices[series] += round(self._random.gauss((1_000 - self._prices[series]) / 50, 5))
        return self._prices[series]


def _price(ticks: int) -> float:
    return round(ticks * TICK, 1)


def _tick(series: int, at: int, ticks: int) -> Move:
    price = _price(ticks)
    return Move(series, at, at, price, price, price)
