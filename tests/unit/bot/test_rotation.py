"""While a token is changed some processes have the new one and some the old: it is still one bot."""

import pytest

from bot.shards import Gateway, share
from services.store.store import Store

OLD, NEW = "MTAwMDAw.GabcdE.of-before", "MTAwMDAw.GxyzzZ.of-now"
ELSEWHERE = "http://127.0.0.1:1/api/v10"


def leases(token: str, api: str = "https://discord.com/api/v10") -> list[str]:
    return [each.name for each in Gateway(api, token, Store("redis://127.0.0.1:1")).leases(share(0, 1, 2), "one")]


def test_a_bot_has_the_same_leases_with_a_new_token() -> None:
    assert leases(OLD) == leases(NEW)


@pytest.mark.parametrize(
    ("token", "api"), [("MTAwMDAx.GabcdE.of-before", "https://discord.com/api/v10"), (OLD, ELSEWHERE)]
)
def test_another_bot_or_another_discord_has_others(token: str, api: str) -> None:
    assert not {*leases(OLD)} & {*leases(token, api)}
