"""How the desk counts and measures, for Prometheus. Each metric is named once, where it is counted; docs/metrics.md is
made of all of them (bot/metrics_page.py).

A name is ``omega_<what>_<unit>``, with ``_total`` where it only grows. Labels have few values that are known beforehand
(``LABELS``): nobody's id, no market and nothing that people write.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from services.core.tracing import NO_TRACER, Tracer

Outcome = Literal["answered", "refused", "failed"]

REMEMBERED_LATENCIES = 2_000
FAULT: Final = "fault"
"""The error of what nobody foresaw."""
ANSWER_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
CALL_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

LABELS: Final[Mapping[str, str]] = {
    "request": "a command, or what a button asks, by its name without a slash",
    "outcome": "what came of it: answered, refused (role, rate, a limit, words or data that do not do), failed (what "
    "the desk leans on is away, or a fault of ours); of calls the words in the metric's row",
    "error": "the name of the error as `--json` tells it, or `fault`: one of ours, with an incident in the log",
    "part": "what gives signs of life: gateway, feeds, scheduler, brain, notifier",
    "reader": "who reads the outbox: notifier, alerts",
    "lease": "what it is for, as in [operators.md](operators.md#leases); of accounts' none is told",
    "shard": "the number of a shard",
    "brain": "who thought: rules, or the model's name",
    "fate": "what became of a decision as it was written down: noted, pending, ordered, or lapsed at once",
    "why": "why the model had no thought, such as `no key`, `over budget`, `timed out`",
    "version": "the version that runs",
}
"""What the labels of metrics mean."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk's counts since it started, and the latencies (seconds) of its latest requests."""

    answered: int
    refused: int
    failed: int
    latency_median: float | None
    latency_p99: float | None


class DeskMetrics:
    """Counts of requests by name and outcome, how long they took, and what went wrong."""

    def __init__(self, registry: CollectorRegistry, tracer: Tracer = NO_TRACER) -> None:
        self._tracer = tracer
        self._requests = Counter(
            "omega_requests_total", "Requests by name and outcome", ["request", "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "omega_request_seconds",
            "Time from a request to its answer",
            ["request"],
            buckets=ANSWER_BUCKETS,
            registry=registry,
        )
        self._errors = Counter("omega_errors_total", "Requests that ended in an error", ["error"], registry=registry)
        self._counts: dict[Outcome, int] = {"answered": 0, "refused": 0, "failed": 0}
        self._latest: deque[float] = deque(maxlen=REMEMBERED_LATENCIES)

    def span(self, request: str, ask: str) -> AbstractContextManager[object]:
        """The block answers the ask with this id."""
        return self._tracer.span(request, {"omega.ask": ask})

    def count(self, request: str, outcome: Outcome, seconds: float, error: str | None = None) -> None:
        self._requests.labels(request, outcome).inc()
        self._seconds.labels(request).observe(seconds)
        if error is not None:
            self._errors.labels(error).inc()
        self._counts[outcome] += 1
        self._latest.append(seconds)

    def figures(self) -> Figures:
        ordered = sorted(self._latest)
        at = (lambda q: ordered[min(len(ordered) - 1, int(q * len(ordered)))]) if ordered else (lambda _q: None)
        return Figures(**self._counts, latency_median=at(0.5), latency_p99=at(0.99))


Called = Callable[[str, float], None]
"""Hears of a call of somebody else: what came of it, and how many seconds it took."""


def unheard(_outcome: str, _seconds: float) -> None:
    """Nobody hears."""


class Calls:
    """Calls of somebody else, by what came of them, and how long they took."""

    def __init__(self, registry: CollectorRegistry, name: str, whom: str, outcomes: str, tracer: Tracer) -> None:
        self._span, self._tracer = f"call of {whom}", tracer
        self._seconds = Histogram(
            name,
            f"Calls of {whom}, and how long they took: {outcomes}",
            ["outcome"],
            buckets=CALL_BUCKETS,
            registry=registry,
        )

    def __call__(self, outcome: str, seconds: float) -> None:
        self._seconds.labels(outcome).observe(seconds)
        self._tracer.past(self._span, seconds, {"omega.outcome": outcome})


class Gauge(NamedTuple):
    """A figure of how something is now."""

    name: str
    means: str
    labels: tuple[str, ...] = ()


class Snapshot(Collector):
    """Figures of how things are at one time, put together anew each time that somebody looks. What is not known has
    none: nothing is 0 that was not found to be."""

    def __init__(self, gauges: Sequence[Gauge], registry: CollectorRegistry) -> None:
        self._gauges = {gauge.name: gauge for gauge in gauges}
        self._values: Mapping[tuple[str, ...], float] = {}
        registry.register(self)

    def put(self, values: Mapping[tuple[str, ...], float]) -> None:
        """Show these and no others: a metric's name and its labels' values → the figure."""
        self._values = values

    def describe(self) -> Iterator[Metric]:
        yield from self._families().values()

    def collect(self) -> Iterator[Metric]:
        families = self._families()
        for (name, *labels), value in self._values.items():
            families[name].add_metric(labels, value)
        yield from families.values()

    def _families(self) -> dict[str, GaugeMetricFamily]:
        return {
            each.name: GaugeMetricFamily(each.name, each.means, labels=each.labels) for each in self._gauges.values()
        }
