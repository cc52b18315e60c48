"""What is wired wrongly does not start: if these failed, it would come to light when somebody asks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import SUBJECTS
from services.core.ask import Ask
from services.core.handlers import BadHandler, Found, Handler, answers, bind, find
from services.core.principal import Principal
from services.core.request import AnyRequest, Change, Personal, Read, Request
from services.core.work import Work
from tests.unit.services.core.parts import Count, Counter, Look, Mine, Turn

MODULE = """
from datetime import UTC, datetime
from typing import ClassVar

from services.core.handlers import answers
from services.core.request import Answer, Read


class PingAnswer(Answer):
    pass


class Ping(Read[PingAnswer]):
    name: ClassVar[str] = "ping"
    summary: ClassVar[str] = "Ping"
"""
HANDLER = """

@answers(Ping)
async def {name}(request: Ping) -> PingAnswer:
    return PingAnswer(as_of=datetime(2024, 1, 1, tzinfo=UTC))
"""
Package = Callable[[dict[str, str]], str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Makes a package of modules, and gives its name."""

    def made(modules: dict[str, str]) -> str:
        folder = tmp_path / f"subjects_{tmp_path.name}"
        folder.mkdir()
        for name, text in {"__init__": "", **modules}.items():
            (folder / f"{name}.py").write_text(text.replace("PACKAGE", folder.name))
        monkeypatch.syspath_prepend(tmp_path)
        return folder.name

    return made


async def test_a_request_and_its_handler_are_found_wherever_in_the_package_they_are(package: Package) -> None:
    other = "from PACKAGE.ping import Ping, PingAnswer, answers, datetime, UTC\n" + HANDLER.format(name="pong")
    found = find([package({"ping": MODULE, "other": other})])
    (kind,) = found.kinds
    (handler,) = bind(found, {}).values()
    assert kind.name == "ping"
    assert (await handler(kind())).as_of.year == 2024


def test_a_request_without_a_handler_is_an_error_at_start(package: Package) -> None:
    with pytest.raises(BadHandler, match="no handler for Ping"):
        bind(find([package({"ping": MODULE})]), {})


def test_two_handlers_for_one_request_are_an_error_at_start(package: Package) -> None:
    text = MODULE + HANDLER.format(name="first") + HANDLER.format(name="second")
    with pytest.raises(BadHandler, match="two handlers for Ping: second"):
        bind(find([package({"ping": text})]), {})


@answers(Look)
async def asks_who(request: Look, principal: Principal) -> Count:
    raise AssertionError(request, principal)


@answers(Look)
async def asks_how(request: Look, ask: Ask[Look]) -> Count:
    raise AssertionError(request, ask)


@answers(Look)
async def would_write(request: Look, work: Work) -> Count:
    raise AssertionError(request, work)


@pytest.mark.parametrize("handler", [asks_who, asks_how, would_write])
def test_a_reads_handler_cannot_see_who_asks_nor_write(handler: Handler) -> None:
    with pytest.raises(BadHandler, match=rf"{handler.__qualname__}: there is nothing to give it"):
        bind(Found((Look,), (handler,)), {Counter: Counter()})


@answers(Mine)
async def asks_nobody(request: Mine, counter: Counter) -> Count:
    raise AssertionError(request, counter)


@answers(Mine)
async def personal_that_writes(request: Mine, principal: Principal, work: Work) -> Count:
    raise AssertionError(request, principal, work)


@answers(Turn)
async def without_work(request: Turn, ask: Ask[Turn], counter: Counter) -> Count:
    raise AssertionError(request, ask, counter)


@answers(Turn)
async def by_principal(request: Turn, principal: Principal, work: Work) -> Count:
    raise AssertionError(request, principal, work)


@answers(Turn)
async def short(request: Turn) -> Count:
    raise AssertionError(request)


@pytest.mark.parametrize("handler", [asks_nobody, personal_that_writes, without_work, by_principal, short])
def test_each_kinds_handler_takes_what_its_kind_gives(handler: Handler) -> None:
    with pytest.raises(BadHandler):
        bind(Found((), (handler,)), {Counter: Counter()})


@answers(Look)
async def wants_a_clock(request: Look, clock: Path) -> Count:
    raise AssertionError(request, clock)


def test_what_nobody_provides_is_said_at_start() -> None:
    with pytest.raises(BadHandler, match="nothing to give it for clock"):
        bind(Found((), (wants_a_clock,)), {Counter: Counter()})


@pytest.mark.parametrize("kind", find(SUBJECTS).kinds, ids=lambda kind: kind.__name__)
def test_each_request_of_the_house_is_of_one_kind_and_only_reads_are_kept(kind: type[AnyRequest]) -> None:
    assert sum(issubclass(kind, family) for family in (Read, Personal, Change)) == 1
    assert hasattr(kind, "fresh_for") == issubclass(kind, Read)


def test_only_a_read_says_how_long_its_answer_may_serve() -> None:
    assert Read.fresh_for == 0
    for family in (Request, Personal, Change):
        assert not hasattr(family, "fresh_for")
