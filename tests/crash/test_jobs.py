"""Of jobs nothing is lost, nothing doubled and each end told once, whatever is killed."""

from pathlib import Path

import pytest

from tests.crash.jobs import killed_at_random


@pytest.mark.nightly
@pytest.mark.parametrize("store_too", [False, True])
async def test_processes_killed_at_random_end_each_job_once(tmp_path: Path, store_too: bool) -> None:
    ends = await killed_at_random(tmp_path, seed=1, seconds=30.0, store_too=store_too)
    assert (ends.wrong, ends.doubled, ends.untold) == (0, 0, 0)
    assert ends.kills >= 5
