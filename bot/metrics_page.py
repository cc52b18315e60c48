"""``make docs``: docs/metrics.md, made from the metrics themselves."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from bot.metrics import Metrics
from bot.state_figures import STATE_GAUGES
from services.core.metrics import LABELS

TITLE: Final = """\
# Metrics

What `GET /metrics` tells of each process, in Prometheus's text format, where `OMEGA_MONITORING__PORT` is set. This
page is made from the metrics themselves by `make docs`. Alerts and a dashboard of them are in
[k8s/components/monitoring](../k8s/components/monitoring/kustomization.yaml).

A name ends with its unit. A counter ends with `_total` and only grows; a histogram has `_bucket`, `_count` and `_sum`;
a gauge is how something is when somebody looks. What a process does not know it does not tell: an absence is no 0.

What the store knows (the second table) every process tells alike, so that it is known as long as one of them lives:
take the `max`, not the sum."""


class Described(NamedTuple):
    """A metric as Prometheus is told it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    means: str


def page(metrics: Metrics) -> str:
    """The whole page."""
    state = {each.name for each in STATE_GAUGES}
    every = described(metrics)
    used = sorted({label for each in every for label in each.labels})
    parts = [
        TITLE,
        "## Of a process",
        _table([each for each in every if each.name not in state]),
        "## Of all processes together",
        _table([each for each in every if each.name in state]),
        "## Labels",
        "\n".join(["| label | what |", "| --- | --- |", *(f"| `{label}` | {LABELS[label]} |" for label in used)]),
    ]
    return "\n\n".join(parts) + "\n"


def described(metrics: Metrics) -> list[Described]:
    """Every metric, whether it has a value or not."""
    return sorted(_described(metrics))


def _described(metrics: Metrics) -> Iterator[Described]:
    for collector in metrics.registry._collector_to_names:
        families = collector.describe() if hasattr(collector, "describe") else collector.collect()
        for family in families:
            name = f"{family.name}_total" if family.type == "counter" else family.name
            labels: Iterable[str] = getattr(family, "_labelnames", ()) or getattr(collector, "_labelnames", ())
            yield Described(name, family.type, tuple(labels), family.documentation.rstrip("."))


def _table(rows: list[Described]) -> str:
    lines = (f"| `{each.name}` | {each.kind} | {_labels(each)} | {each.means} |" for each in rows)
    return "\n".join(["| metric | kind | labels | meaning |", "| --- | --- | --- | --- |", *lines])


def _labels(metric: Described) -> str:
    return ", ".join(f"`{label}`" for label in metric.labels) or "–"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(Metrics()), encoding="utf-8")
