"""Alerts as they are kept: whole again when they are read, and told to the engine in the step that writes them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.book import AlertBook, owner_of
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Follows, Happening, Threshold
from services.core.work import Work
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store

ABOVE = Threshold(series="price BTC/USDT", side="above", value=70_000.0)
PLAIN = Alert(owner="discord:1", number=7, trigger=ABOVE, since=1_700_000_000_000)
FULL = Alert(
    owner="server:discord:9",
    number=8,
    trigger=Threshold(
        series="price ETH/USDT", side="below", value=0.1 + 0.2, follows=Follows(timeframe="4h", ratio=0.618)
    ),
    since=5,
    label="0.618 retracement",
    repeat="always",
    cooldown=60,
    expires=9,
    paused=True,
    spent=True,
    note='a "note"\nof two lines',
    mention="5",
    to="channel",
    channel="11",
    server="discord:9",
    fired=3,
    fired_at=4,
    told=("a", "b"),
)

texts = st.text(max_size=20)
moments = st.integers(0, 2**53)
triggers = st.one_of(
    st.builds(
        Threshold,
        series=st.sampled_from(("price BTC/USDT", "rise BTC/USDT 3600", "drawdown paper:discord:1:swing")),
        side=st.sampled_from(("above", "below")),
        value=st.floats(allow_nan=False, allow_infinity=False),
        follows=st.none() | st.builds(Follows, timeframe=texts, ratio=st.floats(0, 10)),
    ),
    st.builds(Condition, symbol=texts, timeframe=texts, where=texts),
    st.builds(Happening, what=st.sampled_from(("fill", "sky", "signal")), of=texts, lead=st.integers(0, 10**6)),
)


@given(
    st.builds(
        Alert,
        owner=texts,
        number=moments,
        trigger=triggers,
        since=moments,
        cooldown=st.integers(0, 10**6),
        expires=st.none() | moments,
        note=texts,
        fired_at=st.none() | moments,
        told=st.lists(texts, max_size=3).map(tuple),
    )
)
def test_an_alert_is_read_as_it_was_kept(alert: Alert) -> None:
    assert Alert.read(alert.owner, alert.number, alert.to_bytes()) == alert


@pytest.mark.parametrize("alert", [PLAIN, FULL])
def test_what_is_as_usual_is_not_kept(alert: Alert) -> None:
    assert Alert.read(alert.owner, alert.number, alert.to_bytes()) == alert
    trigger = b'{"kind":"threshold","series":"price BTC/USDT","side":"above","value":70000.0}'
    assert PLAIN.to_bytes() == b'{"trigger":' + trigger + b',"since":1700000000000}'


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b'{"trigger":{"kind":"moon"},"since":1}', b'{"since":1}'])
def test_what_is_no_alert_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Alert.read("discord:1", 7, data)


async def _written(store: Store, work: Work, ask: str) -> None:
    await StoreLedger(store).commit(work, ask, b"{}", 60.0)


async def test_alerts_are_found_by_owner_and_number_and_changes_are_left_for_the_engine(
    store: Store, tmp_path: Path
) -> None:
    book = AlertBook(store)
    assert (list(await book.numbers(2)), list(await book.numbers(1))) == ([1, 2], [3])
    work = Work()
    later = PLAIN.model_copy(update={"number": 10})
    for alert in (later, PLAIN, FULL):
        book.write(work, alert)
    await _written(store, work, "first")
    assert await book.of("discord:1") == [PLAIN, later]
    assert await book.of("discord:2") == []
    assert (await book.one("discord:1", 7), await book.one("discord:1", 8)) == (PLAIN, None)
    assert set(await store.hash_fields(keys.ALERT_OWNERS)) == {"discord:1", "server:discord:9"}

    before = await store.hash_all(keys.ALERT_CHANGES)
    assert {number: owner_of(change) for number, change in before.items()} == {
        "7": "discord:1",
        "8": "server:discord:9",
        "10": "discord:1",
    }
    work = Work()
    book.remove(work, PLAIN)
    await _written(store, work, "second")
    assert await book.of("discord:1") == [later]
    assert (await store.hash_all(keys.ALERT_CHANGES))["7"] != before["7"]


async def test_an_alert_that_cannot_be_read_hides_no_other(store: Store) -> None:
    await store.hash_set(keys.alerts("discord:1"), "7", PLAIN.to_bytes().decode())
    await store.hash_set(keys.alerts("discord:1"), "6", '{"trigger":{"kind":"of a later version"}}')
    book = AlertBook(store)
    assert await book.of("discord:1") == [PLAIN]
    assert await book.one("discord:1", 6) is None
