"""An alert as Discord's wire has it: shown before it is set, told with its picture, and gone on from by a press."""

from pathlib import Path

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.conftest import eventually
from tests.house import Bot

QUICK = {"OMEGA_AT": "2026-01-01T00:00:00Z", "OMEGA_SPEED": "600"}
"""Ten minutes of the market a second."""
TELL_SECONDS = 30.0


def title(reply: Reply) -> str:
    return str(reply.embeds[0]["title"])


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


async def told(person: Person, begins: str) -> Reply:
    """The private message whose title begins so, once it is there; its picture comes a moment later."""
    found: list[Reply] = []

    async def there() -> bool:
        found[:] = [each for each in await person.history("dm") if each.embeds and title(each).startswith(begins)]
        return bool(found) and "image" in found[-1].embeds[0]

    await eventually(there, TELL_SECONDS)
    return found[-1]


async def test_an_alert_is_shown_set_told_and_gone_on_from(playground: Playground, tmp_path: Path) -> None:
    async with Person(playground.url, "Ben") as ben, Bot(playground, tmp_path / "home", **QUICK) as bot:
        preview = await ben.slash("alert add", symbol="btc", when="falls 0.1% in 1h", repeat="always", note="look")
        assert title(preview).startswith("BTC/USDT falls 0.1% within 1 h: ")
        assert "image" in preview.embeds[0], "when it would have fired is on the picture"
        assert labels(preview)[:3] == ["Confirm", "Edit", "Cancel"]
        form = (await ben.press(preview, "Edit")).modal
        assert form is not None
        assert list(form.fields.values()) == ["when", "repeat", "cooldown", "expires", "note"]
        edited = await ben.submit(form, {"when": "falls 0.05% in 1h"})
        assert title(edited).startswith("BTC/USDT falls 0.05% within 1 h: ")
        assert title(await ben.press(edited, "Confirm")) == "Set: 1, BTC/USDT falls 0.05% within 1 h"

        fired = await told(ben, "BTC/USDT fell 0.05% within 1 h")
        assert "“look”" in fired.embeds[0]["description"]
        assert labels(fired) == ["Snooze 1h", "Delete", "Alerts", "Chart"]
        snoozed = await ben.press(fired, "Snooze 1h")
        assert title(snoozed).startswith("Snoozed: 1,")
        gone = await ben.press(snoozed, "Delete")
        assert title(gone).startswith("Deleted: 1,")
        assert title(await ben.press(gone, "Alerts")).startswith("You have no alerts")

        once = await ben.slash("alert add", symbol="btc", when="falls 0.06% in 1h")
        await ben.press(once, "Confirm")
        over = await told(ben, "BTC/USDT fell 0.06% within 1 h")
        assert labels(over) == ["Again", "Alerts", "Chart"], "it was to be told once"
        again = await ben.press(over, "Again")
        assert title(again).startswith("BTC/USDT falls 0.06% within 1 h: ")
        assert title(await ben.press(again, "Cancel")) == "Nothing was set"

        levels = await ben.slash("levels", symbol="btc")
        here = await ben.press(levels, "Alert me here")
        assert "Nothing is set yet" in here.embeds[0]["description"]
        assert (here.ephemeral, here.id == levels.id) == (True, False), "others read the levels, and no alert"
        assert title(await ben.press(here, "Confirm")).startswith("Set")
        assert "Traceback" not in bot.errors()
