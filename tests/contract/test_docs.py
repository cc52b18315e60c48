"""Documentation that lags sends people into a wall."""

import re

from pydantic import AliasChoices

from bot.app import App
from bot.commands_page import page as commands_page
from bot.figures_page import page as figures_page
from bot.metrics import Metrics
from bot.metrics_page import page as metrics_page
from config.settings import Settings
from services.alerts.when import read_when
from tests.conftest import ROOT

DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_told() -> None:
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        own = str(alias.choices[-1]) if isinstance(alias, AliasChoices) else f"OMEGA_{name.upper()}"
        assert own in DOCS["operators.md"], own


def test_the_alerts_that_the_page_for_users_shows_can_be_set() -> None:
    page = DOCS["users.md"]
    section = page[page.index("\n## Alerts") : page.index("\n## Watchlists")]
    whens = [when for row in re.findall(r"(?m)^\| (`.*?) \|", section)[1:] for when in re.findall(r"`([^`/]+)`", row)]
    assert len(whens) > 15
    for when in whens:
        assert read_when(when).wishes, when


def test_every_runbook_that_an_alert_names_is_there() -> None:
    rules = [path.read_text(encoding="utf-8") for path in (ROOT / "k8s").rglob("*.yaml")]
    anchors = {
        "#" + re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"(?m)^#+ (.*)$", DOCS["operating.md"])
    }
    named = [anchor for text in rules for anchor in re.findall(r"docs/operating\.md(#[\w-]+)", text)]
    own = re.findall(r"\]\((#[\w-]+)\)", DOCS["operating.md"])
    for page in DOCS.values():
        own += re.findall(r"\]\(operating\.md(#[\w-]+)\)", page)
    assert own
    assert {*named, *own} <= anchors, {*named, *own} - anchors


async def test_no_page_tells_of_a_command_that_is_not_there(app: App) -> None:
    known = {name.partition(" ")[0] for name in app.desk.catalog}
    for page in (README, DOCS["users.md"], DOCS["operators.md"], DOCS["operating.md"]):
        told = set(re.findall(r"`/([a-z]+)[ `]", page))
        assert told <= known, told - known


def test_the_page_of_commands_is_what_they_are_now() -> None:
    assert DOCS["commands.md"] == commands_page(), "make docs writes it anew"


def test_the_page_of_figures_is_what_they_are_now() -> None:
    assert DOCS["figures.md"] == figures_page(), "make docs writes it anew"


def test_the_page_of_metrics_is_what_they_are_now() -> None:
    assert DOCS["metrics.md"] == metrics_page(Metrics()), "make docs writes it anew"


async def test_every_voice_is_told(app: App) -> None:
    for voice in app.voices.facts():
        assert voice.title in README
        assert f"| {voice.title} |" in DOCS["users.md"]


def test_links_lead_somewhere() -> None:
    pages = {ROOT / "README.md": README} | {ROOT / "docs" / name: text for name, text in DOCS.items()}
    for page, text in pages.items():
        for target, place in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
            if "://" in target:
                continue
            led = page.parent / target if target else page
            assert led.exists(), f"{page.name} points at {target}"
            headings = re.findall(r"(?m)^#+ (.+)$", led.read_text()) if place else []
            anchors = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
            assert not place or place in anchors, f"{page.name} points at {target}#{place}"


def test_make_lists_its_targets_with_a_line_each() -> None:
    listed = re.findall(r"^([a-z]+):.*## (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert {name for name, _ in listed} >= {"setup", "demo", "run", "test", "check", "lint", "docs", "bench", "lock"}
