"""A token in a log is a token for whoever reads the log."""

import logging
import sys
import warnings
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
    logging.captureWarnings(capture=False)
    sys.excepthook = sys.__excepthook__
    root.setLevel(level)
    structlog.reset_defaults()


def written(home: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (home / "logs" / "omega.log").read_text().splitlines()]


def test_what_is_secret_is_taken_out_wherever_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(tmp_path, secrets=lambda: ["hunter2"])
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


NESTED = {"list": ["of", ("hunter2",)], "mapping": {"hunter2": {"deep": "hunter2"}}, "object": ValueError("hunter2")}


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_in_what_is_no_text_is_taken_out_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    logs.set_up(tmp_path, secrets=lambda: ["hunter2"], as_json=as_json)
    structlog.get_logger("test").info("nested", **NESTED, number=2, truth=True)
    told = capsys.readouterr().err
    assert logs.REDACTED in told
    assert "hunter2" not in told
    if as_json:
        entry = orjson.loads(told)
        assert (entry["number"], entry["truth"]) == (2, True)


@pytest.mark.parametrize(
    "written",
    ['pa"ss w/rd\\', "pa%22ss%20w%2Frd%5C", '{"password": "pa\\"ss w/rd\\\\"}'],
    ids=["plain", "address", "json"],
)
def test_a_secret_is_known_however_it_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    logs.set_up(tmp_path, secrets=lambda: ['pa"ss w/rd\\'], as_json=True)
    structlog.get_logger("test").info(f"it is {written}")
    assert "ss" not in orjson.loads(capsys.readouterr().err)["event"].replace("password", "")


def test_a_secret_that_became_known_later_is_taken_out_from_then_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known: set[str] = set()
    logs.set_up(tmp_path, secrets=lambda: known, as_json=True)
    known.add("rotated")
    structlog.get_logger("test").info("this is rotated")
    assert "rotated" not in capsys.readouterr().err


def test_in_json_the_log_is_on_standard_error_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "that cannot be written"
    logs.set_up(home, as_json=True)
    structlog.get_logger("test").info("two\nlines", figure=1)
    logging.getLogger("other.library").error("%s lines", 3)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("of Python", stacklevel=1)
    told = [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [each["event"].strip() for each in told[:2]] == ["two\nlines", "3 lines"]
    assert "of Python" in told[2]["event"]
    assert {"timestamp", "level", "logger"} <= told[0].keys()
    assert not home.exists()


def test_what_ends_the_process_is_a_line_like_any_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(tmp_path, secrets=lambda: ["hunter2"], as_json=True)
    try:
        raise RuntimeError("hunter2")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (line,) = capsys.readouterr().err.splitlines()
    entry = orjson.loads(line)
    assert entry["level"] == "critical"
    assert "RuntimeError" in entry["exception"]
    assert "hunter2" not in line
