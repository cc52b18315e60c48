"""What a step crosses, found without looking at the rest: the same as looking at all."""

from math import nan

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.armed import Armed
from services.alerts.trigger import Side

Thresholds = dict[int, tuple[Side, float]]
values = st.sampled_from([float(n) for n in range(-3, 8)]) | st.floats(-3, 8)
sides: st.SearchStrategy[Side] = st.sampled_from(("above", "below"))
thresholds = st.dictionaries(st.integers(1, 50), st.tuples(sides, values), max_size=50)


def _armed(kept: Thresholds, *, at_once: bool) -> Armed:
    armed = Armed()
    for side in ("above", "below"):
        those = [(number, value) for number, (its, value) in kept.items() if its == side]
        if at_once:
            armed.arm_all(side, [value for _, value in those], [number for number, _ in those])
        else:
            for number, value in those:
                armed.arm(number, side, value)
    return armed


def _reached(kept: Thresholds, low: float, high: float) -> set[int]:
    return {number for number, (side, value) in kept.items() if (value <= high if side == "above" else value >= low)}


@given(thresholds, st.lists(st.tuples(values, values).map(sorted), max_size=8), st.booleans())
def test_each_step_takes_out_what_it_reaches_and_leaves_the_rest(
    kept: Thresholds, steps: list[list[float]], at_once: bool
) -> None:
    armed = _armed(kept, at_once=at_once)
    for low, high in steps:
        due = _reached(kept, low, high)
        assert (high >= armed.above or low <= armed.below) == bool(due)
        taken = armed.take(low, high)
        assert (len(taken), set(taken)) == (len(due), due)
        kept = {number: each for number, each in kept.items() if number not in due}
        assert len(armed) == len(kept)


@given(thresholds, st.sets(st.integers(1, 50)))
def test_what_is_disarmed_is_not_taken(kept: Thresholds, gone: set[int]) -> None:
    armed = _armed(kept, at_once=True)
    for number in gone:
        side, value = kept.get(number, ("above", 1.0))
        armed.disarm(number, side, value)
        armed.disarm(number, side, value)
    assert set(armed.take(-10, 10)) == kept.keys() - gone


def test_the_nearest_is_first_and_one_that_is_armed_twice_is_there_once() -> None:
    armed = Armed()
    for number, value in ((1, 103.0), (2, 101.0), (2, 101.0), (4, 102.0), (3, 102.0)):
        armed.arm(number, "above", value)
    assert (armed.above, armed.take(99.0, 102.0), armed.above) == (101.0, [2, 3, 4], 103.0)


def test_a_value_that_is_none_reaches_nothing() -> None:
    armed = _armed({1: ("above", 1.0), 2: ("below", 1.0)}, at_once=False)
    assert armed.take(nan, nan) == []
