"""A setting that is misread can point a bot at the wrong market, or show a secret."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import SettingsError, load
from services.core.roles import Role


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("REDIS_URL", "DISCORD_TOKEN", "OMEGA_MARKET", "OMEGA_AT", "OMEGA_HOME", "OMEGA_EXCHANGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "omega.yaml").write_text("exchange: kraken\nvoice: biel\nmarket: replay\n")
    monkeypatch.setenv("OMEGA_HOME", str(tmp_path))
    monkeypatch.setenv("OMEGA_EXCHANGE", "okx")
    settings = load(market="sim")
    assert (settings.market, settings.exchange, settings.voice) == ("sim", "okx", "biel")


def test_the_home_given_on_the_command_line_is_where_its_file_is_read(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    home.mkdir()
    (home / "omega.yaml").write_text('roles:\n  "1":\n    viewer: ["@everyone"]\n    admin: [Desk]\n')
    assert load(home=home).role_names == {"1": {Role.VIEWER: ["@everyone"], Role.ADMIN: ["Desk"]}}


def test_by_default_nobody_has_a_role_and_nothing_is_pinned() -> None:
    settings = load()
    assert settings.roles == {}
    assert settings.at is None


@pytest.mark.parametrize("text", ["2023-12-30T19:00:00Z", "2023-12-30T19:00", "2023-12-30T20:00+01:00"])
def test_times_are_utc(text: str) -> None:
    assert load(at=text).at == datetime(2023, 12, 30, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("yaml", "named"),
    [
        ("exchnage: okx", "exchnage"),
        ("market: moon", "market"),
        ("roles:\n  '1':\n    owner: [x]", "owner"),
        ("rate: {burst: 0, per_minute: 60}", "burst"),
        ("a: [", "omega.yaml"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, yaml: str, named: str) -> None:
    (tmp_path / "omega.yaml").write_text(yaml)
    with pytest.raises(SettingsError, match=named):
        load(home=tmp_path)


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret-token")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@h/0")
    settings = load()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "very-secret-token"
    for text in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in text
        assert "hidden" not in text


@pytest.mark.parametrize("at", ["9999-12-31", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"])
def test_the_clock_is_pinned_where_days_lie_before_and_behind_it(at: str) -> None:
    with pytest.raises(SettingsError, match="from 1970 to 2199"):
        load(at=at)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"speed": 60, "market": "sim"}, "--at"),
        ({"speed": 60, "at": "2023-12-30", "market": "live"}, "--market"),
        ({"speed": -1, "at": "2023-12-30", "market": "sim"}, "speed"),
        ({"speed": "inf", "at": "2023-12-30", "market": "sim"}, "speed"),
    ],
)
def test_only_a_market_that_is_no_real_one_is_hurried(given: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load(**given)
    assert load(speed=60, at="2023-12-30", market="replay").speed == 60


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"voice: z\nroles: [\n", "omega.yaml, line 3: this is no YAML"),
        (b"just words\n", "names no settings"),
        (b"- voice\n", "names no settings"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"voicee: z\n", "voicee: there is no such setting; did you mean voice?"),
        (b"roles: {a: {boss: [b]}}\n", "roles: no role is named 'boss'"),
        (b"exchange_url: bitget\n", "exchange_url: it is no address"),
        (b"discord_gateway: http://here\n", "discord_gateway: it is no address: write it whole, as ws://"),
    ],
)
def test_a_file_that_does_not_fit_is_told_with_what_to_do(tmp_path: Path, text: bytes, told: str) -> None:
    (tmp_path / "omega.yaml").write_bytes(text)
    with pytest.raises(SettingsError) as refused:
        load(home=tmp_path)
    assert told in str(refused.value)


@pytest.mark.parametrize("token", ["Bot abc.def.ghi", '"abc.def.ghi"', "abc def", "<token>", "töken"])
def test_what_is_no_token_is_told_without_being_shown(token: str) -> None:
    with pytest.raises(SettingsError, match="copy it again") as refused:
        load(discord_token=token)
    assert token not in str(refused.value)


def test_a_token_may_have_spaces_around_it_and_an_empty_one_is_none() -> None:
    token = load(discord_token=" abc.def\n").discord_token  # noqa: S106 - not a secret
    assert token is not None
    assert token.get_secret_value() == "abc.def"
    assert load(discord_token="  ").discord_token is None  # noqa: S106
