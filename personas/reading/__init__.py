"""What the facts of an answer mean in words: the branches that voices take, with their thresholds in one place.

Nothing here makes a number that a card shows which the facts do not hold. Templates use these as filters:
``{% if answer | place == "pocket" %}``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from personas.reading import (
    correlation,
    risk,
    scan,
)

FILTERS: Mapping[str, Callable[..., Any]] = {
    name: reading
    for subject in (
        correlation,
        risk,
        scan,
    )
    for name, reading in subject.FILTERS.items()
}
"""The filters of all subjects."""
