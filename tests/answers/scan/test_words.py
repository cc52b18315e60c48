"""A table whose numbers stand in the wrong row, or a word that says the opposite of the counts."""

import re

import pytest

from personas.about.scan import harvest, scan_by, scan_gaps, scan_place, scan_subject, scan_table, scan_value
from personas.escaping import code
from personas.render import Voices
from services.scan.facts import ScanAnswer
from tests.answers.scan.sample import SAMPLES, random_scans, row, scan_answer, spot, value
from tests.cards import text_of
from tests.faces import buttons


@pytest.mark.parametrize(
    ("matched", "missed", "word"),
    [(0, 12, "none"), (0, 0, "none"), (1, 0, "one"), (2, 98, "few"), (10, 90, "some"), (51, 49, "most"), (9, 0, "all")],
)
def test_how_many_matched(matched: int, missed: int, word: str) -> None:
    assert harvest(scan_answer(matched=matched, missed=missed)) == word


@pytest.mark.parametrize(
    ("not_known", "failed", "told"),
    [
        (0, 0, ""),
        (1, 0, "1 could not be judged"),
        (0, 1_200, "1,200 could not be had"),
        (3, 50, "3 could not be judged and 50 could not be had"),
    ],
)
def test_what_neither_fits_nor_fails_to_is_told(not_known: int, failed: int, told: str) -> None:
    assert scan_gaps(scan_answer(not_known=not_known, failed=failed)) == told


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("rsi14", 28.43, "28.4"),
        ("williams_r14", -81.26, "−81.3"),
        ("change24", 5.128, "+5.13%"),
        ("natr14", 2.5, "2.50%"),
        ("ema20", 41_234.5, "41,234.50"),
        ("macd_hist", -12.5, "−12.500"),
        ("volume", 1.2e9, "1.20B"),
        ("volume_ratio20", 2.4, "2.4"),
        ("supertrend_direction", -1.0, "−1"),
    ],
)
def test_a_value_is_written_by_its_unit(name: str, number: float, text: str) -> None:
    assert scan_value(value(name, number)) == text


def test_a_place_says_how_far_it_is() -> None:
    assert scan_place(spot("0.618 retracement", 100.0, 100.12)) == "0.618 +0.12 ATR"
    assert scan_place(spot("0.618 retracement", 100.0, 100.12, atr=None)) == "0.618 +0.12%"
    assert scan_place(spot("support", 100.0, 98.0, 99.0)) == "support −1.0 ATR"
    assert scan_place(spot("support", 100.0, 98.0, 101.0)) == "in support"
    assert scan_place(spot("golden pocket", 100.0, 98.0, 101.0)) == "in pocket"
    assert scan_place(spot("ema20", 100.0, 100.0)) == "at ema20"


def test_the_nearest_place_is_told_before_values_and_these_before_the_change() -> None:
    far, near = spot("0.5 retracement", 100.0, 110.0), spot("0.618 retracement", 100.0, 99.9)
    assert scan_by(row(price=100.0, places=(far, near)), None) == "0.618 −0.10 ATR"
    assert scan_by(row(places=()), None) == "rsi14 28.4"
    assert scan_by(row(places=(), values=()), None) == "+2.13%"
    assert scan_by(row(places=(), values=(), change_24h=None), None) == ""


def test_what_all_have_in_common_is_left_out_of_the_table() -> None:
    btc, eth = row(places=()), row("ETH/USDT", price=2_300.5, places=())
    assert scan_table(scan_answer(btc, eth)) == ["BTC  42,156.37  rsi14 28.4", "ETH   2,300.50  rsi14 28.4"]
    several = scan_answer(btc, row(timeframe="1h", places=()), timeframes=("1h", "4h"))
    assert scan_table(several)[1].startswith("BTC 1h  ")
    assert scan_table(scan_answer(btc, timeframes=("1h", "4h")))[0].startswith("BTC 4h  ")
    assert scan_table(scan_answer(btc, row("ETH/BTC", price=0.05, places=())))[1].startswith("ETH/BTC   ")
    assert scan_table(scan_answer(row("`@x`/USDT")))[0].startswith("…  ")
    assert scan_table(scan_answer(row(stale=True, places=())))[0].endswith("rsi14 28.4  old")


@pytest.mark.parametrize(
    ("condition", "subject"),
    [
        ("rsi14 < 30", "rsi"),
        ("close > 1 and not (near fib 0.5 or near support)", "fib"),
        ("in golden pocket", "fib"),
        ("near support", "zone"),
        ("regime is ranging", "regime"),
        ("pattern doji", "pattern"),
        ("close crosses above ema20", "cross"),
        ("near ema20", "average"),
        ("close > sma300 * 1.02", "average"),
        ("new high 20", "extreme"),
        ("volume_ratio20 > 2", "volume"),
        ("psar < close", "other"),
        ("supertrend_direction = 1", "other"),
        ("obv_change20 > 5", "other"),
    ],
)
def test_what_a_condition_is_about(condition: str, subject: str) -> None:
    assert scan_subject(scan_answer(condition=condition)) == subject


SCANS = [*random_scans(80), *SAMPLES.values()]
FIVE = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("name", FIVE)
def test_each_voice_says_it_and_a_phone_shows_it(voices: Voices, name: str) -> None:
    for scan in SCANS:
        card = voices.render(scan, name)
        quoted = len(getattr(scan, "condition", ""))
        assert len(card.body) <= 600 + max(0, quoted - 40), card.body
        assert all(len(field.value) <= 1024 for field in card.fields)
        assert "nan" not in re.findall(r"\w+", card.body)


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_what_failed_or_could_not_be_judged(voices: Voices, name: str) -> None:
    text = text_of(voices.render(SAMPLES["failures"], name))
    assert "50 could not be had" in text
    assert "3 could not be judged" in text


@pytest.mark.parametrize("name", FIVE)
def test_every_voice_says_what_was_asked_for(voices: Voices, name: str) -> None:
    """A list of matches is worth nothing to who does not know of what."""
    for scan in SCANS:
        assert code(getattr(scan, "condition", "")) in text_of(voices.render(scan, name))


def test_a_line_of_the_table_fits_a_phone() -> None:
    usual = SAMPLES["a page of many"]
    assert isinstance(usual, ScanAnswer)
    assert max(map(len, scan_table(usual))) <= 40


def test_every_button_is_a_request_that_fits() -> None:
    for scan in SCANS:
        shown = buttons(scan)
        rows = [action.row for action in shown]
        assert all(rows.count(row) <= 5 for row in rows)
        assert max(rows) <= 4
        for action in shown:
            assert type(action.request).model_validate(action.request.model_dump()) == action.request
