"""Whatever patterns and evidence there are, each voice can say them, differently, and the check agrees that it did."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.level_evidence import PROBES
from personas.render import Voices
from tests.contract.cards import said_by_all
from tests.examples import examples
from tests.unit.analytics.harmonic_paths import IDEAL
from tests.unit.personas.samples_harmonics import (
    COURSES,
    evidence_answer,
    harmonics_answer,
    random_harmonics,
)


@examples(40)
@given(
    kind=st.sampled_from(sorted(IDEAL)),
    course=st.sampled_from(sorted(COURSES)),
    up=st.booleans(),
    size=st.floats(1e-9, 1e6),
    price=st.none() | st.floats(20, 300),
)
def test_patterns(voices: Voices, kind: str, course: str, up: bool, size: float, price: float | None) -> None:
    said_by_all(voices, harmonics_answer(kind, course, up=up, size=size, price=price))


@examples(60)
@given(
    seen=st.lists(st.tuples(st.integers(0, 9_999), st.floats(0, 1)), min_size=len(PROBES), max_size=len(PROBES)),
    verdicts=st.dictionaries(
        st.sampled_from([probe.ratio for probe in PROBES]), st.sampled_from(["more than chance", "less than chance"])
    ),
    legs=st.integers(0, 20_000),
)
def test_evidence(voices: Voices, seen: list[tuple[int, float]], verdicts: dict[float, object], legs: int) -> None:
    counts = tuple((touches, round(part * touches)) for touches, part in seen)
    said_by_all(voices, evidence_answer(counts, verdicts, legs=legs))  # type: ignore[arg-type]


def test_random_markets(voices: Voices) -> None:
    for answer in random_harmonics(25):
        said_by_all(voices, answer)
