"""What tests of the whole house share."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App, open_app
from config.settings import load
from personas.render import Voices
from services.store.embedded import EmbeddedStore
from services.store.presence import Presence
from services.store.store import Store
from tests import examples as examples

ROOT = Path(__file__).resolve().parents[1]

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Some machines keep no compiled code; each of some hundred processes would compile all of the desk's."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real candles and recordings, which is no part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real data, ../shared/data, is not here")
    return folder


@pytest.fixture
def now() -> datetime:
    return datetime(2023, 12, 30, 19, 0, tzinfo=UTC)


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    """A real server in a folder of its own, stopped in the end."""
    server = EmbeddedStore(tmp_path / "store")
    await server.ensure()
    yield server
    await server.ensure()
    await server.leave()


@pytest.fixture
async def store(embedded: EmbeddedStore) -> AsyncIterator[Store]:
    opened = Store(await embedded.ensure())
    yield opened
    await opened.close()


@pytest.fixture
async def app(tmp_path: Path, now: datetime) -> AsyncIterator[App]:
    """The whole desk on a simulated market, with a store of its own, at a pinned time."""
    settings = load(home=tmp_path / "home", market="sim", at=now, rate={"burst": 100_000, "per_minute": 100_000})
    async with open_app(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def voices() -> Voices:
    """All voices, strict. Nothing that a test does changes them, and each text is compiled once."""
    return Voices(strict=True)


@pytest.fixture
def presence(app: App) -> Iterator[Presence]:
    """This process, as others of the same home see it."""
    here = Presence(app.store, app.settings.home)
    yield here
    here.close()


async def eventually(true_at_last: object, seconds: float = 5.0) -> None:
    """Wait until ``true_at_last()`` (plain or async) is true; fail when it is not in time."""
    assert callable(true_at_last)
    async with asyncio.timeout(seconds):
        while True:
            result = true_at_last()
            if asyncio.iscoroutine(result):
                result = await result
            if result:
                return
            await asyncio.sleep(0.02)
