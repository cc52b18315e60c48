"""A script that asks line after line counts on one answer a line, and on nothing being changed by a slip."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.ask import Asker
from bot.lines import ask_lines, read_line
from config.settings import load
from services.core.roles import Role

ME = Asker("me", Role.TRADER, voice=None, confirms=False)
AT = datetime(2023, 12, 30, 19, tzinfo=UTC)


def named(who: str) -> tuple[str, Role]:
    name, _, role = who.partition(":")
    return name, Role.from_word(role or "trader")


async def asked(home: Path, *lines: str, asker: Asker = ME, **settings: Any) -> tuple[bool, list[dict[str, Any]]]:
    out = io.BytesIO()
    given = io.BytesIO("\n".join(lines).encode())
    answered = await ask_lines(load(home=home, market="sim", at=AT, **settings), asker, named, given, out)
    return answered, [orjson.loads(line) for line in out.getvalue().splitlines()]


def test_what_stands_before_a_text_is_read() -> None:
    read = read_line("  --as ada:admin --id 7 --yes /persona use voice:z --loud\n", ME, named)
    assert read.text == "/persona use voice:z --loud"
    assert (read.id, read.step) == ("7", None)
    assert read.asker == Asker("ada", Role.ADMIN, voice=None, confirms=True)
    assert read_line("--step 2024-01-01", ME, named).step == datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--as", "--as"),
        ("--as ada:king /price btc", "king"),
        ("--id 7", "nothing to ask"),
        ("--step tomorrow", "ISO 8601"),
        ("--step 2024-01-01 /price btc", "line of its own"),
        ("--json /price btc", "--json"),
    ],
)
def test_what_cannot_be_read_says_why(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_line(line, ME, named)


async def test_every_line_is_answered_in_turn_and_a_bad_one_ends_nothing(tmp_path: Path) -> None:
    answered, told = await asked(
        tmp_path,
        "/price btc",
        "",
        "--nonsense",
        "--step 2023-12-30T20:00:00Z",
        "/price btc",
        "--step 2023-12-30T19:00:00Z",
        "prise",
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
        *(["/price eth"] * 60),
    )
    assert not answered
    kinds = [document.get("error", {}).get("type", "answer") for document in told]
    usual = ["answer", "InvalidRequest", "answer", "InvalidRequest", "UnknownCommand", "UnknownCommand"]
    assert kinds == usual + ["answer"] * 60, "one's own lines are not too many"
    assert [told[at]["answer"]["as_of"] for at in (0, 2)] == ["2023-12-30T19:00:00Z", "2023-12-30T20:00:00Z"]
    assert all({"request", "card"} < document.keys() for document in told)


async def test_a_change_is_made_when_it_is_confirmed_and_once_for_each_id(tmp_path: Path) -> None:
    answered, told = await asked(
        tmp_path,
        "--as ada /persona use voice:z",
        "--as ada hey omega, persona use z",
        "--as ada --yes --id 1 /persona use voice:z",
        "--as ada --yes --id 1 /persona use voice:biel",
        "--as ben --yes --id 1 /persona use voice:f",
        "--as ada /persona list",
        "--as ben /persona list",
    )
    assert not answered
    refused, in_a_sentence, first, again, other, ada, ben = told
    assert in_a_sentence["error"] == refused["error"]
    assert refused["error"]["type"] == "NotConfirmed"
    assert refused["error"]["confirmed_by"] == "--yes"
    assert "--yes" in refused["card"]["body"]
    assert refused["request"]["name"] == "persona use"
    assert again["answer"] == first["answer"], "the same id is the same wish"
    assert other["answer"]["voice"]["name"] == "f", "but another person's id is their own"
    assert (ada["answer"]["current"], ben["answer"]["current"]) == ("z", "f")


async def test_what_a_button_asks_is_typed_with_all_its_options_and_is_a_change_like_another(tmp_path: Path) -> None:
    _, (shown,) = await asked(tmp_path, "/daily")
    (press, *_) = [each["request"] for each in shown["card"]["actions"] if each["request"]["name"] == "daily reply"]
    reply = press["reply"] or "1"
    typed = f"/daily reply question:{press['question']} turn:{press['turn']} reply:{reply}"
    answered, told = await asked(tmp_path, typed, f"--yes {typed}", f"--yes {typed}", "--yes /daily reply turn:1")
    assert not answered
    refused, first, again, misread = told
    assert (refused["error"]["type"], refused["request"]["name"]) == ("NotConfirmed", "daily reply")
    assert (first["answer"]["before"], again["answer"]["before"]) == (False, True)
    assert misread["error"]["type"] == "InvalidRequest"


async def test_with_yes_for_all_every_line_may_change(tmp_path: Path) -> None:
    asker = Asker("me", Role.TRADER, voice=None, confirms=True)
    answered, told = await asked(tmp_path, "/persona use voice:z", "/persona list", asker=asker)
    assert answered
    assert told[1]["answer"]["current"] == "z"


async def test_a_clock_that_goes_by_itself_is_not_stepped(tmp_path: Path) -> None:
    answered, told = await asked(tmp_path, "--step 2024-01-01", "/price btc", speed=3_600)
    assert not answered
    assert "--at" in told[0]["error"]["problems"][0]
    assert told[1]["answer"]["as_of"] > "2023-12-30T19:00:00Z"


async def test_an_order_is_shown_and_with_yes_placed_and_with_the_same_id_once(tmp_path: Path) -> None:
    order = "/buy btc risk 1% stop:30000"
    answered, (shown, first, again, refused, other) = await asked(
        tmp_path,
        order,
        f"--id 1 --yes {order}",
        f"--id 1 --yes {order}",
        "--id 2 --yes /buy btc 1% stop:90000",
        f"--id 3 --yes {order}",
    )
    assert not answered
    assert (shown["request"]["name"], shown["answer"]["order"]["type"]) == ("buy", "market")
    assert shown["answer"]["account"] == "main"
    assert (first["request"]["name"], first["answer"]["state"]) == ("order place", "waiting")
    assert first["answer"] == again["answer"]
    assert (refused["error"]["type"], refused["error"]["option"]) == ("BadOrder", "stop")
    assert other["answer"]["id"] != first["answer"]["id"]
    _, (in_another_process, held) = await asked(
        tmp_path, f"--id 1 --yes {order}", "--step 2023-12-30T19:05:00Z", "/positions"
    )
    assert in_another_process["answer"] == first["answer"]
    assert len(held["answer"]["positions"]) == 1
