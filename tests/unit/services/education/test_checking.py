"""A lesson with a mistake that gets by teaches the mistake: what is wrong with a file is told with its line, and the
others are kept."""

from pathlib import Path
from typing import Any, cast

import pytest

from services.education.figures import BadFigure, figures, result_of
from services.education.folders import Commands, load, look
from services.education.reading import read_bars
from services.portfolio.open_orders import Orders
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from tests.school import AGAIN, CHOICE, DRAWN, NUMBER, READ, ROWS, STOP, TEXT, bars, lesson, put


def without(question: dict[str, Any], *fields: str, **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**question, **changes}.items() if name not in fields}


CHARTED = [CHOICE, READ, STOP]
HUGE = without(CHOICE, given={"x": "HEX"})
LARGE = {"equity": 1e15, "risk_percent": 1e15, "positions": 1e15}
OPTIONS: list[dict[str, Any]] = CHOICE["options"]  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("text", "at", "what"),
    [
        ("", 1, "front matter stands between two lines of ---, from the first line on"),
        ("title: x\n", 1, "front matter stands between"),
        ("---\ntitle: x\n", 1, "front matter stands between"),
        ("---\n---\n", 2, "it is empty"),
        ("---\n- a\n---\n", 2, "the front matter names fields"),
        ("---\ntitle: [a\n---\n", 3, ""),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "title: it is there already"),
        ("---\ntitle: !!python/object/apply:os.system [id]\n---\n", 2, "a lesson has no tags (!)"),
        ("---\na: x\nb: [!!timestamp soon]\n---\n", 3, "a lesson has no tags (!)"),
        ("---\na: !!bool perhaps\n---\n", 2, "a lesson has no tags (!)"),
        ("---\na: &a [x]\nb: *a\n---\n", 3, "a lesson has no aliases (*): write it out"),
        ("---\na: " + "[" * 5000 + "\n---\n", 2, "there are more than 10 levels"),
        ("---\na: 2024-99-99\n---\n", 2, "month must be in 1..12"),
        ("---\na: " + "9" * 5000 + "\n---\n", 2, "Exceeds the limit"),
        (lesson(track="risk"), 0, "track: this comes from the file, and is no field"),
        (lesson(title=None), 2, "title: Field required"),
        (lesson(tilte="x"), 0, "tilte: Extra inputs are not permitted"),
        (lesson(title="x"), 2, "title: String should have at least 3 characters"),
        (lesson(text="too short"), 0, "text: String should have at least 500 characters"),
        (lesson(place="first"), 3, "place: Input should be a valid integer"),
        (lesson(place=10**9), 3, "place: Input should be less than or equal to"),
        (lesson(questions=[without(CHOICE, "kind"), NUMBER, AGAIN]), 0, "questions.1: its kind is choice"),
        (lesson(questions=[without(CHOICE, kind="x"), NUMBER, AGAIN]), 0, "questions.1: its kind is choice"),
        (
            lesson(questions=[HUGE, NUMBER, AGAIN]).replace("HEX", "0x" + "f" * 6000),
            0,
            "given: x is a number or a word",
        ),
        (lesson(place=0), 3, "place: Input should be greater than or equal to 1"),
        (lesson(terms=["position", "frobnication"]), 0, "terms: the glossary has no 'frobnication'"),
        (lesson(after=["nowhere"]), 0, "after: there is no lesson 'nowhere'"),
        (lesson(after=["size"]), 0, "after: 'size' comes later in this track"),
        (lesson(after=["later"]), 0, "after: 'later' comes later in this track"),
        (lesson(chart={"asks": "/nothing here"}), 0, "chart: /nothing here: it is no command"),
        (lesson(chart={"asks": "/price"}), 0, "chart: /price: "),
        (lesson(chart={"asks": "/orders"}), 0, "chart: /orders: /orders is not for everybody"),
        (lesson(chart={"asks": "price btc"}), 0, "chart.asks: String should match pattern"),
        (lesson(chart=DRAWN), 0, "chart: there is no bars/rise.csv that can be used"),
        (lesson(questions=[CHOICE, NUMBER]), 0, "questions: Tuple should have at least 3 items"),
        (lesson(questions=[NUMBER, AGAIN, without(NUMBER, id="third")]), 0, "questions: they are of different kinds"),
        (lesson(questions=[CHOICE, NUMBER, NUMBER]), 0, "questions: two have the same id"),
        (lesson(questions=[CHOICE, NUMBER, {**READ, "bars": "rise"}]), 0, "questions.3.bars: it has fields of its own"),
        (lesson(questions=[CHOICE, NUMBER, {**READ, "options": "A"}]), 0, "questions.3.options: it is a list"),
        (lesson(questions=["why"]), 0, "questions.1: it has fields of its own"),
        (lesson(terms="stop"), 0, "terms: it is a list"),
        (lesson(sources=["a book"]), 0, "sources.1: it has fields of its own"),
        (lesson(chart={**DRAWN, "lines": [3]}), 0, "chart.lines: it has fields of its own"),
        (lesson(questions=[CHOICE, {**NUMBER, "computed": "position_sise"}, AGAIN]), 0, "perhaps position_size"),
        (lesson(sources=[]), 0, "sources: Tuple should have at least 1 item"),
        (lesson(sources=[{"title": "A page", "url": "http://x"}]), 0, "sources.1.url: String should match pattern"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_told_with_its_line(tmp_path: Path, text: str, at: int, what: str) -> None:
    put(tmp_path, "risk/size.md", text)
    put(tmp_path, "risk/later.md", lesson(place=2, title="A later one"))
    commands: Commands = {each.name: each for each in (FibLevels, PriceNow, Orders)}
    curriculum = look((tmp_path,), commands=commands).curriculum
    problem = curriculum.problems[0]
    assert (problem.file, what in problem.what) == ("risk/size.md", True), problem
    assert problem.line == at or (at == 0 and 1 < problem.line <= text.count("\n") + 1), problem
    assert list(curriculum.lessons) == ["later"]


@pytest.mark.parametrize(
    ("question", "what"),
    [
        (without(CHOICE, options=OPTIONS[1:]), "options: one is right, and not 0"),
        (without(CHOICE, options=[OPTIONS[0], {**OPTIONS[1], "right": True}]), "options: one is right, and not 2"),
        (without(CHOICE, options=[OPTIONS[0], {"text": "the stop.", "why": "x"}]), "options: two say the same"),
        (without(CHOICE, options=[OPTIONS[0], {"text": "{x}", "why": "x"}]), "options: there is no {x} in given"),
        (without(CHOICE, ask="What is {this} then?"), "ask: there is no {this} in given"),
        (without(CHOICE, ask="What is {0:>99999999} then?"), "ask: braces stand around"),
        (without(CHOICE, ask="What is {x.__class__} then?", given={"x": 1}), "ask: braces stand around"),
        (without(CHOICE, ask="What is a } then?"), "ask: braces stand around"),
        (without(NUMBER, computed="nothing"), "computed: there is no figure 'nothing'"),
        (without(NUMBER, given={"equity": 1}, ask="Of {equity} how much?"), "computed: position_size takes entry"),
        (without(NUMBER, given={**NUMBER["given"], "stop": [100, 48]}), "computed: position_size fails with"),  # type: ignore[dict-item]
        (without(NUMBER, given={**NUMBER["given"], "stop": [95, 48, 1]}), "given: the lists are as long as"),  # type: ignore[dict-item]
        (without(NUMBER, given={**NUMBER["given"], "stop": []}), "given: the lists are as long as"),  # type: ignore[dict-item]
        (without(NUMBER, given={**NUMBER["given"], "stop": {"a": 1}}), "given: stop is a number or a word"),  # type: ignore[dict-item]
        (without(NUMBER, given={**NUMBER["given"], "equity": [float("nan"), 1]}), "given: equity is a number or"),  # type: ignore[dict-item]
        (without(CHOICE, given={"x": float("inf")}), "given: x is a number or a word"),
        (without(CHOICE, ask="What is {x} then?", given={"x": [True, False]}), "given: x is a number or a word"),
        (without(CHOICE, given={"x": -1e16}), "given: x is a number or a word"),
        (without(NUMBER, ask="How many coins do you buy of it?"), "ask: it does not tell {entry}, which varies"),
        (without(NUMBER, given={**NUMBER["given"], "equity": [10007, 5000]}, decimals=0, within=0.0001), "decimals:"),  # type: ignore[dict-item]
        (
            without(NUMBER, ask="What is so large?", computed="risk_of_all", why="x", given=LARGE),
            "decimals: '10,000,000,000",
        ),
        (without(NUMBER, why="It is {answr}."), "why: there is no {answr} in given"),
        (without(NUMBER, computed="highest_bar"), "computed: highest_bar takes bars"),
        (without(READ, options=[{"at": 2}, {"at": 7}]), "computed: highest_bar finds 11, which is none of the options"),
        (without(READ, options=[{"at": 11}, {"at": 11}]), "options: two are the same"),
        (without(READ, options=[{"at": 11}, {"price": 101.0}]), "options: all have one of at, price and says"),
        (without(READ, options=[{"at": 11}, {}]), "options: all have one of at, price and says"),
        (without(READ, options=[{"at": 11}, {"at": 12}]), "options: there is no bar 12; the last is 11"),
        (without(READ, options=[{"says": "up"}, {"says": "down", "text": "Down"}]), "options: 'up' has a text"),
        (without(READ, options=[{"price": 9000}, {"price": 101}]), "options: 9000.0 is off the chart"),
        (without(READ, bars={"bars": "fall"}), "bars: there is no bars/fall.csv that can be used"),
        (without(READ, bars={**DRAWN, "marks": {"here": 12}}), "bars: the marks have 'here' behind the last bar"),
        (without(READ, bars={**DRAWN, "lines": {"there": 900}}), "bars: the lines have 'there' off the chart"),
        (without(READ, bars={**DRAWN, "lines": {"there": float("nan")}}), "bars.lines.there: "),
        (without(STOP, computed="highest_bar"), "no two prices where a long's stop is"),
        (without(STOP, side="short"), "no two prices where a short's stop is"),
    ],
)
def test_a_question_without_one_right_answer_is_refused(tmp_path: Path, question: dict[str, Any], what: str) -> None:
    others = [each for each in (CHOICE, READ, STOP, NUMBER) if each["id"] != question["id"]]
    put(tmp_path, "risk/bars/rise.csv", bars())
    put(tmp_path, "risk/size.md", lesson(questions=[*others, question]))
    put(tmp_path, "candles/other.md", lesson())
    curriculum = load(tmp_path)
    assert what in curriculum.problems[0].what
    assert {(problem.file, problem.line > 10) for problem in curriculum.problems} == {("risk/size.md", True)}
    assert list(curriculum.lessons) == ["other"]


@pytest.mark.parametrize("fault", [AttributeError("x"), RecursionError("x"), MemoryError("x"), ZeroDivisionError("x")])
def test_a_figure_that_fails_takes_no_other_lesson_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails() -> float:
        raise fault

    monkeypatch.setitem(cast(dict[str, Any], figures()), "fails", fails)
    put(
        tmp_path,
        "risk/size.md",
        lesson(questions=[CHOICE, AGAIN, without(NUMBER, "given", ask="What?" * 3, computed="fails")]),
    )
    put(tmp_path, "candles/other.md", lesson())
    curriculum = load(tmp_path)
    assert list(curriculum.lessons) == ["other"]
    assert [f"fails with {type(fault).__name__}" in problem.what for problem in curriculum.problems] == [True]


@pytest.mark.parametrize(
    ("figure", "given"),
    [
        ("first_close_under", {"price": 1.0, "after": 0}),
        ("first_touch_of", {"price": 1.0, "after": 0}),
        ("top_known_at", {"top": 11, "back_percent": 50}),
        ("first_liquidated_bar", {"entered": 0, "leverage": 5.0, "maintenance_percent": 0.5}),
        ("first_close_beyond_usual", {"start": 0, "volatility_percent": 500.0, "days": 30.0}),
        ("first_at_multiple", {"entry": 100.0, "stop": 90.0, "multiple": 5, "after": 0}),
        ("first_entry", {"above": 500.0}),
        ("first_close_above_channel", {"period": 12}),
    ],
)
def test_a_bar_that_there_is_not_is_no_answer(figure: str, given: dict[str, Any]) -> None:
    """Where nothing happens on a chart the next bar would be taken for the right one."""
    with pytest.raises(BadFigure, match="no bar"):
        result_of(figure, given, read_bars(bars(), "risk/bars/rise.csv"))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "its first line is open,high,low,close,volume"),
        ("date,open,high,low,close\n", 1, "its first line is"),
        (bars(ROWS[:9]), 10, "it has 10 to 120 candles"),
        (bars(ROWS * 11), 133, "it has 10 to 120 candles"),
        (bars([*ROWS[:10], (1, 2, 3)]), 12, "a candle is five numbers"),
        (bars([*ROWS[:10], ("x", 2, 1, 1, 1)]), 12, "a candle is five numbers"),  # type: ignore[list-item]
        (bars([*ROWS[:10], (1, 2, 1.5, 1.7, 1)]), 12, "low is the least"),
        (bars([*ROWS[:10], (1, float("inf"), 1, 1, 1)]), 12, "low is the least"),
        (bars([*ROWS[:10], (float("nan"), 2, 1, 1, 1)]), 12, "low is the least"),
        (bars([*ROWS[:10], (1, 2, 0, 1, 1)]), 12, "low is the least"),
    ],
)
def test_bars_that_are_none_are_refused_with_their_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    put(tmp_path, "risk/bars/rise.csv", text)
    put(tmp_path, "risk/size.md", lesson(questions=CHARTED))
    bad, *others = load(tmp_path).problems
    assert (bad.file, bad.line, what in bad.what) == ("risk/bars/rise.csv", line, True), bad
    assert {problem.file for problem in others} == {"risk/size.md"}


