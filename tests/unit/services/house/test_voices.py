"""A choice of voice is a promise: it must last, stay with whoever made it, and cost nobody else theirs."""

from datetime import datetime

import pytest

from services.core.errors import InvalidRequest, NotPermitted, StoreUnavailable, UnknownVoice
from services.core.principal import Principal
from services.core.roles import Role
from services.house.voices import PersonaList, PersonaShow, PersonaUse, VoiceFacts, VoiceService
from services.store.keys import VOICES as KEY
from services.store.store import Store

VOICES = tuple(
    VoiceFacts(name=name, title=name.title(), style="s", foregrounds="f", sample="x") for name in ("xyko", "z", "biel")
)


def principal(
    name: str = "ben", role: Role = Role.VIEWER, server: str | None = "1", channel: str | None = "10"
) -> Principal:
    return Principal(id=name, name=name, role=role, server=server, channel=channel, door="discord")


@pytest.fixture
def voices(store: Store, now: datetime) -> VoiceService:
    return VoiceService(VOICES, "xyko", store, lambda: now)


async def test_ones_own_choice_goes_before_the_channels_and_that_before_the_servers(voices: VoiceService) -> None:
    admin = principal("ada", Role.ADMIN)
    assert (await voices.choice(principal())).because == "default"
    await voices.use(PersonaUse(voice="z", scope="server"), admin)
    assert await voices.choice(principal()) == ("z", "server")
    await voices.use(PersonaUse(voice="biel", scope="channel"), admin)
    assert await voices.choice(principal()) == ("biel", "channel")
    assert await voices.choice(principal(channel="11")) == ("z", "server")
    answer = await voices.use(PersonaUse(voice="XYKO "), principal())
    assert (answer.voice.name, answer.previous) == ("xyko", None)
    assert await voices.choice(principal()) == ("xyko", "me")
    assert await voices.choice(principal("cleo")) == ("biel", "channel")


async def test_default_takes_a_choice_back(voices: VoiceService, store: Store) -> None:
    admin = principal("ada", Role.ADMIN)
    await voices.use(PersonaUse(voice="z", scope="server"), admin)
    await voices.use(PersonaUse(voice="biel", scope="channel"), admin)
    await voices.use(PersonaUse(voice="xyko"), principal())
    mine = await voices.use(PersonaUse(voice=" Default"), principal())
    assert (mine.voice.name, mine.instead) == ("biel", "channel")
    assert mine.previous is not None
    assert mine.previous.name == "xyko"
    assert await voices.choice(principal()) == ("biel", "channel")
    with pytest.raises(NotPermitted):
        await voices.use(PersonaUse(voice="default", scope="channel"), principal())
    channels = await voices.use(PersonaUse(voice="default", scope="channel"), admin)
    assert (channels.voice.name, channels.instead) == ("z", "server")
    servers = await voices.use(PersonaUse(voice="default", scope="server"), admin)
    assert (servers.voice.name, servers.instead) == ("xyko", "default")
    again = await voices.use(PersonaUse(voice="default"), principal())
    assert (again.voice.name, again.previous, again.instead) == ("xyko", None, "default")
    assert await store.hash_all(KEY) == {}


async def test_a_choice_outlives_the_process(voices: VoiceService, store: Store, now: datetime) -> None:
    await voices.use(PersonaUse(voice="z"), principal())
    after_a_restart = VoiceService(VOICES, "xyko", store, lambda: now)
    assert await after_a_restart.choice(principal()) == ("z", "me")
    assert (await after_a_restart.list(PersonaList(), principal())).current == "z"
    assert (await after_a_restart.show(PersonaShow(voice="z"), principal())).current


@pytest.mark.parametrize("scope", ["channel", "server"])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_only_an_admin_chooses_for_others(voices: VoiceService, scope: str, role: Role) -> None:
    with pytest.raises(NotPermitted):
        await voices.use(PersonaUse.model_validate({"voice": "z", "scope": scope}), principal(role=role))
    assert (await voices.choice(principal())).because == "default"


async def test_there_is_no_server_to_choose_for_in_private(voices: VoiceService) -> None:
    for role in (Role.ADMIN, Role.VIEWER):
        with pytest.raises(InvalidRequest):
            await voices.use(PersonaUse(voice="z", scope="server"), principal(role=role, server=None))


async def test_an_unknown_voice_is_told_the_known_ones(voices: VoiceService) -> None:
    with pytest.raises(UnknownVoice) as refused:
        await voices.use(PersonaUse(voice="hal"), principal())
    assert refused.value.known == ("xyko", "z", "biel")
    assert refused.value.titles == ("Xyko", "Z", "Biel")


async def test_a_voice_that_is_no_longer_there_falls_back(voices: VoiceService, store: Store, now: datetime) -> None:
    await voices.use(PersonaUse(voice="z"), principal())
    without_z = VoiceService(VOICES[:1], "xyko", store, lambda: now)
    assert await without_z.choice(principal()) == ("xyko", "default")


async def test_without_the_store_the_default_speaks_and_a_choice_is_refused(
    unused_tcp_port: int, now: datetime
) -> None:
    away = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    voices = VoiceService(VOICES, "xyko", away, lambda: now)
    assert await voices.choice(principal()) == ("xyko", "default")
    with pytest.raises(StoreUnavailable):
        await voices.use(PersonaUse(voice="z"), principal())
    await away.close()
