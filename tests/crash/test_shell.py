"""The whole desk, killed while it answers a script in the shell, and asked all of it again: each wish is done once, and
the journal is to the byte that of a desk that was let be."""

import asyncio
import json
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.crash.script import BEGIN, STEPS, at, minute, prices, write_market
from tests.house import OMEGA, environment, omega

SEED = 11
START_SECONDS = 30.0


def script() -> list[str]:
    """Requests, each with an id, and steps of the clock between them."""
    closes = [Decimal(str(row[4])) for row in prices(SEED)][-STEPS - 1 :]
    lines = list[str]()
    for step in range(1, STEPS, 3):
        p = closes[step]
        below, above, far = at(p, "-0.05"), at(p, "0.05"), at(p, "-3")
        wish = (
            f"/buy symbol:BTC/USDT amount:0.02 stop:{far}",
            f"/buy symbol:BTC/USDT amount:5% type:limit price:{below} stop:{far} target:{at(p, '0.2')}",
            f"/buy symbol:BTC/USDT amount:0.01 type:stop trigger:{above} stop:{far}",
            f"/sell symbol:BTC/USDT amount:0.03 leverage:5 stop:{at(p, '0.3')} target:{at(p, '-0.2')}",
            f"/buy symbol:BTC/USDT amount:100usdt type:limit price:{far} stop:{at(p, '-6')}",
            "/close symbol:BTC/USDT part:50%",
            "/cancel order:all",
        )[len(lines) // 2 % 7]
        lines += [f"--step {minute(step).isoformat()}", f"--yes --id wish-{step} {wish}"]
    return lines


async def ask_all(home: Path, market: Path, kill_after: int | None = None, delay: float = 0.0) -> list[str]:
    """Send the script to a new process, which is killed when it has answered so many; the answers come back."""
    replay = ("--market", "replay", "--data", str(market), "--at", BEGIN.isoformat())
    process = await asyncio.create_subprocess_exec(
        *(OMEGA, "ask", "-", *replay, "--home", str(home), "--as", "ann:trader"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=environment(),
        limit=2**24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n".join(script()).encode() + b"\n")
    process.stdin.close()
    answers = list[str]()
    async with asyncio.timeout(START_SECONDS):
        while len(answers) != kill_after and (answer := await process.stdout.readline()):
            answers.append(answer.decode())
        if kill_after is not None:
            await asyncio.sleep(delay)
            process.send_signal(signal.SIGKILL)
        await process.wait()
    return answers


async def exported(home: Path) -> list[str]:
    status, out, errors = await omega("journal", "export", home=home)
    assert (status, errors) == (0, "")
    return out.splitlines()


async def kill_and_ask_again(folder: Path, rounds: int, seed: int) -> None:
    market, chance = folder / "market", Random(seed)  # noqa: S311
    write_market(market, SEED)
    wishes = sum("--id" in line for line in script())
    plain_answers = await ask_all(folder / "plain", market)
    plain = await exported(folder / "plain")
    kinds = Counter(json.loads(line)["record"]["kind"] for line in plain)
    assert len(plain_answers) == wishes
    assert sum(map(len, map(orders_in, plain_answers))) > wishes / 2
    assert kinds["ordered"] > wishes / 2
    assert kinds["filled"] > 5
    home = folder / "home"
    for _ in range(rounds):
        answers = await ask_all(home, market, chance.randrange(wishes), chance.random() * 0.05)
        kept = await exported(home)
        assert kept == plain[: len(kept)]
        told = {order for answer in answers for order in orders_in(answer)}
        assert told <= {json.loads(line)["id"] for line in kept}, "an order that was acknowledged is lost"
    assert len(await ask_all(home, market)) == wishes
    assert await exported(home) == plain
    status, out, _ = await omega("journal", "rebuild", home=home)
    assert status == 0, out


def orders_in(answer: str) -> list[str]:
    """The id of the order that an answer says is placed, if it is of one."""
    told = json.loads(answer)
    return [told["answer"]["id"]] if "answer" in told and told["request"]["name"] == "order place" else []


async def test_a_few_kills_of_the_desk(tmp_path: Path) -> None:
    await kill_and_ask_again(tmp_path, rounds=1, seed=1)


@pytest.mark.nightly
async def test_many_kills_of_the_desk(tmp_path: Path) -> None:
    await kill_and_ask_again(tmp_path, rounds=60, seed=2)
