"""Which of the known words a misspelt one is like."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def close(word: str, known: Iterable[str], most: int, least: float = 60) -> list[str]:
    """At most ``most`` of ``known``, the most alike first, of those that share at least ``least`` percent of letters
    with ``word`` in the same order; of equally alike ones the first comes first."""
    return [
        found for found, _, _ in process.extract(word, list(known), scorer=fuzz.ratio, limit=most, score_cutoff=least)
    ]
