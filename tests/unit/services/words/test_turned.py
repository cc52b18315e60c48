"""What a user would lose: their trading, stopped, or their orders, cancelled, where they spoke of alerts."""

import pytest

import bot.schema
from services.alerts.asking import AlertAdd
from services.alerts.editing import AlertDelete, AlertEdit, AlertPause, AlertResume, AlertSnooze
from services.alerts.listing import AlertList
from services.core.errors import UnknownCommand
from services.core.request import AnyRequest
from services.orders.cancel import Cancel
from services.orders.stop import Pause
from services.schedules.editing import ScheduleDelete, SchedulePause
from services.schedules.listing import ScheduleList
from services.watchlists.showing import WatchlistShow
from services.words.phrase import parse

EVERY = bot.schema.catalog()


def offered(text: str) -> tuple[AnyRequest, ...]:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, EVERY)
    return refused.value.near


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pause all alerts", AlertPause(which="all")),
        ("please pause my alerts", AlertPause(which="all")),
        ("pause alert 3", AlertPause(which="3")),
        ("cancel all my alerts", AlertDelete(which="all")),
        ("cancel alert 3", AlertDelete(which="3")),
        ("close alert 2", AlertDelete(which="2")),
        ("delete alerts 3, 7", AlertDelete(which="3, 7")),
        ("remove the alert 12", AlertDelete(which="12")),
        ("stop alert 3", AlertPause(which="3")),
        ("resume alerts", AlertResume(which="all")),
        ("snooze alert 3 for 2 hours", AlertSnooze(which="3", span="2hours")),
        ("change alert 3 level 60000", AlertEdit(which="3", level="60000")),
        ("cancel my schedule 2", ScheduleDelete(which="2")),
        ("pause the schedule 2", SchedulePause(which="2")),
    ],
)
def test_what_is_said_the_other_way_round_is_offered_and_stops_no_trading(text: str, meant: AnyRequest) -> None:
    assert offered(text) == (meant,)


def test_without_a_number_it_is_named_and_no_button() -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse("pause alert", EVERY)
    assert (refused.value.close_matches, refused.value.near) == (("alert pause",), ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("list alerts", AlertList()),
        ("show me my alerts", AlertList()),
        ("list my schedules", ScheduleList()),
        ("show my watchlist", WatchlistShow()),
        ("create alert btc above 70k", AlertAdd(when="btc above 70k")),
        ("pause", Pause()),
        ("pause because my alerts are wrong", Pause(reason="because my alerts are wrong")),
        ("cancel order 3", Cancel(order="3")),
    ],
)
def test_what_changes_nothing_is_asked_and_other_words_mean_what_they_did(text: str, meant: AnyRequest) -> None:
    assert parse(text, EVERY) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("alret me when btc above 70000", AlertAdd(when="btc above 70000")),
        ("notfy me when eth drops 5%", AlertAdd(when="eth drops 5%")),
    ],
)
def test_a_misspelt_beginning_of_an_alert_is_offered(text: str, meant: AlertAdd) -> None:
    assert offered(text) == (meant,)


@pytest.mark.parametrize(
    "text",
    [
        "tell me as soon as btc is over 70 thousand dollars",
        "wake me up if btc rises to 70k",
        "price alert btc 70000",
        "set a price alert for btc at 70k",
        "i want to know when btc is above 70k",
        "let me know the moment btc hits $70,000",
    ],
)
def test_people_ask_for_alerts_in_many_words(text: str) -> None:
    assert isinstance(parse(text, EVERY), AlertAdd)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/alert delete 12, 14", AlertDelete(which="12, 14")),
        ("alert pause 3 and 7", AlertPause(which="3 and 7")),
        ("alert resume 3 owner:server", AlertResume(which="3", owner="server")),
        ("alert edit 3 note it is for you", AlertEdit(which="3", note="it is for you")),
    ],
)
def test_several_numbers_and_the_words_of_a_note_are_kept(text: str, meant: AnyRequest) -> None:
    assert parse(text, EVERY) == meant
