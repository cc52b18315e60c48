"""Every setting, typed: from the command line, OMEGA_* variables, the home folder's omega.yaml, config/*.yaml.

The first of these that names a setting decides. They are read here once, and handed down as plain values.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from analytics.trading.matching import Friction
from config.secrets import SecretName, Secrets, settings_of
from services.accounts.terms import PaperTerms
from services.alerts.terms import AlertTerms
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.core.health import WatchedPart
from services.core.roles import Role
from services.education.terms import EducationTerms
from services.orders.limit_terms import LimitTerms
from services.schedules.terms import ScheduleTerms
from services.signals.terms import SignalTerms

DEFAULTS = Path(__file__).with_name("defaults.yaml")
PARTS = ("autonomy", "ai", "alerts", "education", "schedules")
"""Settings whose defaults have a file of their own."""
HOME_FILE = "omega.yaml"
YEARS = range(1970, 2200)
"""In which the clock may be pinned: a market's time counts from 1970, and what is due comes years later."""
FASTEST = 1_000_000.0
"""Market seconds in a second: a year of the market in half a minute."""

LESSONS = Path(__file__).with_name("lessons")
"""What the school teaches; see docs/lessons.md."""
PROMPTS = Path(__file__).with_name("prompts")
"""What the model is told; files of the same names in the home folder's ``prompts`` go before these."""

NO_TOKEN = re.compile(r"[^!-~]|[\"'`<>]")
"""What no token of Discord's and no key of Anthropic's has: they are letters, figures, points, lines."""

RolesByServer = dict[str, dict[str, list[str]]]


class SettingsError(Exception):
    """The settings cannot be used: a problem a line, each naming the setting and where it is set."""


class RateSettings(BaseModel):
    """See ``RateLimit``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    burst: int = Field(ge=1)
    per_minute: float = Field(gt=0)


class PaperSettings(BaseModel):
    """See ``PaperTerms``, and ``Friction`` for spread, impact and participation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: str = Field(pattern=r"[A-Z0-9]{2,10}")
    balance: Decimal = Field(gt=0, le=1_000_000_000)
    accounts: int = Field(ge=1, le=100)
    latency: float = Field(ge=0, le=10)
    spread: Decimal = Field(ge=0, lt=Decimal("0.1"))
    impact: Decimal = Field(ge=0, le=100)
    participation: Decimal = Field(gt=0, le=1)
    moved: Decimal = Field(gt=0, lt=1)
    preview: float = Field(ge=5, le=3600)

    @property
    def terms(self) -> PaperTerms:
        return PaperTerms(
            currency=self.currency,
            balance=self.balance,
            latency=self.latency,
            friction=Friction(self.spread, self.impact, self.participation),
            moved=self.moved,
            preview=self.preview,
            names=self.accounts,
        )


