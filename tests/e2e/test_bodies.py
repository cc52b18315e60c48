"""Every body that the bot sends is held against Discord's own description of its API. What does not fit, Discord would
refuse, and nobody would be answered.
"""

import copy
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.person import Person
from tests.exchange import Exchange
from tests.house import Bot
from tests.openapi import DiscordApi

CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
}
CALLBACK = ("POST", "/interactions/{interaction}/{token}/callback")
BODIES = {
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}"): "IncomingWebhookUpdateRequestPartial",
    ("POST", "/webhooks/{application}/{token}"): "IncomingWebhookRequestPartial",
    ("POST", "/channels/{channel}/messages"): "MessageCreateRequest",
}
COMMANDS = ("PUT", "/applications/{application}/commands")


def as_described(body: Any) -> Any:
    """``body`` with its ids as text. discord.py sends those of attachments and references as numbers: Discord takes
    both, and the description knows only text."""
    described = copy.deepcopy(body)
    for holder in (described, described.get("data") or {}):
        for attachment in holder.get("attachments", ()):
            attachment["id"] = str(attachment["id"])
    reference = described.get("message_reference", {})
    reference |= {name: str(value) for name, value in reference.items() if name.endswith("_id")}
    return described


async def everything(ben: Person, exchange: Exchange) -> None:
    """Whatever the bot can be brought to send."""
    for command, options in (
        ("help", {}),
        ("status", {}),
        ("persona list", {}),
        ("persona show", {"voice": "z"}),
        ("price", {"symbol": "nothing like it"}),
        ("chart", {"symbol": "btc", "timeframe": "7x"}),
    ):
        await ben.slash(command, options=options)
    for voice in ("xyko", "f", "biel", "z", "gemini"):
        await ben.slash("persona use", voice=voice)
        for command in ("price", "chart", "fib levels"):
            await ben.slash(command, symbol="btc")
    await ben.choices("price", option="symbol", value="b")
    await ben.choices("chart", option="timeframe", value="", options={"symbol": "btc"})
    chart = await ben.slash("chart", symbol="btc")
    chart = await ben.press(chart, "1d")
    await ben.say("fib levels eth 4h", channel="dm")
    await ben.next_message()
    exchange.delay = 1.5
    slow = await ben.slash("fib levels", symbol="sol", timeframe="1h")
    await ben.press(slow, "15m")


async def test_discord_takes_every_body(playground: Playground, tmp_path: Path, shared_data: Path) -> None:
    discord_api = DiscordApi(shared_data / "discord-openapi.json")
    seen: set[object] = set()
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live):
            await everything(ben, exchange)
    for sent in playground.sent:
        assert sent.status < 300, sent
        place = (sent.method, sent.path)
        if place == CALLBACK:
            discord_api.check(CALLBACKS[sent.body["type"]], as_described(sent.body))
            seen.add(sent.body["type"])
        elif place == COMMANDS:
            for command in sent.body:
                discord_api.check("ApplicationCommandUpdateRequest", command)
            seen.add("commands")
        elif place in BODIES:
            discord_api.check(BODIES[place], as_described(sent.body))
            seen.add(place[1].rsplit("/", 1)[1])
        else:
            assert sent.body is None, f"nothing here knows what Discord wants of {place}"
    assert seen == {4, 5, 6, 7, 8, "commands", "{message}", "messages"}
