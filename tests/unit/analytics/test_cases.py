"""If this failed, one move of a market would count as many, and chance as skill."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analytics.cases import OwnCases, Span, own_cases

SPANS = st.builds(
    lambda symbol, since, length: Span(symbol, since, since + length),
    st.sampled_from(("BTC/USDT", "BTC/USDT:USDT", "ETH/USDT")),
    st.integers(0, 60),
    st.integers(1, 20),
)


def test_whoever_comes_first_of_a_move_counts() -> None:
    spans = [Span("BTC/USDT", 0, 24), Span("BTC/USDT", 23, 47), Span("BTC/USDT", 24, 48), Span("ETH/USDT", 1, 25)]
    assert own_cases(spans, lambda each: each) == [spans[0], spans[2], spans[3]]


def test_a_pair_and_its_perpetual_are_one_market() -> None:
    assert Span("BTC/USDT", 0, 24).overlaps(Span("BTC/USDT:USDT", 1, 25))
    assert not Span("BTC/USDT", 0, 24).overlaps(Span("BTC/USDC", 1, 25))


def test_an_earlier_replay_counts_beside_a_later_one() -> None:
    """What was known later comes first where a home replays an earlier time after a later one."""
    counted = OwnCases()
    assert counted.takes(Span("BTC/USDT", 1_000, 1_024))
    assert counted.takes(Span("BTC/USDT", 0, 24))
    assert not counted.takes(Span("BTC/USDT", 1_010, 1_034))
    assert not counted.takes(Span("BTC/USDT", 990, 1_001))


@given(st.lists(SPANS, max_size=40))
def test_none_overlap_and_all_that_were_left_out_do(spans: list[Span]) -> None:
    counted = own_cases(spans, lambda each: each)
    for market in {each.market for each in spans}:
        of = sorted((each for each in counted if each.market == market), key=lambda each: each.since)
        assert not any(one.overlaps(other) for one, other in pairwise(of))
    for number, each in enumerate(spans):
        before = [other for other in counted if any(other is one for one in spans[:number])]
        assert any(each is one for one in counted) != any(each.overlaps(other) for other in before)
