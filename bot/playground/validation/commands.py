"""Application commands and their choices: what Discord refuses in them."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.playground import limits
from bot.playground.errors import Json
from bot.playground.validation.form import Form, Path

CHAT_INPUT, MESSAGE = 1, 3
"""Kinds of command: typed after a slash, and chosen on a message."""
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)

_COMMAND_TYPES = frozenset({1, 2, 3, 4})
_CONTEXTS = frozenset({0, 1, 2})
_INSTALLS = frozenset({0, 1})
_OPTION_TYPES = frozenset(range(1, 12))
_WITH_CHOICES = frozenset({STRING, INTEGER, NUMBER})
_BOUNDED = {
    STRING: ("min_length", "max_length"),
    INTEGER: ("min_value", "max_value"),
    NUMBER: ("min_value", "max_value"),
}


def check_command(command: Json, path: Path = ()) -> None:
    """Raise what Discord answers to the registration of one command."""
    form = Form()
    _check_command(form, path, command)
    form.check()


def check_commands(commands: list[Any]) -> None:
    """Raise what Discord answers to a bulk overwrite with ``commands``."""
    form = Form()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        command = form.object((index,), command)
        _check_command(form, (index,), command)
        if not form.is_clean:
            continue
        key = (command.get("type") or CHAT_INPUT, str(command.get("name")))
        if key in seen:
            message = "Application command names must be unique"
            form.refuse((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
    for kind, most in ((1, limits.COMMANDS), (2, limits.CONTEXT_COMMANDS), (3, limits.CONTEXT_COMMANDS)):
        if sum(1 for key in seen if key[0] == kind) > most:
            message = f"Maximum number of application commands reached ({most})."
            form.refuse((), "APPLICATION_COMMANDS_MAX", message)
    form.check()


def check_choices(data: Json) -> None:
    """Raise what Discord answers to these autocomplete choices."""
    form = Form()
    choices = form.items(("data", "choices"), data.get("choices"), most=limits.CHOICES)
    for index, choice in enumerate(choices):
        _check_choice(form, ("data", "choices", index), choice, None)
    form.check()


def _check_command(form: Form, path: Path, command: Json) -> None:
    kind = command.get("type") or CHAT_INPUT
    if not form.choice((*path, "type"), kind, _COMMAND_TYPES):
        return
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.refuse((*path, "default_member_permissions"), "NUMBER_TYPE_COERCE", f'Value "{permissions}" is not int.')
    for index, context in enumerate(form.items((*path, "contexts"), command.get("contexts"), most=len(_CONTEXTS))):
        form.choice((*path, "contexts", index), context, _CONTEXTS)
    installs = form.items((*path, "integration_types"), command.get("integration_types"), most=len(_INSTALLS))
    for index, install in enumerate(installs):
        form.choice((*path, "integration_types", index), install, _INSTALLS)
    if kind != CHAT_INPUT:
        form.text((*path, "name"), command.get("name"), least=1, most=limits.COMMAND_NAME)
        if command.get("description"):
            message = "Context menu commands cannot have description"
            form.refuse((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
        return
    _check_name(form, (*path, "name"), command.get("name"))
    form.text((*path, "description"), command.get("description"), least=1, most=limits.COMMAND_DESCRIPTION)
    _check_options(form, path, command.get("options"), (SUBCOMMAND, GROUP))
    if form.is_clean and command_size(command) > limits.COMMAND_TOTAL:
        message = f"Command exceeds maximum size ({limits.COMMAND_TOTAL})"
        form.refuse(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def command_size(node: Json) -> int:
    """Characters Discord counts in a command: names, descriptions and choice values, all the way down."""
    total = len(str(node.get("name") or "")) + len(str(node.get("description") or ""))
    total += sum(len(str(choice.get("name"))) + len(str(choice.get("value"))) for choice in node.get("choices") or ())
    return total + sum(command_size(option) for option in node.get("options") or ())


def _check_options(form: Form, path: Path, options: Any, branches: tuple[int, ...]) -> None:
    """Options below a command or a branch of it; ``branches`` are the kinds of branch that may stand here."""
    names: set[str] = set()
    optional = False
    checked = form.items((*path, "options"), options, most=limits.COMMAND_OPTIONS)
    branching = {isinstance(o, dict) and o.get("type") in (SUBCOMMAND, GROUP) for o in checked}
    if len(branching) > 1:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.refuse((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    for index, option in enumerate(checked):
        at = (*path, "options", index)
        option = form.object(at, option)
        name = _check_name(form, (*at, "name"), option.get("name"))
        if name in names:
            message = "Option name already exists"
            form.refuse((*at, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)
        names.add(name)
        form.text((*at, "description"), option.get("description"), least=1, most=limits.COMMAND_DESCRIPTION)
        kind = option.get("type")
        if not form.choice((*at, "type"), kind, _OPTION_TYPES):
            continue
        if kind in (SUBCOMMAND, GROUP):
            if kind in branches:
                _check_options(form, at, option.get("options"), (SUBCOMMAND,) if kind == GROUP else ())
            else:
                message = "Sub-commands and sub-command groups cannot be nested this way"
                form.refuse((*at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
            continue
        if option.get("required") and optional:
            message = "Required options must be placed before non-required options"
            form.refuse(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional = optional or not option.get("required")
        _check_value_option(form, at, option)


def _check_value_option(form: Form, path: Path, option: Json) -> None:
    kind = option["type"]
    choices = form.items((*path, "choices"), option.get("choices"), most=limits.CHOICES)
    if choices and kind not in _WITH_CHOICES:
        message = "Choices are only for string, integer and number options"
        form.refuse((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", message)
    if choices and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        form.refuse((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", message)
    names: set[Any] = set()
    for index, choice in enumerate(choices):
        at = (*path, "choices", index)
        name = _check_choice(form, at, choice, kind)
        if name in names:
            message = "Option choice name already exists"
            form.refuse(at, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", message)
        names.add(name)
    bounds = [(bound, option[bound]) for bound in _BOUNDED.get(kind, ()) if option.get(bound) is not None]
    for bound, value in bounds:
        if isinstance(value, bool) or not isinstance(value, int | float):
            form.refuse((*path, bound), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
            return
    if len(bounds) == 2 and bounds[0][1] > bounds[1][1]:
        form.refuse(path, "APPLICATION_COMMAND_OPTIONS_BOUNDS_INVALID", "The minimum is above the maximum")


def _check_choice(form: Form, path: Path, choice: Any, kind: int | None) -> str:
    """Note what is wrong with a choice of an option of ``kind`` (None: not known here); its name."""
    choice = form.object(path, choice)
    value = choice.get("value")
    if value is None:
        form.required((*path, "value"))
    elif isinstance(value, str) and kind in (STRING, None):
        form.text((*path, "value"), value, most=limits.CHOICE_TEXT)
    elif kind == STRING:
        form.refuse((*path, "value"), "STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif isinstance(value, bool) or not isinstance(value, int | float) or (kind == INTEGER and value != int(value)):
        form.refuse((*path, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
    return form.text((*path, "name"), choice.get("name"), least=1, most=limits.CHOICE_TEXT)


def _check_name(form: Form, path: Path, value: Any) -> str:
    """A command's or option's name: ``^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}$``, in lower case."""
    name = form.text(path, value, least=1, most=limits.COMMAND_NAME)
    if name and (not all(_may_stand(character) for character in name) or name != name.lower()):
        message = "String value did not match validation regex."
        form.refuse(path, "APPLICATION_COMMAND_INVALID_NAME", message)
    return name


def _may_stand(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return "\u0900" <= character <= "\u097f" or "\u0e00" <= character <= "\u0e7f"
