"""A hub as an organisation runs it: a name with a wildcard, behind TLS; all of it on loopback."""

import contextlib
import datetime
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hub_client import Person
from requests.adapters import HTTPAdapter

from coursekit.hub.services.proxy import proxy_command

__all__ = ["DOMAIN", "FLAGS", "Visitor", "tls_front"]

DOMAIN = "kursus.test"
# A browser that finds every name on this machine, and takes the certificate for a good one.
FLAGS = (
    "--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.localhost 127.0.0.1",
    "--ignore-certificate-errors",
)


class _Inner(HTTPAdapter):
    """Ask the hub's proxy as the front would, whatever host the address names."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def send(self, request, **more):
        asked, parts = request.url, urlsplit(request.url)
        request.headers["Host"] = parts.netloc
        request.headers["X-Forwarded-Proto"] = parts.scheme
        request.url = self.inner + (f"{parts.path}?{parts.query}" if parts.query else parts.path)
        answer = super().send(request, **more)
        answer.url = request.url = asked
        return answer


class Visitor(Person):
    """A person whose requests find the hosts of a hub that no name server knows."""

    def __init__(self, url, name, inner):
        super().__init__(url, name)
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, _Inner(inner))


@contextlib.contextmanager
def tls_front(runtime, folder):
    """Run node's proxy as the organisation's front; it ends with the block."""
    key, certificate = _certificate(folder)
    port = urlsplit(runtime.url).port
    command = [*proxy_command(runtime.proxy), "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--api-ip", "127.0.0.1", "--api-port", str(port - 1), "--log-level", "error"]
    command += ["--ssl-key", str(key), "--ssl-cert", str(certificate)]
    command += ["--default-target", runtime.inner_url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _certificate(folder: Path):
    """Write a key and its own certificate, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    today = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(one) for one in (DOMAIN, f"*.{DOMAIN}")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(today - datetime.timedelta(1))
    made = made.not_valid_after(today + datetime.timedelta(1)).add_extension(names, False)
    paths = folder / "key.pem", folder / "certificate.pem"
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    paths[0].write_bytes(key.private_bytes(pem, form, plain))
    paths[1].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    return paths
