"""An error whose button asks for something else than it says leads a person astray."""

from datetime import timedelta
from typing import Literal

import pytest

from bot.schema import catalog
from personas.card import Action
from personas.render import Voices
from services.brain.approvals import Reject
from services.brain.asking import AiAsk
from services.brain.autonomy import Autonomy
from services.brain.decisions import DecisionShow, Explain
from services.brain.lessons import AiLessons, AiStrike
from services.brain.scoreboard import Scoreboard
from services.conditions.parse import condition
from services.conditions.words import LONGEST_CONDITION
from services.core.errors import (
    BadCondition,
    BadOrder,
    Busy,
    DecisionOver,
    DeskError,
    ExchangeUnavailable,
    InvalidRequest,
    LevelForbids,
    LimitReached,
    NotEarned,
    NotPermitted,
    OutsideSky,
    PriceMoved,
    RateLimited,
    SomebodyElse,
    TooFewBars,
    Unexpected,
    UnknownAccount,
    UnknownCommand,
    UnknownDecision,
    UnknownPlace,
    UnknownSymbol,
    UnknownTimeframe,
    UnknownVoice,
)
from services.core.request import Answer, AnyRequest
from services.cosmic.dates import FIRST, LAST
from services.cosmic.evidence import CosmicEvidence
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal
from services.cosmic.now import CosmicNow
from services.cosmic.place import CosmicPlace
from services.house.help import Help
from services.house.voices import PersonaList, PersonaShow, PersonaUse
from services.scan.facts import Scan
from services.studies.correlation import Correlation
from services.studies.fib_levels import FibLevels
from services.words.phrase import parse
from tests.answers.errors.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons

FIB = FibLevels(symbol="btx", timeframe="4h", lookback=300)


def first_line(said: DeskError) -> list[str]:
    """Of its card in every voice, without what keeps a sign from being markup."""
    voices = Voices(strict=True)
    return [voices.render(said, name).title.replace("\\", "") for name in voices.names]


@pytest.mark.parametrize(
    ("limit", "value", "figure", "told"),
    [
        (
            "require stop",
            "an entry has a stop",
            "none; add stop:36878.18, or any below 37,630.8",
            "an entry needs a stop; add stop:36878.18, or any below 37,630.8",
        ),
        (
            "stop on the right side",
            "below the entry at 37,630.8",
            "the stop is at 38,000",
            "the stop must lie below the entry at 37,630.8; the stop is at 38,000",
        ),
        ("leverage", "10×", "13×", "the leverage is at most 10×; this comes to 13×"),
        ("pause", "", "on since 12:53 UTC", "entries are paused: on since 12:53 UTC"),
    ],
)
def test_the_first_line_of_a_refusal_says_what_is_wrong(limit: str, value: str, figure: str, told: str) -> None:
    said = LimitReached(account="main", symbol="BTC/USDT", limit=limit, value=value, figure=figure)
    assert set(first_line(said)) == {f"Not ordered: {told}"}


@pytest.mark.parametrize(
    ("problem", "option", "told"),
    [
        (
            "stop must lie below 37,630.8, where the order buys",
            "stop",
            "Not ordered: the stop must lie below 37,630.8,",
        ),
        ("trigger is needed for a stop order", "trigger", "Not ordered: trigger is needed for a stop order"),
        ("reduce_only has nothing to reduce", "reduce_only", "Not ordered: reduce_only has nothing to reduce"),
        ("symbol BTC/USDT is not held", "symbol", "Not ordered: BTC/USDT is not held"),
        ("symbol must be a market in USDT", "symbol", "Not ordered: the symbol must be a market in USDT"),
        ("order “3fa9” can be one of 2", "order", "Nothing cancelled: order “3fa9” can be one of 2"),
    ],
)
def test_the_first_line_of_what_is_no_order_says_what_is_wrong(problem: str, option: str, told: str) -> None:
    for line in first_line(BadOrder((problem,), option=option, right="another")):
        assert line.startswith(told)


@pytest.mark.parametrize(
    ("asked_in", "wrong"),
    [("private", "server can"), ("shell", "server"), ("server", "--as"), ("server", "in private")],
)
def test_who_may_not_is_told_the_way_from_where_they_are(
    asked_in: Literal["server", "private", "shell"], wrong: str
) -> None:
    voices = Voices(strict=True)
    said = NotPermitted(request="buy", needs="trader", has="viewer", roles_mapped=True, asked_in=asked_in)
    for name in voices.names:
        assert wrong not in text_of(voices.render(said, name))


def test_a_role_in_private_is_told_with_a_space(voices: Voices) -> None:
    """``yours is traderin private`` stood there: a text's own blanks at its ends are taken away."""
    for name in voices.names:
        assert "yours is viewer in private." in voices.render(SAMPLES["not permitted, in private"], name).body, name


def labels(said: Answer | DeskError, request: AnyRequest | None = None) -> list[str]:
    return [action.label for action in buttons(said, request)]


