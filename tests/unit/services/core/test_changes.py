"""However often it is asked for and whatever breaks, a change is made once: or somebody would buy twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.app import open_app
from config.settings import load
from services.core.errors import AlreadyDone, OutcomeUnknown, StoreUnavailable
from services.core.events import read_event
from services.core.request import Answer
from services.core.roles import Role
from services.cosmic.place import CosmicPlace
from services.house.voices import PersonaUse, PersonaUseAnswer
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import REST_SECONDS, Store
from services.store.writes import COMMIT
from tests.asks import AT, BEN, ask, entries, new_id
from tests.unit.services.core.parts import (
    TURNS,
    Add,
    Count,
    House,
    Listen,
    Look,
    Turn,
    Turned,
    Whisper,
    nothing,
    someone,
)
from tests.unit.services.store.test_store import server_pid

ANN = someone(Role.TRADER, "ann")


class Line:
    """A wire to the store, which can be cut once the store has done what it was sent, before the answer comes back."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self.loses: bytes | None = None
        """The answer to what has this in it is lost."""
        self.takes = 0.0
        """Seconds that everything takes more on its way."""

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return self._to._replace(netloc=self._to.netloc.rpartition(":")[0] + f":{port}").geturl()

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, commands = await asyncio.open_connection(self._to.hostname, self._to.port)
        lost = False

        async def carry_back() -> None:
            while (answer := await answers.read(65536)) and not lost:
                writer.write(answer)
            writer.close()

        back = asyncio.create_task(carry_back())
        while sent := await reader.read(65536):
            lost = self.loses is not None and self.loses in sent
            await asyncio.sleep(self.takes)
            commands.write(sent)
        commands.close()
        await back


@pytest.fixture
async def line(embedded: EmbeddedStore) -> AsyncIterator[tuple[Line, Store]]:
    line = Line(await embedded.ensure())
    async with line as url:
        store = Store(url)
        yield line, store
        await store.close()


async def test_asked_again_at_the_same_time_it_is_made_once_and_both_hear_of_it(store: Store) -> None:
    house = House(store)
    again = ask(Turn(), ANN)
    told = await asyncio.gather(*(house.desk.ask(again) for _ in range(5)))
    assert house.counter.done == ["turn"]
    assert {id(answer) for answer in told} == {id(told[0])}
    assert len(await entries(store, keys.OUTBOX)) == 1
    assert len(await entries(store, keys.AUDIT)) == 2


async def test_asked_again_later_it_is_given_the_first_answer(store: Store) -> None:
    house = House(store)
    first = await house.desk.ask(ask(Turn(), ANN, "shell:1"))
    await house.desk.ask(ask(Turn(), ANN, "shell:2"))
    assert await house.desk.ask(ask(Turn(), ANN, "shell:1")) == first
    assert house.counter.done == ["turn", "turn"]
    assert len(await entries(store, keys.OUTBOX)) == 2


async def test_asked_of_two_desks_at_the_same_time_it_is_written_once(store: Store) -> None:
    """Two processes of one house: neither sees that the other is at it."""
    houses = House(store), House(store)
    houses[1].counter.done.append("something else")
    both_here = asyncio.Barrier(2)

    async def wait_for_the_other() -> None:
        await both_here.wait()

    for house in houses:
        house.counter.meanwhile = wait_for_the_other
    one, other = await asyncio.gather(*(house.desk.ask(ask(Turn(), ANN, "shell:1")) for house in houses))
    assert one == other
    assert len(await entries(store, keys.OUTBOX)) == 1
    outcomes = [entry["outcome"] for entry in await entries(store, keys.AUDIT) if entry["event"] == "ended"]
    assert sorted(outcomes) == ["done", "done before"]


async def test_asked_again_after_a_restart_it_is_given_the_first_answer(tmp_path: Path, now: datetime) -> None:
    settings = load(home=tmp_path / "home", market="sim", at=now)
    once, place = ask(PersonaUse(voice="z")), ask(CosmicPlace(place="Zurich"))
    async with open_app(settings, watch=False) as app:
        first = await app.desk.ask(once)
        await app.desk.ask(place)
        with pytest.raises(AlreadyDone):
            await app.desk.ask(place)
        await app.desk.ask(ask(PersonaUse(voice="biel")))
    async with open_app(settings, watch=False) as app:
        again = await app.desk.ask(once)
        assert isinstance(again, PersonaUseAnswer)
        assert again == first
        assert (again.voice.name, again.previous) == ("z", None)
        assert await app.choices.of(BEN) == ("biel", "me"), "it was made a second time"
        with pytest.raises(AlreadyDone) as told:
            await app.desk.ask(place)
        assert told.value.request == "cosmic place"
        assert await app.desk.remembered(PersonaUse, once.id) == first
        with pytest.raises(OutcomeUnknown):
            await app.desk.remembered(PersonaUse, new_id())


async def test_what_a_confidential_change_said_is_kept_nowhere(store: Store) -> None:
    house = House(store)
    secret = ask(Whisper(what="secret"), ANN)
    assert isinstance(await house.desk.ask(secret), Count)
    with pytest.raises(AlreadyDone):
        await house.desk.ask(secret)
    assert house.counter.done == ["whisper"]
    assert await store.get(keys.answer(secret.id)) == b"{}"
    assert "secret" not in str(await entries(store, keys.AUDIT))


async def test_an_ask_is_known_again_for_as_long_as_it_says(store: Store) -> None:
    house = House(store)
    short = ask(Turn(), ANN)
    for _ in range(2):
        await house.desk.ask(type(short)(short.id, short.request, ANN, AT, remembered_for=0.05))
        await asyncio.sleep(0.1)
    assert house.counter.done == ["turn", "turn"]


