"""Whatever is killed, nothing that people want to be told of is missed, and nothing is told twice: held against a
program of its own that follows every alert at every move. It finds a fault that is planted."""

from pathlib import Path

import pytest

from tests.crash.alerts.rounds import live_through


async def test_a_few_kills_miss_and_double_nothing(tmp_path: Path) -> None:
    figures = await live_through(tmp_path, seed=1, wishes=2_000, steps=20, acts=10, kills=3, restarts=1)
    assert figures.due > 500
    assert (figures.kills, figures.restarts) == (3, 1)
    assert figures.clean, figures


async def test_an_engine_that_fires_whatever_became_of_an_alert_is_found_out(tmp_path: Path) -> None:
    """Two engines have to meet at an alert, which is a matter of moments: it is tried until they do."""
    for seed in range(2, 12):
        home = tmp_path / str(seed)
        home.mkdir()
        figures = await live_through(home, seed, wishes=2_000, steps=10, kills=0, restarts=0, fault="unguarded")
        if figures.doubled:
            return
    pytest.fail("nothing was doubled")


async def test_an_engine_that_is_deaf_to_what_came_before_it_heard_is_found_out(tmp_path: Path) -> None:
    figures = await live_through(
        tmp_path, seed=3, wishes=500, steps=10, acts=40, workers=1, kills=0, restarts=0, fault="deaf"
    )
    assert figures.missed, figures


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10, 16))
async def test_many_kills_miss_and_double_nothing(tmp_path: Path, seed: int) -> None:
    figures = await live_through(tmp_path, seed, wishes=20_000, series=100, steps=120, acts=30, kills=30, restarts=8)
    assert figures.clean, figures


@pytest.mark.nightly
async def test_with_a_million_nothing_is_missed_or_doubled(tmp_path: Path) -> None:
    figures = await live_through(
        tmp_path, seed=9, wishes=1_000_000, series=500, near=0.02, steps=20, acts=60, kills=3, restarts=1
    )
    assert figures.clean, figures