def test_what_may_be_meant_is_a_press_away() -> None:
    near = (CosmicEvidence(symbol="eth", factor="full moon"), CosmicMoon())
    shown = buttons(UnknownCommand(command="full moon effect on eth", near=near))
    assert [(action.label, action.row) for action in shown] == [
        ("cosmic evidence eth full moon", 0),
        ("cosmic moon", 0),
        ("Help", 1),
    ]
    assert tuple(action.request for action in shown[:2]) == near


def test_an_unknown_symbol_offers_the_same_request_with_near_ones() -> None:
    error = UnknownSymbol(symbol="btx", close_matches=("BTC/USDT", "A/B", "C/D", "E/F", "G/H", "I/J"))
    shown = buttons(error, FIB)
    assert [action.label for action in shown] == ["BTC/USDT", "A/B", "C/D", "E/F", "G/H"]
    assert shown[0].request == FibLevels(symbol="BTC/USDT", timeframe="4h", lookback=300)


def test_an_unknown_timeframe_offers_usual_ones() -> None:
    assert labels(UnknownTimeframe(timeframe="7m", known=("1m", "15m", "4h")), FIB) == ["15m", "4h"]
    assert labels(UnknownTimeframe(timeframe="7m", known=("2h",)), FIB) == ["2h"]


def test_too_little_history_offers_other_timeframes() -> None:
    shown = buttons(TooFewBars(symbol="A/B", timeframe="1w", have=3, need=20), FIB)
    assert [action.label for action in shown] == ["15m", "1h", "4h", "1d"]


def test_who_is_refused_is_one_press_from_what_is_allowed() -> None:
    assert buttons(NotPermitted(request="price", needs="viewer", has=None, roles_mapped=True), FIB) == (
        Action("Help", Help()),
    )


def test_an_unknown_voice_offers_known_ones() -> None:
    error = UnknownVoice(voice="bob", known=("f", "z"), titles=("F", "Z"))
    shown = buttons(error, PersonaUse(voice="bob", scope="channel"))
    assert shown[0] == Action("Use F", PersonaUse(voice="f", scope="channel"))
    assert buttons(error, PersonaShow(voice="bob"))[1] == Action("Show Z", PersonaShow(voice="z"))
    assert shown[-1].request == PersonaList()


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(retry_after=3),
        Busy(waiting=9, retry_after=9),
        ExchangeUnavailable(venue="x", reason="timeout"),
        Unexpected(incident="a"),
    ],
)
def test_what_may_pass_can_be_tried_again(error: DeskError) -> None:
    assert buttons(error, FIB) == (Action("Try again", FIB),)
    assert buttons(error) == ()


def test_a_change_is_never_repeated_by_a_button() -> None:
    """What changed something may have done so before it failed."""
    assert buttons(Unexpected(incident="a"), PersonaUse(voice="f")) == ()


def test_without_the_request_there_is_help() -> None:
    assert buttons(UnknownSymbol(symbol="btx", close_matches=("BTC/USDT",))) == (Action("Help", Help()),)


def test_an_unknown_market_of_a_list_is_mended_in_its_place() -> None:
    error = UnknownSymbol(symbol="ehth", venue="bitget", close_matches=("ETH/USDT", "HT/USDT"))
    shown = buttons(error, Correlation(symbols="btc, ehth, sol", timeframe="1d"))
    assert [action.label for action in shown] == ["ETH/USDT", "HT/USDT"]
    assert shown[0].request == Correlation(symbols="btc,ETH/USDT,sol", timeframe="1d")


def test_a_moved_price_is_previewed_anew_by_a_press() -> None:
    moved = PriceMoved(symbol="BTC/USDT", previewed=42_156.37, now=42_391.0, allowed=0.005, again=FIB)
    assert buttons(moved, FIB) == (Action("Preview anew", FIB),)
    assert not buttons(PriceMoved(symbol="BTC/USDT", previewed=1.0, now=2.0, allowed=0.005))


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_a_limit_and_what_broke_it_stand_in_the_first_line(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["limit"], voice)
    for fact in ("largest order", "2,500 USDT", "3,120.50 USDT"):
        assert fact in card.title, voice
    for fact in ("leverage", "5×", "10×"):
        assert fact in card.body, voice
    moved = voices.render(SAMPLES["moved"], voice)
    assert "42,156.37" in moved.title
    assert "42,391.00" in moved.title
    assert "0.5%" in moved.body


def test_an_account_that_is_not_there_is_mended_by_a_press() -> None:
    assert labels(UnknownAccount(account="swin", known=("main", "swing")), FIB) == ["Help", "Accounts"]


def test_beyond_the_ephemeris_one_press_asks_for_now() -> None:
    error = OutsideSky(asked=FIRST - timedelta(days=9000), first=FIRST, last=LAST)
    assert buttons(error, CosmicNatal(date="1875-01-01")) == (Action("Now", CosmicNatal()),)
    assert buttons(error) == (Action("Now", CosmicNow()),)


