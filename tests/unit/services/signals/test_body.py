"""What is sent is written by whoever likes: nothing but the known fields of a signal gets in."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.signals.body import MOST_BYTES, BadBody, Body, read
from tests.examples import examples

TRADINGVIEW = (
    b'{"secret": "s3", "ticker": "BTCUSDT", "exchange": "BINANCE", "close": 43120.5, "interval": "240",'
    b' "time": "2023-12-30T16:00:00Z", "timenow": "2023-12-30T19:00:01Z", "action": "BUY ", "message": "Close above"}'
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


def body(**fields: object) -> Body:
    return read(orjson.dumps({"secret": "s3", **fields}), None).body()


def problem(**fields: object) -> str:
    with pytest.raises(BadBody) as bad:
        body(**fields)
    return str(bad.value)


def test_what_tradingview_sends_is_read() -> None:
    sent = read(TRADINGVIEW, None)
    said = sent.body()
    assert sent.secret == "s3"  # noqa: S105 (of nothing)
    assert (said.symbol, said.action, said.price, said.timeframe) == ("BTCUSDT", "buy", 43120.5, "240")
    assert said.text == "Close above"
    assert said.sent is not None
    assert said.sent.isoformat() == "2023-12-30T19:00:01+00:00"


def test_the_secret_may_come_beside_the_body() -> None:
    sent = read(b'{"ticker": "BTCUSDT"}', "s3")
    assert sent.secret == "s3"  # noqa: S105 (of nothing)
    assert sent.body().symbol == "BTCUSDT"


@pytest.mark.parametrize("number", [43120.5, 43120, "43120.5", "43120"])
def test_a_number_may_stand_between_quotes(number: object) -> None:
    assert body(close=number).price in (43120.0, 43120.5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "liquidate"),
        ("action", 1),
        ("action", ["buy"]),
        ("close", True),
        ("close", -1),
        ("close", 0),
        ("close", "1e999"),
        ("close", "0x10"),
        ("close", "NaN"),
        ("close", [1]),
        ("ticker", "BTC\nUSDT"),
        ("ticker", "<@1>"),
        ("ticker", "x" * 41),
        ("ticker", ""),
        ("ticker", {"$gt": ""}),
        ("id", "a b"),
        ("id", "x" * 81),
        ("id", 7),
        ("message", "x" * 301),
        ("message", 5),
        ("timenow", "yesterday"),
        ("timenow", "2023-12-30T19:00:01"),
        ("timenow", 1703962801),
        ("amount", 1),
        ("leverage", 100),
        ("account", "main"),
        ("__class__", "Order"),
        ("mapped", True),
    ],
)
def test_what_does_not_fit_is_refused_and_what_was_sent_is_not_said_again(field: str, value: object) -> None:
    told = problem(**{field: value})
    assert field in told
    assert "<@1>" not in told
    assert "liquidate" not in told


def test_names_of_fields_are_told_without_what_would_do_harm() -> None:
    told = problem(**{"@everyone <b>\n[x](http://y)" * 5: 1})
    assert "@" not in told
    assert "<" not in told
    assert "\n" not in told
    assert len(told) < 120


def test_one_thing_said_twice_is_refused() -> None:
    assert "ticker" in problem(symbol="BTCUSDT", ticker="ETHUSDT")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BTCUSDT crossed 43120",
        b"[]",
        b'"secret"',
        b"null",
        b"{",
        b'{"close": NaN}',
        b'{"close": Infinity}',
        b'{"message": "\xff"}',
        b'{"message": "\\ud800"}',
        b"[" * MOST_BYTES,
        b'{"a":' * 1500 + b"1" + b"}" * 1500,
        b"\x00" * 100,
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(BadBody):
        read(data, None)


@given(st.dictionaries(st.sampled_from([*Body.model_fields, "ticker", "close", "secret", "x"]), JSON, max_size=6))
@examples(200)
def test_whatever_is_sent_it_is_a_signal_or_it_is_refused(fields: dict[str, object]) -> None:
    try:
        data = orjson.dumps(fields)
    except TypeError:
        return
    sent = read(data, None)
    assert isinstance(sent.secret, str)
    with suppress(BadBody):
        said = sent.body()
        assert said.price is None or 0 < said.price < 1e15
