"""A malformed body is refused in Discord's shape: it never breaks the stand-in, whatever is wrong with it."""

from __future__ import annotations

import contextlib
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.compose import compose
from bot.playground.errors import ApiError
from bot.playground.validation.commands import check_choices, check_commands
from bot.playground.validation.components import check_modal
from bot.playground.validation.messages import check_message

MESSAGE: dict[str, Any] = {
    "content": "x",
    "flags": 0,
    "embeds": [
        {
            "title": "t",
            "color": 1,
            "timestamp": "2026-01-01T00:00:00Z",
            "url": "https://x.test",
            "fields": [{"name": "n", "value": "v", "inline": True}],
            "image": {"url": "attachment://a.png"},
            "footer": {"text": "f", "icon_url": "https://x.test/i.png"},
            "author": {"name": "a", "url": "https://x.test"},
        }
    ],
    "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "a", "emoji": {"name": "x"}}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}]}]},
    ],
    "attachments": [{"id": "0", "filename": "a.png"}],
    "allowed_mentions": {"parse": ["users"], "users": ["1"]},
}
COMMANDS: list[Any] = [
    {
        "name": "c",
        "description": "d",
        "type": 1,
        "contexts": [0],
        "default_member_permissions": "8",
        "options": [
            {"type": 3, "name": "o", "description": "d", "required": True, "choices": [{"name": "n", "value": "v"}]},
            {"type": 4, "name": "p", "description": "d", "min_value": 1, "max_value": 2},
        ],
    },
    {"name": "g", "description": "d", "options": [{"type": 1, "name": "s", "description": "d", "options": []}]},
]
MODAL: dict[str, Any] = {
    "title": "t",
    "custom_id": "m",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "l", "max_length": 5}]},
        {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "b", "style": 2}},
    ],
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "url", "name"]), inner),
    max_leaves=4,
)


@st.composite
def broken(draw: st.DrawFn, whole: Any) -> Any:
    """``whole`` with something inside it, at any depth, put in the place of something else."""
    value = orjson.loads(orjson.dumps(whole))
    node = value
    while True:
        key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        child = node[key]
        if not child or not isinstance(child, dict | list) or draw(st.booleans()):
            node[key] = draw(junk)
            return value
        node = child


@given(broken(MESSAGE))
def test_messages(message: Any) -> None:
    with contextlib.suppress(ApiError):
        check_message(message, 0)
        compose(message, [], {})


@given(broken(COMMANDS))
def test_commands(commands: Any) -> None:
    with contextlib.suppress(ApiError):
        check_commands(commands)


@given(broken(MODAL))
def test_forms(modal: Any) -> None:
    with contextlib.suppress(ApiError):
        check_modal(modal)


@given(broken({"choices": [{"name": "n", "value": "v"}, {"name": "m", "value": 1}]}))
def test_choices(data: Any) -> None:
    with contextlib.suppress(ApiError):
        check_choices(data)


def test_unbroken_bodies_are_taken() -> None:
    check_message(MESSAGE, 0)
    check_commands(COMMANDS)
    check_modal(MODAL)
