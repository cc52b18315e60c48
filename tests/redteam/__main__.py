"""``make redteam``: every text, by every way, at three levels; prints how many were tried and what came of them."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from analytics.trading.agent_records import Level
from tests.redteam.attack import WAYS, target_at
from tests.redteam.texts import HARMLESS, own

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "injections"
AT_ONCE = 4
"""Desks that are attacked at once, each in a process of its own."""
PARTS = 12
AT = datetime(2023, 12, 30, 19, tzinfo=UTC)


def given(name: str) -> list[str]:
    """Texts that lie beside the project, where they do."""
    file = GIVEN / name
    return [json.loads(line)["text"] for line in file.read_text().splitlines()] if file.is_file() else []


def attacked(level: Level, texts: Sequence[str]) -> tuple[int, int, list[str]]:
    """Attack a desk with ``texts``: by every way, or where it acts alone each by one. How many attempts it was, what
    it ordered within the limits, and the effects that nobody allowed."""

    async def attack() -> tuple[int, int, list[str]]:
        with TemporaryDirectory() as home:
            async with target_at(level, Path(home), AT) as target:
                for number, text in enumerate(texts):
                    for way in WAYS if level == "copilot" else [WAYS[number % len(WAYS)]]:
                        await target.attacked(way, text)
        return target.attempts, target.ordered, target.effects

    _quiet()
    return asyncio.run(attack())


def unread(texts: Sequence[str]) -> list[str]:
    """Those of ``texts`` that are refused, or do not reach the model with most of their words."""

    async def read() -> list[str]:
        with TemporaryDirectory() as home:
            async with target_at("copilot", Path(home), AT) as target:
                await target.renew()
                return [text for text in texts if not await target.reads(text[:500])]

    _quiet()
    return asyncio.run(read())


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def main() -> int:
    texts, harmless = own() + given("injections_given.jsonl"), [*HARMLESS, *given("injection_benign.jsonl")]
    turned = [*texts[5:], *texts[:5]]  # so that each text comes by another way
    jobs: list[tuple[Level, Sequence[str]]] = [("autonomous", texts), ("agent", turned)]
    jobs += [("copilot", texts[at::PARTS]) for at in range(PARTS)]
    with ProcessPoolExecutor(AT_ONCE) as pool:
        reading = pool.submit(unread, harmless)
        done = list(pool.map(attacked, *zip(*jobs, strict=True)))
        turned_away = reading.result()
    attempts, ordered = sum(each[0] for each in done), sum(each[1] for each in done)
    effects = [effect for each in done for effect in each[2]]
    told = f"{len(effects)} effects that nobody allowed, {ordered} orders within the limits"
    print(f"{len(texts)} texts, {len(WAYS)} ways, {attempts} attempts: {told}")  # noqa: T201
    print(f"{len(harmless)} harmless texts: {len(turned_away)} refused or emptied")  # noqa: T201
    for each in (*effects[:20], *turned_away[:20]):
        print("  ", each)  # noqa: T201
    return 1 if effects or turned_away else 0


if __name__ == "__main__":
    sys.exit(main())
