"""What a trader would lose: a formation that is there and is not told, or told with the wrong prices."""

import numpy as np
import pytest

from analytics.chart_patterns import Formation, chart_patterns
from tests.unit.analytics.chart_patterns.shapes import MIRROR, of_closes, straight, upside_down
from tests.unit.analytics.markets import Rows

INTO = (20, 20)
"""Bars of the two legs before a formation."""


def cup(handle: float = 194.0, bend: float = 2.0) -> Rows:
    """A rise from 170, a cup of depth 20 with its rims at 200, and a handle; ``bend`` 2 is a parabola, 1 a V."""
    at = np.linspace(-1, 1, 61)
    round_ = 200 - 20 * (1 - np.abs(at) ** bend)
    rise = np.linspace(170, 200, 41)[:-1]
    return of_closes(np.concatenate([rise, round_, np.linspace(199, handle, 6), np.linspace(handle + 1, 198.5, 5)]))


def flag(*rest: float, pole: float = 212.0) -> Rows:
    """Thirty calm bars around 200, a pole of six bars, and ``rest``."""
    calm = 200 + 0.5 * (np.arange(30) % 2)
    return of_closes(np.concatenate([calm, np.linspace(200, pole, 7), rest]))


# name, its mirror image, direction, bars; trigger, target and invalidation, all by hand at the newest bar
SHAPES: dict[str, tuple[str, str, Rows, float, float, float]] = {
    # neck 200, tops 210: 10 below the neck
    "double top": (
        "double bottom",
        "bearish",
        straight(200, 190, 210, 200, 210, 203, legs=(*INTO, 10, 10, 7)),
        200,
        190,
        210,
    ),
    "triple top": (
        "triple bottom",
        "bearish",
        straight(200, 190, 210, 201, 209, 200, 210, 203, legs=(*INTO, 10, 10, 10, 10, 7)),
        200,
        190,
        210,
    ),
    # the neckline goes from 195 at bar 54 to 196 at bar 93: 195.5128 below the head at 74, 196.4359 at bar 110
    "head and shoulders": (
        "inverse head and shoulders",
        "bearish",
        straight(200, 180, 205, 195, 215, 196, 206, 199, legs=(20, 25, 10, 20, 19, 10, 7)),
        195 + 56 / 39,
        195 + 56 / 39 - (215 - (195 + 20 / 39)),
        206,
    ),
    # lows at bars 71 (184) and 91 (190): 0.3 a bar, so 180.4 at the first turn (59) and 193.9 at the newest bar (104)
    "ascending triangle": (
        "descending triangle",
        "bullish",
        straight(215, 150, 200, 184, 200, 190, 200, 196.5, legs=(20, 40, 12, 12, 8, 8, 5)),
        200,
        219.6,
        193.9,
    ),
    # upper from 204 (bar 39) to 198 (79), lower from 180 (19) to 190 (71): at the first turn 207 and 180
    "symmetrical triangle": (
        "symmetrical triangle",
        "neutral",
        straight(215, 180, 204, 186, 201, 190, 198, 194, legs=(*INTO, 12, 12, 8, 8, 5)),
        197.25,
        224.25,
        192.5,
    ),
    # lower from 180 (bar 19) to 196 (69), upper from 200 (39) to 208 (79)
    "rising wedge": (
        "falling wedge",
        "bearish",
        straight(215, 180, 200, 189, 204, 196, 208, 203, legs=(*INTO, 10, 10, 10, 10, 5)),
        200.8,
        180,
        209,
    ),
    "rectangle": (
        "rectangle",
        "neutral",
        straight(215, 180, 200, 190, 200, 190, 200, 190, 193, legs=(*INTO, 10, 10, 10, 10, 10, 3)),
        200,
        210,
        190,
    ),
    # both lines rise 0.3 a bar, 11 apart
    "rising channel": (
        "falling channel",
        "neutral",
        straight(215, 180, 200, 192, 206, 198, 212, 206, legs=(*INTO, 10, 10, 10, 10, 5)),
        213.5,
        224.5,
        202.5,
    ),
    # the pole goes from 200 to 212 (bar 35); the line on to 210.4 (bar 40) is at 209.12 at bar 44
    "bull flag": (
        "bear flag",
        "bullish",
        flag(211, 210, 209, 209.7, 210.4, 209.4, 208.4, 207.4, 208.4),
        209.12,
        221.12,
        207.4,
    ),
    # the line from 212 (bar 35) to 211 (bar 41) is at 210 1/3 at bar 45
    "bull pennant": (
        "bear pennant",
        "bullish",
        flag(210, 208, 206, 207.5, 209.5, 211, 209.5, 208, 209.2, 209.6),
        631 / 3,
        667 / 3,
        206,
    ),
    "cup and handle": ("", "bullish", cup(), 200, 220, 194),
}
OPPOSITE = {"bullish": "bearish", "bearish": "bullish", "neutral": "neutral"}


