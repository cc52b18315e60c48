"""A token in a log is a token for whoever reads the log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import structlog

from bot import logs

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAwMA.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(home: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (home / "logs" / "omega.log").read_text().splitlines()]


def test_what_is_secret_is_taken_out_wherever_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(tmp_path, secrets=["hunter2"])
    log = structlog.get_logger("test")
    log.info("hunter2 is said", detail="with hunter2 in it", nothing=None)
    log.warning("unknown to us", detail=f"Bot {TOKEN}", url="redis://:pass-of-mine@127.0.0.1:1/0")
    try:
        raise RuntimeError(f"hunter2 {TOKEN}")
    except RuntimeError as error:
        log.error("failed", exc_info=error)
    logging.getLogger("other.library").warning("said %s", "hunter2")
    text = (tmp_path / "logs" / "omega.log").read_text() + capsys.readouterr().err
    assert len(written(tmp_path)) == 4
    for secret in ("hunter2", TOKEN, "pass-of-mine"):
        assert secret not in text
    assert logs.REDACTED in text


def test_a_line_is_one_object_whatever_was_said(tmp_path: Path) -> None:
    logs.set_up(tmp_path, terminal=logging.CRITICAL)
    structlog.get_logger("test").warning("two\nlines", forged='"}\n{"event": "forged"')
    (line,) = written(tmp_path)
    assert line["event"] == "two\nlines"
