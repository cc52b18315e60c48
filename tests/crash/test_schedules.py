"""Of what is due nothing is lost and nothing told twice, whatever is killed."""

from pathlib import Path

import pytest

from tests.crash.schedules import killed_at_random


async def test_two_processes_killed_at_random_tell_each_time_once(tmp_path: Path) -> None:
    told = await killed_at_random(tmp_path, seed=1, seconds=5.0, store_too=False)
    assert (told.doubled, told.lost) == (0, 0)
    assert told.kills >= 2
    assert told.told > 20  # more than what was due at last


@pytest.mark.nightly
async def test_the_store_is_killed_too(tmp_path: Path) -> None:
    told = await killed_at_random(tmp_path, seed=2, seconds=60.0, store_too=True)
    assert (told.doubled, told.lost) == (0, 0)
