"""What people chose before their ids had doors is theirs afterwards too: nobody has to choose again."""

from pathlib import Path

from pydantic import SecretStr

from bot.app import open_app
from config.settings import load
from services.core.principal import Principal
from services.cosmic.place import Places, place_of
from services.store import keys
from services.store.migrate import migrate
from services.store.store import Store
from services.studies.price import PriceAnswer, PriceNow
from tests.asks import AT, ask

BERN = place_of("Bern")[0].model_dump_json()
ZURICH = place_of("Zurich")[0].model_dump_json()
EARLIER = {"user:111": "z", "channel:333": "biel", "server:444": "gemini", "user:shell": "f"}


async def keep(store: Store) -> None:
    """What an earlier version had in the store."""
    for field, voice in EARLIER.items():
        await store.hash_set(keys.VOICES, field, voice)
    await store.hash_set(keys.PLACES, "111", BERN)
    await store.hash_set(keys.PLACES, "shell", ZURICH)


async def held(store: Store) -> tuple[dict[str, str], dict[str, str]]:
    return await store.hash_all(keys.VOICES), await store.hash_all(keys.PLACES)


async def test_fields_have_their_doors_afterwards_and_once_is_enough(store: Store) -> None:
    await keep(store)
    for _ in range(2):
        await migrate(store)
        assert await held(store) == (
            {
                "user:discord:111": "z",
                "channel:discord:333": "biel",
                "server:discord:444": "gemini",
                "user:shell:me": "f",
            },
            {"discord:111": BERN, "shell:me": ZURICH},
        )
    assert (await Places(store).of(Principal(id="discord:111", name="Ann"))).name == "Bern"


async def test_what_was_chosen_since_then_stays(store: Store) -> None:
    await keep(store)
    await store.hash_set(keys.VOICES, "user:discord:111", "xyko")
    await store.hash_set(keys.PLACES, "discord:111", ZURICH)
    await migrate(store)
    voices, places = await held(store)
    assert voices["user:discord:111"] == "xyko"
    assert places == {"discord:111": ZURICH, "shell:me": ZURICH}
    assert not {*EARLIER} & {*voices}


async def test_one_that_was_cut_off_is_finished(store: Store) -> None:
    """Killed after the new field was written and before the old one went."""
    await keep(store)
    await store.hash_set(keys.VOICES, "user:discord:111", EARLIER["user:111"])
    await migrate(store)
    voices, _ = await held(store)
    assert voices["user:discord:111"] == "z"
    assert "user:111" not in voices


async def test_what_this_version_keeps_is_left_as_it_is(store: Store) -> None:
    await store.hash_set(keys.VOICES, "user:shell:ada", "z")
    await store.hash_set(keys.PLACES, "discord:7", BERN)
    await migrate(store)
    assert await held(store) == ({"user:shell:ada": "z"}, {"discord:7": BERN})


async def test_without_the_store_a_desk_starts_all_the_same(tmp_path: Path, unused_tcp_port: int) -> None:
    url = SecretStr(f"redis://127.0.0.1:{unused_tcp_port}/0")
    async with open_app(load(home=tmp_path, market="sim", at=AT, redis_url=url), watch=False) as app:
        assert isinstance(await app.desk.ask(ask(PriceNow(symbol="btc"))), PriceAnswer)
