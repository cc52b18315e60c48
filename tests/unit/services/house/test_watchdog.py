"""A watchdog that misses a silence, cries wolf or never says that all is well again is not looked at any more."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.house.heartbeat import PartBack, PartSilent
from services.house.watchdog import ENDED, STORE, Told, Watchdog
from tests.examples import examples

START = datetime(2026, 1, 1, tzinfo=UTC)
SKEW = timedelta(hours=3)
"""The clock of the machine that beats is another one's, and wrong."""
EVERY = 2.0
Signs = Mapping[str, str] | None


def sign(beat: float) -> str:
    return (START + SKEW + timedelta(seconds=beat)).isoformat()


class Watched:
    """A watchdog of ``parts`` that looks every two seconds."""

    def __init__(self, *parts: str, silent: Mapping[str, datetime] | None = None, begins: float = 0.0) -> None:
        self.dog = Watchdog(parts, patience=30, restart=120, silent=silent or {})
        self.at = begins

    def sees(self, seconds: float, signs: Callable[[float], Signs]) -> list[Told]:
        """What it tells while so long pass, where ``signs`` says what is in the store at each time."""
        told: list[Told] = []
        until = self.at + seconds
        while self.at < until:
            told += self.dog.look(signs(self.at), START + timedelta(seconds=self.at), self.at)
            self.at += EVERY
        return told


def beating(*parts: str, every: float = 5.0) -> Callable[[float], Signs]:
    return lambda at: {part: sign(at // every * every) for part in parts}


def standing(beat: float, *parts: str) -> Callable[[float], Signs]:
    return lambda _: dict.fromkeys(parts, sign(beat))


def away(_at: float) -> Signs:
    return None


def nothing(_at: float) -> Signs:
    return {}


def kinds(told: list[Told]) -> list[tuple[str, str]]:
    return [(type(each).__name__, each.part) for each in told]


def test_what_lives_is_not_told_of_whatever_its_clock_says() -> None:
    assert Watched("feeds", "brain").sees(3600, beating("feeds", "brain")) == []


def test_a_part_that_hangs_is_told_once_and_once_that_it_is_back() -> None:
    watched = Watched("feeds", "brain")
    watched.sees(60, beating("feeds", "brain"))

    def feeds_hang(at: float) -> Signs:
        return {"feeds": sign(55), "brain": sign(at // 5 * 5)}

    told = watched.sees(3600, feeds_hang)
    assert kinds(told) == [("PartSilent", "feeds")]
    (silent,) = told
    assert isinstance(silent, PartSilent)
    assert silent.at == START + SKEW + timedelta(seconds=55), "since its last sign of life, as it said itself"
    assert watched.sees(15 - EVERY, beating("feeds", "brain")) == [], "it may go again"
    (back,) = watched.sees(60, beating("feeds", "brain"))
    assert isinstance(back, PartBack)
    assert (back.part, back.since) == ("feeds", silent.at)
    assert watched.sees(600, beating("feeds", "brain")) == []


def test_silence_is_told_after_so_long_and_not_before() -> None:
    watched = Watched("feeds")
    watched.sees(50, beating("feeds"))
    assert watched.sees(24, standing(45, "feeds")) == []
    assert kinds(watched.sees(6, standing(45, "feeds"))) == [("PartSilent", "feeds")]


def test_what_comes_and_goes_is_told_of_once() -> None:
    watched, told = Watched("gateway"), []
    told += watched.sees(40, beating("gateway"))
    for _ in range(20):
        told += watched.sees(40, standing(watched.at, "gateway"))
        told += watched.sees(10, beating("gateway", every=1.0))
    assert kinds(told) == [("PartSilent", "gateway")]
    assert kinds(watched.sees(60, beating("gateway", every=1.0))) == [("PartBack", "gateway")]


def test_what_comes_back_and_goes_again_for_a_day_is_told_of_less_and_less() -> None:
    watched, told = Watched("gateway"), []
    told += watched.sees(40, beating("gateway"))
    for _ in range(24 * 60):
        told += watched.sees(40, standing(watched.at, "gateway"))
        told += watched.sees(20, beating("gateway", every=1.0))
    assert len(told) < 4
    told += watched.sees(1000, beating("gateway", every=1.0))
    assert kinds(told)[-1] == ("PartBack", "gateway")


def test_a_restart_is_no_silence_and_an_end_is() -> None:
    watched = Watched("gateway")
    watched.sees(60, beating("gateway"))
    assert watched.sees(100, nothing) == []
    assert watched.sees(60, beating("gateway")) == []
    told = watched.sees(300, nothing)
    assert kinds(told) == [("PartSilent", "gateway")]
    assert isinstance(told[0], PartSilent)
    assert told[0].detail == ENDED


def test_what_never_began_is_told() -> None:
    assert kinds(Watched("scheduler").sees(300, nothing)) == [("PartSilent", "scheduler")]


def test_a_store_that_is_away_is_silent_itself_and_the_others_have_their_time_anew() -> None:
    watched = Watched("feeds", "brain")
    watched.sees(60, beating("feeds", "brain"))
    assert watched.sees(20, away) == [], "it is being started again"
    assert watched.sees(60, beating("feeds", "brain")) == []
    assert kinds(watched.sees(600, away)) == [("PartSilent", STORE)]
    told = watched.sees(28, standing(70, "feeds", "brain"))
    assert kinds(told) == [("PartBack", STORE)]
    assert watched.sees(60, beating("feeds", "brain")) == []
    watched.sees(600, away)
    told = watched.sees(60, standing(700, "feeds", "brain"))
    assert sorted(kinds(told)) == [("PartBack", STORE), ("PartSilent", "brain"), ("PartSilent", "feeds")]


def test_a_machine_that_slept_tells_of_nobody() -> None:
    watched = Watched("feeds")
    watched.sees(60, beating("feeds"))
    watched.at += 8 * 3600
    assert watched.sees(20, standing(55, "feeds")) == []
    assert watched.sees(60, beating("feeds")) == []


def test_who_takes_over_knows_what_was_told() -> None:
    first = Watched("feeds", "brain")
    first.sees(300, standing(0, "feeds", "brain"))
    second = Watched("feeds", "brain", silent=first.dog.silent, begins=10_000.0)
    assert second.sees(300, standing(0, "feeds", "brain")) == []
    assert sorted(kinds(second.sees(60, beating("feeds", "brain")))) == [("PartBack", "brain"), ("PartBack", "feeds")]


def test_what_is_not_watched_any_more_is_forgotten() -> None:
    assert Watched("feeds", silent={"brain": START}).dog.silent == {}


def stretches() -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from(("lives", "hangs", "ended", "away")), st.integers(2, 200)), max_size=12)


@given(stretches())
@examples(60)
def test_whatever_happens_silence_and_return_of_a_part_take_turns(story: list[tuple[str, int]]) -> None:
    watched, told = Watched("feeds"), []
    for what, seconds in story:
        hung = watched.at
        signs = {"lives": beating("feeds"), "hangs": standing(hung, "feeds"), "ended": nothing, "away": away}[what]
        told += watched.sees(seconds, signs)
    for part in ("feeds", STORE):
        of_part = [type(each) for each in told if each.part == part]
        assert all(one is not other for one, other in pairwise(of_part)), told
        assert of_part[:1] in ([], [PartSilent])
    assert len({each.key for each in told}) == len(told)
    told += watched.sees(1200, beating("feeds"))
    assert watched.dog.silent == {}, "in the end all is well, and that was told"
