"""Whoever follows docs/first-answer.md has an answer that can be asked through every door, in six files."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from tests.conftest import ROOT
from tests.house import Bot, environment

PAGE = ROOT / "docs" / "first-answer.md"
ROOMS = ("analytics", "bot", "cogs", "config", "docs", "k8s", "personas", "services", "tests")
FILE = re.compile(r"^`(?P<path>[\w/]+\.(?:py|j2))`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
VOICES = ("xyko", "f", "biel", "z", "gemini")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the page's files in it."""
    folder = tmp_path_factory.mktemp("tree")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("screenshots"))
    for file in ("pyproject.toml", "README.md", "Makefile", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / file, folder)
    files = {match["path"]: match["text"] for match in FILE.finditer(PAGE.read_text(encoding="utf-8"))}
    assert len(files) + 1 <= 6, "the page of commands is the sixth"
    for path, text in files.items():
        assert not (folder / path).exists(), f"{path} is new, and nothing that is there was edited"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


OF_ALL = ("tests/contract/test_faces.py", "tests/contract/test_docs.py", "-k", "stripe or sample or docs")
"""What is tested of every answer, and would fail for one without a face, a text or a sample."""


def run(tree: Path, *words: str) -> str:
    """What Python says of ``words`` with the tree's own code."""
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, *words],
        cwd=tree,
        env=environment(PYTHONPATH=str(tree), OMEGA_HOME=str(tree / "home"), OMEGA_MARKET="sim"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


EACH_LINE = """
import shlex, sys
from bot.cli import main
for line in sys.argv[1:]:
    sys.argv = ["omega", *shlex.split(line)]
    try:
        main()
    except SystemExit as end:
        assert not end.code, line
    print("\\0")
"""


def omega(tree: Path, *lines: str) -> list[str]:
    """What the shell says to each line, all in one process."""
    return run(tree, "-c", EACH_LINE, *lines).split("\0")[:-1]


def test_the_shell_answers_in_every_voice_with_a_picture(tree: Path) -> None:
    bodies = set()
    lines = [f"ask '/stripe btc 4h' --json --voice {voice} --png {voice}.png" for voice in VOICES]
    for voice, told_by in zip(VOICES, omega(tree, *lines), strict=True):
        told = json.loads(told_by)
        assert told["answer"]["bars"] >= 1
        assert told["card"]["voice"] == voice
        assert "in a row" in told["card"]["title"]
        assert (tree / f"{voice}.png").read_bytes().startswith(b"\x89PNG")
        bodies.add(told["card"]["body"])
    assert len(bodies) == len(VOICES)


def test_plain_words_and_the_schema_know_it(tree: Path) -> None:
    told, schema = omega(tree, "ask 'stripe of eth 1d please' --json", "schema stripe")
    assert json.loads(told)["request"] == {"name": "stripe", "symbol": "eth", "timeframe": "1d"}
    assert '"unit": "share"' in schema


def test_what_the_page_asks_is_answered(tree: Path) -> None:
    asked = re.findall(r"^    omega (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(asked) == 3
    assert all(omega(tree, *asked))


def test_its_own_test_and_the_page_of_commands(tree: Path) -> None:
    run(tree, "-m", "bot.commands_page", "docs/commands.md")
    run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/answers/stripe", *OF_ALL)
    assert "/stripe symbol:BTC/USDT timeframe:4h" in (tree / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.nightly
def test_it_is_as_clean_as_the_rest(tree: Path) -> None:
    new = [str(path.relative_to(tree)) for path in tree.rglob("*stripe*.py")]
    run(tree, "-m", "ruff", "check", "--no-cache", *new)
    run(tree, "-m", "ruff", "format", "--no-cache", "--check", *new)
    run(tree, "-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache"), *new)


async def test_discord_has_the_command(tree: Path, tmp_path: Path) -> None:
    async with (
        Playground() as playground,
        Bot(playground, tmp_path / "home", PYTHONPATH=str(tree)),
        Person(playground.url, "Ben") as ben,
    ):
        reply = await ben.slash("stripe", symbol="btc")
        assert "in a row" in reply.embeds[0]["title"]
        assert (await ben.download(reply.attachments[0].url)).startswith(b"\x89PNG")
        weekly = await ben.press(reply, "1w")
        assert "1w" in weekly.embeds[0]["title"]
