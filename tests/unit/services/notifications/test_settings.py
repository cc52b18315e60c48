"""People choose where they are told of their own trades; what others hear of is an admin's to decide."""

from collections.abc import Awaitable, Callable

import pytest

from bot.app import App
from services.brain.events import ApprovalAsked, DecisionTold
from services.core.errors import BadAlert, InvalidRequest, NotPermitted
from services.core.events import Event
from services.core.principal import Principal
from services.core.roles import Role
from services.notifications.places import Destination, Subscriptions
from services.notifications.settings import NotificationsListAnswer, NotificationsSetAnswer, Subscription
from services.orders.events import Traded
from tests.answers._alerts import KINDS
from tests.answers.alert_fired.sample import fired
from tests.answers.traded.sample import traded
from tests.asks import new_id
from tests.samples import EVENTS

ANN = Principal(id="discord:12", name="Ann", role=Role.TRADER, server="discord:9", channel="discord:3")
ADA = ANN.model_copy(update={"id": "discord:14", "role": Role.ADMIN})
PRIVATE, HERE = Destination(person=ANN.id), Destination(person=ANN.id, channel="discord:3", server="discord:9")
FILLED: Traded = traded("filled")
ABOVE = KINDS["above"]
PLACE = {"person": ANN.id, "server": "discord:9", "channel": "discord:3"}


def placed(app: App) -> Callable[[Event], Awaitable[list[Destination]]]:
    """Where an event is told."""

    async def of(event: Event) -> list[Destination]:
        return (await Subscriptions(app.store).of([event]))[0]

    return of


async def said(app: App, text: str, who: Principal = ANN) -> object:
    return (await app.presenter.phrase(text, new_id(), who)).outcome


async def told(app: App, who: Principal = ANN) -> list[tuple[str, str]]:
    listed = await said(app, "/notifications list", who)
    assert isinstance(listed, NotificationsListAnswer)
    return [(each.subject, each.to) for each in listed.subscriptions if each.subject not in ("alerts", "schedules")]


async def test_trades_are_told_in_private_until_somebody_chooses_otherwise(app: App) -> None:
    places = placed(app)
    assert await places(FILLED) == [PRIVATE]
    assert await told(app) == [("trades", "me")]
    for text, expected, listed, was_on in (
        ("/notifications set subject:trades to:me level:on", [PRIVATE], [("trades", "me")], True),
        ("/notifications set subject:trades to:channel", [HERE], [("trades", "channel")], False),
        ("/notifications set subject:trades to:me level:off", [HERE], [("trades", "channel")], False),
        ("/notifications set subject:trades to:channel level:off", [PRIVATE], [("trades", "me")], True),
        ("/notifications set subject:trades to:me level:off", [], [], True),
        ("/notifications set subject:trades to:channel level:off", [], [], False),
        ("/notifications set subject:trades to:me", [PRIVATE], [("trades", "me")], False),
    ):
        answer = await said(app, text)
        assert isinstance(answer, NotificationsSetAnswer), text
        assert (await places(FILLED), await told(app), answer.was != "off") == (expected, listed, was_on), text


async def test_a_choice_made_elsewhere_is_listed_as_such(app: App) -> None:
    await said(app, "/notifications set subject:trades to:channel")
    assert await told(app, ANN.model_copy(update={"channel": "discord:4"})) == [("trades", "elsewhere")]
    assert await told(app, ADA) == [("trades", "me")], "it is hers alone"


@pytest.mark.parametrize("subject", ["shared", "risk"])
async def test_what_a_server_is_told_is_for_its_channels_and_its_admins_to_decide(app: App, subject: str) -> None:
    assert isinstance(await said(app, f"/notifications set subject:{subject} to:channel"), NotPermitted)
    assert isinstance(await said(app, f"/notifications set subject:{subject} to:me", ADA), InvalidRequest)
    assert isinstance(await said(app, f"/notifications set subject:{subject} to:channel", ADA), NotificationsSetAnswer)
    assert (subject, "channel") in await told(app, ADA)
    gone = traded("liquidated", person=None, server="discord:9")
    assert [place.channel for place in await placed(app)(gone)] == ["discord:3"]
    assert not await placed(app)(traded("liquidated", person=None, server="discord:8"))


async def test_alerts_are_told_elsewhere_than_trades(app: App) -> None:
    await said(app, "/notifications set subject:alerts to:channel level:silent")
    assert await placed(app)(FILLED) == [PRIVATE]
    chosen = await Subscriptions(app.store).chosen(ANN.id, "alerts")
    assert chosen == HERE.model_copy(update={"silent": True})
    listed = await said(app, "/notifications list")
    assert isinstance(listed, NotificationsListAnswer)
    assert Subscription(subject="alerts", to="channel", silent=True) in listed.subscriptions


async def test_a_channel_is_told_aloud_silently_in_threads_or_not(app: App) -> None:
    shared = traded("filled", person=None, server=ADA.server)
    for text, level, was, silent, threads in (
        ("level:silent", "silent", "off", True, False),
        ("", "on", "silent", False, False),
        ("threads:yes", "on", "on", False, True),
        ("level:silent threads:yes", "silent", "on", True, True),
    ):
        answer = await said(app, f"/notifications set subject:shared to:channel {text}", ADA)
        assert isinstance(answer, NotificationsSetAnswer), text
        assert (answer.level, answer.was, answer.threads) == (level, was, threads), text
        (place,) = await placed(app)(shared)
        assert (place.channel, place.silent, place.threads) == (ADA.channel, silent, threads), text
    await said(app, "/notifications set subject:shared to:channel level:off", ADA)
    assert await placed(app)(shared) == []
    assert isinstance(await said(app, "/notifications set subject:trades to:me threads:yes"), InvalidRequest)


