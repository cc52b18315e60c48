"""A reply that says "thinking…" for ever is a desk that fell silent."""

from datetime import UTC, datetime, timedelta

from cogs._pending_replies import PendingReplies, PendingReply
from services.core.clock import SteppedClock
from services.store import keys
from services.store.store import Store
from tests.asks import BEN

MADE = datetime(2026, 1, 1, tzinfo=UTC)


def promise(interaction: int = 1, made: datetime = MADE) -> PendingReply:
    return PendingReply(
        interaction=interaction,
        application=9,
        token="token",  # noqa: S106 - not a secret
        ask="discord:1",
        request="fib levels",
        options={"symbol": "btc", "lookback": 50},
        principal=BEN,
        made=made,
    )


async def test_what_was_promised_is_found_after_a_restart_until_it_is_kept(store: Store) -> None:
    await PendingReplies(store, SteppedClock(MADE)).make(promise())
    after = PendingReplies(store, SteppedClock(MADE + timedelta(minutes=5)))
    assert await after.owed(9) == [promise()]
    await after.kept(9, 1)
    assert await after.owed(9) == []


async def test_what_discord_no_longer_takes_is_struck_off(store: Store) -> None:
    await PendingReplies(store, SteppedClock(MADE)).make(promise())
    late = PendingReplies(store, SteppedClock(MADE + timedelta(minutes=15)))
    assert await late.owed(9) == []
    assert await store.hash_all(keys.pending_replies(9)) == {}


async def test_an_unreadable_promise_does_not_hide_the_others(store: Store) -> None:
    await PendingReplies(store, SteppedClock(MADE)).make(promise(2))
    await store.hash_set(keys.pending_replies(9), "1", '{"from": "another version"}')
    later = PendingReplies(store, SteppedClock(MADE + timedelta(seconds=1)))
    assert await later.owed(9) == [promise(2)]


async def test_what_this_process_is_answering_itself_is_not_owed(store: Store) -> None:
    pending_replies = PendingReplies(store, SteppedClock(MADE))
    await pending_replies.make(promise())
    assert await pending_replies.owed(9) == []


async def test_another_application_neither_gives_nor_loses_it(store: Store) -> None:
    await PendingReplies(store, SteppedClock(MADE)).make(promise())
    later = PendingReplies(store, SteppedClock(MADE + timedelta(seconds=1)))
    assert await later.owed(8) == []
    assert await later.owed(9) == [promise()]


async def test_without_the_store_replies_go_on(unused_tcp_port: int) -> None:
    away = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    pending_replies = PendingReplies(away, SteppedClock(MADE))
    await pending_replies.make(promise())
    await pending_replies.kept(9, 1)
    assert await pending_replies.owed(9) == []
    await away.close()
