"""What can be scheduled, by whom, and how often."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from services.core.principal import Principal
from services.core.roles import Role
from services.core.work import Work
from services.schedules.book import ScheduleBook
from services.schedules.facts import ScheduleChangedAnswer, ScheduleFacts, SchedulePreview
from services.schedules.record import Schedule
from tests.asks import new_id

ANN = Principal(id="discord:1", name="Ann", role=Role.VIEWER)
ADMIN = Principal(id="discord:2", name="Ada", role=Role.ADMIN, server="discord:9", channel="discord:8")


async def asked(app: App, text: str, who: Principal = ANN, *, confirmed: bool = False) -> Any:
    return (await app.presenter.phrase(text, new_id(), who, confirmed=confirmed)).outcome


async def drafted(app: App, text: str, who: Principal = ANN) -> ScheduleFacts:
    preview = await asked(app, f"/schedule add {text}", who)
    assert isinstance(preview, SchedulePreview), preview
    return preview.schedule


async def test_commands_and_presets_are_read_with_or_without_a_time(app: App) -> None:
    assert (await drafted(app, "what:price btc when:every day at 9")).asks == ("price btc",)
    assert (await drafted(app, "price btc every day at 9")).said == "every day at 09:00"
    assert (await drafted(app, "what:charts btc, eth 1h")).asks == ("chart btc 1h", "chart eth 1h")
    assert (await drafted(app, "what:price btc; chart eth 1h when:daily")).asks == ("price btc", "chart eth 1h")
    review = await drafted(app, "what:weekly review")
    assert (review.asks, review.said) == (("digest week", "performance week"), "Sunday at 18:00")
    quiz = await drafted(app, "what:daily quiz")
    assert (quiz.asks, quiz.said, quiz.to) == (("daily",), "every day at 09:00", "me")
    thought = await drafted(app, "what:wisdom")
    assert (thought.asks, thought.said) == (("wisdom",), "every day at 08:00")
    opening = await drafted(app, "what:market open")
    assert (opening.zone, opening.asks) == ("America/New_York", ("digest",))


@pytest.mark.parametrize(
    "text",
    [
        "what:flatten when:daily",
        "what:buy btc 1 when:daily",
        "what:privacy when:daily",
        "what:schedule add price btc daily when:daily",
        "what:price blursd when:daily",
        "what:nonsense when:daily",
        "what:price btc when:every 5 minutes",
        "what:price btc",
        "what:price btc; price eth; price sol; price xrp; price doge; price ada when:daily",
    ],
)
async def test_what_changes_something_or_is_too_often_is_not(app: App, text: str) -> None:
    assert not isinstance(await asked(app, f"/schedule add {text}"), SchedulePreview)


async def test_a_channels_is_the_servers_and_has_nothing_of_one_person(app: App) -> None:
    shared = await drafted(app, "what:digest when:daily to:channel", ADMIN)
    assert shared.to == "channel"
    assert (await drafted(app, "what:daily quiz to:channel", ADMIN)).to == "channel"
    assert (await drafted(app, "what:quiz when:daily", ADMIN)).to == "me"
    assert not isinstance(await asked(app, "/schedule add what:quiz when:daily to:channel", ADMIN), SchedulePreview)
    assert not isinstance(
        await asked(app, "/schedule add what:positions when:daily to:channel", ADMIN), SchedulePreview
    )
    assert not isinstance(await asked(app, "/schedule add what:digest when:daily to:channel"), SchedulePreview)
    await asked(app, "/schedule add what:digest when:daily to:channel", ADMIN, confirmed=True)
    viewer = ANN.model_copy(update={"server": "discord:9", "channel": "discord:8"})
    assert not isinstance(await asked(app, "/schedule delete 1", viewer), ScheduleChangedAnswer)
    assert isinstance(await asked(app, "/schedule delete 1", ADMIN), ScheduleChangedAnswer)


async def test_one_goes_by_the_clock_that_its_owner_set(app: App) -> None:
    await asked(app, "/settings set timezone:Europe/Vienna")
    assert (await drafted(app, "what:digest when:daily")).zone == "Europe/Vienna"
    assert (await drafted(app, "what:digest when:daily timezone:Asia/Tokyo")).zone == "Asia/Tokyo"


async def test_there_are_so_many_at_most(app: App) -> None:
    for _ in range(app.settings.schedules.per_person):
        done = await asked(app, "/schedule add what:digest when:daily", confirmed=True)
        assert isinstance(done, ScheduleChangedAnswer)
    assert not isinstance(await asked(app, "/schedule add what:digest when:daily"), SchedulePreview)
    await asked(app, "/schedule delete 1")
    press = "/schedule add what:digest when:daily"
    done = await asyncio.gather(*(asked(app, press, confirmed=True) for _ in range(3)))
    assert sum(isinstance(each, ScheduleChangedAnswer) for each in done) == 1
    paused = await asked(app, "/schedule pause all")
    assert len(paused.schedules) == app.settings.schedules.per_person
    resumed = await asked(app, "/schedule resume 2, 3")
    assert [each.paused for each in resumed.schedules] == [False, False]


async def test_a_run_that_is_owed_is_still_owed_under_another_title(app: App) -> None:
    number = (await asked(app, "/schedule add what:digest when:daily", confirmed=True)).schedules[0].number
    (kept,) = await app.schedules.book.of(ANN.id)
    assert kept.due is not None
    owed = kept.model_copy(update={"due": app.clock.now() - timedelta(minutes=1)})
    work = Work()
    app.schedules.book.write(work, owed)
    await app.ledger.commit(work, "owed", b"{}", 60)
    await asked(app, f"/schedule edit which:{number} title:mine")
    (kept,) = await app.schedules.book.of(ANN.id)
    assert (kept.name, kept.due) == ("mine", owed.due)


async def test_a_change_is_made_of_what_it_is_once_it_has_run(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    await asked(app, "/schedule add what:digest when:daily", confirmed=True)
    of = ScheduleBook.of
    runs = [1]

    async def runs_when_first_read(book: ScheduleBook, owner: str) -> Sequence[Schedule]:
        read = await of(book, owner)
        if runs:
            work = Work()
            book.write(work, read[0].model_copy(update={"ran": runs.pop()}))
            await app.ledger.commit(work, "ran", b"{}", 60)
        return read

    with monkeypatch.context() as patched:
        patched.setattr(ScheduleBook, "of", runs_when_first_read)
        await asked(app, "/schedule pause all")
    (kept,) = await app.schedules.book.of(ANN.id)
    assert (kept.ran, kept.paused) == (1, True)
