"""A secret that has leaked must be changed at once: by a new file, while the desk runs."""

from pathlib import Path

import pytest

from config.secrets import NAMES
from config.settings import SettingsError, load

KEY = "sk-ant-of-before"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (*NAMES, "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setenv("OMEGA_SECRETS", str(folder))
    return folder


def test_every_secret_is_read_of_its_file_and_the_newline_at_its_end_is_none_of_it(folder: Path) -> None:
    for name in NAMES:
        (folder / name).write_text(f"https://of.{name}/x\n" if "WATCHDOG" in name else f"of.{name}\n")
    settings = load()
    held = (settings.discord_token, settings.redis_password, settings.anthropic_api_key)
    addresses = (settings.watchdog.webhook, settings.watchdog.endpoint)
    assert [each.get_secret_value() for each in held if each] == [f"of.{name}" for name in NAMES[:3]]
    assert [each.get_secret_value() for each in addresses if each] == [f"https://of.{name}/x" for name in NAMES[3:]]
    assert settings.watchdog.silent == 30, "what is beside a secret stays as it was"
    assert [settings.secret(name) for name in NAMES[:2]] == [f"of.{name}" for name in NAMES[:2]]


def test_a_file_goes_before_the_environment_and_an_empty_one_does_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "of-the-environment")
    monkeypatch.setenv("REDIS_PASSWORD", "of-the-environment")
    (folder / "ANTHROPIC_API_KEY").write_text(KEY)
    (folder / "REDIS_PASSWORD").write_text("\n")
    settings = load()
    assert settings.secret("ANTHROPIC_API_KEY") == KEY
    assert settings.secret("REDIS_PASSWORD") == "of-the-environment"


def test_a_secret_that_is_changed_is_the_new_one_at_its_next_use(folder: Path) -> None:
    """As a kubelet does it: the files are links into a folder that is put in place of another."""
    for version in ("one", "two"):
        (folder / f"..{version}").mkdir()
        (folder / f"..{version}" / "ANTHROPIC_API_KEY").write_text(f"key-{version}")
    (folder / "..data").symlink_to("..one")
    (folder / "ANTHROPIC_API_KEY").symlink_to("..data/ANTHROPIC_API_KEY")
    settings = load()
    assert settings.secret("ANTHROPIC_API_KEY") == "key-one"
    (folder / "..fresh").symlink_to("..two")
    (folder / "..fresh").rename(folder / "..data")
    assert settings.secret("ANTHROPIC_API_KEY") == "key-two"
    assert {"key-one", "key-two"} <= settings.known_secrets(), "neither may be logged"


def test_a_file_that_goes_leaves_the_secret_as_it_was(folder: Path) -> None:
    file = folder / "ANTHROPIC_API_KEY"
    file.write_text(KEY)
    settings = load()
    file.unlink()
    assert settings.secret("ANTHROPIC_API_KEY") == KEY


@pytest.mark.parametrize("written", [b"\xff\xfe of no text", b"two\nlines"])
def test_what_is_no_secret_is_refused_without_a_word_of_it(folder: Path, written: bytes) -> None:
    (folder / "REDIS_PASSWORD").write_bytes(written)
    with pytest.raises(SettingsError, match="REDIS_PASSWORD") as told:
        load()
    assert "lines" not in str(told.value)
    assert "no text in UTF-8" in str(told.value) or "one line" in str(told.value)


def test_a_folder_that_is_not_mounted_is_told(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(SettingsError, match=r"OMEGA_SECRETS.*is no folder"):
        load()


def test_the_folder_may_be_named_in_omega_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OMEGA_SECRETS")
    (tmp_path / "omega.yaml").write_text(f"secrets: {folder}\n")
    (folder / "ANTHROPIC_API_KEY").write_text(KEY)
    assert load(home=tmp_path).secret("ANTHROPIC_API_KEY") == KEY


@pytest.mark.parametrize(
    ("url", "password"), [("redis://omega:p%40ss%20word@host:1/0", "p@ss word"), ("redis://omega@host:1/0", None)]
)
def test_the_password_of_an_address_is_a_secret_like_the_others(url: str, password: str | None) -> None:
    assert load(redis_url=url).known_secrets() == ({password} if password else set())


def test_no_secret_shows_where_settings_are_shown(folder: Path) -> None:
    (folder / "ANTHROPIC_API_KEY").write_text(KEY)
    assert KEY not in repr(load())