def test_a_city_spelt_wrongly_is_a_press_away() -> None:
    shown = buttons(UnknownPlace(place="Pariss", close_matches=("Paris, France",)), CosmicPlace(place="Pariss"))
    assert [action.request for action in shown] == [CosmicPlace(place="Paris, France")]
    assert [action.label for action in buttons(UnknownPlace(place="x"), CosmicPlace(place="x"))] == ["Help"]


def test_a_timeframe_that_cannot_be_had_is_mended_by_a_press() -> None:
    asked = Scan(where="close > vwap", timeframes="7x,4h")
    shown = buttons(UnknownTimeframe(timeframe="7x", known=("1h", "4h")), asked)
    assert [action.request for action in shown] == [asked.model_copy(update={"timeframes": t}) for t in ("1h", "4h")]


def test_a_bad_condition_is_mended_by_a_press() -> None:
    for text, mended in (
        ("rs14 < 30", "rsi14 < 30"),
        ("close > 1 adn rsi14 < 30", "close > 1 and rsi14 < 30"),
        ("near fib 0.6", "near fib 0.618"),
        ("pattern hamer", "pattern hammer"),
    ):
        asked = Scan(where=text, timeframes="1h")
        with pytest.raises(BadCondition) as refused:
            condition(text)
        first = buttons(refused.value, asked)[0].request
        assert first == Scan(where=mended, timeframes="1h")
        condition(mended)
    long = Scan(where="rs14" + " " * (LONGEST_CONDITION - 4))
    with pytest.raises(BadCondition) as refused:
        condition(long.where)
    assert [action.label for action in buttons(refused.value, long)] == ["Help"]


def test_a_decision_that_is_not_there_is_mended_by_a_press() -> None:
    shown = buttons(UnknownDecision(decision="3fa8", known=("3fa81c", "77aa01")), Explain(id="3fa8"))
    assert [action.request for action in shown[:2]] == [Explain(id="3fa81c"), Explain(id="77aa01")]
    assert labels(UnknownDecision(decision="3fa8"), Explain(id="3fa8")) == ["What waits", "Decisions"]
    struck = buttons(UnknownDecision(decision="3fa8", known=("3fa81c",)), AiStrike(lesson="3fa8", account="swing"))
    assert [action.request for action in struck] == [
        AiStrike(lesson="3fa81c", account="swing"),
        AiLessons(account="swing"),
    ]


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("approve it", ["What waits", "Decisions", "Help"]),
        ("/explain", ["What waits", "Decisions", "Help"]),
        ("/ai strike", ["Lessons", "Help"]),
    ],
)
def test_who_names_no_decision_or_lesson_is_a_press_from_those_there_are(said: str, labels: list[str]) -> None:
    with pytest.raises(InvalidRequest) as wrong:
        parse(said, catalog())
    assert [action.label for action in buttons(wrong.value)] == labels


def test_what_lies_in_the_agents_way_is_a_press_from_its_remedy() -> None:
    over = buttons(DecisionOver(short="3fa81c", symbol="ETH/USDT", state="lapsed"))
    assert [action.request for action in over] == [DecisionShow(id="3fa81c"), AiAsk(symbol="ETH/USDT")]
    level = LevelForbids(account="swing", level="none", what="look at a market", wanted="assistant")
    assert [action.request for action in buttons(level, AiAsk(symbol="btc", account="swing"))] == [
        Autonomy(account="swing")
    ]
    earned = NotEarned(account="swing", level="agent")
    assert Scoreboard(account="swing") in [each.request for each in buttons(earned, Autonomy(account="swing"))]
    assert Reject(id="3fa81c") in [each.request for each in buttons(SomebodyElse(short="3fa81c", needs=2))]


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_the_first_line_says_what_came_of_a_decision_and_what_a_level_takes(voices: Voices, voice: str) -> None:
    over = voices.render(SAMPLES["decision over"], voice).title
    assert "3fa81c about BTC/USDT is over: it lapsed, for nobody answered in 15 min" in over
    earned = voices.render(SAMPLES["not earned"], voice).title
    assert "it takes 30 judged decisions as copilot, one a move; there are 12" in earned
    assert "2 different people" in voices.render(SAMPLES["somebody else"], voice).title


def test_the_first_line_of_a_long_problem_is_whole(voices: Voices) -> None:
    problem = "when: 'whenever' is not understood; write every day at 9, weekdays at 8:30, every 4 hours, or cron"
    for name in voices.names:
        card = voices.render(InvalidRequest(problems=(problem,)), name)
        assert card.title == "That request does not fit: when: 'whenever' is not understood", name
        assert "weekdays at 8:30" in card.body, name
        number = InvalidRequest(problems=("your answer must be a number, such as 1500 or 0.5, not “a lot”",))
        assert voices.render(number, name).title == "That request does not fit: your answer must be a number", name
