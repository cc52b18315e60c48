"""If these failed, a table would tell a cluster on the wrong side, or chance in the wrong word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.fib_confluence import cluster_table, clusters_near, odds
from personas.render import Voices
from services.studies.fib_confluence import FibConfluence
from tests.answers._fib_buttons import assert_the_other_studies_are_a_press_away
from tests.answers.fib_confluence.sample import SAMPLES, confluence_answer, random_clusters
from tests.cards import said_by_all
from tests.faces import tone

ranges = st.floats(1e-4, 0.3)

sizes = st.floats(1e-8, 1e6)


@pytest.mark.parametrize(
    ("share", "word"), [(0.001, "rare"), (0.05, "rare"), (0.051, "uncommon"), (0.2, "uncommon"), (0.6, "common")]
)
def test_odds(share: float, word: str) -> None:
    assert odds(share) == word


def test_clusters_around_the_price() -> None:
    answer = confluence_answer((3.0, 2.0, 1.0, 0.5, -0.5, -1.0))
    shown = clusters_near(answer, 2)
    assert [one and round(one.distance_atr, 2) for one in shown] == [0.95, 0.45, None, -0.45, -0.95]
    assert cluster_table(shown, answer.price)[2].split() == ["now", "42,411.11"]
    inside = clusters_near(SAMPLES["at the price"], 1)
    assert inside[1] is not None
    assert inside[1].inside
    assert cluster_table(inside, 42_411.11)[1].endswith("here")


@given(
    price=sizes,
    atr=ranges,
    away=st.lists(st.floats(-9, 9), max_size=8).map(tuple),
    chance=st.floats(1 / 1001, 1),
)
def test_clusters(voices: Voices, price: float, atr: float, away: Any, chance: float) -> None:
    near = tuple(far for far in away if price * (1 + far * atr) > 0)
    said_by_all(voices, confluence_answer(near, price, atr=atr * price, chance=chance))


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_clusters(60):
        said_by_all(voices, answer)


def test_tables_fit_a_phone() -> None:
    for label, answer in SAMPLES.items():
        assert label == "tiny" or all(len(line) <= 36 for line in cluster_table(clusters_near(answer), answer.price)), (
            label
        )


def test_buttons() -> None:
    assert_the_other_studies_are_a_press_away(confluence_answer(), FibConfluence)


def test_clusters_take_no_side() -> None:
    assert tone(confluence_answer()) == "neutral"
