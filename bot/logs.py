"""Where the log goes: lines of JSON into the home folder, and what a person should see onto the terminal; or, for a
machine that collects them, lines of JSON onto standard error alone."""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FILE_BYTES = 5_000_000
FILES = 3
REDACTED = "[secret]"
METADATA = ("_record", "_from_structlog")
"""What structlog keeps in an entry for itself."""

# A Discord token, and the password of a URL: kept out of the log even where nobody knew that they would come by.
SECRET_SHAPES = re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|(?<=://)[^/\s@]*:[^/\s@]+(?=@)")


class Redact:
    """Takes secrets out of log entries, wherever they stand in them."""

    def __init__(self, secrets: Callable[[], Iterable[str]]) -> None:
        self._secrets = secrets

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        forms = {form for secret in self._secrets() for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        return {key: value if key in METADATA else _without(longest_first, value) for key, value in event.items()}


def _forms(secret: str) -> set[str]:
    """How a secret may be written: as it is, in an address, in JSON."""
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}


def _without(secrets: Sequence[str], value: Any) -> Any:
    match value:
        case bool() | int() | float() | None:
            return value
        case str():
            for secret in secrets:
                value = value.replace(secret, REDACTED)
            return SECRET_SHAPES.sub(REDACTED, value)
        case Mapping():
            return {_without(secrets, str(key)): _without(secrets, each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_without(secrets, each) for each in value]
        case _:
            return _without(secrets, repr(value))


def set_up(
    home: Path,
    *,
    secrets: Callable[[], Iterable[str]] = tuple,
    terminal: int = logging.INFO,
    name: str = "omega",
    as_json: bool = False,
) -> None:
    """Log to ``home/logs/omega.log`` (rotated; under another ``name``, to a file of that name), and from level
    ``terminal`` on to standard error. Where that is written ``as_json`` whoever reads it keeps it, and there is no
    file. What are ``secrets`` is asked at each entry."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Redact(secrets),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    in_json = _formatter(structlog.processors.JSONRenderer(ensure_ascii=False), shared)
    for_people = _formatter(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()), shared)
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(terminal)
    screen.setFormatter(in_json if as_json else for_people)
    root = logging.getLogger()
    root.handlers[:] = [screen]
    if not as_json:
        (home / "logs").mkdir(parents=True, exist_ok=True)
        file = _File(home / "logs" / f"{name}.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
        file.setFormatter(in_json)
        root.handlers.append(file)
    root.setLevel(logging.INFO)
    for noisy in ("discord", "aiohttp.access", "ccxt", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("docket").setLevel(logging.CRITICAL)  # of a store that is away we say so, once and in a line
    logging.captureWarnings(capture=as_json)
    sys.excepthook = _log_and_end


def _log_and_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault that ends the process is a line of the log like any other."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger(__name__).critical("ended by a fault of ours", exc_info=(kind, error, trace))


class _File(logging.handlers.RotatingFileHandler):
    """The log's file. That it cannot be written is said once, and again only after it could be."""

    _said = _failed = False

    def emit(self, record: logging.LogRecord) -> None:
        self._failed = False
        super().emit(record)
        self._said = self._failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base's name
        error, self._failed = sys.exc_info()[1], True
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._said:
            sys.stderr.write(f"The log {self.baseFilename} cannot be written: {error.strerror}.\n")


def _formatter(renderer: Processor, shared: list[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
    )
