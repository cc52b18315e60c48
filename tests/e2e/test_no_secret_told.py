"""Secrets that are planted everywhere, while everything that they are for goes wrong: no line anywhere has one."""

import asyncio
import signal
from pathlib import Path

import pytest

from config.secrets import NAMES
from tests.anthropic_api import AnthropicApi
from tests.house import started

PLANTED = {
    "DISCORD_TOKEN": "planted-token-of-a-bot",
    "REDIS_PASSWORD": 'planted pass"word\\of/the store',
    "ANTHROPIC_API_KEY": "sk-ant-planted-key",
    "OMEGA_WATCHDOG__WEBHOOK": "http://127.0.0.1:1/api/webhooks/1/planted-hook",
    "OMEGA_WATCHDOG__ENDPOINT": "http://127.0.0.1:1/planted-endpoint?key=planted",
}
COMMANDS = {
    "run": ("run",),
    "worker": ("worker",),
    "watchdog": ("watchdog",),
    "check": ("check", "--strict"),
    "ask": ("ask", "/ai ask symbol:btc"),
}
SECONDS = 5
END_SECONDS = 30


@pytest.mark.parametrize("log", ["text", "json"])
async def test_no_secret_is_told_whatever_goes_wrong(tmp_path: Path, unused_tcp_port: int, log: str) -> None:
    assert {*PLANTED} == {*NAMES}
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name, text in PLANTED.items():
        (secrets / name).write_text(text)
    async with AnthropicApi() as api:  # which knows another key
        variables = {
            "OMEGA_SECRETS": str(secrets),
            "OMEGA_LOG": log,
            "OMEGA_MARKET": "sim",
            "OMEGA_WATCHDOG__SILENT": "20",
            "OMEGA_WATCHDOG__BESIDE": "false",
            "REDIS_URL": f"redis://planted-user:planted-in-the-address@127.0.0.1:{unused_tcp_port}/0",
            "OMEGA_DISCORD_API": f"http://127.0.0.1:{unused_tcp_port}/api/v10",
            "OMEGA_DISCORD_GATEWAY": f"ws://127.0.0.1:{unused_tcp_port}",
            "ANTHROPIC_BASE_URL": api.url,
        }
        await asyncio.gather(*(told(tmp_path / name, variables, *line) for name, line in COMMANDS.items()))
    texts = [file for name in COMMANDS for file in (tmp_path / name).rglob("*") if file.is_file()]
    assert any("does not answer" in file.read_text() for file in texts), "something went wrong and was told"
    for file in texts:
        assert "planted" not in file.read_text(errors="replace").replace("planted-user", ""), file


async def told(home: Path, variables: dict[str, str], *command: str) -> None:
    """Run ``command`` for a while, with all that it says kept in ``home``."""
    home.mkdir()
    (lines := home.parent / f"{home.name}.lines").touch()
    out, errors = home / "out", home / "errors"
    given = {**variables, "OMEGA_HOME": str(home)}
    process = await started(*command, variables=given, lines=lines, out=out, errors=errors)
    try:
        async with asyncio.timeout(SECONDS):
            await process.wait()
    except TimeoutError:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
