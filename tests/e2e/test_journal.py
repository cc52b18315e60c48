"""``omega journal``, as whoever runs the desk uses it when they want to know whether all is there."""

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from analytics.trading.records import Reset
from services.accounts import codec
from services.accounts.books import Books
from services.accounts.maintenance import archive_closed_days
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.store import Store
from tests.house import omega
from tests.unit.services.accounts.records import AT, filled, opened, order, placed
from tests.unit.services.accounts.test_history import NAME, TOMORROW

OTHER = "paper:discord:5:swing"


async def some_journals(home: Path, *, archived: bool = False, lie: bool = False) -> None:
    embedded = EmbeddedStore(home / "store")
    store = Store(await embedded.ensure())
    books = Books(store, home, "one")
    for name in (NAME, OTHER):
        async with books.writing(name) as book:
            await book.write([opened(name), *placed(order("a")), *placed(order("ä\n", by="shell:zoë"))])
            await book.write([filled(order("a"))])
    if archived:
        await archive_closed_days(books, store, TOMORROW)
    if lie:
        (held,) = await store.hash_get(keys.ACTIVE_ACCOUNTS, [NAME])
        assert held is not None
        await store.hash_set(keys.ACTIVE_ACCOUNTS, NAME, held.replace('"0.5"', '"0.7"'))
    await books.close()
    await store.close()
    await embedded.leave()


async def test_whole_journals_are_said_to_be_and_come_to_what_is_held(tmp_path: Path) -> None:
    await some_journals(tmp_path)
    status, out, errors = await omega("journal", "verify", home=tmp_path)
    assert (status, errors) == (0, "")
    assert out.splitlines() == [
        f"{OTHER}: 6 records, whole; anchor at 6",
        f"{NAME}: 6 records, whole; anchor at 6",
        "2 journals, 12 records: all whole",
    ]
    status, out, errors = await omega("journal", "rebuild", NAME, home=tmp_path)
    assert (status, errors) == (0, "")
    assert out.splitlines() == [
        f"{NAME}: 6 records",
        "  cash 9949.89995 USDT, at cost 9999.94995",
        "  realised 0, fees 0.05005, funding 0",
        "  BTC/USDT 0.5 at 100.1, margin 50.05",
        "  open orders 1, which reserve 50.10005",
        "  equal to what is held",
    ]
    status, out, errors = await omega("journal", "verify", "paper:shell:anne", home=tmp_path)
    assert (status, out) == (2, "")
    assert " ".join(errors.split()) == f"There is no journal of 'paper:shell:anne'. Perhaps {NAME}?"


async def test_what_is_wrong_is_said_and_ends_in_1(tmp_path: Path) -> None:
    await some_journals(tmp_path, lie=True)
    status, out, _ = await omega("journal", "rebuild", home=tmp_path)
    assert status == 1
    assert "NOT equal to what is held: with record 6 it was cash 9949.89995, BTC/USDT 0.7, 1 orders, and is" in out
    anchor = tmp_path / "anchors" / "paper%3Ashell%3Aann.anchor"
    anchor.write_text(anchor.read_text().replace("6:", "9:"))
    status, out, _ = await omega("journal", "verify", home=tmp_path)
    assert status == 1
    wrong = "record 7 is missing or is not what was written: the journal ends with 6, and its anchor says 9"
    assert f"{NAME}: {wrong}" in out
    assert "2 journals, 6 records: 1 of them broken" in out
    status, out, errors = await omega("journal", "export", NAME, home=tmp_path)
    assert status == 1
    assert len(out.splitlines()) == 6
    assert "its anchor says 9" in " ".join(errors.split())


async def test_a_record_of_somebody_elses_is_told_though_it_follows_the_chain(tmp_path: Path) -> None:
    await some_journals(tmp_path)
    embedded = EmbeddedStore(tmp_path / "store")
    store = Store(await embedded.ensure())
    await Journal(store, NAME).append([codec.written(Reset(AT, "theirs", Decimal(1_000_000), "shell:ann"))])
    await Journal(store, OTHER).append([codec.written(filled(order("nobody's")))])
    await store.close()
    await embedded.leave()
    status, out, _ = await omega("journal", "verify", home=tmp_path)
    assert status == 1
    unplaced = filled(order("nobody's"))
    assert out.splitlines() == [
        f"{OTHER}: record 7 ({unplaced.id}) does not fit what was written before it: KeyError('{unplaced.order}')",
        f"{NAME}: what is held was last written with record 6: those behind it are not the desk's",
        "2 journals, 0 records: 2 of them broken",
    ]
    status, out, _ = await omega("journal", "rebuild", NAME, home=tmp_path)
    assert (status, "those behind it are not the desk's" in out) == (1, True)


async def test_anyone_can_follow_the_chain_of_an_export_archived_or_not(tmp_path: Path) -> None:
    """As docs/journal.md tells it, with nothing of the desk's code."""
    await some_journals(tmp_path, archived=True)
    status, _, errors = await omega("journal", "export", "--file", str(tmp_path / "out.jsonl"), home=tmp_path)
    assert (status, errors) == (0, "")
    heads = dict[str, tuple[int, str]]()
    for text in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(text)
        seq, before = heads.get(entry["account"], (0, "0" * 64))
        body = json.dumps(entry["record"], separators=(",", ":"), ensure_ascii=False).encode()
        name = entry["id"].encode()
        seq += 1
        digest = sha256(f"{before}:{seq}:{len(name)}:".encode() + name + body).hexdigest()
        assert (entry["seq"], entry["hash"]) == (seq, digest)
        heads[entry["account"]] = seq, digest
    assert {name: seq for name, (seq, _) in heads.items()} == {NAME: 7, OTHER: 7}
    assert (tmp_path / "anchors" / "paper%3Ashell%3Aann.anchor").read_text() == ":".join(map(str, heads[NAME]))
