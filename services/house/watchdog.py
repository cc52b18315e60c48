"""Which parts of the desk have fallen silent, told from outside by nothing but their signs of life.

- Whether a part lives is told by whether its last sign of life changes, by the watchdog's own clock: clocks of two
  machines need not agree.
- A part is silent after ``silent`` seconds without a new one, and after ``restart`` seconds without any: it was told to
  end, or never began. It is back once it has lived for half of ``silent`` on end, and for twice as long each time that
  it falls silent soon after: of one which comes and goes is told less and less.
- While the store does not answer nobody knows how the others are: it is the store that is silent. When it is back each
  of them has its time anew; so too where the watchdog itself was stopped for a while, as on a laptop that sleeps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Final

from services.core.units import Duration
from services.house.heartbeat import PartBack, PartSilent

STORE: Final = "store"
STEADY: Final = 0.5
"""For so much of the time after which it is silent has a part to live on end, to be back."""
STEADY_AT_MOST: Final = 32.0
SOON: Final = 30.0
"""Silent again within so many times that, it has come and gone."""
GAP: Final = 0.4
"""Without a sign of life for so much of it a part is not steady: of 30 seconds two beats and more are missing."""
ASLEEP_SECONDS: Final = 10.0
"""Between two looks: the watchdog itself was stopped."""
ENDED: Final = "it does not run"

Told = PartSilent | PartBack


@dataclass(slots=True)
class _Part:
    """``sign``: its last sign of life, which came at ``came`` and of which it is known to have lived on end since
    ``steady`` (both by the watchdog's clock). It has to do so for ``need`` seconds to be back, as it was at
    ``back``."""

    sign: str | None
    came: float
    steady: float
    need: float
    back: float = -inf


class Watchdog:
    """Looks at ``parts``. ``silent`` are those that were told to be silent before, and since when."""

    def __init__(
        self, parts: Sequence[str], *, patience: float, restart: float, silent: Mapping[str, datetime]
    ) -> None:
        self._patience = patience
        self._restart = restart
        self._names = tuple(parts)
        self._parts: dict[str, _Part] = {}
        self.silent = {part: since for part, since in silent.items() if part in (*parts, STORE)}
        self._steady, self._gap = STEADY * patience, GAP * patience
        self._store = _Part(None, inf, inf, self._steady)
        self._looked: float | None = None

    def look(self, signs: Mapping[str, str] | None, now: datetime, ticks: float) -> list[Told]:
        """What is to be told, where ``signs`` of life are in the store (``None``: it does not answer) ``now``, which
        the watchdog's own clock calls ``ticks`` (seconds)."""
        if self._looked is None or ticks - self._looked > ASLEEP_SECONDS:
            self._begin_anew(ticks)
        self._looked = ticks
        told = self._look_at_store(signs is not None, now, ticks)
        if signs is None:
            for part in self._parts.values():
                part.came, part.steady = ticks, inf
            return told
        return [*told, *(each for name in self._names for each in self._look_at(name, signs.get(name), now, ticks))]

    def _begin_anew(self, ticks: float) -> None:
        for part in (self._store, *self._parts.values()):
            part.came, part.steady = ticks, inf

    def _look_at_store(self, answers: bool, now: datetime, ticks: float) -> list[Told]:
        if answers:
            if self._store.steady == inf:
                self._store.steady = ticks
            self._store.came = ticks
        else:
            self._store.steady = inf
        return self._judged(STORE, self._store, self._patience, now, ticks, "")

    def _look_at(self, name: str, sign: str | None, now: datetime, ticks: float) -> list[Told]:
        part = self._parts.setdefault(name, _Part(sign, ticks, inf, self._steady))
        if sign is not None and sign != part.sign:
            if part.steady == inf or ticks - part.came > self._gap:
                part.steady = ticks
            part.came = ticks
        part.sign = sign
        ended = sign is None
        return self._judged(name, part, self._restart if ended else self._patience, now, ticks, ENDED if ended else "")

    def _judged(self, name: str, part: _Part, patience: float, now: datetime, ticks: float, detail: str) -> list[Told]:
        away, since = ticks - part.came, self.silent.get(name)
        if since is None:
            if away < patience:
                return []
            again = ticks - part.back < SOON * self._patience
            part.need = min(2 * part.need, STEADY_AT_MOST * self._patience) if again else self._steady
            since = self.silent[name] = _time(part.sign) or now - timedelta(seconds=away)
            return [PartSilent(key=_key(name, since, "silent"), at=since, part=name, detail=detail)]
        if away > self._gap or part.came - part.steady < part.need:
            return []
        del self.silent[name]
        part.back = ticks
        lasted = Duration(max(0.0, (now - since).total_seconds()))
        return [PartBack(key=_key(name, since, "back"), at=now, part=name, since=since, silent_seconds=lasted)]


def _time(sign: str | None) -> datetime | None:
    try:
        return None if sign is None else datetime.fromisoformat(sign)
    except ValueError:
        return None


def _key(part: str, since: datetime, what: str) -> str:
    return f"watchdog:{part}:{since.isoformat()}:{what}"
