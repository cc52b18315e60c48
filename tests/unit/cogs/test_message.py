"""A file that was asked for arrives with the card, beside its picture."""

from cogs._message import Message
from personas.card import Card
from personas.face import Document
from personas.presenter import Presented
from tests.answers.price.sample import price_answer

CARD = Card(title="Sky", body="27 events")
FILE = Document("sky.ics", "text/calendar", b"BEGIN:VCALENDAR")


def message(picture: bytes | None = None, document: Document | None = None) -> Message:
    return Message(Presented(None, price_answer(), CARD, picture, document))


def names(files: list[object]) -> list[str]:
    return [getattr(file, "filename", "") for file in files]


def test_the_file_goes_beside_the_picture() -> None:
    both = message(b"\x89PNG", FILE).new()
    assert names(both["files"]) == ["chart.png", "sky.ics"]
    assert both["embed"].image.url == "attachment://chart.png"
    assert names(message(b"\x89PNG", FILE).edited()["attachments"]) == ["chart.png", "sky.ics"]


def test_either_goes_alone_and_nothing_leaves_nothing_behind() -> None:
    assert names(message(document=FILE).new()["files"]) == ["sky.ics"]
    assert names(message(b"\x89PNG").new()["files"]) == ["chart.png"]
    assert "files" not in message().new()
    assert message().edited()["attachments"] == []


def test_each_try_has_a_file_of_its_own() -> None:
    told = message(document=FILE)
    first, second = told.new()["files"][0], told.new()["files"][0]
    assert first.fp.read() == FILE.data
    assert second.fp.read() == FILE.data


def test_a_picture_is_told_in_words_to_who_does_not_see_it() -> None:
    told = Message(Presented(None, price_answer(), CARD, b"\x89PNG", alt="Candles and volume. BTC/USDT 4h.")).new()
    assert told["files"][0].description == "Candles and volume. BTC/USDT 4h."
