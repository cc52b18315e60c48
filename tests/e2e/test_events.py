"""What happens is told to those who asked to be told: every event once for each place, in its order, whoever dies."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from services.core.work import Work
from services.house.heartbeat import PartSilent
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.conftest import eventually

START = datetime(2026, 1, 1, tzinfo=UTC)
TELL_SECONDS = 40.0


@pytest.fixture
async def ann(playground: Playground) -> AsyncIterator[Person]:
    """An admin."""
    async with Person(playground.url, "Ann") as ann:
        yield ann


async def notices(person: Person, part: str, channel: str = "desk") -> list[str]:
    """The titles of what was told of ``part``, the oldest first."""
    titles = [message.embeds[0]["title"] for message in await person.history(channel) if message.embeds]
    return [title for title in titles if title.startswith(f"The desk's {part} is ")]


async def told(person: Person, part: str, *ends: str, channel: str = "desk") -> None:
    """Wait until as much was told of ``part``, and hold that it was ``ends``."""

    async def enough() -> bool:
        return len(await notices(person, part, channel)) >= len(ends)

    await eventually(enough, TELL_SECONDS)
    found = await notices(person, part, channel)
    assert [title.removeprefix(f"The desk's {part} is ") for title in found] == list(ends)


async def happen(store: Store, *numbers: int) -> None:
    """Commit a change for each of ``numbers`` and what is to be told of it, in one step."""
    for number in numbers:
        work = Work()
        work.hash_set("test:happened", str(number), "yes")
        at = START + timedelta(seconds=number)
        work.tell(PartSilent(key=f"test:{number}", at=at, part=f"test {number:03}", detail="made up"))
        assert await StoreLedger(store).commit(work, f"test:{number}", b"{}", 600) is None


async def happened(person: Person, channel: str = "desk") -> list[int]:
    return [int(title.split()[3]) for title in await notices(person, "test", channel)]
