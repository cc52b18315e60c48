"""What an agent has to do must be found without reading journals; a decision must be there whole for whoever asks, and
be gone with who is forgotten."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from analytics.trading.agent_records import Judged, Lapsed, Levelled, Reminded, Voted, Watching
from analytics.trading.records import Ordered, Record
from services.accounts import codec
from services.accounts.agenda import Agenda, Looking, Waiting
from services.accounts.books import Books
from services.accounts.codec import UnreadableRecord
from services.accounts.history import History
from services.accounts.maintenance import archive_closed_days
from services.accounts.naming import AccountId
from services.core.principal import Principal
from services.core.roles import Role
from services.store import keys
from services.store.journal import Journal
from services.store.store import Store
from services.store.writes import Barred
from tests.unit.analytics.trading.agents import AT, HOUR, MINUTE, decided
from tests.unit.services.accounts.records import opened, order, placed

NAME, OTHER = "paper:discord:1", "paper:discord:12"
TODAY = datetime.fromtimestamp(AT / 1000, UTC)


@pytest.fixture
async def books(store: Store, tmp_path: Path) -> AsyncIterator[Books]:
    made = Books(store, tmp_path, "one")
    yield made
    await made.close()


async def write(books: Books, *records: Record, name: str = NAME) -> bool:
    async with books.writing(name) as book:
        first = [] if book.account.is_open else [opened(name)]
        return await book.write([*first, *records])


def watching(symbol: str = "BTC/USDT", *, on: bool = True) -> Watching:
    return Watching(AT, f"w{symbol}{on}", on, symbol, "1h", "discord:1", "discord:9")


async def test_what_is_to_be_done_is_as_the_journal_has_it(books: Books) -> None:
    await write(books, watching())
    agendas = await books.agents()
    looks = (Looking(symbol="BTC/USDT", timeframe="1h", by="discord:1", place="discord:9", since=AT),)
    assert agendas == {
        NAME: Agenda(owner="discord:1", level=None, fence=0, looks=looks, waits=(), judge_at=None),
    }
    await write(books, Levelled(AT, "l", "assistant", "copilot", "discord:1"), decided(fence=3, place="discord:9"))
    agenda = (await books.agents())[NAME]
    waiting = Waiting(
        id="d1", symbol="BTC/USDT", expires=AT + 15 * MINUTE, reminded=False, opens=True, place="discord:9"
    )
    assert (agenda.level, agenda.fence, agenda.judge_at) == ("assistant", 3, AT + 24 * HOUR)
    assert agenda.waits == (waiting,)
    await write(books, Reminded(AT, "d1"))
    assert (await books.agents())[NAME].waits == (waiting.model_copy(update={"reminded": True}),)


async def test_it_is_gone_once_nothing_is_to_be_done(books: Books, store: Store) -> None:
    await write(books, decided())
    await write(books, decided(), name=OTHER)
    await write(books, Lapsed(AT, "d1", "expired"))
    assert (await books.agents())[NAME].waits == ()
    await write(books, Judged(AT, "d1", "never", 0.0))
    assert (await books.agents()).keys() == {OTHER}
    assert (await store.hash_fields(keys.AGENTS)) == [OTHER]


async def test_of_what_is_not_written_nothing_is_listed(books: Books, store: Store) -> None:
    await write(books, watching())
    await store.hash_set(keys.SWITCHES, "kill|x", "{}")
    async with books.writing(NAME) as book:
        with pytest.raises(Barred):
            await book.write([decided()], unless=["kill|x"])
    assert (await books.agents())[NAME].waits == ()


async def test_another_process_goes_on_from_what_is_listed(books: Books, store: Store, tmp_path: Path) -> None:
    await write(books, watching(), decided())
    await books.close()
    other = Books(store, tmp_path, "two")
    await write(other, watching("", on=False), Lapsed(AT, "d1", "expired"), Judged(AT, "d1", "never", 0.0))
    assert await other.agents() == {}
    await other.close()


async def test_accounts_without_agents_write_nothing_there(books: Books, store: Store) -> None:
    each = order("a")
    await write(books, *placed(each))
    assert await books.agents() == {}
    assert await store.keys_like(keys.AGENTS) == []


async def test_a_proposal_that_comes_twice_is_written_once(books: Books) -> None:
    assert await write(books, decided())
    before = await books.look(NAME)
    assert not await write(books, decided(amount=Decimal(9), fate="ordered"))
    assert await books.look(NAME) == before


async def test_a_vote_and_its_order_are_one_step(books: Books) -> None:
    await write(books, decided())
    first = order("a")
    bought = Ordered(AT, first)
    assert await write(books, Voted(AT, "d1", "approve", "discord:1"), bought)
    assert not await write(books, Voted(AT, "d1", "approve", "discord:1"), bought)
    assert [each.kind for each in await books.records(NAME)][-2:] == ["voted", "ordered"]


# A record whole


async def test_a_decision_is_found_whole(books: Books) -> None:
    document = orjson.dumps({"context": "x" * 5_000, "a": 0.1}).decode()
    await write(books, decided(document=document), decided("d2"))
    found = await books.record(NAME, "decided:d1")
    assert found == decided(document=document)
    assert await books.record(NAME, "decided:d9") is None
    assert await books.record("paper:discord:99", "decided:d1") is None


async def test_it_is_found_in_the_archive_and_long_after_too(books: Books, store: Store, tmp_path: Path) -> None:
    await write(books, decided(), decided("d2"))
    await write(books, decided("d3", AT + 24 * HOUR))
    await archive_closed_days(books, store, TODAY + timedelta(days=1))
    journal = Journal(store, NAME)
    assert (await journal.read(count=1))[0].seq > 3
    assert await books.record(NAME, "decided:d2") == decided("d2")
    await journal.forget_ids(["decided:d2"])
    assert await books.record(NAME, "decided:d2") == decided("d2")
    assert await books.record(NAME, "decided:d3") == decided("d3", AT + 24 * HOUR)


# Who


async def test_an_agent_is_written_as_it_is_called(books: Books) -> None:
    agent = Principal(id="agent:claude", name="Claude", role=None, server="discord:9")
    ann = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
    for account in (AccountId.read(NAME), AccountId.read("paper:server:discord:9")):
        assert await books.signed(account, agent) == "agent:claude"
    assert await books.signed(AccountId.read("paper:server:discord:9"), ann) != ann.id


async def test_of_many_accounts_those_alone_are_read_anew_that_changed(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands are looked at each second, on the event loop."""
    for number in range(5):
        await write(books, watching(), name=f"paper:discord:{number}")
    before, read, real = await books.agents(), list[str](), Agenda.model_validate_json

    def noted(text: str) -> Agenda:
        read.append(text)
        return real(text)

    monkeypatch.setattr(Agenda, "model_validate_json", noted)
    assert await books.agents() == before
    assert read == []
    await write(books, watching("ETH/USDT"), name="paper:discord:3")
    changed = {name for name, agenda in (await books.agents()).items() if agenda != before[name]}
    assert (changed, len(read)) == ({"paper:discord:3"}, 1)


