"""Odd machines (a terminal of old letters, a full disk, a network behind a proxy): each is told in a sentence."""

import asyncio
import json
import shlex
from pathlib import Path

import pytest

from tests.exchange import Exchange
from tests.house import OMEGA, environment, omega
from tests.school import lesson, put


@pytest.mark.parametrize(
    "terminal",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp437"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["ascii", "cp437", "C"],
)
async def test_a_terminal_of_old_letters_shows_cards_and_writes_json(tmp_path: Path, terminal: dict[str, str]) -> None:
    asked = ("ask", "/price symbol:btc", "--market", "sim", "--at", "2026-03-03T12:00:00Z")
    status, _, errors = await omega(*asked, home=tmp_path, variables=terminal)
    assert (status, errors) == (0, "")
    status, out, errors = await omega(*asked, "--json", home=tmp_path, variables=terminal)
    assert (status, errors) == (0, "")
    assert "·" in json.loads(out)["card"]["footer"], "JSON is UTF-8 everywhere"


@pytest.mark.parametrize("command", ["ask '/price symbol:btc'", "check", "demo --no-open"])
async def test_without_room_on_the_disk_a_sentence_says_so(tmp_path: Path, command: str) -> None:
    line = f"ulimit -f 0; exec {shlex.quote(str(OMEGA))} {command} --market sim --home {shlex.quote(str(tmp_path))}"
    process = await asyncio.create_subprocess_shell(
        line, env=environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(60):
        out, _ = await process.communicate()
    told = " ".join(out.decode().split())
    assert process.returncode == 1
    assert "cannot write to" in told or "cannot be written to" in told
    assert "File too large" in told
    assert "Traceback" not in told


async def test_an_exchange_is_asked_through_the_proxy_of_the_environment(tmp_path: Path) -> None:
    async with Exchange() as exchange:
        away = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": "http://exchange.test"}
        status, out, _ = await omega(
            "ask", "/price symbol:btc", home=tmp_path, variables={**away, "HTTP_PROXY": exchange.url}
        )
        assert status == 0, out
        status, out, _ = await omega(
            "ask",
            "/price symbol:eth",
            home=tmp_path / "other",
            variables={"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url, "HTTP_PROXY": "http://127.0.0.1:9"},
        )
        assert status == 0, f"this machine is asked without a proxy: {out}"


async def test_check_says_who_may_what_as_it_understood_it(tmp_path: Path) -> None:
    (tmp_path / "omega.yaml").write_text(
        "voice: z\n"
        "roles:\n"
        "  123456789012345678:\n"
        '    trader: ["@Senior  Traders", "<@&223456789012345678>", 323456789012345678]\n'
        "    admin:\n"
        "  dm: {viewer: everyone}\n"
    )
    status, out, errors = await omega("check", "--market", "sim", home=tmp_path, variables={"COLUMNS": "300"})
    assert (status, errors) == (0, "")
    ids = "the role of id 223456789012345678, the role of id 323456789012345678"
    assert f"in server 123456789012345678 trader: “senior traders”, {ids}" in out
    assert "in direct messages viewer: everybody" in out
    assert "z speaks" in out
    put(tmp_path, "lessons/risk/mine.md", lesson(place=40))
    (tmp_path / "omega.yaml").write_text(f"education: {{lessons: {tmp_path / 'lessons'}}}\n")
    status, out, _ = await omega("check", "--market", "sim", home=tmp_path, variables={"COLUMNS": "300"})
    assert status == 0
    assert f"those of {tmp_path / 'lessons'} before ours" in out
    put(tmp_path, "lessons/risk/mine.md", lesson(chart={"asks": "/balance"}))
    status, out, _ = await omega("check", "--market", "sim", home=tmp_path, variables={"COLUMNS": "300"})
    assert status == 1
    assert "risk/mine.md:" in out
    assert "chart: /balance: /balance is not for everybody" in out
    (tmp_path / "omega.yaml").write_text("voice: bob\n")
    status, out, _ = await omega("check", "--market", "sim", home=tmp_path, variables={"COLUMNS": "300"})
    assert status == 1
    assert "no voice named 'bob'" in out
