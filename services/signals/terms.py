"""Where signals come in."""

from pydantic import Field

from services.core.request import Frozen


class SignalTerms(Frozen):
    """They come in at ``port`` of ``host``, where one is set, and others reach that at ``url``."""

    host: str = Field(min_length=1)
    port: int | None = Field(ge=0, le=65535)
    url: str | None = Field(pattern=r"^https?://[^\s/]+\S*$")
    per_server: int = Field(ge=1, le=1000)

    def address(self, id: str) -> str:  # noqa: A002 (an id is what it is)
        """Where the signal with this id is sent to."""
        base = self.url or (f"http://{self.host}:{self.port}" if self.port else "")
        return f"{base.rstrip('/')}{PATH}{id}"


PATH = "/signals/"
