"""One stand-in and one bot serve all who only ask: nothing here breaks them, and people leave no choice behind."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playground import Playground
from bot.playground.person import Person
from tests.house import Bot


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as started:
        yield started


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def bot(playground: Playground, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    async with Bot(playground, tmp_path_factory.mktemp("asking") / "home") as started:
        yield started


@pytest_asyncio.fixture(loop_scope="package")
async def ben(playground: Playground, bot: Bot) -> AsyncIterator[Person]:
    async with Person(playground.url, "Ben") as person:
        yield person
        await person.slash("persona use", voice="default")
        await person.slash("cosmic place", place="none")
