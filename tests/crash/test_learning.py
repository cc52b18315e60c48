"""Every reply that somebody was told of counts, and counts once, whatever is killed."""

from pathlib import Path

import pytest

from tests.crash.learning import killed_at_random


async def test_two_processes_killed_at_random_count_each_reply_once(tmp_path: Path) -> None:
    learnt = await killed_at_random(tmp_path, seed=1, kills=2, store_too=False)
    assert (learnt.lost, learnt.doubled, learnt.unequal) == (0, 0, 0)
    assert learnt.told >= 2


@pytest.mark.nightly
async def test_the_store_is_killed_too(tmp_path: Path) -> None:
    learnt = await killed_at_random(tmp_path, seed=2, kills=40, store_too=True)
    assert (learnt.lost, learnt.doubled, learnt.unequal) == (0, 0, 0)
