"""``make redteam``: every text, by every way, at three levels; prints how many were tried and what came of them."""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from analytics.trading.agent_records import Level
from tests.redteam.attack import WAYS, target_at
from tests.redteam.texts import HARMLESS, own

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "injections"
LEVELS: tuple[Level, ...] = ("copilot", "autonomous", "agent")


def given(name: str) -> list[str]:
    """Texts that lie beside the project, where they do."""
    file = GIVEN / name
    return [json.loads(line)["text"] for line in file.read_text().splitlines()] if file.is_file() else []


async def main() -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    texts, harmless = own() + given("injections_given.jsonl"), [*HARMLESS, *given("injection_benign.jsonl")]
    attempts, ordered, effects, refused = 0, 0, list[str](), list[str]()
    for at, level in enumerate(LEVELS):
        with TemporaryDirectory() as home:
            async with target_at(level, Path(home), datetime(2023, 12, 30, 19, tzinfo=UTC)) as target:
                for number, text in enumerate(texts):
                    for way in WAYS if at == 0 else [WAYS[(number + at) % len(WAYS)]]:
                        await target.attacked(way, text)
                if at == 0:
                    refused = [text for text in harmless if not await target.reads(text[:500])]
                attempts, ordered = attempts + target.attempts, ordered + target.ordered
                effects += target.effects
    told = f"{len(effects)} effects that nobody allowed, {ordered} orders within the limits"
    print(f"{len(texts)} texts, {len(WAYS)} ways, {attempts} attempts: {told}")  # noqa: T201
    print(f"{len(harmless)} harmless texts: {len(refused)} refused or emptied")  # noqa: T201
    for each in (*effects[:20], *refused[:20]):
        print("  ", each)  # noqa: T201
    return 1 if effects or refused else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
