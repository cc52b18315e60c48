"""The command line, as a person or a script uses it."""

import asyncio
import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from tests.anthropic_api import KEY, AnthropicApi
from tests.conftest import eventually
from tests.house import OMEGA, environment, omega
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours

AT = "2023-12-30T19:00:00Z"
LEVELS = "/fib levels symbol:BTC/USDT timeframe:4h"


async def test_the_same_question_at_the_same_time_is_the_same_to_the_byte(tmp_path: Path) -> None:
    arguments = ("ask", LEVELS, "--market", "sim", "--at", AT, "--voice", "z", "--json")
    first, again = [await omega(*arguments, home=tmp_path, variables={"PYTHONHASHSEED": seed}) for seed in "12"]
    assert first == again
    status, out, errors = first
    assert (status, errors) == (0, "")
    document = json.loads(out)
    assert document["request"] == {"name": "fib levels", "symbol": "BTC/USDT", "timeframe": "4h", "lookback": 200}
    assert document["answer"]["as_of"] == AT
    assert document["answer"]["provenance"]["source"] == "sim"
    assert document["card"]["voice"] == "z"
    assert "SIMULATED" in document["card"]["footer"]


@pytest.mark.parametrize(("base", "timeframe", "hours"), [("BTC", "4h", 4), ("DOGE", "1d", 24), ("MATIC", "1h", 1)])
async def test_levels_of_real_candles_are_those_worked_out_by_hand(
    tmp_path: Path, shared_data: Path, now: datetime, base: str, timeframe: str, hours: int
) -> None:
    replay = ("--market", "replay", "--data", str(shared_data / "candles"), "--at", now.isoformat())
    asked = f"/fib levels symbol:{base.lower()} timeframe:{timeframe} lookback:120"
    status, out, errors = await omega("ask", asked, *replay, "--json", home=tmp_path)
    assert (status, errors) == (0, "")
    answer = json.loads(out)["answer"]
    bars = closed_bars(closed_hours(shared_data, base, now), hours * HOUR, now)[-120:]
    highest, lowest = max(bars, key=lambda bar: bar[2]), min(bars, key=lambda bar: bar[3])
    low, high = (lowest[0], lowest[3]), (highest[0], highest[2])
    start, end = (low, high) if high[0] > low[0] else (high, low)
    assert answer["swing"]["start"]["price"] == start[1]
    assert answer["swing"]["end"]["price"] == end[1]
    assert datetime.fromisoformat(answer["swing"]["end"]["time"]).timestamp() * 1000 == end[0]
    for level in answer["levels"]:
        begin, ratio = (start[1], level["ratio"]) if level["kind"] == "extension" else (end[1], -level["ratio"])
        assert level["price"] == pytest.approx(begin + ratio * (end[1] - start[1]), rel=1e-12)
        assert level["distance"] == pytest.approx(level["price"] / answer["price"] - 1, rel=1e-9)


async def test_a_refusal_is_exit_1_with_the_error_as_json(tmp_path: Path) -> None:
    status, out, _ = await omega("ask", "/price symbol:btcc", "--market", "sim", "--json", home=tmp_path)
    assert status == 1
    error = json.loads(out)["error"]
    assert error["type"] == "UnknownSymbol"
    assert error["symbol"] == "btcc"
    assert "BTC/USDT" in error["close_matches"]


