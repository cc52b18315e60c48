"""Records as they lie in a journal: JSON, its fields in the order of their type, Decimals as text.

What is read is what was written, or is refused: a kind or a field that this version does not know would make another
account of the same journal.
"""

from decimal import Decimal
from typing import Annotated, Final

import orjson
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from analytics.trading.account import Account
from analytics.trading.records import Record
from services.store import journal

_RECORDS: Final[TypeAdapter[Record]] = TypeAdapter(
    Annotated[Record, Field(discriminator="kind")], config=ConfigDict(extra="forbid")
)


class UnreadableRecord(ValueError):
    """It is no record, or of a kind or with a field that this version does not know; the message says which."""


def written(record: Record) -> journal.Record:
    """``record`` as a journal takes it.

    Raises:
        UnreadableRecord: it could not be read back.
    """
    body = orjson.dumps(record, default=_text)
    if read(body) != record:
        raise UnreadableRecord(f"{record.kind}: it would be read as another")
    return journal.Record(record.id, body)


def read(body: bytes) -> Record:
    """The record that ``written`` wrote.

    Raises:
        UnreadableRecord: this version cannot read it.
    """
    try:
        return _RECORDS.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableRecord(f"{where}: {first['msg']}" if where else first["msg"]) from None


def apply(account: Account, entry: journal.Entry) -> None:
    """Let what is written in ``entry`` take effect in ``account``.

    Raises:
        UnreadableRecord: this version cannot read it, or it fits nothing in the account.
    """
    try:
        account.apply(read(entry.body))
    except UnreadableRecord as error:
        raise UnreadableRecord(f"this version cannot read record {entry.seq} ({entry.id}): {error}") from None
    except (KeyError, ArithmeticError) as error:
        what = f"record {entry.seq} ({entry.id}) does not fit what was written before it"
        raise UnreadableRecord(f"{what}: {error!r}") from error


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
