"""Whatever is killed, and whenever: no order is doubled, none that was acknowledged is lost, and what the accounts come
to is what it would be had nothing happened, to the last digit."""

from pathlib import Path

import pytest

from tests.crash.driver import Victim
from tests.crash.rounds import AGENT, VICTIMS, at_every_point, at_random

SECONDS = 6.0


async def test_a_few_kills_double_and_lose_nothing(tmp_path: Path) -> None:
    figures = await at_random(tmp_path, seed=1, seconds=SECONDS)
    assert figures.rounds > 2
    assert figures.clean, figures


@pytest.mark.nightly
async def test_a_few_kills_of_the_agent_double_and_lose_nothing(tmp_path: Path) -> None:
    figures = await at_random(tmp_path, seed=5, seconds=SECONDS, script=AGENT)
    assert figures.rounds
    assert figures.clean, figures


@pytest.mark.nightly
@pytest.mark.parametrize("victim", VICTIMS)
async def test_kills_at_every_step_of_the_agent_double_and_lose_nothing(tmp_path: Path, victim: Victim) -> None:
    figures = await at_every_point(tmp_path, seed=6, victim=victim, script=AGENT)
    assert figures.clean, figures


@pytest.mark.nightly
async def test_a_kill_at_every_step_doubles_and_loses_nothing(tmp_path: Path) -> None:
    figures = await at_every_point(tmp_path, seed=2, victim="process")
    assert figures.clean, figures


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3, 6))
async def test_many_kills_double_and_lose_nothing(tmp_path: Path, seed: int) -> None:
    figures = await at_random(tmp_path, seed, seconds=120.0)
    assert figures.clean, figures