def test_prerequisites_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "risk/one.md", lesson(after=["two"]))
    put(tmp_path, "candles/two.md", lesson(after=["three"]))
    put(tmp_path, "markets/three.md", lesson(after=["one"]))
    put(tmp_path, "markets/four.md", lesson(place=2, after=["three"]))
    curriculum = load(tmp_path)
    assert list(curriculum.lessons) == ["four"]
    assert curriculum.before(curriculum.lessons["four"]) == ()
    assert len(curriculum.problems) == 3
    assert all("go round in a circle" in problem.what and problem.line > 10 for problem in curriculum.problems)


def test_a_name_is_one_lesson_s(tmp_path: Path) -> None:
    put(tmp_path, "markets/size.md", lesson(title="The first one"))
    put(tmp_path, "risk/size.md", lesson(title="The second one"))
    curriculum = load(tmp_path)
    assert curriculum.lessons["size"].title == "The first one"
    assert [str(problem) for problem in curriculum.problems] == [
        "risk/size.md:1: a lesson has this name already: markets/size.md"
    ]


@pytest.mark.parametrize("file", ["risk/Size.md", "risk/my size.md", "risk/größe.md", "risk/-.md", "sailing/size.md"])
def test_a_file_that_is_called_like_no_lesson_is_told(tmp_path: Path, file: str) -> None:
    put(tmp_path, file, lesson())
    problem, *none = load(tmp_path).problems
    assert (problem.file, problem.line, none) == (file, 1, [])
    assert "a lesson's file is called like" in problem.what or "there is no track 'sailing'" in problem.what


