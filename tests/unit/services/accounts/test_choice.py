"""What a user would lose: an order in another account than the one they named or use."""

import pytest

from services.accounts.choice import IN_USE, AccountChoices, plain
from services.core.errors import UnknownAccount
from services.core.principal import Principal
from services.store.keys import accounts_of
from services.store.store import Store

ANN = Principal(id="discord:1", name="Ann")
ON_SERVER = ANN.model_copy(update={"server": "discord:9"})


async def called(choices: AccountChoices, who: Principal, name: str | None = None) -> str:
    return str(await choices.named(who, name))


async def test_everyone_has_the_main_account_at_once(store: Store) -> None:
    choices = AccountChoices(store)
    assert await called(choices, ANN) == "paper:discord:1"
    assert await called(choices, ANN, " Main ") == "paper:discord:1"
    assert await choices.names(ANN) == ("main",)


async def test_the_account_in_use_is_meant_where_none_is_named(store: Store) -> None:
    choices = AccountChoices(store)
    await store.hash_set(accounts_of(ANN.id), "swing", "2024-01-01T00:00:00+00:00")
    await store.hash_set(accounts_of(ANN.id), IN_USE, "swing")
    assert await called(choices, ANN) == "paper:discord:1:swing"
    assert await called(choices, ANN, "main") == "paper:discord:1"
    assert await choices.names(ON_SERVER) == ("main", "swing", "server")


async def test_the_server_is_the_one_where_it_is_asked(store: Store) -> None:
    choices = AccountChoices(store)
    assert await called(choices, ON_SERVER, "server") == "paper:server:discord:9"
    with pytest.raises(UnknownAccount):
        await choices.named(ANN, "server")
    await store.hash_set(accounts_of(ANN.id), IN_USE, "server")
    assert await called(choices, ON_SERVER) == "paper:server:discord:9"
    assert await called(choices, ANN) == "paper:discord:1"


@pytest.mark.parametrize("name", ["swing", IN_USE, "", "discord:2", "main:x"])
async def test_no_account_is_made_up(store: Store, name: str) -> None:
    await store.hash_set(accounts_of("discord:2"), "swing", "2024-01-01T00:00:00+00:00")
    await store.hash_set(accounts_of(ANN.id), IN_USE, "main")
    with pytest.raises(UnknownAccount) as refused:
        await AccountChoices(store).named(ON_SERVER, name)
    assert refused.value.known == ("main", "server")


@pytest.mark.parametrize("written", ["swing", " Swing ", "name:swing", "name: swing", "name = swing"])
def test_a_name_is_kept_without_what_was_written_around_it(written: str) -> None:
    assert plain(written) == "swing"
