"""Lessons for tests: files of a school, right unless they are changed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

TEXT: Final = "What may be lost at the stop decides the size of a position, and nothing else does. " * 7
CHOICE: Final = {
    "id": "first",
    "kind": "choice",
    "ask": "What is decided first of all?",
    "options": [
        {"text": "The stop", "right": True, "why": "The size comes from it."},
        {"text": "The size", "why": "Then the stop is wherever the loss can be borne."},
        {"text": "The target", "why": "It says nothing of what can be lost."},
    ],
}
NUMBER: Final = {
    "id": "size",
    "kind": "number",
    "ask": "You risk {risk_percent} % of {equity} USDT and buy at {entry} with a stop at {stop}. How many coins?",
    "given": {"equity": [10000, 5000], "risk_percent": [1, 2], "entry": [100, 50], "stop": [95, 48]},
    "computed": "position_size",
    "unit": "coins",
    "why": "What may be lost over what one coin loses is {answer}.",
}
AGAIN: Final = {**NUMBER, "id": "again", "decimals": 0}
DRAWN: Final = {"bars": "rise"}
READ: Final = {
    "id": "top",
    "kind": "read",
    "ask": "Which bar is the highest of all?",
    "bars": DRAWN,
    "computed": "highest_bar",
    "options": [{"at": 2}, {"at": 11}, {"at": 7}],
    "why": "It has the highest high.",
}
STOP: Final = {
    "id": "stop",
    "kind": "stop",
    "ask": "You are long at the last close. Where is the stop?",
    "bars": DRAWN,
    "side": "long",
    "computed": "under_last",
    "why": "Below the low it has no reason to be hit by noise.",
    "too_near": "The usual moves of a bar reach it.",
    "too_far": "The idea is wrong long before.",
}
FRONT: Final[dict[str, Any]] = {
    "title": "How large a position is",
    "place": 1,
    "objective": "Work out how much to buy from what you may lose.",
    "terms": ["position", "stop"],
    "chart": {"asks": "/price symbol:BTC/USDT"},
    "questions": [CHOICE, NUMBER, AGAIN],
    "sources": [{"title": "A book on risk, by somebody"}],
}
ROWS: Final = tuple((100 + at, 102 + at, 99 + at, 101 + at, 5) for at in range(12))


def lesson(text: str = TEXT, **changes: Any) -> str:
    """The file of a lesson, with some of its fields changed, or left out where they are ``None``."""
    front = {name: value for name, value in {**FRONT, **changes}.items() if value is not None}
    plain = json.loads(json.dumps(front))  # a part that stands in two places stands there twice
    return f"---\n{yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)}---\n{text}"


def bars(rows: Sequence[Sequence[float]] = ROWS) -> str:
    """The file of a drawn chart."""
    return "\n".join(["open,high,low,close,volume", *(",".join(map(str, row)) for row in rows)]) + "\n"


def put(folder: Path, file: str, text: str | bytes) -> Path:
    """Write ``file`` of the school in ``folder``."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def highest_bar(bars: Any) -> int:
    return int(bars.high.argmax())


def under_last(bars: Any) -> tuple[float, float]:
    return float(bars.low[-1]) - 2, float(bars.low[-1]) - 1


def trend(bars: Any) -> str:
    return "rising" if bars.close[-1] > bars.close[0] else "falling"