async def test_who_is_forgotten_is_forgotten_here(books: Books, store: Store, tmp_path: Path) -> None:
    for name in (NAME, f"{NAME}:swing", OTHER):
        await write(books, decided(), watching(), name=name)
    await books.erase("discord:1")
    assert (await books.agents()).keys() == {OTHER}
    assert await History(store, tmp_path, shared=False).names() == (OTHER,)
    assert await books.record(NAME, "decided:d1") is None
    await write(books, watching())
    assert (await books.agents())[NAME].waits == ()


# As it lies in the journal


@pytest.mark.parametrize("confidence", [0.0, 1.0, 0.1, 1 / 3, 5e-324, 0.30000000000000004])
def test_floats_are_read_back_to_the_last_digit(confidence: float) -> None:
    record = decided(confidence=confidence, corrected=confidence)
    assert codec.read(codec.written(record).body) == record
    judged = Judged(AT, "d1", "time", -confidence * 1e9, confidence)
    assert codec.read(codec.written(judged).body) == judged


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_written(wrong: float) -> None:
    with pytest.raises(UnreadableRecord):
        codec.written(Judged(AT, "d1", "time", wrong, 1.0))


@pytest.mark.parametrize(
    "change",
    [
        {"confidence": 1.5},
        {"confidence": None},
        {"confidence": "high"},
        {"votes": 0},
        {"action": "buy everything"},
        {"level": "god"},
        {"fate": "approved"},
        {"stop": "-1"},
        {"amount": "NaN"},
        {"leverage": 100},
        {"document": None},
    ],
)
def test_nonsense_is_not_read(change: dict[str, Any]) -> None:
    held = orjson.loads(codec.written(decided()).body)
    assert codec.read(orjson.dumps(held)) == decided()
    with pytest.raises(UnreadableRecord):
        codec.read(orjson.dumps(held | change))


def test_an_order_of_an_older_version_is_read() -> None:
    held = orjson.loads(codec.written(Ordered(AT, order("a"))).body)
    del held["order"]["decision"]
    assert codec.read(orjson.dumps(held)) == Ordered(AT, order("a"))
