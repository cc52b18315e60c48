"""A real browser on the demo's page."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.playground import Playground
from tests.house import Bot

SCREENSHOTS = Path(__file__).with_name("screenshots")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where Chromium is. Without one these tests are skipped, unless OMEGA_TEST_BROWSER says that they must run."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser is installed (one of {', '.join(BROWSERS)})"
        if os.environ.get("OMEGA_TEST_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(browser_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        launched = await play.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def floor(tmp_path: Path) -> AsyncIterator[Playground]:
    """The stand-in with the real bot on it, on a simulated market at a pinned time: the same pictures each run."""
    async with Playground() as playground, Bot(playground, tmp_path / "home", OMEGA_AT="2026-03-03T12:00:00Z"):
        yield playground


class Visit:
    """A page that somebody looks at. Whatever the browser complains about is kept in ``complaints``."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    async def picture(self, name: str) -> None:
        """Leave a screenshot for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png")


async def visit(browser: Browser, url: str, *, width: int = 1280, height: int = 800) -> Visit:
    context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    looking = Visit(await context.new_page())
    await looking.page.goto(url)
    return looking
