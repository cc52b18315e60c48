"""How a process itself is: what it holds or stands by for, whether it is ready, and how much its loop lags."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from time import monotonic
from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client import Gauge as KeptGauge

from services.core.metrics import Gauge
from services.store.leases import RETRY_SECONDS

LAG_SECONDS: Final = 0.5
"""Between two looks at how late the loop wakes."""
LAG_BUCKETS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

READY_AFTER: Final = Gauge("omega_ready_after_seconds", "From the start of the process until it was first ready")
READY: Final = Gauge("omega_ready_state", "1: ready; 0: not")
LEASE: Final = Gauge("omega_lease_held_state", "1: the process holds it; 0: it stands by for it", ("lease",))
CONNECTED: Final = Gauge("omega_gateway_connected_state", "1: Discord hears and is heard; 0: not", ("shard",))
LATENCY: Final = Gauge("omega_gateway_latency_seconds", "From a heartbeat to Discord's answer", ("shard",))
AGE: Final = Gauge("omega_gateway_age_seconds", "Since anything came from Discord's gateway", ("shard",))
SERVERS: Final = Gauge("omega_gateway_servers", "Servers that are heard", ("shard",))
LINE: Final = Gauge("omega_line_waiting_requests", "Requests that wait for their turn to be worked on")
MATCHED: Final = Gauge("omega_journal_lag_seconds", "Since all accounts were last brought up to date with the market")
BROKEN: Final = Gauge(
    "omega_reconciliation_failed_accounts", "Accounts that stand still, since their journal is not what was written"
)

VITAL_GAUGES: Final = (READY_AFTER, READY, LEASE, CONNECTED, LATENCY, AGE, SERVERS, LINE, MATCHED, BROKEN)


class ShardVitals(NamedTuple):
    """A shard as this process hears it. ``latency`` and ``age`` are seconds; ``None``: nothing was heard yet."""

    number: int
    connected: bool
    latency: float | None
    age: float | None
    servers: int


@dataclass(slots=True)
class _Wanted:
    since: float
    held: bool = False


class Vitals:
    """What a process notes of itself while it runs."""

    def __init__(self) -> None:
        self.ready_after: float | None = None
        """Seconds from the process's start until it was first ready."""
        self.shards: Callable[[], Sequence[ShardVitals]] = tuple
        self.warmed = True
        """Whether what the first reply needs was read beforehand."""
        self.serving = False
        """Whether the process does what its roles are for, or tries to."""
        self._leases: dict[str, _Wanted] = {}

    @contextmanager
    def wants(self, lease: str) -> Iterator[None]:
        """Until the end of the block, this process holds ``lease`` or stands by for it."""
        self._leases[lease] = _Wanted(monotonic())
        try:
            yield
        finally:
            self._leases.pop(lease, None)

    @contextmanager
    def holds(self, lease: str) -> Iterator[None]:
        """Until the end of the block it holds it."""
        wanted = self._leases.setdefault(lease, _Wanted(monotonic()))
        wanted.held = True
        try:
            yield
        finally:
            wanted.held, wanted.since = False, monotonic()

    @property
    def leases(self) -> Mapping[str, bool]:
        """What each lease that is wanted is for → whether it is held."""
        found: dict[str, bool] = {}
        for name, wanted in self._leases.items():
            kind = name.partition(":")[0]
            found[kind] = found.get(kind, False) or wanted.held
        return found

    def stands(self, lease: str) -> bool:
        """Whether it holds a lease for this, or has waited long enough to know that another does."""
        mine = [wanted for name, wanted in self._leases.items() if name.partition(":")[0] == lease]
        return bool(mine) and all(each.held or monotonic() - each.since > 2 * RETRY_SECONDS for each in mine)

    def latency(self) -> float | None:
        """From a heartbeat to Discord's answer on the slowest shard, in seconds; ``None``: none was answered."""
        return max((shard.latency for shard in self.shards() if shard.latency is not None), default=None)

    def figures(self) -> dict[tuple[str, ...], float]:
        """How it is now."""
        found: dict[tuple[str, ...], float] = {}
        if self.ready_after is not None:
            found[READY_AFTER.name,] = self.ready_after
        for lease, held in self.leases.items():
            found[LEASE.name, lease] = float(held)
        for shard in self.shards():
            number = str(shard.number)
            found[CONNECTED.name, number] = float(shard.connected)
            found[SERVERS.name, number] = float(shard.servers)
            if shard.latency is not None:
                found[LATENCY.name, number] = shard.latency
            if shard.age is not None:
                found[AGE.name, number] = shard.age
        return found


def of_any_process(registry: CollectorRegistry) -> None:
    """Have ``registry`` tell what every process of ours does: its version, memory, processor time and files."""
    ProcessCollector(namespace="omega", registry=registry)
    build = KeptGauge("omega_build_info", "1, of the version that runs", ["version"], registry=registry)
    build.labels(version("omega-bot-farm")).set(1)


class LoopLag:
    """How late the event loop wakes who sleeps: what takes long on it keeps everybody waiting."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._lag = Histogram(
            "omega_loop_lag_seconds", "How late the event loop is", buckets=LAG_BUCKETS, registry=registry
        )

    async def run(self) -> None:
        """Measure it, until cancelled."""
        while True:
            due = monotonic() + LAG_SECONDS
            await asyncio.sleep(LAG_SECONDS)
            self._lag.observe(max(0.0, monotonic() - due))