class WatchdogSettings(BaseModel):
    """Who is told when a part of the desk falls silent, by a process that does nothing else (bot/watchdog.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    webhook: SecretStr | None
    """A webhook of a Discord channel."""
    endpoint: SecretStr | None
    """Any other address, which is sent JSON."""
    silent: float = Field(ge=20, le=3600)
    restart: float = Field(ge=20, le=86_400)
    beside: bool
    parts: tuple[WatchedPart, ...]

    @field_validator("webhook", "endpoint")
    @classmethod
    def _http(cls, url: SecretStr | None) -> SecretStr | None:
        return None if url is None else SecretStr(_beginning(url.get_secret_value().strip(), "http", "https") or "")


class MonitoringSettings(BaseModel):
    """Where ``/health``, ``/ready`` and ``/metrics`` are answered (bot/monitoring.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int | None = Field(ge=0, le=65535)
    """``None``: nowhere."""


class ShardSettings(BaseModel):
    """Which parts of Discord's servers the gateways of this process hear (bot/shards.py)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int | None = Field(ge=1, le=16_384)
    """Shards in all; ``None``: as many as Discord recommends."""
    processes: int = Field(ge=1, le=1_024)
    """Among how many processes they are dealt."""
    ordinal: int = Field(ge=0)
    """Which of the processes this is, or the name of a pod that ends with it. From ``processes`` on they stand by for
    those before."""

    @field_validator("ordinal", mode="before")
    @classmethod
    def _of_a_pod(cls, ordinal: Any) -> Any:
        named = re.search(r"-(\d+)$", ordinal) if isinstance(ordinal, str) else None
        return int(named[1]) if named else ordinal

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.count is not None and self.count < self.processes:
            raise ValueError(f"{self.count} shards cannot be dealt to {self.processes} processes")
        return self


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """All settings. Secrets never show in a repr or a log."""

    model_config = SettingsConfigDict(
        env_prefix="OMEGA_", frozen=True, extra="forbid", populate_by_name=True, env_nested_delimiter="__"
    )

    home: Path = Path(".omega")
    """State, logs, the embedded store."""
    redis_url: Annotated[SecretStr | None, Field(validation_alias=_named("redis_url", "REDIS_URL"))] = None
    """A Redis or Valkey server to use; without it one is started in the home folder."""
    redis_password: Annotated[SecretStr | None, Field(validation_alias=_named("redis_password", "REDIS_PASSWORD"))] = (
        None
    )
    """Its password, where ``redis_url`` names none."""
    secrets: Path | None = None
    """A folder of files named like the secrets' variables, such as ``DISCORD_TOKEN``; they go before these."""
    discord_token: Annotated[SecretStr | None, Field(validation_alias=_named("discord_token", "DISCORD_TOKEN"))] = None
    """The bot's token."""
    anthropic_api_key: Annotated[
        SecretStr | None, Field(validation_alias=_named("anthropic_api_key", "ANTHROPIC_API_KEY"))
    ] = None
    """The key of the model that thinks; without one the rule-based brain does."""
    anthropic_base_url: Annotated[
        str | None, Field(validation_alias=_named("anthropic_base_url", "ANTHROPIC_BASE_URL"))
    ] = None
    """Another base of Anthropic's API, for a stand-in or a proxy."""
    discord_api: str | None = None
    """Another base for Discord's REST API (…/api/v10), for a stand-in."""
    discord_gateway: str | None = None
    """Another gateway (ws://…), for a stand-in."""
    market: Literal["live", "replay", "sim"] | None
    """Where prices come from: an exchange, a folder of candles, or a seeded random market.

    Without it an exchange; in the demo the random market where no exchange answers.
    """
    data: Path | None = None
    """The folder that ``replay`` reads."""
    at: datetime | None = None
    """Pins the clock (ISO 8601, UTC)."""
    speed: float | None = Field(default=None, ge=0, le=FASTEST)
    """How many times as fast as time itself a replayed or simulated market goes on from ``at``. At 0, and unless set,
    it stands until it is stepped."""
    exchange: str
    """A ccxt id."""
    exchange_url: str | None = None
    """Another base for the exchange's REST API, for a stand-in."""
    sim_seed: int = 1
    """Which random market ``sim`` is."""
    playground_port: int = Field(default=8420, ge=0, le=65535)
    """The demo's page on 127.0.0.1; 0 takes any free port."""
    log: Literal["text", "json"]
    """How the log is written to standard error."""
    monitoring: MonitoringSettings
    shards: ShardSettings
    voice: str
    """Who speaks to whoever has not chosen."""
    palette: Literal["classic", "colour-blind"] | None
    """The colours of pictures; without it each voice has its own."""
    rate: RateSettings
    paper: PaperSettings
    limits: LimitTerms
    autonomy: AutonomyTerms
    ai: AiTerms
    alerts: AlertTerms
    education: EducationTerms
    schedules: ScheduleTerms
    signals: SignalTerms
    watchdog: WatchdogSettings
    roles: RolesByServer
    """Server → the desk's role → Discord roles, by name or id."""

    @field_validator("discord_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        text = "" if token is None else token.get_secret_value().strip()
        if NO_TOKEN.search(text):
            raise ValueError("it is no token of Discord's: copy it again, without quotes, spaces or the word Bot")
        return SecretStr(text) if text else None

    @field_validator("anthropic_api_key")
    @classmethod
    def _looks_like_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        text = "" if key is None else key.get_secret_value().strip()
        if NO_TOKEN.search(text):
            raise ValueError("it is no key of Anthropic's: copy it again, without quotes or spaces")
        return SecretStr(text) if text else None

    @field_validator("discord_api", "exchange_url", "anthropic_base_url")
    @classmethod
    def _http(cls, url: str | None) -> str | None:
        return _beginning(url, "http", "https")

    @field_validator("discord_gateway")
    @classmethod
    def _web_socket(cls, url: str | None) -> str | None:
        return _beginning(url, "ws", "wss")

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: datetime | None) -> datetime | None:
        if at is None:
            return None
        if at.year not in YEARS:
            raise ValueError(f"name a time from {YEARS.start} to {YEARS.stop - 1}")
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)

    @field_validator("speed")
    @classmethod
    def _of_no_real_market(cls, speed: float | None, info: ValidationInfo) -> float | None:
        if speed is not None and info.data.get("at") is None:
            raise ValueError("name the time that it begins at with --at or OMEGA_AT")
        if speed is not None and info.data.get("market") not in ("replay", "sim"):
            raise ValueError("only a replayed or a simulated market can be hurried; name one with --market")
        return speed

    @field_validator("roles", mode="before")
    @classmethod
    def _roles_in_text(cls, roles: Any) -> Any:
        """Ids may be written without quotes, and a role alone without a list."""
        if not isinstance(roles, dict):
            return roles
        return {
            str(server): {str(word): _texts(names) for word, names in mapped.items()}
            if isinstance(mapped, dict)
            else mapped
            for server, mapped in roles.items()
        }

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, roles: RolesByServer) -> RolesByServer:
        for server in roles.values():
            for word in server:
                Role.from_word(word)
        return roles

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base's shape
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(init_settings().get("home") or env_settings().get("home") or cls.model_fields["home"].default)
        _be_settings(home / HOME_FILE)
        own, ours = (YamlConfigSettingsSource(settings_cls, file, "utf-8") for file in (home / HOME_FILE, DEFAULTS))
        folder = next(
            (named for source in (init_settings, env_settings, own) if (named := source().get("secrets"))), None
        )
        secrets = InitSettingsSource(settings_cls, settings_of(Path(folder)) if folder else {})
        parts = {part: yaml.safe_load((DEFAULTS.parent / f"{part}.yaml").read_bytes()) for part in PARTS}
        return (init_settings, secrets, env_settings, own, ours, InitSettingsSource(settings_cls, parts))

    _secrets: Secrets = PrivateAttr()

    def model_post_init(self, _context: Any) -> None:
        loaded: dict[SecretName, SecretStr | None] = {
            "DISCORD_TOKEN": self.discord_token,
            "REDIS_PASSWORD": self.redis_password,
            "ANTHROPIC_API_KEY": self.anthropic_api_key,
            "OMEGA_WATCHDOG__WEBHOOK": self.watchdog.webhook,
            "OMEGA_WATCHDOG__ENDPOINT": self.watchdog.endpoint,
        }
        self._secrets = Secrets(
            self.secrets, {name: held.get_secret_value() if held else None for name, held in loaded.items()}
        )

    def secret(self, name: SecretName) -> str | None:
        """A secret as it is now: its file may have changed since the settings were loaded."""
        return self._secrets.now(name)

    def known_secrets(self) -> frozenset[str]:
        """What must not stand in a log."""
        url = self.redis_url.get_secret_value() if self.redis_url else ""
        return self._secrets.known | {_password(url)} - {""}

    @property
    def lesson_folders(self) -> tuple[Path, ...]:
        """What the school teaches: ours, and whoever runs the desk's own, which goes before it."""
        own = self.education.lessons
        return (LESSONS,) if own is None else (LESSONS, own)

    @property
    def role_names(self) -> dict[str, dict[Role, list[str]]]:
        return {
            server.strip().lower(): {Role.from_word(word): names for word, names in roles.items()}
            for server, roles in self.roles.items()
        }


