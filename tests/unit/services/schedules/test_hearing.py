"""Who asks in a sentence of their own for something at its time is offered the command, filled; it never runs by
itself."""

from typing import Any

import pytest

from bot.app import App
from services.core.errors import UnknownCommand
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.notifications.settings import NotificationsQuiet
from services.schedules.asking import ScheduleAdd
from services.schedules.facts import SchedulePreview
from services.words.plain_words import plainly
from tests.asks import new_id

ANN = Principal(id="discord:1", name="Ann", role=Role.VIEWER)
ADMIN = Principal(id="discord:2", name="Ada", role=Role.ADMIN, server="discord:9", channel="discord:8")


async def outcome(app: App, text: str, who: Principal = ANN) -> Any:
    return (await app.presenter.phrase(text, new_id(), who)).outcome


async def offered(app: App, text: str) -> AnyRequest:
    """What is offered first for ``text``, which is no command."""
    error = await outcome(app, text)
    assert isinstance(error, UnknownCommand), error
    return error.near[0]


@pytest.mark.parametrize(
    ("text", "what", "when"),
    [
        ("send me the digest every morning", "digest", "every morning"),
        ("every monday at 9 show me the chart of btc", "chart btc", "every monday at 9"),
        ("every monday show me the chart of btc at 9", "chart btc", "every monday at 9"),
        ("daily sky at 8", "daily sky", "at 8"),
        ("morning digest at 7:30", "morning digest", "at 7:30"),
        ("weekly review on sundays at 18:00", "weekly review", "on sundays at 18:00"),
        ("can you send me the price of eth every day at 9?", "price eth", "every day at 9"),
        ("price btc every day at 9", "price btc", "every day at 9"),
        ("digest every morning", "digest", "every morning"),
        ("show me my positions every evening", "positions", "every evening"),
        ("charts of btc and eth every morning", "charts of btc and eth", "every morning"),
        ("chart of btc 1h every 4 hours", "chart btc 1h", "every 4 hours"),
        ("send me the moon tomorrow at 9", "cosmic moon", "tomorrow at 9"),
        ("send the digest 10 minutes before the New York open", "digest", "10 minutes before the New York open"),
        ("at market open send me the digest", "digest", "at market open"),
        ("send me the chart of btc daily", "chart btc", "daily"),
    ],
)
async def test_a_sentence_is_offered_as_a_schedule(app: App, text: str, what: str, when: str) -> None:
    request = await offered(app, text)
    assert request == ScheduleAdd(what=what, when=when)
    preview = await outcome(app, plainly(request))
    assert isinstance(preview, SchedulePreview), "as it is written on the card it is understood"


async def test_here_is_the_channel(app: App) -> None:
    for text in (
        "post a chart of btc here every weekday at 8",
        "send a chart of btc to this channel every weekday at 8",
    ):
        assert await offered(app, text) == ScheduleAdd(what="chart btc", when="every weekday at 8", to="channel")


@pytest.mark.parametrize(
    "text",
    [
        "show me the chart of btc daily",
        "buy 0.1 btc every monday at 9",
        "flatten everything every evening",
        "send me the news every morning",
        "send me something every morning",
        "every day at 9",
        "mon, mon, mon, mon, mon, mon, mon, mon, mon, mon, mon, mon at 9",
        "what does the market open mean",
    ],
)
async def test_what_is_no_schedule_is_offered_as_none(app: App, text: str) -> None:
    said = await outcome(app, text)
    near = getattr(said, "near", ())
    assert not any(isinstance(each, ScheduleAdd) for each in near)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("quiet hours from 10pm to 7am", "from 10pm to 7am"),
        ("please set my quiet hours 22:00-07:00", "22:00-07:00"),
        ("do not disturb me between 10pm and 7am", "between 10pm and 7am"),
    ],
)
async def test_quiet_hours_are_offered_filled(app: App, text: str, hours: str) -> None:
    assert await offered(app, text) == NotificationsQuiet(hours=hours)
