"""Buttons, selects, layouts and modals: what Discord refuses in them."""

from __future__ import annotations

from typing import Any

from bot.playground import limits
from bot.playground.errors import Json
from bot.playground.validation.form import Form, Path

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})

_IN_ROW = SELECTS | {BUTTON}
_IN_LAYOUT = frozenset({ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER})
_IN_CONTAINER = _IN_LAYOUT - {CONTAINER}
_IN_MODAL = frozenset({ACTION_ROW, TEXT_DISPLAY, LABEL})
_FORM_FIELDS = SELECTS | {TEXT_INPUT}
_BUTTON_STYLES = frozenset({1, 2, 3, 4, 5, 6})
_LINK, _PREMIUM = 5, 6


def check_components(form: Form, components: Any, *, layout: bool) -> None:
    """Components of a message; ``layout`` when it uses components V2."""
    most = limits.COMPONENTS if layout else limits.ACTION_ROWS
    seen = _Seen(form)
    for index, component in enumerate(form.items(("components",), components, most=most)):
        path = ("components", index)
        allowed = _IN_LAYOUT if layout else frozenset({ACTION_ROW})
        _check_component(form, path, form.object(path, component), allowed, seen)
    if seen.count > limits.COMPONENTS:
        message = f"The number of components exceeds the maximum of {limits.COMPONENTS}"
        form.refuse(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if seen.text > limits.DISPLAY_TEXT:
        message = f"The total text of components exceeds the maximum of {limits.DISPLAY_TEXT}"
        form.refuse(("components",), "COMPONENT_MAX_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def check_modal(modal: Json) -> None:
    """Raise what Discord answers to this modal."""
    form = Form()
    seen = _Seen(form)
    form.text(("data", "title"), modal.get("title"), least=1, most=limits.MODAL_TITLE)
    form.text(("data", "custom_id"), modal.get("custom_id"), least=1, most=limits.CUSTOM_ID)
    rows = form.items(("data", "components"), modal.get("components"), least=1, most=limits.MODAL_COMPONENTS)
    for index, row in enumerate(rows):
        path = ("data", "components", index)
        row = form.object(path, row)
        if not form.choice((*path, "type"), row.get("type"), _IN_MODAL):
            continue
        if row["type"] == LABEL:
            form.text((*path, "label"), row.get("label"), least=1, most=limits.INPUT_LABEL)
            form.text((*path, "description"), row.get("description"), most=limits.SELECT_TEXT)
            _check_field(form, (*path, "component"), row.get("component"), seen, labelled=True)
        elif row["type"] == ACTION_ROW:
            for inner, field in enumerate(form.items((*path, "components"), row.get("components"), least=1, most=1)):
                _check_field(form, (*path, "components", inner), field, seen, labelled=False)
    form.check()


class _Seen:
    """What is counted over all components of one message: how many, their text, and custom ids, which must differ."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._custom_ids: set[str] = set()
        self.count = 0
        self.text = 0

    def custom_id(self, path: Path, value: Any) -> None:
        custom_id = self._form.text((*path, "custom_id"), value, least=1, most=limits.CUSTOM_ID)
        if custom_id and custom_id in self._custom_ids:
            message = "Component custom id cannot be duplicated"
            self._form.refuse((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        self._custom_ids.add(custom_id)


def _check_component(form: Form, path: Path, component: Json, allowed: frozenset[int], seen: _Seen) -> None:
    seen.count += 1
    kind = component.get("type")
    if not form.choice((*path, "type"), kind, allowed):
        return
    if kind == ACTION_ROW:
        _check_row(form, path, component, seen)
    elif kind == BUTTON:
        _check_button(form, path, component, seen)
    elif kind in SELECTS:
        _check_select(form, path, component, seen)
    elif kind == TEXT_DISPLAY:
        seen.text += len(form.text((*path, "content"), component.get("content"), least=1, most=limits.DISPLAY_TEXT))
    elif kind == CONTAINER:
        children = form.items((*path, "components"), component.get("components"), least=1, most=limits.COMPONENTS)
        _check_children(form, path, children, _IN_CONTAINER, seen)
    elif kind == SECTION:
        children = form.items((*path, "components"), component.get("components"), least=1, most=3)
        _check_children(form, path, children, frozenset({TEXT_DISPLAY}), seen)
        accessory = form.object((*path, "accessory"), component.get("accessory"))
        _check_component(form, (*path, "accessory"), accessory, frozenset({BUTTON, THUMBNAIL}), seen)


def _check_children(form: Form, path: Path, children: list[Any], allowed: frozenset[int], seen: _Seen) -> None:
    for index, child in enumerate(children):
        at = (*path, "components", index)
        _check_component(form, at, form.object(at, child), allowed, seen)


def _check_row(form: Form, path: Path, row: Json, seen: _Seen) -> None:
    children = form.items((*path, "components"), row.get("components"), least=1, most=limits.BUTTONS_A_ROW)
    selects = [c for c in children if isinstance(c, dict) and isinstance(c.get("type"), int) and c["type"] in SELECTS]
    if selects and len(children) > 1:
        message = "Components displayed in the row exceed the maximum width"
        form.refuse((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    _check_children(form, path, children, _IN_ROW, seen)


def _check_button(form: Form, path: Path, button: Json, seen: _Seen) -> None:
    style = button.get("style")
    if not form.choice((*path, "style"), style, _BUTTON_STYLES):
        return
    form.text((*path, "label"), button.get("label"), most=limits.BUTTON_LABEL)
    if style == _PREMIUM:
        return
    if not button.get("label") and not button.get("emoji"):
        form.refuse((*path, "label"), "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji")
    if style == _LINK:
        if not button.get("url"):
            form.refuse((*path, "url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
        form.text((*path, "url"), button.get("url"), most=limits.BUTTON_URL)
        form.url((*path, "url"), button.get("url"), ("http", "https", "discord"))
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            form.refuse((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
        return
    if button.get("url"):
        form.refuse((*path, "url"), "BUTTON_COMPONENT_INVALID_URL", "Only a link button has a url")
    seen.custom_id(path, button.get("custom_id"))


def _check_select(form: Form, path: Path, select: Json, seen: _Seen) -> None:
    seen.custom_id(path, select.get("custom_id"))
    form.text((*path, "placeholder"), select.get("placeholder"), most=limits.SELECT_PLACEHOLDER)
    form.integer((*path, "min_values"), select.get("min_values"), 0, limits.SELECT_OPTIONS)
    form.integer((*path, "max_values"), select.get("max_values"), 1, limits.SELECT_OPTIONS)
    if select["type"] != STRING_SELECT:
        return
    values: set[str] = set()
    options = form.items((*path, "options"), select.get("options"), least=1, most=limits.SELECT_OPTIONS)
    for index, option in enumerate(options):
        at = (*path, "options", index)
        option = form.object(at, option)
        form.text((*at, "label"), option.get("label"), least=1, most=limits.SELECT_TEXT)
        form.text((*at, "description"), option.get("description"), most=limits.SELECT_TEXT)
        value = form.text((*at, "value"), option.get("value"), least=1, most=limits.SELECT_TEXT)
        if value in values:
            message = "The specified option value is already used"
            form.refuse((*at, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        values.add(value)


def _check_field(form: Form, path: Path, field: Any, seen: _Seen, *, labelled: bool) -> None:
    """A field of a modal: a text input, or (under a label) a select."""
    field = form.object(path, field)
    if not form.choice((*path, "type"), field.get("type"), _FORM_FIELDS if labelled else frozenset({TEXT_INPUT})):
        return
    if field["type"] != TEXT_INPUT:
        _check_select(form, path, field, seen)
        return
    seen.custom_id(path, field.get("custom_id"))
    form.choice((*path, "style"), field.get("style"), frozenset({1, 2}))
    form.text((*path, "label"), field.get("label"), least=0 if labelled else 1, most=limits.INPUT_LABEL)
    form.text((*path, "placeholder"), field.get("placeholder"), most=limits.INPUT_PLACEHOLDER)
    form.text((*path, "value"), field.get("value"), most=limits.INPUT_VALUE)
    form.integer((*path, "min_length"), field.get("min_length"), 0, limits.INPUT_VALUE)
    form.integer((*path, "max_length"), field.get("max_length"), 1, limits.INPUT_VALUE)