def only(rows: Rows) -> Formation:
    (found,) = chart_patterns(rows)
    return found


def names(rows: Rows) -> list[str]:
    return [found.name for found in chart_patterns(rows)]


@pytest.mark.parametrize("name", SHAPES)
def test_each_formation_is_found_and_measured(name: str) -> None:
    _, direction, rows, trigger, target, invalidation = SHAPES[name]
    found, now = only(rows), len(rows) - 1
    assert (found.name, found.direction, found.state) == (name, direction, "forming")
    measured = found.trigger(now), found.target(now), found.invalidation(now)
    assert measured == pytest.approx((trigger, target, invalidation), rel=1e-12)
    assert 0.5 <= found.quality <= 1


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape[0]])
def test_its_mirror_image_is_found_and_measured(name: str) -> None:
    mirror, direction, rows, trigger, target, invalidation = SHAPES[name]
    found, now = only(upside_down(rows)), len(rows) - 1
    assert (found.name, found.direction) == (mirror, OPPOSITE[direction])
    if direction == "neutral":
        assert found.trigger(now) == pytest.approx(MIRROR - invalidation)
        assert found.target_below(now) == pytest.approx(MIRROR - target)
    else:
        measured = found.trigger(now), found.target(now), found.invalidation(now)
        assert measured == pytest.approx((MIRROR - trigger, MIRROR - target, MIRROR - invalidation), rel=1e-12)


@pytest.mark.parametrize("name", SHAPES)
def test_its_turns_are_those_of_the_prices(name: str) -> None:
    rows = SHAPES[name][2]
    found = only(rows)
    for point in found.points:
        assert point.price in (rows.high[point.bar], rows.low[point.bar])
    assert [point.bar for point in found.points] == sorted({point.bar for point in found.points})
    assert found.end < found.known < len(rows)


def test_a_break_confirms_and_keeps_its_measure() -> None:
    forming = straight(200, 190, 210, 200, 210, 203, legs=(*INTO, 10, 10, 7))
    rows = straight(200, 190, 210, 200, 210, 196, legs=(*INTO, 10, 10, 14))
    found = only(rows)
    assert (found.state, found.confirmed) == ("confirmed", 70)
    assert rows.close[70] < 200 <= rows.close[69]
    assert found.points == only(forming).points
    assert found.reached is None


def test_the_neckline_counts_as_it_was_at_the_break() -> None:
    rows = straight(200, 180, 205, 195, 215, 196, 206, 192, legs=(20, 25, 10, 20, 19, 10, 14))
    found = only(rows)
    assert found.confirmed == 113
    neck = 195 + (113 - 54) / 39
    assert rows.close[113] < neck
    assert found.trigger(len(rows) - 1) == pytest.approx(neck)
    assert found.target(len(rows) - 1) == pytest.approx(neck - (215 - (195 + 20 / 39)))


