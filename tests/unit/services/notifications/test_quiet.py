"""Quiet hours, by the clocks of people, over midnight and changes of the clock."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from services.core.errors import InvalidRequest, NotPermitted
from services.core.principal import Principal
from services.core.roles import Role
from services.notifications.quiet import Quiet, QuietHours, read_hours
from services.notifications.settings import NotificationsListAnswer, NotificationsQuietAnswer
from tests.asks import new_id

ANN = Principal(id="discord:12", name="Ann", role=Role.TRADER, server="discord:9", channel="discord:3")


async def said(app: App, text: str, who: Principal = ANN) -> object:
    return (await app.presenter.phrase(text, new_id(), who)).outcome


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00", (1320, 420)),
        ("22-7", (1320, 420)),
        ("10pm to 6:30am", (1320, 390)),
        ("from 9 until 17", (540, 1020)),
        ("0:00 - 0:30", (0, 30)),
        ("12am–12pm", (0, 720)),
        ("23.15 to 24:00", (1395, 0)),
        ("22h to 7h", (1320, 420)),
        ("2230-0700", (1350, 420)),
        ("10 p.m. to 7 a.m.", (1320, 420)),
        ("between 10pm and 7am", (1320, 420)),
        ("10PM TO 7AM", (1320, 420)),
        ("midnight to 6", (0, 360)),
        ("noon-2pm", (720, 840)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: tuple[int, int]) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["22:00", "25-7", "22:61-7", "13pm-2pm", "night", "7-7", "-7 - 8", "0pm-3"])
def test_what_are_no_hours_is_none(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    ("zone", "at", "quiet"),
    [
        ("UTC", "2026-01-01T21:59", False),
        ("UTC", "2026-01-01T22:00", True),
        ("UTC", "2026-01-02T06:59", True),
        ("UTC", "2026-01-02T07:00", False),
        ("Europe/Vienna", "2026-07-01T20:00", True),  # 22:00 in summer
        ("Europe/Vienna", "2026-01-01T20:59", False),  # 21:59 in winter
        ("Europe/Vienna", "2026-03-29T05:00", False),  # 07:00 on the day that lost an hour
        ("UTC-09:30", "2026-01-01T07:30", True),  # 22:00 the day before
        ("Asia/Kathmandu", "2026-01-01T16:14", False),  # 21:59
    ],
)
def test_they_hold_by_the_clock_of_their_zone(zone: str, at: str, quiet: bool) -> None:
    hours = QuietHours(start=22 * 60, end=7 * 60, zone=zone)
    assert hours.hold(datetime.fromisoformat(at).replace(tzinfo=UTC)) is quiet


async def test_they_are_set_by_ones_own_clock_listed_and_ended(app: App) -> None:
    await said(app, "/settings set timezone:Europe/Vienna")
    answer = await said(app, "/notifications quiet hours:10pm-7am")
    assert isinstance(answer, NotificationsQuietAnswer)
    assert answer.quiet is not None
    assert (answer.quiet.start, answer.quiet.end, answer.quiet.zone) == ("22:00", "07:00", "Europe/Vienna")
    assert answer.was is None
    assert answer.lasts_seconds == 9 * 3600
    assert not answer.now
    answer = await said(app, "/notifications quiet hours:18:00-20:00 timezone:UTC")
    assert isinstance(answer, NotificationsQuietAnswer)
    assert answer.now, "it is 19:00 UTC"
    listed = await said(app, "/notifications list")
    assert isinstance(listed, NotificationsListAnswer)
    assert [(each.to, each.zone) for each in listed.quiet] == [("me", "UTC")]
    await said(app, "/notifications quiet hours:off")
    assert not await Quiet(app.store).of([ANN.id])


async def test_a_channels_are_an_admins(app: App) -> None:
    assert isinstance(await said(app, "/notifications quiet hours:22-7 to:channel"), NotPermitted)
    admin = ANN.model_copy(update={"role": Role.ADMIN})
    assert isinstance(await said(app, "/notifications quiet hours:22-7 to:channel", admin), NotificationsQuietAnswer)
    assert len(await Quiet(app.store).of(["discord:3", ANN.id])) == 1
    for wrong in ("hours:night", "hours:22-7 timezone:Nowhere/Land"):
        assert isinstance(await said(app, f"/notifications quiet {wrong}"), InvalidRequest), wrong


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("/notifications quiet hours:10pm to 7am", "22:00-07:00"),
        ("/notifications quiet hours:10 pm to 7 am to:me", "22:00-07:00"),
        ("/notifications quiet to:me hours:from 22:00 to 7 timezone:UTC+2", "22:00-07:00"),
        ("/notifications quiet 10pm to 7am to me timezone UTC-9:30", "22:00-07:00"),
        ("notifications quiet between 10pm and 6:30am", "22:00-06:30"),
        ("/notifications quiet hours:midnight to 6 timezone:Asia/Kathmandu", "00:00-06:00"),
    ],
)
async def test_hours_with_words_between_them_may_be_typed(app: App, text: str, hours: str) -> None:
    told = await said(app, text)
    assert isinstance(told, NotificationsQuietAnswer)
    assert told.quiet is not None
    assert f"{told.quiet.start}-{told.quiet.end}" == hours
    assert told.to == "me"
