"""What a user would lose: that whoever stops trading stops it, and that nobody is kept in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.orders import Order
from analytics.trading.records import LimitsSet, Switched
from services.accounts.naming import AccountId
from services.core.errors import LimitReached, NotPermitted, NotYours, StoreUnavailable
from services.core.principal import Principal
from services.core.roles import Role
from services.orders.events import TradingSwitched
from services.orders.gate import Gate
from services.orders.limits import Wish
from services.orders.switches import Switches, person_scope, place_scope, scopes_of
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.unit.services.orders.making import (
    AI,
    AUTONOMY,
    NOW,
    PERPETUAL,
    TERMS,
    accepted,
    account,
    d,
    filled,
    instrument,
    ms,
    order,
)

ANN = Principal(id="discord:7", name="Ann", role=Role.TRADER, server="discord:1")
OWN = AccountId("paper", "discord:7")
SHARED = AccountId("paper", "server:discord:1")


def wish(
    order: Order,
    by: Principal = ANN,
    into: AccountId = OWN,
    at: Account | None = None,
    price: str = "100",
) -> tuple[Wish, Principal]:
    held = replace(at or account(), id=str(into))
    return Wish(held, order, instrument(order.symbol), d(price), lambda _: d(price), NOW), by


async def switch(
    switches: Switches, name: Any, scope: str, *, on: bool = True, ask: str = "1", reason: str = ""
) -> bool:
    record = Switched(ms(), ask, name, on, scope, ANN.id, reason)
    event = TradingSwitched(key=record.id, at=NOW, switch=name, on=on, person=None, server=None, by="Ann")
    return await switches.write(record, ANN, event)


async def limit(gate: Gate, wished: tuple[Wish, Principal]) -> str:
    """The limit that does not let it pass; nothing where it passes."""
    try:
        await gate.admit(*wished)
    except LimitReached as error:
        return error.limit
    return ""


@pytest.fixture
def switches(store: Store) -> Switches:
    return Switches(store)


@pytest.fixture
def gate(switches: Switches) -> Gate:
    return Gate(TERMS, switches, AI, AUTONOMY)


CLOSING = order("sell", symbol=PERPETUAL, reduce_only=True, stop=None)
EXITS = {
    "closing by hand": CLOSING,
    "a limit that only reduces": replace(CLOSING, type="limit", price=d("120")),
    "spot sold": order("sell", stop=None),
    "a leg": replace(CLOSING, type="stop", trigger=d("90"), leg="stop", parent="1", reduce_only=False),
}


@pytest.mark.parametrize("role", [None, *Role])
async def test_a_trader_and_above_may_trade_in_their_own_account(gate: Gate, role: Role | None) -> None:
    asker = ANN.model_copy(update={"role": role})
    if role is None or role < Role.TRADER:
        with pytest.raises(NotPermitted) as refused:
            await gate.admit(*wish(order(), asker))
        assert refused.value.needs == "trader"
    else:
        await gate.admit(*wish(order(), asker))


@pytest.mark.parametrize("role", [Role.TRADER, Role.APPROVER, Role.ADMIN])
@pytest.mark.parametrize(
    ("into", "server", "own"),
    [
        (OWN, "discord:1", True),
        (OWN, None, True),
        (AccountId("paper", "discord:7", "swing"), None, True),
        (SHARED, "discord:1", True),
        (SHARED, "discord:2", False),
        (SHARED, None, False),
        (AccountId("paper", "discord:8"), "discord:1", False),
        (AccountId("paper", "shell:7"), "discord:1", False),
    ],
)
async def test_nobody_trades_in_anothers_account(
    gate: Gate, role: Role, into: AccountId, server: str | None, own: bool
) -> None:
    asker = ANN.model_copy(update={"role": role, "server": server})
    for wished in (order(), CLOSING):
        if own:
            await gate.admit(*wish(wished, asker, into))
        else:
            with pytest.raises(NotYours):
                await gate.admit(*wish(wished, asker, into))


async def test_under_a_pause_only_what_reduces_passes(gate: Gate, switches: Switches) -> None:
    await switch(switches, "pause", person_scope(ANN.id), reason="the news")
    assert await limit(gate, wish(order())) == "pause"
    for name, way_out in EXITS.items():
        assert await limit(gate, wish(way_out)) == "", name
    with pytest.raises(LimitReached) as refused:
        await gate.admit(*wish(order()))
    assert refused.value.figure == "on since 2023-12-30 19:00 UTC: the news; only an admin resumes"


async def test_under_the_kill_switch_only_closing_by_hand_passes(gate: Gate, switches: Switches) -> None:
    await switch(switches, "kill", person_scope(ANN.id))
    await switch(switches, "pause", person_scope(ANN.id), ask="2")
    assert await limit(gate, wish(order())) == "kill switch"
    for name, way_out in EXITS.items():
        assert await limit(gate, wish(way_out)) == ("" if name == "closing by hand" else "kill switch"), name


async def test_what_reduces_passes_every_limit(gate: Gate) -> None:
    """Far more is lost today, and since the peak, than lets an entry pass."""
    lost = account(*(filled(order(id=str(n), amount="10", symbol=PERPETUAL), "100") for n in range(40)))
    for name, way_out in EXITS.items():
        assert await limit(gate, wish(replace(way_out, amount=d("400")), at=lost, price="60")) == "", name
    entry = order(symbol=PERPETUAL, stop=d("50"))
    assert await limit(gate, wish(entry, at=lost, price="60")) == "daily loss"


@pytest.mark.parametrize(
    ("scope", "into", "place", "held"),
    [
        (place_scope("discord:1"), OWN, "discord:1", True),
        (place_scope("discord:1"), OWN, None, False),
        (place_scope("discord:1"), OWN, "discord:2", False),
        (place_scope("discord:1"), SHARED, "discord:1", True),
        (place_scope("discord:2"), SHARED, "discord:1", False),
        (place_scope("discord:2"), SHARED, "discord:2", False),
        (person_scope("discord:7"), OWN, "discord:1", True),
        (person_scope("discord:7"), AccountId("paper", "discord:7", "swing"), None, True),
        (person_scope("discord:7"), SHARED, "discord:1", False),
        (person_scope("discord:8"), OWN, "discord:1", False),
    ],
)
async def test_what_a_switch_holds_for(
    gate: Gate, switches: Switches, scope: str, into: AccountId, place: str | None, held: bool
) -> None:
    await switch(switches, "kill", scope)
    by = ANN.model_copy(update={"server": place})
    if into.shared and place != "discord:1":
        assert scope not in scopes_of(into, place)
    else:
        assert (await limit(gate, wish(order(), by, into)) == "kill switch") is held


async def test_it_holds_in_every_process_at_once_and_until_it_is_off(embedded: EmbeddedStore, gate: Gate) -> None:
    other = Store(await embedded.ensure())
    await switch(Switches(other), "pause", person_scope(ANN.id))
    assert await limit(gate, wish(order())) == "pause"
    await switch(Switches(other), "pause", person_scope(ANN.id), on=False, ask="2")
    assert await limit(gate, wish(order())) == ""
    await other.close()


async def test_the_same_wish_switches_once(store: Store, switches: Switches, gate: Gate) -> None:
    scope = person_scope(ANN.id)
    assert await switch(switches, "kill", scope, ask="1")
    assert await switch(switches, "kill", scope, on=False, ask="2")
    assert not await switch(switches, "kill", scope, ask="1")
    assert await limit(gate, wish(order())) == ""
    assert len(await store.entries(keys.journal(f"switches:{scope}"))) == 2
    assert len(await store.entries(keys.OUTBOX)) == 2


async def test_nothing_that_is_kept_of_a_switch_names_a_person(store: Store, switches: Switches) -> None:
    await switch(switches, "kill", person_scope(ANN.id))
    for key in await store.keys_like("omega:*switches*"):
        assert ANN.id not in key
    assert ANN.id not in str(await store.hash_all(keys.SWITCHES))
    assert ANN.id not in str(await store.entries(keys.journal(f"switches:{person_scope(ANN.id)}")))


async def test_a_switch_that_cannot_be_read_is_on(store: Store, gate: Gate) -> None:
    await store.hash_set(keys.SWITCHES, f"kill|{person_scope(ANN.id)}", "?")
    assert await limit(gate, wish(order())) == "kill switch"


async def test_without_the_store_nothing_passes(embedded: EmbeddedStore, gate: Gate, store: Store) -> None:
    await store.call(lambda client: client.shutdown())
    for wished in (order(), *EXITS.values()):
        with pytest.raises(StoreUnavailable):
            await gate.admit(*wish(wished))
    await embedded.ensure()


async def test_an_accounts_own_limits_are_kept(gate: Gate) -> None:
    own = account(LimitsSet(ms(), "1", {"largest_order": "0.1", "require_stop": "no"}))
    assert await limit(gate, wish(order(amount="10", stop=None), at=own)) == ""
    assert await limit(gate, wish(order(amount="10.001", stop=None), at=own)) == "largest order"


async def test_all_that_was_not_kept_is_told_the_first_first(gate: Gate) -> None:
    with pytest.raises(LimitReached) as refused:
        await gate.admit(*wish(order(amount="120", stop=None)))
    error = refused.value
    assert (error.account, error.symbol, error.limit) == ("main", "BTC/USDT", "require stop")
    assert [each.limit for each in error.others] == ["largest order", "largest position"]


async def test_findings_say_what_the_gate_will_say(gate: Gate) -> None:
    found = await gate.findings(*wish(order()))
    assert all(each.passed for each in found)
    assert [each.limit for each in found] == [
        *("kill switch", "pause", "daily loss", "drawdown", "losing streak", "orders a minute", "leverage"),
        *("require stop", "stop on the right side", "largest order", "largest position", "total exposure"),
    ]
    assert [each.limit for each in await gate.findings(*wish(CLOSING))] == ["kill switch", "pause"]


async def test_an_order_that_is_placed_meanwhile_counts(gate: Gate) -> None:
    """51 are on their way at 100: of a position of 100 another 49 pass."""
    resting = order(id="2", amount="51", type="limit", price=d("100"))
    at = account(accepted(resting, NOW - timedelta(seconds=1)))
    assert await limit(gate, wish(order(amount="50"), at=at)) == "largest position"
