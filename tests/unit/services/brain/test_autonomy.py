"""/autonomy: who may set which level, that the last two are earned, and that what waits ends where it is lowered."""

from typing import Any

import pytest

from analytics.trading.agent_records import Judged, Level
from analytics.trading.records import Record
from bot.app import App
from services.accounts.opening import opened_records
from services.autonomy.levels import LEVELS, POWERS
from services.brain.answers import AutonomyAnswer
from services.brain.autonomy import Autonomy
from services.core.errors import NotEarned, NotPermitted, UnknownAccount
from services.core.principal import Principal
from services.core.roles import Role
from tests.asks import ask, new_id
from tests.unit.analytics.trading.agents import AT, decided

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
BOSS = ANN.model_copy(update={"role": Role.ADMIN})
EVE = Principal(id="discord:4", name="Eve", role=Role.VIEWER, server="discord:9")
ACCOUNT, SHARED = "paper:discord:1", "paper:server:discord:9"


async def set_to(
    app: App, level: Level | None, who: Principal = BOSS, wish: str | None = None, **more: Any
) -> AutonomyAnswer:
    answer = await app.desk.ask(ask(Autonomy(level=level, **more), who, wish))
    assert isinstance(answer, AutonomyAnswer)
    return answer


async def write(app: App, *records: Record, account: str = ACCOUNT) -> None:
    async with app.trading.books.writing(account) as book:
        await book.write([*opened_records(book.account, app.settings.paper.terms, app.clock.now()), *records])


async def earn(app: App, account: str = ACCOUNT) -> None:
    for number in range(30):
        name = f"d{number}"
        r = 2.0 if number < 18 else -1.0
        await write(
            app, decided(name, AT, fate="noted", corrected=0.6), Judged(AT, name, "time", 0.0, r), account=account
        )


async def test_it_is_copilot_until_somebody_sets_it(app: App) -> None:
    shown = await set_to(app, None, EVE)
    assert (shown.level, shown.was, shown.account) == ("copilot", None, "main")
    assert [each.name for each in shown.levels] == list(LEVELS)
    assert [each.open for each in shown.levels] == [True, True, True, False, False]
    assert shown.levels[4].missing == ("30 judged decisions as copilot, one a move; there are 0",)
    assert (await app.trading.books.look("paper:discord:4")).records == 0, "to look writes nothing"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("earned", [False, True])
async def test_who_sets_which_level_once_it_is_earned(app: App, level: Level, role: Role, earned: bool) -> None:
    if earned:
        await earn(app)
    who, powers = ANN.model_copy(update={"role": role}), POWERS[level]
    if role < powers.set_by:
        with pytest.raises(NotPermitted) as refused:
            await set_to(app, level, who)
        assert refused.value.needs == powers.set_by.word
    elif powers.earned and not earned:
        with pytest.raises(NotEarned) as early:
            await set_to(app, level, who)
        missing = ("30 judged decisions as copilot, one a move; there are 0",)
        assert (early.value.level, early.value.missing) == (level, missing)
    else:
        answer = await set_to(app, level, who)
        assert (answer.level, answer.was) == (level, None if level == "copilot" else "copilot")
        assert (await set_to(app, None)).level == level


async def test_the_same_wish_sets_it_once(app: App) -> None:
    wish = new_id()
    await set_to(app, "assistant", ANN, wish)
    await set_to(app, "none", ANN)
    await set_to(app, "assistant", ANN, wish)
    assert (await set_to(app, None, ANN)).level == "none"


async def test_down_is_always_open(app: App) -> None:
    """An agent whose record has gone bad since can still be made autonomous, and anything less."""
    await earn(app)
    await set_to(app, "agent")
    for number in range(40, 80):
        await write(
            app, decided(f"d{number}", AT, fate="noted", corrected=0.9), Judged(AT, f"d{number}", "stop", 0.0, -1.0)
        )
    assert (await set_to(app, "autonomous")).level == "autonomous"
    with pytest.raises(NotEarned):
        await set_to(app, "agent")
    assert (await set_to(app, "none", ANN)).was == "autonomous"


@pytest.mark.parametrize(("level", "waits"), [("none", False), ("assistant", False), ("copilot", True)])
async def test_what_waits_for_people_ends_where_no_order_may_come_of_it(app: App, level: Level, waits: bool) -> None:
    await write(app, decided("p1"), decided("p2"))
    await set_to(app, level, ANN)
    found = (await app.trading.books.look(ACCOUNT)).agency.decisions.values()
    assert [each.state for each in found] == ["pending" if waits else "lapsed"] * 2
    if not waits:
        assert {(each.lapsed, each.detail) for each in found} == {("level", f"the account is at {level} now")}
        assert not (await app.trading.books.agents())[ACCOUNT].waits


async def test_a_servers_account_has_a_level_of_its_own(app: App) -> None:
    await set_to(app, "assistant", ANN, account="server")
    assert (await set_to(app, None, BOSS.model_copy(update={"id": "discord:2"}), account="server")).level == "assistant"
    assert (await set_to(app, None, ANN)).level == "copilot"
    (record,) = (each for each in await app.trading.books.records(SHARED) if each.kind == "levelled")
    assert record.by.startswith("person:"), "a server's journal names nobody"


async def test_nobody_sets_the_level_of_anothers_account(app: App) -> None:
    await app.desk.ask(ask(Autonomy(level="none"), ANN))
    with pytest.raises(UnknownAccount):
        await set_to(app, "none", BOSS, account="swing")
    assert (await set_to(app, None, EVE)).level == "copilot"
