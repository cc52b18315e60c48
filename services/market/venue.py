"""An exchange by ccxt, imported alone and late, for its public data."""

import importlib
import importlib.machinery
import ssl
import sys
import threading
import types
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from services.core.proxies import is_here

TIMEOUT_MS: Final = 10_000
_PACKAGES: Final = ("ccxt", "ccxt.async_support")
_importing: Final = threading.Lock()


def exchange_class(exchange_id: str) -> Any:
    """The class of ``exchange_id`` in ``ccxt.async_support``. Blocks: for a thread.

    Importing the package imports every exchange there is: 0.4–1.3 s and 70 MB, where one takes 0.1 s and 20 MB. So the
    two packages' own files are left out: bare stand-ins are put in their place while the one module is imported, and
    taken away again. Whoever imports ccxt afterwards gets the whole of it, with this very class in it.

    Raises:
        LookupError: ccxt has no exchange of that name.
    """
    module = f"ccxt.async_support.{exchange_id}"
    if not exchange_id.isidentifier() or importlib.machinery.PathFinder.find_spec("ccxt") is None:
        raise LookupError(exchange_id)
    with _importing:
        put_in = [] if "ccxt" in sys.modules else _stand_ins()
        try:
            return getattr(importlib.import_module(module), exchange_id)
        except (ModuleNotFoundError, AttributeError) as error:
            raise LookupError(exchange_id) from error
        finally:
            for name in put_in:
                del sys.modules[name]


def _stand_ins() -> list[str]:
    path: list[str] | None = None
    for name in _PACKAGES:
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.submodule_search_locations is None:
            raise LookupError(name)
        package = types.ModuleType(name)
        package.__path__ = path = list(spec.submodule_search_locations)
        sys.modules[name] = package
    errors = importlib.import_module("ccxt.base.errors")
    whole = sys.modules["ccxt"]
    vars(whole).update({name: getattr(errors, name) for name in errors.__all__})
    vars(whole)["Exchange"] = importlib.import_module("ccxt.base.exchange").Exchange
    return list(_PACKAGES)


SPOT: Final = frozenset({"spot"})
PERPETUALS: Final = frozenset({"swap", "linear"})
"""What exchanges call perpetuals that are margined in their quote currency."""


def open_venue(
    exchange_id: str, base_url: str | None, dated: Callable[[str | None], None], kinds: frozenset[str] = SPOT
) -> Any:
    """An instance of ``exchange_id`` for public data of markets of these ``kinds``, where it can tell them apart, asked
    at ``base_url`` instead of its own hosts if given. ``dated`` is called with the date that each answer was sent with.
    Blocks: for a thread.

    Raises:
        LookupError: ccxt has no exchange of that name.
    """
    of = exchange_class(exchange_id)
    errors = importlib.import_module("ccxt.base.errors")

    class PublicVenue(of):  # type: ignore[misc, valid-type]  # ccxt has no types
        def on_rest_response(self, code: int, reason: str, url: str, method: str, headers: Any, *rest: Any) -> Any:
            dated(next((value for name, value in headers.items() if name.lower() == "date"), None))
            return super().on_rest_response(code, reason, url, method, headers, *rest)

        def handle_http_status_code(self, code: int, reason: str, url: str, method: str, body: str) -> None:
            """Refuse what is not JSON: ccxt reads a page of HTML as an empty answer."""
            super().handle_http_status_code(code, reason, url, method, body)
            if not (body.strip()[:1] in ("{", "[") and body.strip()[-1:] in ("}", "]")):
                raise errors.BadResponse(f"{self.id} answered with something else than JSON")

    venue: Any = PublicVenue({"enableRateLimit": True, "timeout": TIMEOUT_MS})
    venue.aiohttp_trust_env = not is_here(base_url)
    venue.ssl_context = ssl.create_default_context(cafile=venue.cafile)
    venue.has["fetchCurrencies"] = False
    listed = venue.options.get("fetchMarkets")
    if isinstance(listed, dict) and "types" in listed:
        venue.options["fetchMarkets"] = {**listed, "types": [kind for kind in listed["types"] if kind in kinds]}
    if base_url is not None:
        venue.urls["api"] = _moved(venue.urls["api"], base_url.rstrip("/"))
    return venue


def venue_errors() -> tuple[type[Exception], ...]:
    """What a venue's methods raise; nothing before the first was opened."""
    errors = sys.modules.get("ccxt.base.errors")
    return () if errors is None else (errors.BaseError,)


def _moved(urls: Any, base_url: str) -> Any:
    """``urls`` (one, or a tree of them) with scheme and host replaced by ``base_url``."""
    if isinstance(urls, dict):
        return {name: _moved(url, base_url) for name, url in urls.items()}
    return base_url + urlsplit(urls).path if isinstance(urls, str) else urls
