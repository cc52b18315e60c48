"""All that a process of the desk counts and measures."""

from typing import Final

from prometheus_client import CollectorRegistry

from bot.state_figures import STATE_GAUGES
from bot.vitals import VITAL_GAUGES, LoopLag, of_any_process
from services.brain.metrics import AgentMetrics
from services.core.metrics import Calls, DeskMetrics, Snapshot
from services.core.tracing import NO_TRACER, Tracer

STORE_CALLS: Final = "answered, failed (away, or too slow)"
EXCHANGE_CALLS: Final = "answered, rate limit, timeout, maintenance, network, refused, reading"
DISCORD_CALLS: Final = "answered, rate limit, refused (another 4xx), failed (5xx), unreachable"


class Metrics:
    """One of each, in a registry of their own."""

    def __init__(self, tracer: Tracer = NO_TRACER) -> None:
        self.registry = CollectorRegistry()
        self.desk = DeskMetrics(self.registry, tracer)
        self.agent = AgentMetrics(self.registry)
        self.store = Calls(self.registry, "omega_store_call_seconds", "the store", STORE_CALLS, tracer)
        self.exchange = Calls(self.registry, "omega_exchange_call_seconds", "the exchange", EXCHANGE_CALLS, tracer)
        self.discord = Calls(self.registry, "omega_discord_call_seconds", "Discord", DISCORD_CALLS, tracer)
        self.lag = LoopLag(self.registry)
        self.vitals = Snapshot(VITAL_GAUGES, self.registry)
        self.state = Snapshot(STATE_GAUGES, self.registry)
        of_any_process(self.registry)
