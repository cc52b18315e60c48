"""A picture that shows the most unusual markets says that it does, and of how many."""

from tests.answers.event_study.sample import NAMES, market, study
from tests.faces import picture


def told(markets: int) -> list[str]:
    return [label.text for label in picture(study(markets=tuple(map(market, NAMES[:markets])))).labels]


def test_markets_that_have_no_row_are_counted() -> None:
    assert "8 of 12 markets, the most unusual" in told(12)


def test_where_each_has_a_row_nothing_is_said_to_be_left_out() -> None:
    assert "8 markets" in told(8)
