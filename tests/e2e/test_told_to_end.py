"""A container's first process hears no signal that it has no handler for: one that is told to end while it still
begins must end too, and not be killed half a minute later."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

NAMESPACE = ["unshare", "--fork", "--pid", "--mount-proc"]
SECONDS = 30


def _can_unshare() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


@pytest.mark.skipif(not _can_unshare(), reason="this user may make no process namespace")
@pytest.mark.parametrize("after", [0.15, 0.6])
def test_the_first_process_of_a_container_ends_when_told_to_while_it_begins(tmp_path: Path, after: float) -> None:
    starts = [*NAMESPACE, "--kill-child", sys.executable, "-m", "bot", "worker", "--home", str(tmp_path)]
    with subprocess.Popen(starts, stderr=subprocess.DEVNULL) as outside:  # noqa: S603
        try:
            time.sleep(after)
            (first,) = Path(f"/proc/{outside.pid}/task/{outside.pid}/children").read_text().split()
            subprocess.run(["kill", f"-{signal.SIGTERM}", first], check=True)  # noqa: S603, S607
            assert outside.wait(SECONDS) in (0, 128 + signal.SIGTERM)
        finally:
            outside.kill()