async def test_what_was_subscribed_to_before_there_were_levels_is_still_told(app: App) -> None:
    old = '{"channel":"discord:3","person":null,"server":"discord:9"}'
    await app.store.hash_set("omega:subscriptions:shared", "discord:3", old)
    (place,) = await placed(app)(traded("filled", person=None, server=ADA.server))
    assert place == Destination(channel="discord:3", server="discord:9")


async def test_an_event_that_names_its_channel_is_told_there_alone(app: App) -> None:
    class Named(Traded):
        @property
        def for_channel(self) -> str | None:
            return "discord:77"

    facts = {name: getattr(FILLED, name) for name in Traded.model_fields}
    own, shared = Named(**facts), Named(**facts | {"person": None, "server": ADA.server})
    await said(app, "/notifications set subject:shared to:channel", ADA)
    assert await placed(app)(own) == [Destination(channel="discord:77", person=ANN.id)]
    assert await placed(app)(shared) == [Destination(channel="discord:77", server=ADA.server)]


async def test_a_viewer_does_not_have_a_channel_told(app: App) -> None:
    viewer = ANN.model_copy(update={"role": Role.VIEWER})
    assert isinstance(await said(app, "/notifications set subject:trades to:channel", viewer), NotPermitted)


async def test_what_waits_for_somebody_reaches_them_whatever_they_chose(app: App) -> None:
    """An approval that is told nowhere ends unanswered; what the agent did goes where trades are told."""
    asked = next(each for each in EVENTS.values() if isinstance(each, ApprovalAsked) and each.person is not None)
    done = next(each for each in EVENTS.values() if isinstance(each, DecisionTold) and each.person is not None)
    asked = asked.model_copy(update={"person": ANN.id, "server": None})
    done = done.model_copy(update={"person": ANN.id, "server": None})
    places = placed(app)
    assert (await places(asked), await places(done)) == ([PRIVATE], [PRIVATE])
    await said(app, "/notifications set subject:trades to:channel")
    assert (await places(asked), await places(done)) == ([HERE], [HERE])
    await said(app, "/notifications set subject:trades to:channel level:off")
    await said(app, "/notifications set subject:trades to:me level:off")
    assert (await places(asked), await places(done)) == ([PRIVATE], [])


async def test_what_the_agent_wants_in_a_shared_account_is_told_in_its_servers_channels(app: App) -> None:
    asked = next(each for each in EVENTS.values() if isinstance(each, ApprovalAsked))
    asked = asked.model_copy(update={"person": None, "server": ADA.server, "account": "server"})
    assert await placed(app)(asked) == []
    await said(app, "/notifications set subject:approvals to:channel", ADA)
    assert [each.channel for each in await placed(app)(asked)] == [ADA.channel]
    elsewhere = asked.model_copy(update={"server": "discord:10"})
    assert await placed(app)(elsewhere) == []


@pytest.mark.parametrize("to", ["channel", "server"])
async def test_an_admin_keeps_peoples_alerts_out_of_a_channel_or_server(app: App, to: str) -> None:
    mine, theirs = fired(ABOVE, in_channel=True, **PLACE), fired(ABOVE, in_channel=True, **PLACE | {"person": None})
    (before,) = await placed(app)(mine)
    assert before.channel == ANN.channel
    assert isinstance(await said(app, f"/notifications set subject:people-alerts to:{to} level:off", ANN), NotPermitted)
    answer = await said(app, f"/notifications set subject:people-alerts to:{to} level:off", ADA)
    assert isinstance(answer, NotificationsSetAnswer)
    assert (answer.to, answer.level, answer.was) == (to, "off", "on")
    assert await placed(app)(mine) == [Destination(person=ANN.id)], "what was set before too"
    (shared,) = await placed(app)(theirs)
    assert shared.channel == ANN.channel, "the server's own are told as before"
    await app.presenter.phrase("/alert add when:above 90000 symbol:BTC/USDT", new_id(), ANN, confirmed=True)
    for text in ("/alert add when:above 95000 symbol:BTC/USDT to:channel", "/alert edit which:all to:channel"):
        assert isinstance(await said(app, text), BadAlert), text
    assert isinstance(await said(app, "/notifications set subject:alerts to:channel", ANN), InvalidRequest)
    listed = await said(app, "/notifications list", ANN)
    assert isinstance(listed, NotificationsListAnswer)
    assert listed.closed
    answer = await said(app, f"/notifications set subject:people-alerts to:{to} level:on", ADA)
    assert isinstance(answer, NotificationsSetAnswer)
    assert (answer.level, answer.was) == ("on", "off")
    assert await placed(app)(mine) == [before]
    assert not isinstance(await said(app, "/alert add when:above 90000 symbol:BTC/USDT to:channel", ANN), BadAlert)


async def test_what_people_chose_for_all_their_alerts_is_kept_out_too(app: App) -> None:
    await said(app, "/notifications set subject:alerts to:channel", ANN)
    alert = fired(ABOVE, in_channel=False, **PLACE)
    (chosen,) = await placed(app)(alert)
    assert chosen.channel == ANN.channel
    await said(app, "/notifications set subject:people-alerts to:server level:off", ADA)
    assert await placed(app)(alert) == [Destination(person=ANN.id)]


@pytest.mark.parametrize("text", ["to:me level:off", "to:channel level:silent", "to:server threads:yes"])
async def test_there_is_no_more_to_say_of_peoples_alerts(app: App, text: str) -> None:
    assert isinstance(await said(app, f"/notifications set subject:people-alerts {text}", ADA), InvalidRequest)
    assert isinstance(await said(app, "/notifications set subject:shared to:server", ADA), InvalidRequest)
