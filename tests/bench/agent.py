"""The agent, each part beside what it may take. A subject has ``rows``: what was measured, its times in ms, and the
most that its 99th percentile may be."""

from pathlib import Path

import numpy as np

from tests.bench import approving, contexts, recall, thinking

SUBJECTS = (recall, contexts, thinking, approving)


def lines(folder: Path, scale: float) -> list[str]:
    """A Markdown table."""
    table = ["", "| part | p50, ms | p99, ms | allowed, ms |", "| --- | ---: | ---: | ---: |"]
    for subject in SUBJECTS:
        for name, times, allowed in subject.rows(folder, scale):
            p50, p99 = np.percentile(times, (50, 99))
            table.append(f"| {name} | {p50:,.2f} | {p99:,.2f} | {'' if allowed is None else f'{allowed:g}'} |")
    return table
