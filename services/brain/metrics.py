"""What the agent counts."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from analytics.trading.agency import State
from services.brain.thought import Thought

BUCKETS = (0.05, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0)


class AgentMetrics:
    """Decisions, how long they were thought about, and what that cost."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._decisions = Counter(
            "omega_decisions_total",
            "Decisions by brain and what became of them",
            ["brain", "fate"],
            registry=registry,
        )
        self._seconds = Histogram(
            "omega_thinking_seconds", "Time that a brain thought", ["brain"], buckets=BUCKETS, registry=registry
        )
        self._failures = Counter(
            "omega_model_failures_total",
            "Thoughts that the model did not have, and why",
            ["why"],
            registry=registry,
        )
        self._dollars = Counter(
            "omega_model_dollars_total", "Spent for the model's thoughts by this process", registry=registry
        )

    def thought(self, thought: Thought, seconds: float) -> None:
        self._seconds.labels(thought.brain).observe(seconds)
        self._dollars.inc(float(thought.usage.dollars))
        if thought.failed:
            self._failures.labels(thought.failed).inc()

    def decided(self, brain: str, fate: State) -> None:
        self._decisions.labels(brain, fate).inc()
