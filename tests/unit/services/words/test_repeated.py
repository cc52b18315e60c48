"""What is wanted again and again is a schedule, shown before it is set; what is wanted once, or when something happens,
is none."""

import pytest

import bot.schema
from services.alerts.asking import AlertAdd
from services.core.errors import UnknownCommand
from services.schedules.asking import ScheduleAdd
from services.studies.price import PriceNow
from services.words.phrase import parse

EVERY = bot.schema.catalog()


@pytest.mark.parametrize(
    ("text", "what", "when"),
    [
        ("send me a digest every morning", "digest", "every morning"),
        ("send me the price of btc every day at 9", "price of btc", "every day at 9"),
        ("every day at 9 send me the price of btc", "price of btc", "every day at 9"),
        ("every monday, show me the chart of eth 1d", "chart of eth 1d", "every monday"),
        ("please post us the digest on weekdays at 8:30", "digest", "on weekdays at 8:30"),
        ("remind me to check levels btc 4h daily at 9", "levels btc 4h", "daily at 9"),
    ],
)
def test_what_is_wanted_again_and_again_is_a_schedule(text: str, what: str, when: str) -> None:
    assert parse(text, EVERY) == ScheduleAdd(what=what, when=when)


def test_what_is_wanted_once_or_when_something_happens_is_none() -> None:
    assert parse("show me the price of btc", EVERY) == PriceNow(symbol="btc")
    assert isinstance(parse("tell me every time btc is above 70000", EVERY), AlertAdd)


@pytest.mark.parametrize("text", ["remind me to take my pills every day", "send me flowers every monday"])
def test_what_nobody_can_ask_here_is_not_scheduled(text: str) -> None:
    with pytest.raises(UnknownCommand):
        parse(text, EVERY)


@pytest.mark.parametrize("text", ["every day at 9 send me buy btc 1", "send me cancel all every day"])
def test_nothing_that_changes_something_is_scheduled(text: str) -> None:
    with pytest.raises(UnknownCommand):
        parse(text, EVERY)
