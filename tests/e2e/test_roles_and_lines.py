"""``omega ask -`` and ``omega worker``, as a script uses them."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from tests.conftest import eventually
from tests.house import OMEGA, environment, omega

AT = "2023-12-30T19:00:00Z"


async def test_lines_are_answered_by_lines_and_the_status_tells_whether_all_were(tmp_path: Path) -> None:
    lines = "/price btc\n--step 2023-12-30T20:00:00Z\n--as ada:admin /price btc\n"
    status, out, errors = await omega("ask", "-", "--market", "sim", "--at", AT, home=tmp_path, lines=lines)
    assert (status, errors) == (0, "")
    assert [json.loads(line)["answer"]["as_of"] for line in out.splitlines()] == [AT, "2023-12-30T20:00:00Z"]
    status, out, _ = await omega("ask", "-", "--market", "sim", "--at", AT, home=tmp_path, lines="/persona use voice:z")
    assert status == 1
    assert json.loads(out)["error"]["type"] == "NotConfirmed"


async def test_a_change_from_the_shell_wants_a_yes(tmp_path: Path) -> None:
    status, out, _ = await omega("ask", "/persona use voice:z", "--market", "sim", home=tmp_path)
    assert status == 1
    assert "--yes" in out
    status, out, _ = await omega("ask", "/persona use voice:z", "--yes", "--market", "sim", "--json", home=tmp_path)
    assert status == 0
    assert json.loads(out)["answer"]["voice"]["name"] == "z"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "-", "--png", "x.png"), "--png"),
        (("ask", "/price btc", "--speed", "60", "--market", "sim"), "--at"),
        (("ask", "/price btc", "--speed", "60", "--at", AT), "speed"),
        (("ask", "/price btc", "--speed", "-1", "--at", AT, "--market", "sim"), "speed"),
        (("run", "--role", "captain"), "captain"),
        (("run", "--role", "gateway", "--role", "worker"), "DISCORD_TOKEN"),
    ],
)
async def test_wrong_usage_is_exit_2(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    status, _, errors = await omega(*arguments, home=tmp_path)
    assert status == 2
    assert told in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("arguments", [("worker",), ("run", "--role", "worker", "--role", "scheduler")])
async def test_a_worker_needs_no_token_and_is_there_until_told_to_end(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    process = await asyncio.create_subprocess_exec(
        OMEGA, *arguments, "--market", "sim", "--home", str(tmp_path), env=environment()
    )
    log = tmp_path / "logs" / "omega.log"
    await eventually(lambda: log.exists() and '"serving"' in log.read_text(), 30)
    assert process.returncode is None
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        assert await process.wait() == 0
