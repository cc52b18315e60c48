"""What Discord refuses in a message: a bot that passes here must not be refused there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import ApiError
from bot.playground.validation.messages import check_message

Json = dict[str, Any]


def embed(**parts: Any) -> Json:
    return {"embeds": [{"title": "t"} | parts]}


def field(**parts: Any) -> Json:
    return embed(fields=[{"name": "n", "value": "v"} | parts])


def row(*components: Json) -> Json:
    return {"content": "x", "components": [{"type": 1, "components": list(components)}]}


def button(custom_id: str = "a", **parts: Any) -> Json:
    return {"type": 2, "style": 1, "label": "l", "custom_id": custom_id} | parts


def select(**parts: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}]} | parts


ALLOWED: list[Json] = [
    {"content": "x" * 2_000},
    embed(title="x" * 256),
    embed(description="x" * 4_096),
    embed(fields=[{"name": "n", "value": "v"}] * 25),
    field(name="x" * 256),
    field(value="x" * 1_024),
    embed(footer={"text": "x" * 2_048}),
    embed(author={"name": "x" * 256}),
    {"embeds": [{"description": "x" * 3_000}] * 2},
    {"embeds": [{"title": "t"}] * 10},
    embed(image={"url": "attachment://chart.png"}, timestamp="2026-01-01T00:00:00Z", color=0xFFFFFF),
    {"embeds": [{"image": {"url": "https://x.test/a.png"}}]},
    row(*(button(str(n)) for n in range(5))),
    row(button("x" * 100, label="x" * 80)),
    row({"type": 2, "style": 5, "label": "l", "url": "https://x.test"}),
    row({"type": 2, "style": 1, "emoji": {"name": "🔥"}, "custom_id": "e"}),
    row(select(options=[{"label": str(n), "value": str(n)} for n in range(25)])),
    {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10, "content": "x" * 4_000}]}]},
]

REFUSED: list[tuple[Json, str, str]] = [
    ({"content": "x" * 2_001}, "content", "BASE_TYPE_MAX_LENGTH"),
    ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
    (embed(title="x" * 257), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    (embed(description="x" * 4_097), "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
    (embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds.0.fields", "BASE_TYPE_MAX_LENGTH"),
    (field(name=""), "embeds.0.fields.0.name", "BASE_TYPE_REQUIRED"),
    (field(value=" "), "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
    (field(name="x" * 257), "embeds.0.fields.0.name", "BASE_TYPE_BAD_LENGTH"),
    (field(value="x" * 1_025), "embeds.0.fields.0.value", "BASE_TYPE_BAD_LENGTH"),
    (embed(footer={"text": "x" * 2_049}), "embeds.0.footer.text", "BASE_TYPE_BAD_LENGTH"),
    (embed(author={"name": "x" * 257}), "embeds.0.author.name", "BASE_TYPE_BAD_LENGTH"),
    ({"embeds": [{"description": "x" * 3_000}, {"description": "x" * 3_001}]}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"title": "t"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{}]}, "embeds.0.description", "BASE_TYPE_REQUIRED"),
    (embed(image={"url": "chart.png"}), "embeds.0.image.url", "URL_TYPE_INVALID_SCHEME"),
    (embed(timestamp="yesterday"), "embeds.0.timestamp", "DATE_TIME_TYPE_PARSE"),
    (embed(color=0x1000000), "embeds.0.color", "NUMBER_TYPE_MAX"),
    (row(*(button(str(n)) for n in range(6))), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    (row(), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": row(button())["components"] * 6}, "components", "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "components": [button()]}, "components.0.type", "BASE_TYPE_CHOICES"),
    (row(button("x" * 101)), "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
    (row(button(), button()), "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    (row(button(label="x" * 81)), "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
    (row({"type": 2, "style": 1, "label": "l"}), "components.0.components.0.custom_id", "BASE_TYPE_REQUIRED"),
    (row(button(label=None)), "components.0.components.0.label", "BUTTON_COMPONENT_INVALID_LABEL"),
    (row(button(style=9)), "components.0.components.0.style", "BASE_TYPE_CHOICES"),
    (row({"type": 2, "style": 5, "label": "l"}), "components.0.components.0.url", "BUTTON_COMPONENT_URL_REQUIRED"),
    (row(select(), button()), "components.0.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    (row(select(options=[])), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    (
        row(select(options=[{"label": str(n), "value": str(n)} for n in range(26)])),
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        row(select(options=[{"label": "l", "value": "v"}] * 2)),
        "components.0.components.0.options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (
        {"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "y"}]},
        "content",
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
]


@pytest.mark.parametrize("payload", ALLOWED)
def test_what_discord_takes_is_taken(payload: Json) -> None:
    check_message(payload, 0)


@pytest.mark.parametrize(("payload", "path", "code"), REFUSED)
def test_what_discord_refuses_is_refused_at_its_place(payload: Json, path: str, code: str) -> None:
    with pytest.raises(ApiError) as refused:
        check_message(payload, 0)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    node = refused.value.errors
    assert node is not None
    for step in path.split("."):
        node = node[step]
    assert code in [error["code"] for error in node["_errors"]]


@pytest.mark.parametrize("payload", [{}, {"content": ""}, {"content": "  "}, {"embeds": [], "components": []}])
def test_a_message_of_nothing_is_refused(payload: Json) -> None:
    with pytest.raises(ApiError) as refused:
        check_message(payload, 0)
    assert refused.value.code == 50006
    check_message(payload, 1)


def test_an_edit_may_not_leave_nothing() -> None:
    before: Json = {"content": "x", "embeds": [], "components": [], "attachments": [], "flags": 0}
    check_message({"components": []}, 0, before)
    with pytest.raises(ApiError) as refused:
        check_message({"content": ""}, 0, before)
    assert refused.value.code == 50006
    check_message({"content": ""}, 0, before | {"embeds": [{"title": "t"}]})