async def test_with_the_store_gone_nothing_is_changed_and_that_is_said(embedded: EmbeddedStore, store: Store) -> None:
    house = House(store)
    once = ask(Turn(), ANN)
    os.kill(await server_pid(embedded), signal.SIGKILL)
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(once)
    assert house.counter.done == []
    await embedded.ensure()
    await asyncio.sleep(REST_SECONDS)
    assert await store.hash_all(TURNS) == {}
    assert isinstance(await house.desk.ask(once), Count)


async def test_a_store_that_dies_before_it_is_written_has_neither_the_change_nor_its_event(
    embedded: EmbeddedStore, store: Store
) -> None:
    house = House(store)
    once = ask(Turn(), ANN)

    async def kill() -> None:
        os.kill(await server_pid(embedded), signal.SIGKILL)

    house.counter.meanwhile = kill
    with pytest.raises(OutcomeUnknown):
        await house.desk.ask(once)
    await embedded.ensure()
    await asyncio.sleep(REST_SECONDS)
    assert await store.hash_all(TURNS) == {}
    assert await entries(store, keys.OUTBOX) == []
    with pytest.raises(OutcomeUnknown):
        await house.desk.remembered(Turn, once.id)
    await House(store).desk.ask(once)
    assert await store.hash_all(TURNS) == {"key": ANN.id}
    assert len(await entries(store, keys.OUTBOX)) == 1


async def test_a_change_that_fails_writes_nothing(store: Store) -> None:
    house = House(store)

    async def fail() -> None:
        raise ValueError

    house.counter.meanwhile = fail
    once = ask(Turn(), ANN)
    with pytest.raises(ValueError):  # noqa: PT011 (it has no words)
        await house.desk.ask(once)
    assert await store.hash_all(TURNS) == {}
    assert await entries(store, keys.OUTBOX) == []
    assert await store.get(keys.answer(once.id)) is None


async def test_a_lost_reply_is_said_to_be_unknown_and_asking_again_tells_the_truth(
    line: tuple[Line, Store], store: Store
) -> None:
    wire, over_it = line
    house = House(over_it)
    once = ask(Turn(), ANN)
    await over_it.call(lambda client: client.script_load(COMMIT))
    wire.loses = b"EVAL"
    with pytest.raises(OutcomeUnknown) as told:
        await house.desk.ask(once)
    assert told.value.request == "turn"
    wire.loses = None
    await asyncio.sleep(REST_SECONDS)
    assert await store.hash_all(TURNS) == {"key": ANN.id}, "it had been made"
    answer = await house.desk.ask(once)
    assert answer == await house.desk.remembered(Turn, once.id)
    assert house.counter.done == ["turn"]
    assert len(await entries(store, keys.OUTBOX)) == 1


async def test_an_event_goes_out_with_its_change(store: Store) -> None:
    once = ask(Turn(what="lever"), ANN)
    await House(store).desk.ask(once)
    (entry,) = await entries(store, keys.OUTBOX)
    assert read_event(entry["event"].encode()) == Turned(key=once.id, at=AT, what="lever")


async def test_what_is_no_longer_true_is_looked_at_anew_by_the_next_reader(store: Store) -> None:
    house = House(store)

    async def seen() -> tuple[Answer, Answer]:
        return await house.desk.ask(ask(Look())), await house.desk.ask(ask(Listen()))

    looked, listened = await seen()
    assert await seen() == (looked, listened)
    await house.desk.ask(ask(Turn(), ANN))
    looked_again, listened_again = await seen()
    assert looked_again != looked
    assert listened_again == listened, "what the change does not touch is kept"


async def test_what_was_being_looked_at_while_it_changed_serves_nobody_who_asks_later(store: Store) -> None:
    house = House(store)
    began, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        began.set()
        await go_on.wait()

    house.counter.meanwhile = wait
    before = asyncio.create_task(house.desk.ask(ask(Look())))
    await began.wait()
    house.counter.meanwhile = nothing
    await house.desk.ask(ask(Turn(), ANN))
    after = await house.desk.ask(ask(Look()))
    go_on.set()
    assert await before != after
    assert await house.desk.ask(ask(Look())) == after


async def test_whoever_asked_for_a_change_and_left_does_not_stop_it(store: Store) -> None:
    house = House(store)
    began, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        began.set()
        await go_on.wait()

    house.counter.meanwhile = wait
    once = ask(Turn(), ANN)
    asked = asyncio.create_task(house.desk.ask(once))
    await began.wait()
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    waits = asyncio.create_task(house.desk.ask(once))
    await asyncio.sleep(0)
    go_on.set()
    assert isinstance(await waits, Count)
    assert house.counter.done == ["turn"]
    assert await store.hash_all(TURNS) == {"key": ANN.id}


async def test_a_change_of_what_changed_meanwhile_is_made_again_of_what_it_is_then(store: Store) -> None:
    house = House(store)
    await store.hash_set(TURNS, "sum", "1")
    others = iter(("10", "20"))

    async def another() -> None:
        if (value := next(others, None)) is not None:
            await store.hash_set(TURNS, "sum", value)

    house.counter.meanwhile = another
    assert await house.desk.ask(ask(Add(), ANN)) == Count(as_of=AT, value=3)
    assert await store.hash_all(TURNS) == {"sum": "21"}
    assert [entry["event"] for entry in await entries(store, keys.AUDIT)] == ["asked", "ended"]


async def test_a_change_of_what_never_stands_still_is_refused(store: Store) -> None:
    house = House(store)
    await store.hash_set(TURNS, "sum", "1")

    async def another() -> None:
        await store.hash_set(TURNS, "sum", str(len(house.counter.done) * 10))

    house.counter.meanwhile = another
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(ask(Add(), ANN))
    assert await store.hash_all(TURNS) == {"sum": "50"}
