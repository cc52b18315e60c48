"""Over the wire: the calendar of the sky, its file at the press of a button, and the sky on a chart."""

from pathlib import Path

import pytest
from icalendar import Calendar

from bot.playground.person import Person
from tests.house import omega


@pytest.mark.asyncio(loop_scope="package")
async def test_a_calendar_its_file_and_back(ben: Person) -> None:
    plain = await ben.slash("cosmic calendar", days=30)
    assert [file.filename for file in plain.attachments] == ["chart.png"]
    with_file = await ben.press(plain, "Export .ics")
    assert with_file.id == plain.id
    files = {file.filename.rpartition(".")[2]: file for file in with_file.attachments}
    assert set(files) == {"png", "ics"}
    calendar = Calendar.from_ical(await ben.download(files["ics"].url))
    assert len(list(calendar.walk("VEVENT"))) > 10
    week = await ben.press(with_file, "7 days")
    assert [file.filename for file in week.attachments] == ["chart.png"], "the file goes with the answer it was of"
    for button in ("Next", "Retrograde", "Calendar"):
        week = await ben.press(week, button)
        assert "weight" in str(week.embeds[0]).lower()

    chart = await ben.slash("chart", symbol="btc", timeframe="1d", overlay="cosmic")
    assert "weight" in str(chart.embeds[0]).lower()
    assert [file.filename for file in chart.attachments] == ["chart.png"]


async def test_the_shell_keeps_the_file(tmp_path: Path) -> None:
    kept = tmp_path / "sky.ics"
    asked = ("ask", "/cosmic calendar days:30 export:yes", "--market", "sim", "--at", "2023-12-30T19:00:00Z")
    status, out, _ = await omega(*asked, "--ics", str(kept), home=tmp_path)
    assert status == 0
    assert f"Calendar: {kept}" in out.replace("\n", "")
    assert len(list(Calendar.from_ical(kept.read_bytes()).walk("VEVENT"))) == 27
    status, _, errors = await omega(*asked, "--ics", "/nowhere/x.ics", home=tmp_path)
    assert status == 2
    assert "/nowhere/x.ics" in errors
