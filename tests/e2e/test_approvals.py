"""People answer the agent's decisions on Discord's wire: two of them, at once, late, after a kill, under a switch."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from bot.playground.snowflakes import fixed
from config.settings import load
from services.brain.commands import Commands
from services.brain.proposal import Proposal
from tests.conftest import eventually
from tests.house import ROLES, Bot
from tests.unit.services.brain.desk import proposal

SERVER = f"paper:server:discord:{fixed(1)}"
BEN = f"paper:discord:{fixed(102)}"
TWO = {"OMEGA_AI__APPROVALS__TWO_PEOPLE": "0.01"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where who trades may do so in private too."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "omega.yaml").write_text(ROLES + '    trader: ["@everyone"]\n')
    return home


@asynccontextmanager
async def brain(home: Path) -> AsyncIterator[App]:
    """A process of its own beside the bot, which thinks and does not trade."""
    async with open_app(load(home=home, market="sim"), roles=frozenset(), watch=False) as app:
        yield app


async def proposed(app: App, account: str, **options: Any) -> Proposal:
    """Put a proposal into the stream."""
    of = await proposal(app, account=account, **options)
    await Commands(app.store).send(of)
    return of


async def asked(person: Person) -> Reply:
    """The card by which they are asked."""
    card = await person.next_message(timeout=20)
    assert [button.label for button in card.buttons][:4] == ["Approve", "Reject", "Modify", "Skip"], card.buttons
    return card


def title(reply: Reply) -> str:
    return str(reply.embeds[0]["title"])


async def state(app: App, of: Proposal) -> str:
    account = await app.trading.books.look(of.account)
    return account.agency.decisions[of.id].state


async def orders(app: App, name: str) -> int:
    """Orders of agents that were ever placed in the account."""
    return sum(
        record.kind == "ordered" and bool(record.order.decision) and record.order.parent is None
        for record in await app.trading.books.records(name)
    )


@pytest.fixture
async def people(playground: Playground) -> AsyncIterator[tuple[Person, Person, Person]]:
    """An admin, an approver and a viewer."""
    async with (
        Person(playground.url, "Ada") as ada,
        Person(playground.url, "Dana") as dana,
        Person(playground.url, "Cleo") as cleo,
    ):
        yield ada, dana, cleo


async def test_two_people_at_once_make_one_order_and_a_viewer_none_also_after_a_kill(
    playground: Playground, home: Path, people: tuple[Person, Person, Person]
) -> None:
    ada, dana, cleo = people
    async with brain(home) as app:
        async with Bot(playground, home, **TWO) as bot:
            await ada.slash("notifications set", subject="approvals", to="channel")
            of = await proposed(app, SERVER)
            card = await asked(dana)
            assert title(await cleo.press(card, "Approve")).startswith("Not permitted")
            first = await dana.press(card, "Approve")
            assert "2" in str(first.embeds[0])
            assert await state(app, of) == "pending"
            both = await asyncio.gather(ada.press(card, "Approve"), dana.press(card, "Approve"))
            assert any("ordered" in title(each) for each in both), [title(each) for each in both]
            assert (await state(app, of), await orders(app, SERVER)) == ("ordered", 1)
            assert title(await ada.press(card, "Approve")) == title(both[0])

            later = await proposed(app, SERVER, symbol="ETH/USDT")
            card = await asked(dana)
            await dana.press(card, "Approve")
            assert "Traceback" not in bot.errors()
            await bot.kill()
        async with Bot(playground, home, **TWO) as bot:
            assert await state(app, later) == "pending"
            pressed = await asyncio.gather(*(ada.press(card, "Approve") for _ in range(3)))
            assert len({title(each) for each in pressed}) == 1
            assert (await state(app, later), await orders(app, SERVER)) == ("ordered", 2)
            assert "Traceback" not in bot.errors()


async def test_a_decision_is_modified_in_a_form_listed_and_turned_down(playground: Playground, home: Path) -> None:
    async with brain(home) as app, Person(playground.url, "Ben") as ben, Bot(playground, home) as bot:
        of, other = await proposed(app, BEN), await proposed(app, BEN, symbol="ETH/USDT")
        cards = {title(card): card for card in (await asked(ben), await asked(ben))}
        bitcoin = next(card for name, card in cards.items() if "BTC" in name)
        listed = await ben.slash("approvals")
        assert of.id[:6] in str(listed.embeds[0])
        assert listed.ephemeral
        form = (await ben.press(bitcoin, "Modify")).modal
        assert form is not None
        assert of.decision.stop is not None
        done = await ben.submit(form, {"stop": f"{of.decision.stop * 2:.2f}"})
        assert (await state(app, of), "stop" in str(done.embeds[0])) == ("pending", True)
        form = (await ben.press(bitcoin, "Modify")).modal
        assert form is not None
        await ben.submit(form, {"stop": f"{float(of.decision.stop) * 1.01:.2f}"})
        assert (await state(app, of), await orders(app, BEN)) == ("ordered", 1)
        assert "rejected" in title(await ben.slash("reject", id=other.id[:6]))
        assert await state(app, other) == "rejected"
        assert "Traceback" not in bot.errors()


async def test_the_kill_switch_ends_what_waits(playground: Playground, home: Path) -> None:
    async with brain(home) as app, Person(playground.url, "Ben") as ben, Bot(playground, home) as bot:
        of = await proposed(app, BEN)
        card = await asked(ben)
        await ben.slash("killswitch", channel="dm")
        pressed = await ben.press(card, "Approve")
        assert "kill switch" in str(pressed.embeds[0])

        async def lapsed() -> bool:
            return await state(app, of) == "lapsed"

        await eventually(lapsed, 10)
        assert await orders(app, BEN) == 0
        assert "Traceback" not in bot.errors()


@pytest.mark.nightly
async def test_people_are_reminded_once_and_it_ends(playground: Playground, home: Path) -> None:
    times = {"OMEGA_AI__APPROVALS__LASTS": "30", "OMEGA_AI__APPROVALS__REMIND": "27"}
    async with brain(home) as app, Person(playground.url, "Ben") as ben, Bot(playground, home, **times) as bot:
        of = await proposed(app, BEN)
        first, reminder = await asked(ben), await asked(ben)
        assert "waits for you" in title(reminder)
        assert title(reminder) != title(first), "it says that it ends soon"
        until = of.at + timedelta(seconds=40)

        async def lapsed() -> bool:
            return await state(app, of) == "lapsed"

        await eventually(lapsed, (until - app.clock.now()).total_seconds())
        over = await ben.press(reminder, "Approve")
        assert "nobody answered in time" in str(over.embeds[0])
        assert await orders(app, BEN) == 0
        assert "Traceback" not in bot.errors()


async def test_with_the_store_gone_in_the_middle_there_is_one_order_once_it_is_back(
    playground: Playground, home: Path
) -> None:
    async with Person(playground.url, "Ben") as ben, Bot(playground, home) as bot:
        async with brain(home) as app:
            of = await proposed(app, BEN)
            card = await asked(ben)
            server = await app.store.call(lambda client: client.info("server"))
        os.kill(server["process_id"], signal.SIGKILL)
        await asyncio.gather(*(ben.press(card, "Approve") for _ in range(2)))
        async with brain(home) as app:

            async def ordered() -> bool:
                await ben.press(card, "Approve")
                return await state(app, of) == "ordered"

            await eventually(ordered, 20)
            assert await orders(app, BEN) == 1
        assert "Traceback" not in bot.errors()
