"""What people would lose: a rank that is not theirs, or somebody's name where only a mention should be."""

import re

from personas.about.leaderboard import person_called
from personas.render import Voices
from services.portfolio.leaderboard import Leaderboard, Ranked, ranks_of
from services.portfolio.performance_facts import Period
from tests.answers.leaderboard.sample import MANY, SAMPLES
from tests.cards import said_by_all, text_of
from tests.faces import buttons


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_each_rank_is_told_with_its_person_trades_and_drawdown(voices: Voices) -> None:
    for name in voices.names:
        told = text_of(voices.render(SAMPLES["usual"], name))
        for person, change, _, trades in MANY[:4]:
            mention = f"<@{person.removeprefix('discord:')}>"
            assert re.search(rf"{mention} \*\*\+{change * 100:.1f}%\*\*, {trades} trades, drawdown", told), name


def test_people_are_mentioned_on_discord_and_named_in_the_shell() -> None:
    assert person_called("discord:123") == "<@123>"
    assert person_called("shell:ann") == "ann"
    assert not re.search(r"(?<!\\)<@|@everyone", person_called("discord:<@1> @everyone"))


def test_ten_are_shown_and_whoever_asks() -> None:
    assert [each.rank for each in ranks_of(MANY, "")] == list(range(1, 11))
    assert [each.rank for each in ranks_of(MANY, MANY[13][0])] == [*range(1, 11), 14]
    assert [each.rank for each in SAMPLES["level"].ranks] == [1, 1, 3]


def test_under_a_board() -> None:
    shown = buttons(SAMPLES["usual"], Leaderboard(period="week"))
    periods: tuple[Period, ...] = ("day", "week", "month", "all")
    assert [action.request for action in shown[:4]] == [Leaderboard(period=each) for each in periods]
    assert [action.request for action in shown[-2:]] == [Ranked(on=True), Ranked(on=False)]
