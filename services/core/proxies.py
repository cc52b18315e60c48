"""Proxies as the environment names them (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). This machine is asked without one."""

from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def is_here(url: str | None) -> bool:
    """Whether ``url`` is on this machine."""
    host = urlsplit(url or "").hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def proxy_for(url: str) -> str | None:
    """The proxy to ask ``url`` through."""
    parts = urlsplit(url)
    if is_here(url) or proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)
