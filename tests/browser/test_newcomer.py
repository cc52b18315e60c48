"""Somebody opens the demo's page for the first time. What they see is left in ``screenshots/``."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.playground import Playground
from tests.browser.conftest import Visit, visit

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def drawn(message: Locator) -> None:
    """Wait until the picture in ``message`` is there, whole."""
    picture = message.locator("img").last
    await expect(picture).to_be_visible()
    await picture.evaluate("image => image.decode()")
    assert await picture.evaluate("image => image.naturalWidth") == 800


async def command(looking: Visit, line: str) -> Locator:
    """Type ``line`` into the composer and send it; the newest message, which is its answer, comes back."""
    messages = looking.page.get_by_test_id("message")
    before = await messages.count()
    composer = looking.page.get_by_test_id("composer")
    await composer.fill(line)
    await composer.press("Enter")
    await expect(messages).to_have_count(before + 1)
    newest = messages.last
    await expect(newest).not_to_contain_text("thinking")
    return newest


async def test_a_newcomer_finds_the_way_from_an_empty_channel_to_a_picture(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page = looking.page
    suggestions = page.get_by_test_id("suggestion")
    await expect(suggestions).to_have_count(4)
    assert "/balance" in await suggestions.all_inner_texts(), "that one can trade is there at first sight"
    await looking.picture("1 first look")

    await suggestions.nth(1).click()
    levels = page.get_by_test_id("message").last
    await expect(levels).to_contain_text("BTC/USDT")
    await expect(levels).to_contain_text("SIMULATED")
    await drawn(levels)
    await looking.picture("2 fib levels")

    await levels.get_by_role("button", name="1d", exact=True).click()
    await expect(levels).to_contain_text("BTC/USDT 1d")
    await drawn(levels)
    await levels.get_by_role("button", name="Chart").click()
    await expect(levels).to_contain_text("over 120 candles")
    await drawn(levels)
    await looking.picture("3 chart by a button")
    assert looking.complaints == []


async def test_typing_a_slash_leads_through_a_command(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page, keyboard = looking.page, looking.page.keyboard
    composer = page.get_by_test_id("composer")
    await composer.click()
    await keyboard.type("/")
    await expect(page.get_by_test_id("picker-item").first).to_be_visible()
    assert await page.get_by_test_id("picker-item").count() > 20, "every command is offered"
    await looking.picture("4 command picker")
    await keyboard.type("price sym")
    await expect(page.get_by_test_id("choice").first).to_contain_text("symbol")
    await keyboard.press("Enter")
    await page.get_by_test_id("option-symbol").press_sequentially("et")
    await expect(page.get_by_test_id("choice").first).to_contain_text("ETH/USDT")
    await looking.picture("5 autocomplete")
    await keyboard.press("Enter")
    await expect(page.get_by_test_id("option-symbol")).to_have_value("ETH/USDT")
    await expect(page.get_by_test_id("message")).to_have_count(0)  # as in Discord, Enter took the first
    await keyboard.press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text("ETH/USDT")
    await looking.picture("6 price")
    assert looking.complaints == []


async def test_five_voices_five_cards(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url, height=1000)
    told = set()
    for voice in ("xyko", "f", "biel", "z", "gemini"):
        chosen = await command(looking, f"/persona use voice:{voice}")
        await expect(chosen).to_contain_text("Only you")
        levels = await command(looking, "/fib levels symbol:sol timeframe:4h")
        await drawn(levels)
        told.add(await levels.inner_text())
        await looking.picture(f"7 voice {voice}")
    assert len(told) == 5
    assert looking.complaints == []


async def test_people_have_different_rights_and_see_different_things(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page = looking.page
    await page.get_by_test_id("person").click()
    await page.get_by_test_id("person-Eli").click()
    await expect(page.get_by_test_id("person")).to_contain_text("Eli")
    refused = await command(looking, "/price symbol:btc")
    await expect(refused).to_contain_text("viewer")
    await expect(refused).to_contain_text("Only you")
    await looking.picture("8 refused")

    await page.get_by_test_id("person").click()
    await page.get_by_test_id("person-Ben").click()
    await expect(page.get_by_test_id("person")).to_contain_text("Ben")
    await expect(page.get_by_test_id("message").filter(has_text="Only you")).to_have_count(0)
    await expect(await command(looking, "/price symbol:btc")).to_contain_text("BTC/USDT")

    await page.get_by_test_id("channel-Omega").click()
    await page.get_by_test_id("composer").fill("fib levels eth 1d")
    await page.keyboard.press("Enter")
    await drawn(page.get_by_test_id("message").last)
    await looking.picture("9 private words")
    assert looking.complaints == []


async def test_a_mention_is_answered(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    await looking.page.get_by_test_id("composer").fill("@Omega price eth")
    await looking.page.keyboard.press("Enter")
    messages = looking.page.get_by_test_id("message")
    await expect(messages).to_have_count(2)
    await expect(messages.first).to_contain_text("@Omega")
    await expect(messages.last).to_contain_text("ETH/USDT")
    assert looking.complaints == []


async def test_a_greeting_leads_through_menus_to_a_command_and_a_word(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page = looking.page
    hello = await command(looking, "/welcome")
    await expect(hello).to_contain_text("orders")
    await looking.picture("14 welcome")

    async def choose(within: Locator, menu: str, choice: str) -> None:
        await within.get_by_role("combobox", name=re.compile(menu)).click()
        await page.get_by_test_id("choice").filter(has_text=choice).first.click()

    await hello.get_by_role("button", name="What you can ask").click()
    await expect(hello).to_contain_text("Fibonacci levels")
    await looking.picture("15 help")
    await choose(hello, "Open a group", "fib")
    await expect(hello).to_contain_text("/fib levels")
    await choose(hello, "Have a command explained", "/fib levels")
    await expect(hello).to_contain_text("lookback")
    await looking.picture("16 help on a command")
    await hello.get_by_role("button", name="/fib levels").click()
    await expect(hello).to_contain_text("BTC/USDT 4h")

    word = await command(looking, "/define term:golden pocket")
    await expect(word).to_contain_text("half of a move")
    await looking.picture("17 a word")
    await word.get_by_role("button", name="retracement", exact=True).click()
    await expect(word).to_contain_text("taken back")
    chosen = await command(looking, "/welcome")
    messages = page.get_by_test_id("message")
    before = await messages.count()
    await choose(chosen, "Who speaks to you", "Z")
    await expect(messages).to_have_count(before + 1)
    await expect(messages.last).to_contain_text("Z speaks")
    assert looking.complaints == []


async def test_errors_lead_on(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    unknown = await command(looking, "/price symbol:bct")
    await expect(unknown).to_contain_text("bct")
    await looking.picture("10 unknown symbol")
    await unknown.get_by_role("button", name="BTC/USDT").click()
    await expect(unknown).to_contain_text("24 h")
    assert looking.complaints == []


async def test_on_a_phone(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url, width=390, height=844)
    levels = await command(looking, "/fib levels symbol:btc timeframe:4h")
    await drawn(levels)
    await looking.picture("11 phone")
    width = await looking.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "the page scrolls sideways"
    await levels.get_by_role("button", name="Enlarge").click()
    enlarged = looking.page.locator(".lightbox img")
    await expect(enlarged).to_have_css("width", "800px")
    await looking.picture("12 phone picture")
    await enlarged.click(position={"x": 100, "y": 100})
    await expect(enlarged).to_have_css("width", "374px")
    await looking.page.keyboard.press("Escape")
    help_ = await command(looking, "/help")
    await expect(help_).to_contain_text("Fibonacci levels")
    await looking.picture("13 phone help")
    await command(looking, "/welcome")
    await looking.picture("18 phone welcome")
    await command(looking, "/define term:atr")
    await looking.picture("19 phone word")
    assert looking.complaints == []


async def test_a_word_on_a_card_is_explained_from_the_card(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page = looking.page
    messages = page.get_by_test_id("message")
    await command(looking, "/fib levels symbol:btc timeframe:4h")
    levels = messages.nth(await messages.count() - 1)
    await levels.hover()
    await levels.get_by_role("button", name="Explain words").click()
    words = messages.last
    await expect(words).to_contain_text("of the glossary on this message")
    await expect(words).to_contain_text("Only you can see this")
    await expect(words.get_by_role("button", name="Reply")).to_have_count(0)
    await looking.picture("9 words of a card")
    await levels.hover()
    await levels.get_by_role("button", name="Reply").click()
    await expect(page.get_by_test_id("replying")).to_contain_text("Replying to Omega")
    composer = page.get_by_test_id("composer")
    await composer.fill("what is the golden pocket?")
    await composer.press("Enter")
    await expect(messages.last).to_contain_text("Golden pocket: ")
    await expect(page.get_by_test_id("replying")).to_be_hidden()
    assert looking.complaints == []


async def test_a_lesson_its_questions_and_a_form_lead_on_from_one_another(browser: Browser, floor: Playground) -> None:
    looking = await visit(browser, floor.url)
    page, messages = looking.page, looking.page.get_by_test_id("message")
    school = await command(looking, "/learn")
    await expect(school).to_contain_text("lessons passed, next:")
    await school.get_by_role("button", name="Next lesson").click()
    await expect(school).to_contain_text("lesson 1 of")
    await drawn(school)
    await looking.picture("school 1 lesson")
    await school.get_by_role("button", name="Questions").click()
    await expect(school).to_contain_text("a new question")

    question = await command(looking, "/quiz lesson:How much to buy")
    await question.get_by_role("button", name="Answer in coins").click()
    form = page.get_by_role("dialog")
    await expect(form).to_contain_text("Your answer")
    await form.get_by_role("textbox").fill("20")
    await looking.picture("school 2 form")
    await form.get_by_role("button", name="Submit").click()
    await expect(messages.last).to_contain_text("Right, 20 coins")
    await messages.last.get_by_role("button", name="Next question").click()
    await expect(messages.last).to_contain_text("How much to buy: a new question")
    assert looking.complaints == []
