"""docs/journal.md says all that is in a journal, and how to reckon with it: what it lacks, nobody can check."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import get_args

from analytics.trading.account import account_of
from analytics.trading.orders import Order, OrderType
from analytics.trading.records import CancelReason, Record
from services.accounts import codec
from services.accounts.archive import line
from services.accounts.history import History
from services.store.journal import Entry, Journal
from services.store.store import Store
from tests.conftest import ROOT
from tests.crash.rounds import ORDERS, crashing

PAGE = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
ACCOUNT = "paper:discord:1"


def told_in(section: str) -> set[str]:
    """The fields that a table of ``section`` has a line for."""
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_record_is_told_with_every_field() -> None:
    what_happens = PAGE.partition("## What happens")[2].partition("\n## ")[0]
    sections = {part.partition("\n")[0]: part for part in what_happens.split("\n### ")[1:]}
    kinds = {str(each.default): kind for kind in get_args(Record) for each in fields(kind) if each.name == "kind"}
    assert sections.keys() == kinds.keys()
    for name, kind in kinds.items():
        told = told_in(sections[name].partition("An order has")[0])
        assert told == {each.name for each in fields(kind)} - {"at", "kind"}, name
    order = sections["ordered"].partition("An order has")[2]
    assert told_in(order) == {each.name for each in fields(Order)}
    assert set(get_args(OrderType)) <= set(re.findall(r"`(\w+)`", order))
    assert set(get_args(CancelReason)) <= set(re.findall(r"`(\w+)`", sections["cancelled"]))


async def test_the_program_on_the_page_comes_to_what_the_account_is(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.+?)```", PAGE, flags=re.DOTALL)
    (tmp_path / "reckon.py").write_text(program)
    entries: list[Entry] = []
    async with crashing(tmp_path / "home", seed=3, script=ORDERS) as crash:
        store = Store(crash.url)
        async for page in History(store, tmp_path / "home", shared=False).pages(Journal(store, ACCOUNT)):
            entries += page
        await store.close()
    account = account_of(ACCOUNT, [codec.read(entry.body) for entry in entries])
    kinds = {codec.read(entry.body).kind for entry in entries}
    assert kinds >= {"filled", "funded", "liquidated", "archived"}
    assert len(account.trades) > 3
    (tmp_path / "export.jsonl").write_bytes(b"".join(line(ACCOUNT, entry) + b"\n" for entry in entries))
    command = [sys.executable, "-I", str(tmp_path / "reckon.py"), str(tmp_path / "export.jsonl")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: ASYNC221, S603
    held = [f"{each.symbol}={each.amount:f}" for each in account.positions.values()]
    earned = sum(each.pnl for each in account.trades)
    assert told.split() == [ACCOUNT, f"{account.cash:f}", f"{earned:f}", *held]
