"""What could not be told is seen by admins of its server, and told again at its place."""

import pytest

from bot.app import App
from services.core.errors import InvalidRequest, NotPermitted
from services.core.principal import Principal
from services.core.roles import Role
from services.notifications.failed import NotificationsAgainAnswer, NotificationsFailedAnswer
from services.notifications.mailbox import Mailbox
from services.notifications.places import Destination
from services.store import keys
from tests.answers.traded.sample import traded
from tests.asks import entries, new_id

ADA = Principal(id="discord:14", name="Ada", role=Role.ADMIN, server="discord:9", channel="discord:3")
SHELL = Principal(id="shell:root", name="", role=Role.ADMIN)
HERE, THERE = (Destination(channel=f"discord:{each}", server=f"discord:{each}9") for each in (3, 4))
HERE = HERE.model_copy(update={"server": ADA.server})
PRIVATE = Destination(person="discord:12")


async def said(app: App, text: str, who: Principal = ADA) -> object:
    return (await app.presenter.phrase(text, new_id(), who)).outcome


async def seen(app: App, who: Principal) -> list[int]:
    answer = await said(app, "/notifications failed", who)
    assert isinstance(answer, NotificationsFailedAnswer)
    return [each.number for each in answer.failed]


@pytest.fixture
async def failing(app: App) -> App:
    box = Mailbox(app.store)
    for place in (HERE, THERE, PRIVATE):
        event = traded("filled", key=f"to {place.id}", person=place.person, server=place.server)
        await box.put([(event.key, event, place)])
        letters = await box.waiting(place.id, 5)
        await box.bury(place.id, letters, "forbidden", "403")
    return app


async def test_admins_see_those_of_their_server_and_the_shell_sees_all(failing: App) -> None:
    assert await seen(failing, ADA) == [1]
    assert await seen(failing, ADA.model_copy(update={"server": None})) == []
    assert await seen(failing, SHELL) == [3, 2, 1]
    assert await seen(failing, ADA.model_copy(update={"id": PRIVATE.person})) == [3, 1]
    trader = ADA.model_copy(update={"role": Role.TRADER})
    assert isinstance(await said(failing, "/notifications failed", trader), NotPermitted)


async def test_what_is_sent_again_goes_to_its_place_alone_and_leaves_the_list(failing: App) -> None:
    for number in (2, 77):
        assert isinstance(await said(failing, f"/notifications again number:{number}"), InvalidRequest), "not theirs"
    assert await entries(failing.store, keys.OUTBOX) == []
    answer = await said(failing, "/notifications again number:1")
    assert isinstance(answer, NotificationsAgainAnswer)
    assert (answer.again, answer.left) == (1, 0)
    (entry,) = await entries(failing.store, keys.OUTBOX)
    assert Destination.model_validate_json(entry["to"]) == HERE
    assert await seen(failing, SHELL) == [3, 2]
    await said(failing, "/notifications again", SHELL)
    assert await seen(failing, SHELL) == []
    assert len(await entries(failing.store, keys.OUTBOX)) == 3


async def test_the_newest_thousand_are_kept(failing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.mailbox.KEPT_LETTERS", 3)
    box = Mailbox(failing.store)
    event = traded("filled", key="one more")
    await box.put([(event.key, event, HERE)])
    await box.bury(HERE.id, await box.waiting(HERE.id, 5), "gone", "404")
    assert list(await box.dead()) == [4, 3, 2]
    assert await box.places() == []
