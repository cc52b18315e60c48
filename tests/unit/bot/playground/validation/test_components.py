"""What Discord refuses in a form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import ApiError
from bot.playground.validation.components import check_modal

Json = dict[str, Any]


def modal(**parts: Any) -> Json:
    return {"title": "t", "custom_id": "m", "components": [row()]} | parts


def row(**parts: Any) -> Json:
    return {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "l"} | parts]}


def label(**parts: Any) -> Json:
    return {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "a", "style": 2}} | parts


@pytest.mark.parametrize(
    "form",
    [
        modal(),
        modal(title="x" * 45),
        modal(components=[row(custom_id=str(n)) for n in range(5)]),
        modal(components=[label(label="x" * 45)]),
        modal(components=[label(component={"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}]})]),
    ],
)
def test_a_form_discord_takes_is_taken(form: Json) -> None:
    check_modal(form)


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (modal(title="x" * 46), "title"),
        (modal(title=""), "title"),
        (modal(custom_id="x" * 101), "custom_id"),
        (modal(components=[]), "components"),
        (modal(components=[row(custom_id=str(n)) for n in range(6)]), "components"),
        (modal(components=[row(), row()]), "components.1.components.0.custom_id"),
        (modal(components=[row(label="x" * 46)]), "components.0.components.0.label"),
        (modal(components=[row(style=3)]), "components.0.components.0.style"),
        (modal(components=[row(max_length=4_001)]), "components.0.components.0.max_length"),
        (modal(components=[{"type": 2}]), "components.0.type"),
        (modal(components=[label(label="")]), "components.0.label"),
    ],
)
def test_a_form_discord_refuses_is_refused_at_its_place(form: Json, path: str) -> None:
    with pytest.raises(ApiError) as refused:
        check_modal(form)
    node = refused.value.errors
    assert node is not None
    for step in ("data", *path.split(".")):
        node = node[step]
    assert node["_errors"]