def test_what_is_no_text_or_leads_away_is_not_read(tmp_path: Path) -> None:
    school, away = tmp_path / "school", put(tmp_path, "away/risk/size.md", lesson())
    put(school, "risk/latin.md", lesson().encode("utf-16"))
    put(school, "risk/control.md", lesson(text=TEXT + "\x00"))
    put(school, "risk/large.md", lesson() + "x" * 70_000)
    (school / "risk/link.md").symlink_to(away)
    (school / "risk/round.md").symlink_to("round.md")
    (school / "risk/folder.md").mkdir()
    put(school, "risk/.hidden.md", "nothing")
    put(school, "README.md", "nothing")
    put(school, "risk/within.md", lesson())
    (school / "risk/linked.md").symlink_to("within.md")
    put(school, "risk/windows.md", ("\ufeff" + lesson(title="From Windows")).replace("\n", "\r\n"))
    curriculum = load(school)
    assert list(curriculum.lessons) == ["linked", "windows", "within"]
    assert "\r" not in curriculum.lessons["windows"].text
    assert {problem.file.removeprefix("risk/"): problem.what for problem in curriculum.problems} == {
        "latin.md": "it is no text in UTF-8",
        "control.md": "it has a control character",
        "large.md": "it is larger than 64 KiB",
        "link.md": "it is a link that leads out of the folder",
        "round.md": "it is a link that leads to itself",
        "folder.md": "it is no file",
    }


def test_a_thought_belongs_to_a_lesson_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    thought = "- {{id: {}, lesson: {}, text: You cannot lose what you have not bought.}}\n"
    put(tmp_path, "risk/size.md", lesson())
    put(tmp_path, "risk/wisdom.yaml", thought.format("a-one", "size") + thought.format("b-two", "size"))
    put(tmp_path, "candles/wisdom.yaml", thought.format("c-one", "size") + thought.format("d-two", "sizes"))
    put(tmp_path, "psychology/wisdom.yaml", thought.format("b-two", "size"))
    put(tmp_path, "markets/wisdom.yaml", "- {id: x-one, lesson: size}\n")
    curriculum = load(tmp_path)
    assert [wisdom.id for wisdom in curriculum.wisdoms] == ["a-one", "b-two"]
    assert [str(problem) for problem in curriculum.problems] == [
        "candles/wisdom.yaml:2: lesson: there is no lesson 'sizes'",
        "markets/wisdom.yaml:1: 1.text: Field required",
        "psychology/wisdom.yaml:1: id: another thought is called 'b-two'",
    ]
