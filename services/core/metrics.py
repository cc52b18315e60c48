"""What the desk counts. Each metric is named once, here, and described in docs/operators.md."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

Outcome = Literal["answered", "refused", "failed"]

REMEMBERED_LATENCIES = 2_000


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk's counts since it started, and the latencies (seconds) of its latest requests."""

    answered: int
    refused: int
    failed: int
    latency_median: float | None
    latency_p99: float | None


class DeskMetrics:
    """Counts of requests by name and outcome, and how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._requests = Counter(
            "omega_requests_total", "Requests by name and outcome", ["request", "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "omega_request_seconds", "Time from a request to its answer", ["request"], registry=registry
        )
        self._counts: dict[Outcome, int] = {"answered": 0, "refused": 0, "failed": 0}
        self._latest: deque[float] = deque(maxlen=REMEMBERED_LATENCIES)

    def count(self, request: str, outcome: Outcome, seconds: float) -> None:
        self._requests.labels(request, outcome).inc()
        self._seconds.labels(request).observe(seconds)
        self._counts[outcome] += 1
        self._latest.append(seconds)

    def figures(self) -> Figures:
        ordered = sorted(self._latest)
        at = (lambda q: ordered[min(len(ordered) - 1, int(q * len(ordered)))]) if ordered else (lambda _q: None)
        return Figures(**self._counts, latency_median=at(0.5), latency_p99=at(0.99))


class PartFigures(Collector):
    """Figures that parts of the desk keep of themselves, by name, read when somebody looks."""

    def __init__(self, parts: Mapping[str, Callable[[], Mapping[str, float]]]) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("omega_part", "Figures of the desk's parts", labels=["part", "figure"])
        for part, figures in self._parts.items():
            for figure, value in figures().items():
                family.add_metric([part, figure], value)
        yield family
