"""What the engine knows of armed alerts, however they come and go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts import roster
from services.alerts.record import Alert
from services.alerts.roster import NEVER, Roster, Row, row_of, row_of_kept
from services.alerts.trigger import Condition, Follows, Threshold

rows = st.builds(
    Row,
    number=st.integers(1, 60),
    owner=st.sampled_from(("a", "b")),
    under=st.sampled_from(("price BTC/USDT", "sky moon")),
    since=st.integers(0, 9),
    expires=st.integers(0, 9) | st.just(NEVER),
    side=st.sampled_from((None, "above", "below")),
    value=st.floats(0, 9),
    following=st.none(),
)


@given(st.lists(rows, unique_by=lambda row: row.number), st.lists(rows | st.integers(1, 60), max_size=60))
def test_rows_come_back_as_they_were_put(first: list[Row], then: list[Row | int]) -> None:
    kept, spare = Roster(), roster.SPARE
    roster.SPARE = 3  # type: ignore[misc]
    try:
        held = {row.number: row for row in first}
        for row in first:
            kept.append(row)
        kept.sort()
        for each in then:
            if isinstance(each, Row):
                kept.put(each)
                held[each.number] = each
            else:
                kept.remove(each)
                held.pop(each, None)
        assert [kept.get(number) for number in range(62)] == [held.get(number) for number in range(62)]
        assert len(kept) == len(held)
        assert set(kept.expired(5)) == {row.number for row in held.values() if row.expires <= 5}
        assert kept.next_expiry() == min((row.expires for row in held.values()), default=NEVER)
        assert set(kept.since(5)) == {row.number for row in held.values() if row.since >= 5}
    finally:
        roster.SPARE = spare  # type: ignore[misc]


ABOVE = Threshold(series="price BTC/USDT", side="above", value=100.0)


@pytest.mark.parametrize(
    "trigger",
    [
        ABOVE,
        ABOVE.model_copy(update={"side": "below"}),
        ABOVE.model_copy(update={"follows": Follows(timeframe="4h", ratio=0.618)}),
        Condition(symbol="BTC/USDT", timeframe="1h", where="rsi14 < 30"),
    ],
)
@pytest.mark.parametrize("kept", [{}, {"spent": True}, {"paused": True}, {"expires": 9}, {"expires": 0}])
def test_what_is_armed_at_the_start_is_what_is_armed_later(trigger: Threshold, kept: dict[str, object]) -> None:
    alert = Alert(owner="discord:1", number=7, trigger=trigger, since=5).model_copy(update=kept)
    row = row_of(alert)
    assert row_of_kept("discord:1", 7, alert.to_bytes()) == row
    assert row.since == (NEVER if alert.paused else 5)
    if trigger is ABOVE:
        assert (row.side, row.value < 100) == (("below", True) if alert.spent else ("above", False))
