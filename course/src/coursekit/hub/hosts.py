"""Which host each part of the training stands on: a web page may act only for its own host.

The hub stands alone on the public one; every person's server and every service has one below it,
so that what a trainee's server sends can read and do nothing for who looks at it elsewhere.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from base64 import b32encode
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from coursekit.core.errors import UsageError

__all__ = ["Hosts", "person_label", "public_url", "refuse_shared", "service_label"]

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_PLAIN = re.compile(r"[a-z][a-z0-9]{0,62}")
# Beside a wildcard an organisation keeps names of its own, which would win over a person's.
_RESERVED = frozenset(
    {
        *("api", "app", "autoconfig", "autodiscover", "cdn", "dev", "dns", "ftp", "git", "hub"),
        *("imap", "kursus", "localhost", "login", "mail", "mx", "ns", "pop", "smtp", "sso"),
        *("static", "test", "vpn", "webmail", "wpad", "www"),
    }
)
_LONGEST = 63  # letters of a DNS label
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Hosts:
    """The public addresses of one hub.

    Attributes
    ----------
    public : str
        Address of the hub itself, ``scheme://host[:port]``.
    """

    public: str

    @property
    def name(self) -> str:
        """Host of the hub, without a port."""
        return urlsplit(self.public).hostname or ""

    @property
    def netloc(self) -> str:
        """Host of the hub as browsers name it in a request."""
        return urlsplit(self.public).netloc

    @property
    def shared(self) -> bool:
        """Whether all stand on one host, for a bare address has none below it."""
        return _is_address(self.name)

    @property
    def secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.public.startswith("https://")

    def person(self, name: str) -> str:
        """Return the address of a person's server, with its path."""
        return f"{self._at(person_label(name))}/user/{quote(name, safe='@~')}"

    def service(self, name: str) -> str:
        """Return the address of a service, with its path."""
        return f"{self._at(service_label(name))}/services/{name}"

    def hook(self, name: str, domain: str, kind: str) -> str:
        """Return the host of a person or a service, as JupyterHub asks for it.

        `domain` is passed over: the hub's setting of that name is empty, see `update_cookies`.
        """
        label = person_label(name) if kind == "user" else service_label(name)
        return f"{label}.{self.name}"

    def _at(self, label: str) -> str:
        if self.shared:
            return self.public
        scheme, netloc = urlsplit(self.public)[:2]
        return f"{scheme}://{label}.{netloc}"


def person_label(name: str) -> str:
    """Return a person's DNS label: no two names share one, and no service has it.

    A plain name stands for itself; any other is spelt out behind ``u-``, or named by its hash
    behind ``h-`` where that is too long.
    """
    if _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    label = "u-" + _spelt(name)
    if len(label) <= _LONGEST:
        return label
    return "h-" + b32encode(hashlib.sha256(name.encode()).digest()).decode().rstrip("=").lower()


def service_label(name: str) -> str:
    """Return a service's DNS label."""
    return "s-" + _spelt(name)


def public_url(address: str, port: int, configured: str) -> str:
    """Return the address people type: the configured one, else this machine's.

    Parameters
    ----------
    address, port : str, int
        Where the proxy listens.
    configured : str
        ``hub.public_url`` of the settings, or empty.
    """
    if configured:
        return configured.rstrip("/").lower()
    if address in _LOOPBACK:
        return f"http://localhost:{port}"
    return f"http://{f'[{address}]' if ':' in address else address}:{port}"


def refuse_shared(hosts: Hosts) -> None:
    """Refuse addresses at which a trainee's pages could act for those who look at them.

    Raises
    ------
    UsageError
        With the ways out.
    """
    if hosts.secure and not hosts.shared:
        return
    if hosts.name == "localhost":
        return
    raise UsageError(
        f"{hosts.public}: trainees and staff cannot share this address, for each person's server "
        "needs a host of its own, and browsers must come by TLS. Give the hub a name with a "
        "wildcard beside it (kursus.example.go.id and *.kursus.example.go.id), put TLS in front "
        "of it, and set hub.public_url: https://kursus.example.go.id in course/hub/settings.yaml. "
        "On this machine alone leave hub.address and hub.public_url out. To show the training to "
        "people who trust one another: coursekit serve --demo-unsafe"
    )


def _spelt(name: str) -> str:
    """Write every byte but small letters and digits as a dash and two hexadecimal digits."""
    return "".join(chr(b) if b in _LETTERS else f"-{b:02x}" for b in name.encode())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
