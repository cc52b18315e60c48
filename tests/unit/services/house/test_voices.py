"""A choice of voice is a promise: it must last, stay with whoever made it, and cost nobody else theirs."""

from collections.abc import Sequence

import pytest

from services.core.clock import Clock, SteppedClock
from services.core.errors import InvalidRequest, NotPermitted, StoreUnavailable, UnknownVoice
from services.core.handlers import Found, bind
from services.core.principal import Principal
from services.core.roles import Role
from services.house.voices import (
    Choice,
    PersonaList,
    PersonaListAnswer,
    PersonaShow,
    PersonaShowAnswer,
    PersonaUse,
    PersonaUseAnswer,
    VoiceChoices,
    VoiceFacts,
    answer_persona_list,
    answer_persona_show,
    answer_persona_use,
)
from services.store.keys import VOICES as KEY
from services.store.store import Store
from tests.asks import AT, ask, desk_of

VOICES = tuple(
    VoiceFacts(name=name, title=name.title(), style="s", foregrounds="f", sample="x") for name in ("xyko", "z", "biel")
)


def principal(
    name: str = "ben", role: Role = Role.VIEWER, server: str | None = "discord:1", channel: str | None = "discord:10"
) -> Principal:
    return Principal(id=f"discord:{name}", name=name, role=role, server=server, channel=channel)


class House:
    """A desk that is asked for voices."""

    def __init__(self, store: Store, voices: Sequence[VoiceFacts] = VOICES) -> None:
        self.choices = VoiceChoices(voices, "xyko", store)
        found = Found((), (answer_persona_list, answer_persona_show, answer_persona_use))
        self._desk = desk_of(bind(found, {VoiceChoices: self.choices, Clock: SteppedClock(AT)}), store)

    async def of(self, who: Principal) -> Choice:
        return await self.choices.of(who)

    async def use(self, request: PersonaUse, who: Principal) -> PersonaUseAnswer:
        answer = await self._desk.ask(ask(request, who))
        assert isinstance(answer, PersonaUseAnswer)
        return answer

    async def current(self, who: Principal) -> str:
        answer = await self._desk.ask(ask(PersonaList(), who))
        assert isinstance(answer, PersonaListAnswer)
        return answer.current

    async def speaks(self, voice: str, who: Principal) -> bool:
        answer = await self._desk.ask(ask(PersonaShow(voice=voice), who))
        assert isinstance(answer, PersonaShowAnswer)
        return answer.current


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


async def test_ones_own_choice_goes_before_the_channels_and_that_before_the_servers(house: House) -> None:
    admin = principal("ada", Role.ADMIN)
    assert (await house.of(principal())).because == "default"
    await house.use(PersonaUse(voice="z", scope="server"), admin)
    assert await house.of(principal()) == ("z", "server")
    await house.use(PersonaUse(voice="biel", scope="channel"), admin)
    assert await house.of(principal()) == ("biel", "channel")
    assert await house.of(principal(channel="11")) == ("z", "server")
    answer = await house.use(PersonaUse(voice="XYKO "), principal())
    assert (answer.voice.name, answer.previous) == ("xyko", None)
    assert await house.of(principal()) == ("xyko", "me")
    assert await house.of(principal("cleo")) == ("biel", "channel")


async def test_default_takes_a_choice_back(house: House, store: Store) -> None:
    admin = principal("ada", Role.ADMIN)
    await house.use(PersonaUse(voice="z", scope="server"), admin)
    await house.use(PersonaUse(voice="biel", scope="channel"), admin)
    await house.use(PersonaUse(voice="xyko"), principal())
    mine = await house.use(PersonaUse(voice=" Default"), principal())
    assert (mine.voice.name, mine.instead) == ("biel", "channel")
    assert mine.previous is not None
    assert mine.previous.name == "xyko"
    assert await house.of(principal()) == ("biel", "channel")
    with pytest.raises(NotPermitted):
        await house.use(PersonaUse(voice="default", scope="channel"), principal())
    channels = await house.use(PersonaUse(voice="default", scope="channel"), admin)
    assert (channels.voice.name, channels.instead) == ("z", "server")
    servers = await house.use(PersonaUse(voice="default", scope="server"), admin)
    assert (servers.voice.name, servers.instead) == ("xyko", "default")
    again = await house.use(PersonaUse(voice="default"), principal())
    assert (again.voice.name, again.previous, again.instead) == ("xyko", None, "default")
    assert await store.hash_all(KEY) == {}


async def test_a_choice_outlives_the_process(house: House, store: Store) -> None:
    await house.use(PersonaUse(voice="z"), principal())
    after_a_restart = House(store)
    assert await after_a_restart.of(principal()) == ("z", "me")
    assert await after_a_restart.current(principal()) == "z"
    assert await after_a_restart.speaks("z", principal())
    assert not await after_a_restart.speaks("biel", principal())


async def test_the_same_id_at_two_doors_is_two_people_and_two_places(house: House) -> None:
    there = Principal(id="shell:123", name="Ann", role=Role.ADMIN, server="shell:1", channel="shell:2")
    here = Principal(id="discord:123", name="Ann", role=Role.ADMIN, server="discord:1", channel="discord:2")
    for scope, voice in (("server", "z"), ("channel", "biel"), ("me", "z")):
        await house.use(PersonaUse.model_validate({"voice": voice, "scope": scope}), there)
        assert await house.of(there) == (voice, scope)
        assert await house.of(here) == ("xyko", "default")


@pytest.mark.parametrize("scope", ["channel", "server"])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_only_an_admin_chooses_for_others(house: House, scope: str, role: Role) -> None:
    with pytest.raises(NotPermitted):
        await house.use(PersonaUse.model_validate({"voice": "z", "scope": scope}), principal(role=role))
    assert (await house.of(principal())).because == "default"


async def test_there_is_no_server_to_choose_for_in_private(house: House) -> None:
    with pytest.raises(InvalidRequest):
        await house.use(PersonaUse(voice="z", scope="server"), principal(role=Role.ADMIN, server=None))
    with pytest.raises(NotPermitted):
        await house.use(PersonaUse(voice="z", scope="server"), principal(server=None))


async def test_an_unknown_voice_is_told_the_known_ones(house: House) -> None:
    with pytest.raises(UnknownVoice) as refused:
        await house.use(PersonaUse(voice="hal"), principal())
    assert refused.value.known == ("xyko", "z", "biel")
    assert refused.value.titles == ("Xyko", "Z", "Biel")


async def test_a_voice_that_is_no_longer_there_falls_back(house: House, store: Store) -> None:
    await house.use(PersonaUse(voice="z"), principal())
    assert await House(store, VOICES[:1]).of(principal()) == ("xyko", "default")


async def test_without_the_store_the_default_speaks_and_a_choice_is_refused(unused_tcp_port: int) -> None:
    away = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    house = House(away)
    assert await house.of(principal()) == ("xyko", "default")
    with pytest.raises(StoreUnavailable):
        await house.use(PersonaUse(voice="z"), principal())
    await away.close()
