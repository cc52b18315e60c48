"""Secrets, as they are now: they may be files, which are read again at each use, so that one can be changed while the
desk runs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

SecretName = Literal[
    "DISCORD_TOKEN", "REDIS_PASSWORD", "ANTHROPIC_API_KEY", "OMEGA_WATCHDOG__WEBHOOK", "OMEGA_WATCHDOG__ENDPOINT"
]
"""What a secret's variable is called, and its file."""
NAMES: Final[tuple[SecretName, ...]] = get_args(SecretName)


def settings_of(folder: Path) -> dict[str, Any]:
    """The settings that the files of ``folder`` are.

    Raises:
        ValueError: it is no folder, or one of them cannot be read; their text is in no message.
    """
    if not folder.is_dir():
        raise ValueError(f"OMEGA_SECRETS: {folder} is no folder")
    found: dict[str, Any] = {}
    for name, text in _files(folder):
        first, _, then = name.removeprefix("OMEGA_").lower().partition("__")
        if then:
            found.setdefault(first, {})[then] = text
        else:
            found[first] = text
    return found


def unread(folder: Path) -> list[str]:
    """Names of files in ``folder`` that are no secret's, such as a misspelt one."""
    return sorted(file.name for file in folder.iterdir() if file.name not in NAMES and not file.name.startswith("."))


class Secrets:
    """The secrets of ``folder``, and where it has none those that were ``loaded`` from elsewhere."""

    def __init__(self, folder: Path | None, loaded: Mapping[SecretName, str | None]) -> None:
        self._folder = folder
        self._last = dict(loaded)
        self._known = {text for text in loaded.values() if text}

    def now(self, name: SecretName) -> str | None:
        """The secret as it is now. A file that cannot be read, or that is empty, leaves it as it was last."""
        if self._folder is not None:
            try:
                text = _text(self._folder / name)
            except ValueError:
                text = None
            if text is not None:
                self._last[name] = text
                self._known.add(text)
        return self._last[name]

    @property
    def known(self) -> frozenset[str]:
        """Every secret that was ever handed out."""
        return frozenset(self._known)


def _files(folder: Path) -> Iterator[tuple[SecretName, str]]:
    for name in NAMES:
        if (text := _text(folder / name)) is not None:
            yield name, text


def _text(file: Path) -> str | None:
    """What is in ``file``; ``None``: nothing."""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file} is no text in UTF-8") from None
    if "\n" in text:
        raise ValueError(f"{file}: a secret is one line")
    return text or None
