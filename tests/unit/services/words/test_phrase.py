"""Whatever people write, they get the request they meant or are told which word is off."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.schema
from services.core.errors import DeskError, InvalidRequest, UnknownCommand
from services.core.request import AnyRequest, Audience, Change, Request
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.evidence import CosmicEvidence
from services.cosmic.hours import CosmicHours
from services.cosmic.moon import CosmicMoon
from services.cosmic.next import CosmicNext
from services.cosmic.now import CosmicNow
from services.cosmic.place import CosmicPlace
from services.cosmic.retrograde import CosmicRetrograde
from services.education.daily import Daily
from services.education.habit_facts import Habits
from services.education.learning import Learn
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from services.education.wisdom import DailyWisdom
from services.house.define import Define
from services.house.help import Help
from services.house.voices import PersonaUse
from services.notifications.settings import NotificationsSet
from services.scan.facts import Scan
from services.studies.chart import Chart
from services.studies.compare import Compare
from services.studies.correlation import Correlation
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from services.studies.risk_size_facts import RiskSize
from services.studies.risk_var import RiskVar
from services.words.build import build
from services.words.phrase import parse
from services.words.plain_words import plainly

CATALOG: dict[str, type[AnyRequest]] = {
    r.name: r
    for r in (
        *(PriceNow, Chart, FibLevels, RiskVar, CosmicNow, CosmicMoon, CosmicRetrograde, CosmicCalendar, CosmicEvidence),
        *(CosmicHours, CosmicNext, CosmicPlace, Define, Help, PersonaUse),
    )
}


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("/price symbol:btc", PriceNow(symbol="btc")),
        ("price btc", PriceNow(symbol="btc")),
        ("  PRICE   BTC/USDT ", PriceNow(symbol="BTC/USDT")),
        ("/price symbol: btc usdt", PriceNow(symbol="btc usdt")),
        ("/fib levels symbol:BTC/USDT timeframe:4h", FibLevels(symbol="BTC/USDT", timeframe="4h")),
        ("/fib levels timeframe:1d symbol:eth lookback:50", FibLevels(symbol="eth", timeframe="1d", lookback=50)),
        ("fib levels eth 1d 300", FibLevels(symbol="eth", timeframe="1d", lookback=300)),
        ("fib levels eth lookback:50", FibLevels(symbol="eth", lookback=50)),
        ("chart BTC/USDT:USDT", Chart(symbol="BTC/USDT:USDT")),
        ("persona use z scope:channel", PersonaUse(voice="z", scope="channel")),
        ("/help", Help()),
        ("chart btc 4h cosmic", Chart(symbol="btc", overlay="cosmic")),
        ("cosmic now 2024-03-20 03:06", CosmicNow(date="2024-03-20 03:06")),
        ("cosmic evidence eth full moon", CosmicEvidence(symbol="eth", factor="full moon")),
        ("cosmic evidence void_of_course eth", CosmicEvidence(symbol="eth", factor="void of course")),
        ("cosmic place The Hague", CosmicPlace(place="The Hague")),
        ("cosmic calendar 2024-03-20 export", CosmicCalendar(date="2024-03-20", export=True)),
    ],
)
def test_it_is_understood(text: str, request_: AnyRequest) -> None:
    assert parse(text, CATALOG) == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("price of eth please", PriceNow(symbol="eth")),
        ("What is the price of BTC, please?", PriceNow(symbol="BTC")),
        ("show me the chart of eth 1d", Chart(symbol="eth", timeframe="1d")),
        ("chart me btc", Chart(symbol="btc")),
        ("chart me 4h", Chart(symbol="me")),
        ("price me", PriceNow(symbol="me")),
        ("moon phase", CosmicMoon()),
        ("sky", CosmicNow()),
        ("is mercury retrograde?", CosmicRetrograde(planet="mercury")),
        ("is Venus retrograde now?", CosmicRetrograde(planet="venus")),
        ("Is Jupiter in retrograde right now?", CosmicRetrograde(planet="jupiter")),
        ("mars retrograde 2024-11-01", CosmicRetrograde(planet="mars", date="2024-11-01")),
        ("when is the next eclipse?", CosmicNext(kind="eclipse")),
        ("next lunar eclipse", CosmicNext(kind="lunar eclipse")),
        ("when is the next full moon", CosmicNext(kind="full moon")),
        ("value at risk of sol", RiskVar(symbol="sol")),
        ("help me please", Help()),
        ("help with fib levels, please", Help(command="fib levels")),
    ],
)
def test_a_sentence_that_can_mean_one_thing_only_is_a_command(text: str, request_: AnyRequest) -> None:
    assert parse(text, CATALOG) == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("teach me about the golden pocket", OneLesson(lesson="the golden pocket")),
        ("Can you teach me about stops?", OneLesson(lesson="stops")),
        ("i want to learn about funding rates", OneLesson(lesson="funding rates")),
        ("show me the lesson on options, please", OneLesson(lesson="options")),
        ("lesson about candles", OneLesson(lesson="candles")),
        ("lessons about risk", OneLesson(lesson="risk")),
        ("how do stops work?", Define(term="stops")),
        ("how does the funding rate work", Define(term="funding rate")),
        ("tell me about leverage", Define(term="leverage")),
        ("I don’t understand what drawdown means", Define(term="drawdown")),
        ("tell me about the moon", CosmicMoon()),
        ("what do my trades teach me?", Habits()),
        ("what can I learn here?", Learn()),
        ("learn", Learn()),
        ("teach me", Learn()),
        ("teach me fibonacci", Learn(track="fibonacci")),
        ("what should I learn next?", Learn()),
        ("quiz me on the golden pocket", Quiz(lesson="golden pocket")),
        ("test me", Quiz()),
        ("quiz", Quiz()),
        ("test me on risk", Quiz(lesson="risk")),
        ("daily quiz", Daily()),
        ("question of the day", Daily()),
        ("what is the thought of the day", DailyWisdom()),
    ],
)
def test_the_school_is_asked_in_sentences(text: str, request_: AnyRequest) -> None:
    assert parse(text, ASKED) == request_


@pytest.mark.parametrize(
    ("text", "lesson"),
    [
        ("teach me hedging", "hedging"),
        ("I would like to learn how to place a stop", "place a stop"),
        ("can you teach me to read candles?", "read candles"),
    ],
)
def test_a_lesson_is_offered_to_who_wants_to_learn_something(text: str, lesson: str) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, ASKED)
    assert refused.value.near[0] == OneLesson(lesson=lesson)


@pytest.mark.parametrize("text", ["what does this mean?", "what does it mean"])
def test_what_points_elsewhere_is_no_word_of_the_glossary(text: str) -> None:
    with pytest.raises(UnknownCommand):
        parse(text, ASKED)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("does the moon move bitcoin?", CosmicEvidence(symbol="btc")),
        ("full moon effect on eth", CosmicEvidence(symbol="eth", factor="full moon")),
        ("planetary hours in Vienna", CosmicHours()),
        ("export the sky calendar", CosmicCalendar(export=True)),
        ("set my place to The Hague", CosmicPlace(place="The Hague")),
        ("sky over Vienna", CosmicNow()),
        ("moon tomorrow", CosmicMoon()),
        ("how risky is SOL", RiskVar(symbol="sol")),
        ("bitcoin", PriceNow(symbol="btc")),
        ("/cosmic nwo", CosmicNow()),
    ],
)
def test_a_guess_is_offered_and_not_run(text: str, near: AnyRequest) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, CATALOG)
    assert refused.value.near[0] == near
    assert len(refused.value.close_matches) <= 3


@given(data=st.data())
def test_what_is_offered_is_written_as_it_is_asked(data: st.DataObject) -> None:
    said = st.sampled_from(sorted({word for kind in CATALOG.values() for word in kind.summary.lower().split()}))
    words = data.draw(
        st.lists(said | st.sampled_from(["btc", "ETH/USDT", "4h", "full moon", "2024-04-08"]), max_size=6)
    )
    with suppress(InvalidRequest):
        parse(" ".join(words), CATALOG)
        return
    with pytest.raises(InvalidRequest) as refused:
        parse(" ".join(words), CATALOG)
    for near in refused.value.near:
        assert parse(plainly(near), CATALOG) == near


@pytest.mark.parametrize("name", [*CATALOG])
def test_nothing_but_its_own_name_runs_what_is_confidential_or_changes_something(name: str) -> None:
    kind = CATALOG[name]
    for other in kind.also if kind.audience is Audience.CONFIDENTIAL or issubclass(kind, Change) else ():
        try:
            asked: AnyRequest | None = parse(other, CATALOG)
        except UnknownCommand:
            asked = None
        shows = issubclass(kind, Change) and asked is not None and not asked.changes()
        assert asked is None or isinstance(asked, Define) or shows or asked.stops, other


def test_a_sentence_with_a_word_too_many_says_which_and_offers_what_may_be_meant() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse("price btc eth", CATALOG)
    assert refused.value.problems == ("“eth” is not understood: price takes symbol and no more",)
    assert refused.value.near[0] == PriceNow(symbol="btc")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/price", "symbol"),
        ("/price colour:red", "colour"),
        ("/price symbol:btc colour:red", "colour"),
        ("/fib levels btc 4h many", "lookback"),
        ("/fib levels btc lookback:5", "lookback"),
        ("/price symbol:" + "x" * 100, "symbol"),
    ],
)
def test_the_word_that_is_off_is_named(text: str, problem: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(text, CATALOG)
    assert problem in refused.value.problems[0]


D = Decimal
EVERY = bot.schema.catalog()
ASKED = {name: kind for name, kind in EVERY.items() if not kind.pressed}
SIZED = RiskSize(symbol="btc", equity=D(10_000), risk=D(1), stop=D(55_000))


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("risk size btc equity 10000 risk 1 stop 55000", SIZED),
        ("/risk size symbol:btc equity=10k risk=1% stop=55000", SIZED),
        ("risk size btc, equity: 10 000, risk: 1, stop: 55\u202f000", SIZED),
        ("risk size of btc where equity is $10,000.00 and stop is at 55.000,00", SIZED),
        ("risk size 10k btc stop 55000", SIZED),
        ("risk size btc 10 000 stop = 55k", SIZED),
        (
            "risk size btc win rate 55 payoff 2 equity 100",
            RiskSize(symbol="btc", equity=D(100), win_rate=D(55), payoff=D(2)),
        ),
        ("risk size btc equity 100 at 0,5% risk", RiskSize(symbol="btc", equity=D(100), risk=D("0.5"))),
        ("fib levels 4h btc", FibLevels(symbol="btc", timeframe="4h")),
        ("/fib levels 1d 300 eth", FibLevels(symbol="eth", timeframe="1d", lookback=300)),
        ("fib levels of eth on the 4h chart", FibLevels(symbol="eth", timeframe="4h")),
        ("fib levels btc usdt 4 hours", FibLevels(symbol="btc usdt", timeframe="4hours")),
        ("fib levels symbol btc timeframe 1d lookback 1e2", FibLevels(symbol="btc", timeframe="1d", lookback=100)),
        ("cosmic calendar 60 days", CosmicCalendar(days=60)),
        ("cosmic calendar eclipses 60", CosmicCalendar(days=60, kinds="eclipses")),
        ("compare 1d btc, eth vs sol", Compare(symbols="btc,eth,vs,sol", timeframe="1d")),
        ("compare symbols: btc, eth timeframe: 4h", Compare(symbols="btc,eth", timeframe="4h")),
        ("correlation between btc and eth", Correlation(symbols="btc,eth")),
        ("notifications set heartbeat to me", NotificationsSet(to="me")),
        ("notifications set heartbeat to channel level off", NotificationsSet(level="off")),
        ("persona use voice z scope channel", PersonaUse(voice="z", scope="channel")),
        ("scan rsi14 < 30,5 timeframes 1h page 2", Scan(where="rsi14 < 30,5", timeframes="1h", page=2)),
        (
            "scan where:close > 10 and rsi14 < 30 universe:btc, eth",
            Scan(where="close > 10 and rsi14 < 30", universe="btc,eth"),
        ),
        ("cosmic place 47,37; 8,54", CosmicPlace(place="47,37; 8,54")),
    ],
)
def test_options_are_said_as_people_say_them(text: str, request_: AnyRequest) -> None:
    assert parse(text, EVERY) == request_


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("risk size btc equity 10000 stpo 55000", ["“stpo” is not understood: did you mean stop:55000?"]),
        ("risk size btc equity 10000 stpo:55000", ["“stpo”: risk size has no such option; did you mean stop?"]),
        ("risk size btc equity 10000 levrage 5x sied long", ["leverage:5x?", "side:long?"]),
        ("risk size btc equity ten", ["equity must be a number, such as 1500 or 0.5, not “ten”"]),
        ("risk size btc equity:100 equity:5", ["equity is said twice: “100” and “5”"]),
        ("risk size btc 10 500", ["equity:10500, or equity:10 risk:500"]),
        ("risk size btc equity 10,000 risk 500 side up fee 9", ["10000 or as 10.0", "not “500”", "not “up”"]),
        ("fib levels btc 4h soon", ["“soon” is not understood: fib levels takes symbol, timeframe, lookback"]),
        ("fib levels btc tmieframe 4h", ["did you mean timeframe:4h?"]),
        ("fib levels lookback:1,000", ["symbol is needed", "lookback must be written as 1000 or as 1.0"]),
    ],
)
def test_each_problem_is_told_once_and_by_what_was_written(text: str, problems: list[str]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(text, EVERY)
    told = sorted(refused.value.problems)
    assert len(told) == len(problems)
    for problem in problems:
        assert any(problem in each for each in told), (problem, told)


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("/prise btc", "price btc"),
        ("/prise symbol:btc timeframe:4h lookback:300", "price btc"),
        ("fib btc", "fib levels btc"),
        ("persona", "persona use"),
    ],
)
def test_a_near_miss_is_told_what_is_near(text: str, close: str) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, CATALOG)
    assert close in refused.value.close_matches


@pytest.mark.parametrize(("text", "simplest"), [("buy 1 btc", "price btc"), ("/cosmic", "cosmic now")])
def test_of_equally_near_ones_the_simplest_is_offered_first(text: str, simplest: str) -> None:
    for catalog in (CATALOG, dict(reversed(CATALOG.items()))):
        with pytest.raises(UnknownCommand) as refused:
            parse(text, catalog)
        assert refused.value.close_matches[0] == simplest


def test_a_request_that_only_lacks_an_option_can_be_finished() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse("fib levels timeframe:1d", CATALOG)
    unfinished = refused.value.unfinished
    assert unfinished is not None
    assert (unfinished.kind, unfinished.missing) == (FibLevels, ("symbol",))
    assert build(unfinished.kind, {**unfinished.given, "symbol": "eth"}) == FibLevels(symbol="eth", timeframe="1d")
    assert refused.value.data()["missing"] == ("symbol",)
    with pytest.raises(InvalidRequest) as refused:
        parse("fib levels lookback:5", CATALOG)
    assert refused.value.unfinished is None


@given(st.text(max_size=600))
def test_nothing_that_is_written_breaks_it(text: str) -> None:
    for line in (text, f"/price {text}", f"fib levels symbol:{text}"):
        with suppress(DeskError):
            assert isinstance(parse(line, CATALOG), Request)


def test_options_that_are_none_are_left_to_their_defaults() -> None:
    assert build(FibLevels, {"symbol": "btc", "timeframe": None}) == FibLevels(symbol="btc")
