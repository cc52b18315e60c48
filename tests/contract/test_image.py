"""The image and the compose file: what an operator runs without reading it first."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.secrets import NAMES
from config.settings import load

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {name: each for name, each in COMPOSE["services"].items() if "omega" in each["image"]}
SERVICES = [pytest.param(each, id=name) for name, each in COMPOSE["services"].items()]


def steps(instruction: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", DOCKERFILE)
    return [
        line.removeprefix(instruction).strip() for line in joined.splitlines() if line.startswith(f"{instruction} ")
    ]


def linted(file: Path) -> tuple[int, str]:
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([hadolint, file], capture_output=True, text=True, check=False)  # noqa: S603
    return found.returncode, found.stdout + found.stderr


def test_hadolint_finds_nothing() -> None:
    assert linted(ROOT / "Dockerfile") == (0, "")


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.replace("python:3.11-slim-bookworm", "python:latest"))
    assert linted(tmp_path / "Dockerfile")[0] != 0


def test_whoever_runs_in_the_image_is_nobody_and_every_library_is_known_by_its_hash() -> None:
    assert steps("USER") == ["10001:10001"]
    assert any("--require-hashes -r /build/requirements.lock" in each for each in steps("RUN"))
    assert steps("ENTRYPOINT") == ['["omega"]']


def test_what_the_image_sets_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (line,) = steps("ENV")
    named = dict(each.split("=", 1) for each in line.split())
    for name, value in named.items():
        if name.startswith("OMEGA_"):
            monkeypatch.setenv(name, value)
    settings = load()
    assert (str(settings.home), settings.log) == ("/home/omega/state", "json")
    assert (settings.monitoring.host, settings.monitoring.port) == ("0.0.0.0", 8080)  # noqa: S104


def test_the_packages_that_the_wheel_has_are_those_that_the_builder_is_given() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == {*wheel["packages"], "LICENSE", "README.md", "pyproject.toml", "requirements.lock"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_no_more_than_it_needs(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["logging"]["options"]["max-size"]
    assert "ports" not in service


@pytest.mark.parametrize("service", SERVICES)
def test_secrets_are_files_that_the_desk_reads(service: dict[str, Any]) -> None:
    assert set(service["secrets"]) <= set(NAMES) & set(COMPOSE["secrets"])
    assert not {*service.get("environment", {})} & {*NAMES}


def test_only_the_bot_has_its_token() -> None:
    assert [name for name, each in COMPOSE["services"].items() if "DISCORD_TOKEN" in each["secrets"]] == ["bot"]


@pytest.mark.parametrize("name", OURS)
def test_what_compose_sets_are_settings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {**OURS[name]["environment"], "OMEGA_SECRETS": str(tmp_path)}
    for each, value in given.items():
        monkeypatch.setenv(each, value)
    settings = load(home=tmp_path)
    assert settings.secrets == tmp_path
    assert settings.watchdog.beside is False
    url = settings.redis_url
    assert url is not None
    assert "redis" in url.get_secret_value()


def test_the_store_loses_nothing_that_was_answered() -> None:
    redis = COMPOSE["services"]["redis"]
    told = "\n".join(redis["command"])
    for line in ("requirepass", "appendonly yes", "appendfsync always", "maxmemory-policy noeviction"):
        assert line in told
    assert "store:/data" in redis["volumes"]