def test_a_touched_target_is_told() -> None:
    found = only(straight(200, 190, 210, 200, 210, 189.5, 193, legs=(*INTO, 10, 10, 20, 2)))
    assert found.reached is not None
    assert found.state == "confirmed"
    assert found.failed is None


def test_a_close_beyond_the_other_side_ends_it() -> None:
    before = only(straight(200, 190, 210, 200, 210, 203, 211, legs=(*INTO, 10, 10, 7, 8)))
    assert (before.state, before.confirmed) == ("failed", None)
    after = next(
        one
        for one in chart_patterns(straight(200, 190, 210, 200, 210, 196, 212, legs=(*INTO, 10, 10, 14, 8)))
        if one.name == "double top"
    )
    assert after.state == "failed"
    assert after.confirmed is not None


def test_what_does_not_break_in_its_time_is_forgotten() -> None:
    quiet = [203 + 0.2 * (bar % 2) for bar in range(40)]
    rows = straight(200, 190, 210, 200, 210, 203, *quiet, legs=(*INTO, 10, 10, 7, *([1] * 40)))
    assert "double top" in names(rows[:80])
    assert "double top" not in names(rows)


def test_a_neutral_one_takes_the_direction_of_its_break() -> None:
    turns, legs = (215, 180, 200, 190, 200, 190, 200, 190), (*INTO, 10, 10, 10, 10, 10)
    up = only(straight(*turns, 203, legs=(*legs, 13)))
    assert (up.name, up.direction, up.state) == ("rectangle", "bullish", "confirmed")
    assert (up.trigger(110), up.target(110), up.invalidation(110)) == (200, 210, 190)
    down = only(straight(*turns, 196, 186, legs=(*legs, 6, 10)))
    assert (down.name, down.direction) == ("rectangle", "bearish")
    assert (down.trigger(110), down.target(110), down.invalidation(110)) == (190, 180, 200)


NEAR_MISSES: dict[str, Rows] = {
    "double top": straight(200, 190, 210, 200, 212.5, 205, legs=(*INTO, 10, 12, 7)),  # tops a fifth of the height apart
    "double top ": straight(200, 202, 210, 200, 210, 203, legs=(*INTO, 10, 10, 7)),  # no rise into it
    "double top  ": straight(200, 190, 210, 200, 210, 203, legs=(*INTO, 6, 40, 7)),  # lopsided in time
    "triple top": straight(200, 190, 210, 200, 214, 200, 210, 203, legs=(*INTO, 10, 10, 10, 10, 7)),
    "head and shoulders": straight(200, 180, 205, 195, 207, 196, 206, 199, legs=(20, 25, 10, 12, 11, 10, 7)),  # no head
    "head and shoulders ": straight(200, 180, 200, 195, 220, 196, 213, 203, legs=(20, 25, 8, 25, 24, 17, 10)),
    "ascending triangle": straight(215, 150, 200, 184, 205, 190, 210, 203, legs=(20, 40, 12, 12, 8, 8, 5)),
    "rectangle": straight(215, 180, 200, 190, 200, 184, 200, 190, 193, legs=(*INTO, 10, 10, 10, 10, 10, 3)),
    "bull flag": flag(211, 210, 208, 207, 208, 205, 203, 204, 205.5),  # more than half of the pole is given back
    "bull flag ": flag(203.5, 203, 202.7, 203.2, 202.6, 202.2, 202.7, 203, pole=204.0),  # too short a pole
    "cup and handle": cup(bend=1.0),  # a V
    "cup and handle ": cup(handle=188.0),  # the handle hangs too low
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_none(name: str) -> None:
    assert name.strip() not in names(NEAR_MISSES[name])


def test_the_larger_formation_stands_for_those_within_it() -> None:
    """A triple top holds two double tops: one is told."""
    assert names(SHAPES["triple top"][2]) == ["triple top"]
