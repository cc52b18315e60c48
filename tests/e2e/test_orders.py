"""An order from the slash command to its position, as Discord's wire has it: previewed, changed, confirmed, once."""

import asyncio
from pathlib import Path

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.house import Bot


def title(reply: Reply) -> str:
    return str(reply.embeds[0]["title"])


async def test_an_order_is_previewed_edited_and_confirmed_once_also_after_a_kill(
    playground: Playground, tmp_path: Path
) -> None:
    async with Person(playground.url, "Ben") as ben:
        async with Bot(playground, tmp_path / "home") as bot:
            preview = await ben.slash("buy", symbol="btc", amount="risk 1%", stop="1000")
            assert preview.ephemeral, "what one trades is one's own"
            assert title(preview).startswith("PAPER main: buy ")
            assert [button.label for button in preview.buttons][:3] == ["Confirm", "Edit", "Cancel"]

            form = (await ben.press(preview, "Edit")).modal
            assert form is not None
            assert list(form.fields.values()) == ["amount", "price", "stop", "target"]
            edited = await ben.submit(form, {"amount": "100usdt", "stop": "2000"})
            assert edited.id == preview.id, "the new preview takes the place of the old"
            assert "2,000.00" in edited.embeds[0]["description"]
            assert title(edited) != title(preview)

            placed, again = await asyncio.gather(ben.press(edited, "Confirm"), ben.press(edited, "Confirm"))
            assert placed.ephemeral
            assert title(placed) == title(again)
            assert "filled at" in title(placed)
            assert "Traceback" not in bot.errors()
            await bot.kill()
        async with Bot(playground, tmp_path / "home") as bot:
            assert title(await ben.press(edited, "Confirm")) == title(placed), "after any restart it is the same order"
            assert title(await ben.press(edited, "Cancel")).endswith("that order was placed before")
            assert "BTC" in str((await ben.slash("positions")).embeds[0])
            assert "Traceback" not in bot.errors()


async def test_a_cancelled_preview_places_nothing_any_more(playground: Playground, bot: Bot) -> None:
    async with Person(playground.url, "Ben") as ben, Person(playground.url, "Cleo") as cleo:
        preview = await ben.slash("buy", symbol="btc", amount="risk 1%", stop="1000")
        assert title(await ben.press(preview, "Cancel")).endswith("the preview is cancelled")
        refused = await ben.press(preview, "Confirm")
        assert title(refused).startswith("Not ordered, this preview was cancelled")
        anew = await ben.press(refused, "Preview anew")
        assert "filled at" in title(await ben.press(anew, "Confirm"))
        assert title(await cleo.slash("buy", symbol="btc", amount="10%")).startswith("Not permitted")
        assert "Traceback" not in bot.errors()


async def test_a_preview_from_a_public_card_is_for_whoever_pressed_alone(playground: Playground, bot: Bot) -> None:
    async with Person(playground.url, "Ben") as ben:
        levels = await ben.slash("fib levels", symbol="btc")
        assert not levels.ephemeral
        preview = await ben.press(levels, "Plan a trade at 0.618")
        assert title(preview).startswith("PAPER main: ")
        assert (preview.ephemeral, preview.id == levels.id) == (True, False), "others read the levels, and no order"
