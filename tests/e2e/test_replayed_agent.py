"""A replayed market with the rule-based brain, through every layer: what may come of it at each level, once."""

import asyncio
import json
import math
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from services.market.timeframes import HOUR, to_ms
from tests.house import OMEGA, environment, omega

BEGIN = datetime(2024, 3, 1, tzinfo=UTC)
BEFORE = 1_100
"""Hours of the market before it begins."""
BARS = 150
FOUR = timedelta(hours=4)
EARNED = """\
autonomy: {earned: {decisions: 0}, drops: {losing_streak: 1000, daily_loss: 0.9}}
ai:
  thresholds: {suggest: 0.4, execute: 0.45}
  session: {trades: 1000, losing_streak: 1000, review_after: 1000, daily_loss: 0.9}
limits: {drawdown: 0.9}
"""
"""Nothing makes it fall back or wait for somebody within the replay, and the rules, which are no surer than such plans
came true before, are sure enough to act."""
START_SECONDS = 30.0


def write_market(folder: Path, seed: int = 5) -> Path:
    """Hours of a market that trends, turns and ranges by chance."""
    chance, price, rows = Random(seed), 40_000.0, list[str]()  # noqa: S311
    for hour in range(BEFORE + 4 * BARS + 4):
        drift = 0.0016 * math.sin(hour / 60) + 0.0008 * math.sin(hour / 17)
        steps = [price * math.exp(drift * part / 4 + chance.gauss(0, 0.0025)) for part in range(1, 5)]
        bar = (price, max(price, *steps), min(price, *steps), steps[-1])
        at = to_ms(BEGIN) + (hour - BEFORE) * HOUR
        rows.append(f"{at},{','.join(f'{each:.2f}' for each in bar)},{chance.uniform(200, 900):.3f}")
        price = steps[-1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "BTC-USDT_1h.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *rows]))
    return folder


def home_of(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "omega.yaml").write_text(EARNED)
    return folder


def opening(level: str) -> list[str]:
    return [
        f"--as ann:admin --yes --id level /autonomy level:{level}",
        "--yes --id on /ai on symbol:BTC/USDT timeframe:4h",
    ]


def steps(first: int, last: int) -> list[str]:
    return [f"--step {(BEGIN + n * FOUR).isoformat()}" for n in range(first, last + 1)]


async def asked(home: Path, market: Path, lines: Sequence[str], at: datetime = BEGIN) -> list[dict[str, Any]]:
    where = ("--market", "replay", "--data", str(market), "--at", at.isoformat(), "--as", "ann:trader")
    _, out, errors = await omega("ask", "-", *where, home=home, lines="\n".join(lines))
    assert errors == ""
    return [json.loads(line) for line in out.splitlines()]


async def records(home: Path) -> list[dict[str, Any]]:
    """All that was written into ann's account, after it was verified and made anew of its journal."""
    for check in ("verify", "rebuild"):
        status, out, errors = await omega("journal", check, home=home)
        assert (status, errors) == (0, ""), out
    status, out, _ = await omega("journal", "export", "paper:shell:ann", home=home)
    assert status == 0
    return [json.loads(line)["record"] for line in out.splitlines()]


def of_kind(written: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in written if each["kind"] == kind]


def fates(written: Sequence[dict[str, Any]]) -> Counter[str]:
    """What became of the decisions that are not to wait."""
    return Counter(each["fate"] for each in of_kind(written, "decided") if each["action"] != "wait")


def check_once(written: Sequence[dict[str, Any]], bars: int) -> None:
    """Each bar was decided about once, each order comes of a decision that says so, and each decision has one."""
    decided = of_kind(written, "decided")
    assert [each["at"] for each in decided] == [to_ms(BEGIN + n * FOUR) for n in range(1, bars + 1)]
    entries = [each["order"] for each in of_kind(written, "ordered") if not each["order"]["parent"]]
    ordered = {each["decision"]: each for each in decided if each["fate"] == "ordered"}
    made = Counter(each["decision"] for each in entries)
    assert made.keys() == ordered.keys()
    for order in entries:
        decision = ordered[order["decision"]]
        assert made[order["decision"]] == 1 or decision["action"] == "adjust"
        assert decision["corrected"] >= 0.45
        if decision["action"] in ("long", "short"):
            assert order["stop"] is not None


@pytest.mark.nightly
async def test_at_level_none_it_looks_at_nothing(tmp_path: Path) -> None:
    market, home = write_market(tmp_path / "market"), home_of(tmp_path / "home")
    level, on, *_ = await asked(home, market, [*opening("none"), *steps(1, 10)])
    assert level["answer"]["level"] == "none"
    assert on["error"]["type"] == "LevelForbids"
    assert of_kind(await records(home), "decided") == []


@pytest.mark.parametrize(
    ("level", "may"),
    [
        pytest.param("assistant", {"noted"}, marks=pytest.mark.nightly),
        ("copilot", {"noted", "pending"}),
        ("autonomous", {"noted", "pending", "ordered"}),
        pytest.param("agent", {"noted", "pending", "ordered"}, marks=pytest.mark.nightly),
    ],
)
async def test_what_may_come_of_a_decision_is_as_the_level_says(tmp_path: Path, level: str, may: set[str]) -> None:
    market, home = write_market(tmp_path / "market"), home_of(tmp_path / "home")
    await asked(home, market, [*opening(level), *steps(1, BARS)])
    written = await records(home)
    check_once(written, BARS)
    assert fates(written).keys() <= may
    assert fates(written)[max(may, key=("noted", "pending", "ordered").index)] > 0
    if "ordered" not in may:
        assert of_kind(written, "ordered") == []


@pytest.mark.nightly
async def test_the_same_replay_comes_to_the_same_journal(tmp_path: Path) -> None:
    market = write_market(tmp_path / "market")
    homes = [home_of(tmp_path / name) for name in ("one", "other")]
    for home in homes:
        await asked(home, market, [*opening("autonomous"), *steps(1, 60)])
    one, other = [[*map(_apart_from_the_process, await records(home))] for home in homes]
    assert one == other


class Process:
    """``omega ask -`` that is told line after line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, home: Path, market: Path, at: datetime = BEGIN) -> "Process":
        replay = ("--market", "replay", "--data", str(market), "--at", at.isoformat())
        return cls(
            await asyncio.create_subprocess_exec(
                *(OMEGA, "ask", "-", *replay, "--home", str(home), "--as", "ann:trader"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment(),
                limit=2**24,
            )
        )

    async def tell(self, *lines: str) -> None:
        """Tell it ``lines``, and wait until it has done them: the last asks something."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n".join([*lines, "/define term:rsi"]).encode() + b"\n")
        async with asyncio.timeout(START_SECONDS):
            while answer := await self._process.stdout.readline():
                if json.loads(answer)["request"]["name"] == "define":
                    return

    def send(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n".join(lines).encode() + b"\n")

    async def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


@pytest.mark.nightly
async def test_two_processes_at_once_think_about_each_bar_once_and_order_once(tmp_path: Path) -> None:
    market, home, bars = write_market(tmp_path / "market"), home_of(tmp_path / "home"), 40
    await asked(home, market, opening("autonomous"))
    both = [await Process.start(home, market) for _ in range(2)]
    for step in steps(1, bars):
        await asyncio.gather(*(process.tell(step) for process in both))
    for process in both:
        await process.end()
    written = await records(home)
    check_once(written, bars)
    assert fates(written)["ordered"] > 0


async def test_killed_in_the_middle_and_begun_again_it_decides_as_if_it_had_been_let_be(tmp_path: Path) -> None:
    market, bars, chance = write_market(tmp_path / "market"), 60, Random(3)  # noqa: S311
    plain, killed = home_of(tmp_path / "plain"), home_of(tmp_path / "killed")
    await asked(plain, market, [*opening("autonomous"), *steps(1, bars)])
    await asked(killed, market, opening("autonomous"))
    done = 0
    while done < bars:
        process = await Process.start(killed, market, BEGIN + done * FOUR)
        for step in steps(done + 1, min(bars, done + 9)):
            await process.tell(step)
            done += 1
        process.send(*steps(done + 1, min(bars, done + 1)))
        await asyncio.sleep(chance.uniform(0, 0.12))
        await process.kill()
    written, wanted = await records(killed), await records(plain)
    check_once(written, bars)
    assert fates(written)["ordered"] > 0
    assert list(map(_apart_from_the_process, written)) == list(map(_apart_from_the_process, wanted))


def _apart_from_the_process(record: dict[str, Any]) -> dict[str, Any]:
    """A fence is that of the process, and by their numbers situations are told apart that the house remembers."""
    if record["kind"] != "decided":
        return record
    document = json.loads(record["document"])
    del document["fence"]
    for past in (document["context"]["similar"] or {"nearest": []})["nearest"]:
        del past["decision"]
    return {**record, "fence": 0, "document": document}


@pytest.mark.parametrize("level", ["copilot", "autonomous"])
async def test_months_of_real_candles_are_replayed(tmp_path: Path, shared_data: Path, level: str) -> None:
    home, begin, bars = home_of(tmp_path / "home"), datetime(2023, 6, 1, tzinfo=UTC), 180
    lines = [*opening(level), *(f"--step {(begin + n * FOUR).isoformat()}" for n in range(1, bars + 1))]
    await asked(home, shared_data / "candles", lines, begin)
    written = await records(home)
    assert len(of_kind(written, "decided")) == bars
    assert bool(of_kind(written, "ordered")) == (level == "autonomous")
