"""What the model is told: texts in files, each with a version, read anew for each thought.

Ours are in config/prompts; a file of the same name in the home folder's ``prompts`` goes before it. A file that is no
prompt is refused, said once, and the last good one of that name stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog
import yaml

DECIDING: Final = ("system", "market_analysis", "risk_assessment", "trade_decision")
REFLECTING: Final = ("system", "reflection")
NAMES: Final = (*DECIDING, "reflection")

LONGEST: Final = 20_000
"""Bytes of a file: what is sent with each thought is paid for."""
FENCE: Final = "---"
VERSION: Final = re.compile(r"[\w.-]{1,20}")
HASH_DIGITS: Final = 12

log = structlog.get_logger(__name__)


class BadPrompt(Exception):
    """``file`` is no prompt: ``why``, and in which line."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file}, line {line}: {why}")
        self.file = file
        self.line = line
        self.why = why


@dataclass(frozen=True, slots=True)
class Prompt:
    """``content`` is the file, byte by byte."""

    version: str
    text: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the model is told, and ``label``: the versions of its parts, and what all of it hashes to."""

    text: str
    label: str


class Prompts:
    """The prompts of ``ours``, and of ``theirs`` where they are there. It reads files: call it in a thread.

    Raises:
        BadPrompt: one of ours is not there or is no prompt.
    """

    def __init__(self, ours: Path, theirs: Path) -> None:
        self._ours = ours
        self._theirs = theirs
        self._good = {name: parsed(ours / f"{name}.md", _content(ours / f"{name}.md")) for name in NAMES}
        self._refused: dict[Path, bytes] = {}

    def read(self, names: Sequence[str]) -> Instructions:
        """The instructions made of the prompts ``names``, in that order, as the files are now."""
        prompts = [self._newest(name) for name in names]
        text = "\n\n".join(prompt.text for prompt in prompts)
        versions = " ".join(f"{name}:{prompt.version}" for name, prompt in zip(names, prompts, strict=True))
        return Instructions(text, f"{versions}@{sha256(text.encode()).hexdigest()[:HASH_DIGITS]}")

    def _newest(self, name: str) -> Prompt:
        file = self._theirs / f"{name}.md"
        if not file.exists():
            file = self._ours / f"{name}.md"
        last = self._good[name]
        content = b""
        try:
            content = _content(file)
            if content != last.content:
                self._good[name] = parsed(file, content)
                log.info("prompt read", file=str(file), version=self._good[name].version)
            self._refused.pop(file, None)
        except BadPrompt as bad:
            if self._refused.get(file) != content:
                log.warning("prompt refused; the last good one stays", file=str(file), line=bad.line, why=bad.why)
            self._refused[file] = content
        return self._good[name]


def overridden(theirs: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the folder ``theirs``: the prompts that go before ours, and what is wrong with the files that do not."""
    good, bad = [], []
    for file in sorted(theirs.glob("*.md")):
        try:
            if file.stem not in NAMES:
                raise BadPrompt(file, 1, f"there is no such prompt; there are {', '.join(NAMES)}")
            parsed(file, _content(file))
            good.append(file.name)
        except BadPrompt as error:
            bad.append(f"{file.name}, line {error.line}: {error.why}")
    return tuple(good), tuple(bad)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadPrompt(file, 1, f"it cannot be read: {error.strerror}") from None


def parsed(file: Path, content: bytes) -> Prompt:
    """The prompt that ``content`` is.

    Raises:
        BadPrompt: it is none.
    """
    if len(content) > LONGEST:
        raise BadPrompt(file, 1, f"it has {len(content):,} bytes; at most {LONGEST:,} are sent")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadPrompt(file, line, "this is no text in UTF-8: save it as that") from None
    if not any(line.strip() for line in lines):
        raise BadPrompt(file, 1, "it is empty")
    if lines[0].strip() != FENCE or FENCE not in (rest := [line.strip() for line in lines[1:]]):
        raise BadPrompt(file, 1, "begin it with a line ---, a line such as version: 2, and another line ---")
    end = rest.index(FENCE) + 1
    version = _version(file, "\n".join(lines[1:end]))
    text = "\n".join(lines[end + 1 :]).strip()
    if not text:
        raise BadPrompt(file, end + 1, "there is no text below its version")
    return Prompt(version, text, content)


def _version(file: Path, head: str) -> str:
    try:
        held = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadPrompt(file, 2 + (mark.line if mark else 0), "this is no YAML: write version: 2") from None
    version = held.get("version") if isinstance(held, dict) else None
    if version is None or not VERSION.fullmatch(str(version)):
        raise BadPrompt(file, 2, "it has no version: write a line such as version: 2 between the lines ---")
    return str(version)
