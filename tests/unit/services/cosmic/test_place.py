"""Where somebody is concerns nobody else: if these failed, it could be read in a log or a channel."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timezonefinder import TimezoneFinder

from bot.app import App
from bot.suggestions import AppSuggestions
from services.core.clock import Clock, SteppedClock
from services.core.errors import InvalidRequest, NoPlace, OnlyInPrivate, UnknownPlace
from services.core.handlers import Found, bind
from services.core.request import Audience
from services.core.zones import zone_kept, zone_of
from services.cosmic.cities import _known
from services.cosmic.hours import CosmicHours, CosmicHoursAnswer
from services.cosmic.place import (
    CosmicPlace,
    CosmicPlaceAnswer,
    PlaceFacts,
    Places,
    answer_cosmic_place,
    place_of,
)
from services.store.keys import AUDIT, PLACES
from services.store.store import Store
from tests.asks import AT, BEN, ask, desk_of, entries, new_id
from tests.conftest import eventually

ADA = BEN.model_copy(update={"id": "discord:8", "name": "Ada"})
ALONE = BEN.model_copy(update={"server": None})


def test_a_city_has_its_ownzone_kept() -> None:
    place, others = place_of("zurich")
    assert (place.name, place.country, place.time_zone, others) == ("Zürich", "Switzerland", "Europe/Zurich", ())


def test_a_city_of_the_united_states_has_its_state() -> None:
    place, others = place_of("springfield")
    assert (place.name, place.country) == ("Springfield, MO", "United States")
    assert others == ("Springfield, MA, United States", "Springfield, IL, United States")


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "zone"),
    [
        ("47.3769, 8.5417", 47.38, 8.54, "Europe/Zurich"),
        ("47.38,8.54", 47.38, 8.54, "Europe/Zurich"),
        ("-33.46 -70.65", -33.46, -70.65, "America/Santiago"),
        ("33.46°S, 70.65° W", -33.46, -70.65, "America/Santiago"),
        ("−33.46; −70.65", -33.46, -70.65, "America/Santiago"),
        ("45.5, -122.6, America/Denver", 45.5, -122.6, "America/Denver"),
        ("40.42, -3.70", 40.42, -3.70, "Europe/Madrid"),
        ("-13.83, -171.76", -13.83, -171.76, "Pacific/Apia"),
        ("66.0, 120.0", 66.0, 120.0, "Asia/Yakutsk"),
        ("0, -140", 0.0, -140.0, "UTC-09:00"),
        ("-60 170", -60.0, 170.0, "UTC+11:00"),
        ("0 0.2", 0.0, 0.2, "UTC"),
        ("85 180", 85.0, 180.0, "UTC+12:00"),
        ("-60, 170, Etc/GMT-1", -60.0, 170.0, "UTC+01:00"),
    ],
)
def test_coordinates_are_kept_to_a_hundredth_with_azone_kept(
    text: str, latitude: float, longitude: float, zone: str
) -> None:
    place, others = place_of(text)
    assert (place.name, place.latitude, place.longitude, others) == (None, latitude, longitude, ())
    assert place.time_zone == zone
    assert (place.near is None) == (place.near_km is None)


def test_the_clock_is_the_lands_at_every_place_that_the_tz_database_names() -> None:
    """At each of them a weekday, and the ruler of its hours, hang on it. Zones that agree by the clock are one."""
    table = files("tzdata").joinpath("zoneinfo", "zone1970.tab").read_text(encoding="utf-8")
    rows = [line.split("\t")[1:3] for line in table.splitlines() if not line.startswith("#")]
    assert len(rows) > 300
    for angles, zone in rows:
        latitude, longitude = re.findall(r"[+-]\d+", angles)
        place, _ = place_of(f"{degrees(latitude, 2):.4f}, {degrees(longitude, 3):.4f}")
        assert not place.zone_given
        told, kept = zone_of(place.time_zone), ZoneInfo(zone)
        for month in range(1, 13):
            at = datetime(2026, month, 1, tzinfo=UTC)
            assert at.astimezone(told).utcoffset() == at.astimezone(kept).utcoffset(), (zone, place.time_zone)


def degrees(iso: str, whole: int) -> float:
    """Degrees of an ISO 6709 angle such as ``+4023`` or ``-0340``."""
    digits = iso[1:].ljust(whole + 4, "0")
    parts = (int(digits[:whole]), int(digits[whole : whole + 2]) / 60, int(digits[whole + 2 :]) / 3600)
    return (-1 if iso[0] == "-" else 1) * sum(parts)


def test_every_zone_of_the_map_has_a_clock() -> None:
    for zone in TimezoneFinder().timezone_names:
        assert zone_of(zone_kept(zone))


async def test_a_clock_that_was_reckoned_is_reckoned_anew(store: Store) -> None:
    """What an older version took from a city far away is put right, and a zone that was given stays."""
    kept = PlaceFacts(name=None, country=None, latitude=-13.83, longitude=-171.76, time_zone="UTC-11:00")
    for told, zone in ((False, "Pacific/Apia"), (True, "UTC-11:00")):
        await store.hash_set(PLACES, BEN.id, kept.model_copy(update={"zone_given": told}).model_dump_json())
        assert (await Places(store).of(BEN)).time_zone == zone


def test_a_nautical_zone_is_on_the_side_that_it_says() -> None:
    at = datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC"))
    offset = at.astimezone(zone_of(place_of("-60 170")[0].time_zone)).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 11 * 3600


@pytest.mark.parametrize("text", ["91, 0", "0, 181", "-5 S, 3", "0, 0, Mars/Base", "0, 0, ../etc", "999, 999"])
def test_what_is_not_on_the_earth_is_told(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        place_of(text)
    assert all(problem.startswith("place: ") for problem in refused.value.problems)


@pytest.mark.parametrize("text", ["", "🦀", "1,2,3,4", "nan, nan", "1e5, 3", "\x00", "'; DROP", "Zurich\u202e!!x"])
def test_anything_else_is_no_city(text: str) -> None:
    with pytest.raises(UnknownPlace):
        place_of(text)


@given(st.text(max_size=80))
def test_whatever_is_written_is_a_place_or_a_typed_refusal(text: str) -> None:
    try:
        place, _ = place_of(text)
    except InvalidRequest:
        return
    assert zone_of(place.time_zone)


def test_every_citys_clock_is_known() -> None:
    known = _known()
    for zone in {known.city(at).zone for at in range(len(known.names))}:
        ZoneInfo(zone)


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "right/Europe/Zurich"])
def test_a_file_of_the_tz_database_is_not_yet_a_zone(zone: str) -> None:
    """The machine's own clock is nobody's business, and one that counts leap seconds is 27 s off."""
    with pytest.raises(InvalidRequest):
        place_of(f"47.37, 8.54, {zone}")


async def test_a_place_is_the_askers_own_lasts_and_can_be_removed(store: Store) -> None:
    places, desk = Places(store), desk_of(bind(Found((), (answer_cosmic_place,)), {Clock: SteppedClock(AT)}), store)

    async def put(place: str) -> tuple[PlaceFacts | None, tuple[str, ...]]:
        answer = await desk.ask(ask(CosmicPlace(place=place)))
        assert isinstance(answer, CosmicPlaceAnswer)
        return answer.place, answer.others

    with pytest.raises(NoPlace):
        await places.of(BEN)
    kept, _ = await put("Zurich")
    assert await Places(store).of(BEN) == kept
    for other in (ADA, BEN.model_copy(update={"id": "shell:7"})):
        with pytest.raises(NoPlace):
            await places.of(other)
    assert await put(" NONE ") == (None, ())
    assert await store.hash_all(PLACES) == {}
    with pytest.raises(NoPlace):
        await places.of(BEN)


async def test_what_another_version_kept_is_no_place(store: Store) -> None:
    await store.hash_set(PLACES, BEN.id, '{"city": "Zurich"}')
    with pytest.raises(NoPlace):
        await Places(store).of(BEN)


async def test_the_audit_log_says_that_and_not_where(app: App) -> None:
    await app.desk.ask(ask(CosmicPlace(place="Zurich")))
    asked, _ = await entries(app.store, AUDIT)
    assert asked["request"] == "cosmic place"
    assert "urich" not in str(asked)


async def test_the_store_has_the_place_once_and_nowhere_else(app: App) -> None:
    said = await app.presenter.options(CosmicPlace, {"place": "Zurich"}, new_id(), BEN)
    assert isinstance(said.outcome, CosmicPlaceAnswer)
    client = app.store._again
    where = []
    for key in await client.keys("*"):
        kind = await client.type(key)
        kind = kind.decode() if isinstance(kind, bytes) else kind
        held = {
            "hash": client.hgetall,
            "stream": lambda key: client.xrange(key),
            "string": client.get,
        }[kind]
        if "rich" in str(await held(key)):
            where.append(key.decode() if isinstance(key, bytes) else key)
    assert where == [PLACES]


async def test_a_place_that_was_removed_is_in_no_file(app: App, tmp_path: Path) -> None:
    """Nor is one that stood there before it: whoever reads the disk, or a backup of it, learns nothing."""
    await app.store._again.config_set("rdbcompression", "no")
    for place in ("Reykjavik", "-54.81, -68.31"):
        await app.presenter.options(CosmicPlace, {"place": place}, new_id(), BEN)
    await app.presenter.options(CosmicPlace, {"place": "Bern"}, new_id(), ADA)
    assert traces(tmp_path, "reykjav", "54.81", "Bern") == {"reykjav", "54.81", "Bern"}
    await app.presenter.options(CosmicPlace, {"place": "none"}, new_id(), BEN)

    async def gone() -> bool:
        return traces(tmp_path, "reykjav", "54.81", "68.31", "Bern") == {"Bern"}

    await eventually(gone)
    assert (await Places(app.store).of(ADA)).name == "Bern"


def traces(folder: Path, *words: str) -> set[str]:
    """Which of ``words`` stand in a file below ``folder``, in any case."""
    held = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).lower()
    return {word for word in words if word.lower().encode() in held}


async def test_hours_are_those_of_the_place(app: App) -> None:
    refused = await app.presenter.options(CosmicHours, {}, new_id(), BEN)
    assert isinstance(refused.outcome, NoPlace)
    assert "`/cosmic place" in refused.card.body
    await app.presenter.options(CosmicPlace, {"place": "Zurich"}, new_id(), BEN)
    said = await app.presenter.options(CosmicHours, {}, new_id(), BEN)
    assert isinstance(said.outcome, CosmicHoursAnswer)
    assert said.outcome.place.name == "Zürich"
    other = await app.presenter.options(CosmicHours, {}, new_id(), ADA)
    assert isinstance(other.outcome, NoPlace)


@pytest.mark.parametrize("text", ["cosmic hours", "cosmic place zurich", "/cosmic place place:none"])
async def test_where_others_read_along_nothing_is_told_or_done(app: App, text: str) -> None:
    await app.presenter.phrase("cosmic place bern", new_id(), ALONE)
    said = await app.presenter.phrase(text, new_id(), BEN)
    assert isinstance(said.outcome, OnlyInPrivate)
    assert not isinstance((await app.presenter.phrase("cosmic hours", new_id(), ALONE)).outcome, OnlyInPrivate)
    assert (await Places(app.store).of(BEN)).name == "Bern"


def test_discord_shows_it_to_nobody_else() -> None:
    assert CosmicPlace.audience is Audience.CONFIDENTIAL
    assert CosmicHours.audience is Audience.CONFIDENTIAL


async def test_cities_are_suggested_while_one_types(app: App) -> None:
    assert await AppSuggestions(app).suggest(CosmicPlace, "places", "zuri", BEN) == ["Zürich, Switzerland"]
