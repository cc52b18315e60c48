"""If these failed, a damaged or outdated copy would be shown as the market."""

from hypothesis import given
from hypothesis import strategies as st

from services.market.codec import decode, encode
from services.market.source import Fetched
from tests.unit.services.market.parts import candles_of, rows, same

FETCHED = Fetched(candles=candles_of(rows("2024-01-01T00:00", [100.0, 101.5, 99.25])), built_from="15m")
DATA = encode(FETCHED)


def test_what_was_written_is_read_to_the_bit() -> None:
    read = decode(DATA)
    assert read is not None
    assert read.built_from == "15m"
    assert same(read.candles, FETCHED.candles)
    assert not read.candles.close.flags.writeable


def test_no_candles_are_read_as_none() -> None:
    read = decode(encode(Fetched(candles=candles_of([]))))
    assert read is not None
    assert len(read.candles) == 0


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, by: int) -> None:
    damaged = bytearray(DATA)
    damaged[place] ^= by
    assert decode(bytes(damaged)) is None


@given(st.integers(0, len(DATA) - 1))
def test_a_cut_is_noticed(length: int) -> None:
    assert decode(DATA[:length]) is None


@given(st.binary(max_size=200))
def test_anything_else_is_not_read(data: bytes) -> None:
    assert decode(data) is None


def test_an_older_form_is_not_read() -> None:
    assert decode(DATA.replace(b"omega-candles-3", b"omega-candles-0")) is None