def _texts(names: Any) -> Any:
    listed = names if isinstance(names, list) else [] if names is None else [names]
    return [str(name) if type(name) is int else name for name in listed]


def _beginning(url: str | None, *schemes: str) -> str | None:
    if url is not None and re.match(rf"(?:{'|'.join(schemes)})://[^/\s]+", url) is None:
        raise ValueError(f"it is no address: write it whole, as {schemes[0]}://host:port")
    return url


def _password(url: str) -> str:
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:  # no address at all, which whoever connects says
        return url


def _be_settings(file: Path) -> None:
    """Raise ``SettingsError`` where ``file`` is there and holds no settings."""
    if not file.is_file():
        return
    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is no text in UTF-8: save it as that") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = "" if mark is None else f", line {mark.line + 1}"
        raise SettingsError(f"{file}{where}: this is no YAML: {error.problem or error.context}") from None
    except yaml.YAMLError:
        raise SettingsError(f"{file} is no YAML") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from None
    if held is not None and not isinstance(held, dict):
        raise SettingsError(f"{file} names no settings: write each as a name and a value, such as 'voice: z'")


def _told(error: Mapping[str, Any]) -> str:
    """What is wrong with one setting."""
    name, why = ".".join(map(str, error["loc"])), str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        near = get_close_matches(name, Settings.model_fields, n=1)
        why = "there is no such setting" + (f"; did you mean {near[0]}?" if near else "")
    return f"{name}: {why}"


def load(**given: Any) -> Settings:
    """The settings; what is ``given`` (and is not ``None``) goes before all else.

    Raises:
        SettingsError: something does not fit; the message names it, and holds no secret.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(map(_told, error.errors(include_input=False)))) from None
    except (OSError, ValueError) as error:  # such as a variable that should be JSON and is not
        raise SettingsError(str(error)) from None
