"""The eclipses that NASA's canons list, and no others."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from analytics.sky._source import source
from analytics.sky.eclipses import eclipses
from analytics.sky.events import Eclipse
from analytics.sky.tracks import tracks
from tests.unit.analytics.sky.reference import column, rows


@pytest.fixture(scope="module")
def century() -> list[Eclipse]:
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (1901, 2053))
    return eclipses(tracks(start, end, ("sun", "moon"), nutate=False))


def test_eclipses_are_those_of_the_tables(shared_data: Path, century: list[Eclipse]) -> None:
    table = rows(shared_data, "eclipses_2020_2030")
    found = [eclipse for eclipse in century if 2020 <= eclipse.time.year <= 2030]
    assert [("lunar" if each.of == "moon" else "solar", each.type) for each in found] == [
        (row["kind"], row["type"]) for row in table
    ]
    tt = source().timescale.ut1_jd(column(table, "jd_ut1")).tt
    assert np.abs(np.array([each.tt for each in found]) - tt).max() * 86400 < 15


def test_the_twentieth_century_counts_as_in_the_canons(century: list[Eclipse]) -> None:
    """Espenak and Meeus: 228 solar and 229 lunar eclipses from 1901 to 2000."""
    assert Counter((each.of, each.type) for each in century if each.time.year <= 2000) == {
        ("sun", "partial"): 78,
        ("sun", "annular"): 73,
        ("sun", "total"): 71,
        ("sun", "hybrid"): 6,
        ("moon", "penumbral"): 83,
        ("moon", "partial"): 65,
        ("moon", "total"): 81,
    }


def test_hybrid_eclipses_are_known(century: list[Eclipse]) -> None:
    assert [each.time.date().isoformat() for each in century if each.type == "hybrid"] == [
        "1908-12-23", "1909-06-17", "1912-04-17", "1930-04-28", "1986-10-03", "1987-03-29",
        "2005-04-08", "2013-11-03", "2023-04-20", "2031-11-14", "2049-11-25", "2050-05-20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "name", "gamma", "magnitude"),
    [
        ("2024-04-08", "Total solar eclipse", 0.3431, 1.0566),
        ("2023-04-20", "Hybrid solar eclipse", -0.3952, 1.0132),
        ("2020-06-21", "Annular solar eclipse", 0.1209, 0.9940),
        ("2022-10-25", "Partial solar eclipse", 1.0701, 0.8619),
        ("2025-03-14", "Total lunar eclipse", 0.3485, 1.1784),
        ("2015-04-04", "Total lunar eclipse", 0.4460, 1.0008),
        ("2014-04-29", "Annular solar eclipse", -1.0000, 0.9868),
    ],
)
def test_size_is_that_of_the_canons(
    century: list[Eclipse], day: str, name: str, gamma: float, magnitude: float
) -> None:
    eclipse = next(each for each in century if each.time.date().isoformat() == day)
    assert eclipse.name == name
    assert eclipse.gamma == pytest.approx(gamma, abs=2e-4)
    assert eclipse.magnitude == pytest.approx(magnitude, abs=5e-4)


def test_lunar_eclipses_are_those_of_skyfield(century: list[Eclipse]) -> None:
    from skyfield.eclipselib import LUNAR_ECLIPSES, lunar_eclipses

    sky = source()
    scale = sky.timescale
    first, last = scale.tt(2000, 1, 1), scale.tt(2010, 1, 1)
    at, code, details = lunar_eclipses(first, last, sky.kernel)
    found = [each for each in century if each.of == "moon" and first.tt <= each.tt < last.tt]
    assert [each.type for each in found] == [LUNAR_ECLIPSES[each].lower() for each in code]
    assert np.abs(np.array([each.tt for each in found]) - at.tt).max() * 86400 < 20
    np.testing.assert_allclose([each.magnitude for each in found], details["umbral_magnitude"], atol=0.003)