async def test_schemas_are_printed_for_one_request_and_for_all(tmp_path: Path) -> None:
    _, out, errors = await omega("schema", "fib", "levels", home=tmp_path)
    assert errors == ""
    assert json.loads(out)["request"]["properties"]["timeframe"]["default"] == "4h"
    _, out, _ = await omega("schema", home=tmp_path)
    assert {"fib levels", "risk size", "help"} <= {schema["name"] for schema in json.loads(out)}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("schema", "fib", "lvels"), "fib levels"),
        (("ask", LEVELS, "--at", "yesterday"), "ISO 8601"),
        (("ask", LEVELS, "--as", "ada:owner"), "owner"),
        (("ask", LEVELS, "--as", "a b"), "no name"),
        (("ask", LEVELS, "--market", "replay"), "--data"),
        (("run",), "DISCORD_TOKEN"),
        (("ask", LEVELS, "--market", "sim", "--voice", "nobody"), "there is no voice named 'nobody'"),
        (("ask", LEVELS, "--market", "sim", "--home", "/proc/nope"), "home folder"),
        (("ask", LEVELS, "--market", "sim", "--png", "/nowhere/x.png"), "/nowhere/x.png"),
    ],
)
async def test_wrong_usage_is_exit_2_and_says_what_to_do(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    status, _, errors = await omega(*arguments, home=tmp_path)
    assert status == 2
    assert told in errors
    assert "Traceback" not in errors


async def test_a_store_that_is_named_wrongly_is_told(tmp_path: Path) -> None:
    variables = {"REDIS_URL": "localhost:6379"}
    status, _, errors = await omega("ask", LEVELS, "--market", "sim", home=tmp_path, variables=variables)
    assert status == 2
    assert "REDIS_URL" in errors
    assert "Traceback" not in errors


async def test_the_card_is_drawn_for_the_terminal_and_its_picture_kept(tmp_path: Path) -> None:
    picture = tmp_path / "levels.png"
    status, out, _ = await omega("ask", LEVELS, "--market", "sim", "--png", str(picture), home=tmp_path)
    assert status == 0
    assert "BTC/USDT" in out
    assert "SIMULATED" in out
    assert "\x1b[" not in out, "no colours where nobody sees them"
    assert picture.read_bytes().startswith(b"\x89PNG")


async def test_without_an_exchange_the_terminal_tells_another_way(tmp_path: Path, unused_tcp_port: int) -> None:
    variables = {"OMEGA_EXCHANGE_URL": f"http://127.0.0.1:{unused_tcp_port}", "OMEGA_MARKET": "live"}
    status, out, _ = await omega("ask", "/price btc", home=tmp_path, variables=variables)
    assert status == 1
    assert "--market sim" in out


async def test_a_viewer_may_look_and_check_tells_what_is_missing(tmp_path: Path) -> None:
    status, _, _ = await omega("ask", "price btc", "--market", "sim", "--as", "viewer", home=tmp_path)
    assert status == 0
    status, out, _ = await omega("check", "--market", "sim", home=tmp_path)
    assert status == 0
    for part in ("store", "market", "discord", "roles", "live trading", "no ANTHROPIC_API_KEY", "prompts"):
        assert part in out
    assert "nobody is told when a part falls silent" in " ".join(out.split())
    closed = {"OMEGA_WATCHDOG__WEBHOOK": "http://127.0.0.1:1/api/webhooks/1/hooks-AbC", "OMEGA_SIGNALS__PORT": "8477"}
    status, out, errors = await omega("check", "--market", "sim", home=tmp_path, variables=closed)
    assert status == 1
    assert "the webhook is not reachable" in " ".join(out.split())
    assert "127.0.0.1:8477" in out
    assert "hooks-AbC" not in out + errors
    status, out, _ = await omega("check", "--market", "replay", "--data", str(tmp_path / "none"), home=tmp_path)
    assert status == 1


async def test_whoever_asks_by_name_has_their_own_voice(tmp_path: Path) -> None:
    async def asked(text: str, who: str) -> dict[str, Any]:
        status, out, errors = await omega("ask", text, "--market", "sim", "--json", "--as", who, "--yes", home=tmp_path)
        assert status == 0, errors
        answer: dict[str, Any] = json.loads(out)["answer"]
        return answer

    await asked("persona use z", "ada:viewer")
    for who, voice in (("ada", "z"), ("ada:admin", "z"), ("ben", "biel"), ("viewer", "biel")):
        assert (await asked("persona list", who))["current"] == voice


async def test_a_refused_token_is_said_plainly(tmp_path: Path) -> None:
    async with Playground() as playground:
        variables = {
            "DISCORD_TOKEN": "wrong-token-of-mine",
            "OMEGA_DISCORD_API": playground.api,
            "OMEGA_DISCORD_GATEWAY": playground.gateway,
            "OMEGA_MARKET": "sim",
        }
        status, out, errors = await omega("run", home=tmp_path, variables=variables)
        checked, told, _ = await omega("check", home=tmp_path, variables=variables)
    assert status == 1
    assert "DISCORD_TOKEN" in errors
    assert "Traceback" not in errors
    assert "wrong-token-of-mine" not in out + errors
    assert checked == 1
    assert "refuses" in told


async def test_check_tells_whether_the_model_takes_the_key_and_which_prompts_are_used(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "system.md").write_text("no prompt")
    async with AnthropicApi() as api:
        variables = {"ANTHROPIC_BASE_URL": api.url, "OMEGA_MARKET": "sim"}
        told = {}
        for key in (KEY, "sk-ant-another"):
            status, out, _ = await omega("check", home=tmp_path, variables={**variables, "ANTHROPIC_API_KEY": key})
            told[key] = " ".join(out.split())
            assert (status, key in out) == (1, False)
    assert "the key is taken: claude-sonnet-5-5, 2 and 10 dollars for a million tokens" in told[KEY]
    assert "system.md, line 1: begin it with a line ---" in told[KEY]
    assert "Anthropic refuses it" in told["sk-ant-another"]


async def test_check_looks_at_the_model_also_where_the_store_cannot_start(tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    async with AnthropicApi() as api:
        variables = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": api.url, "OMEGA_MARKET": "sim"}
        status, out, _ = await omega("check", home=tmp_path, variables=variables)
    assert status == 1
    assert "cannot write to" in " ".join(out.split())
    assert "the key is taken" in " ".join(out.split())


async def test_the_demo_starts_says_where_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """In a real terminal, as a newcomer sees it."""
    screen, terminal = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        OMEGA,
        *("demo", "--market", "sim", "--port", "0", "--no-open", "--home", str(tmp_path)),
        env=environment(),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    os.set_blocking(screen, False)
    seen = ""

    def shows(text: str) -> bool:
        nonlocal seen
        with suppress(OSError):
            seen += os.read(screen, 65536).decode()
        return text in seen

    await eventually(lambda: shows("Ctrl-C ends"), 30)
    url = re.findall(r"http://127\.0\.0\.1:\d+", seen)[0]
    async with aiohttp.ClientSession() as session, session.get(url) as page:
        assert page.status == 200
        assert "Omega" in await page.text()
    process.send_signal(signal.SIGINT)
    await eventually(lambda: shows("Omega has ended"), 15)
    assert await process.wait() == 0
    os.close(screen)
    assert "Traceback" not in seen
    with (tmp_path / "store" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where a store is left running


def test_importing_the_command_line_is_light() -> None:
    """``omega --help`` must not wait for what it does not use."""

    code = (
        "import sys, bot.cli; print(sorted({'discord', 'numpy', 'ccxt', 'PIL', 'talib', 'redis'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    assert out.stdout.strip() == "[]"
