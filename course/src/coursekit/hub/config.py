"""Settings to JupyterHub configuration: one `update_*` a topic, in whatever order.

Law: a setter writes what is its own and reads nothing that another wrote.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from coursekit.hub.contributions import (
    add_environment,
    add_role,
    add_service,
    add_template_vars,
)
from coursekit.hub.origins import cookie_variables, update_cookies, update_hosts
from coursekit.hub.runtime import Runtime
from coursekit.hub.sandboxes.bubblewrap import KIT, SHELF
from coursekit.hub.sandboxes.kit import install_kit
from coursekit.hub.sandboxes.preflight import environment_paths
from coursekit.hub.services.exchange_config import exchange_address, update_exchange
from coursekit.hub.services.health_config import update_culler, update_health
from coursekit.hub.services.proxy import proxy_command
from coursekit.hub.services.staff import KIT_FOLDER, STAFF, ZONE, command_of
from coursekit.system.homes import LIMIT, read_crowded
from coursekit.system.processes import MARK

__all__ = [
    "configure",
    "role_path",
    "setters",
    "update_accounts",
    "update_addresses",
    "update_pages",
    "update_roles",
    "update_sandbox",
    "update_servers",
    "update_services",
]

Settings = Mapping[str, Any]
ROLES = Path(__file__).parent / "roles"
_TEMPLATES = Path(__file__).parents[1] / "web" / "hub_pages" / "templates"
_BIN = Path(sys.executable).parent
# What JupyterHub calls "self", but for `tokens`: the page that asks for the password makes them.
_OWN = (
    *("read:users!user", "users:activity!user", "servers!user", "access:servers!user"),
    "read:tokens!user",
)


def configure(c: Any, runtime: Runtime, settings: Settings, course: str, title: str) -> None:
    """Set everything the hub needs on a traitlets configuration."""
    for update in setters(runtime, settings, course, title):
        update(c)


def setters(
    runtime: Runtime, settings: Settings, course: str, title: str
) -> tuple[Callable[[Any], None], ...]:
    """Return what sets everything the hub needs; the order is of no consequence."""
    child = {**_environment(runtime), **cookie_variables(runtime, settings)}
    services = [*_staff_services(runtime, settings, course, child), _book_service(runtime, child)]
    listening = {one["name"]: one["url"] for one in services} | exchange_address(runtime)
    setters: list[Callable[[Any], None]] = [
        lambda c: update_addresses(c, runtime),
        lambda c: update_hosts(c, runtime),
        lambda c: update_accounts(c, runtime, settings, course),
        lambda c: update_servers(c, runtime, settings, course),
        lambda c: update_roles(c, course),
        lambda c: update_services(c, services),
        lambda c: update_exchange(c, runtime, settings, child),
        lambda c: update_culler(c, runtime, settings, child),
        lambda c: update_health(
            c, runtime, course, {**child, **_homes(runtime, settings)}, listening
        ),
        lambda c: update_cookies(c, runtime, settings),
        lambda c: update_pages(c, runtime, settings, course, title),
    ]
    if settings["servers"]["isolation"] == "sandbox":
        setters.append(lambda c: update_sandbox(c, runtime, settings, course))
    return tuple(setters)


def update_addresses(c: Any, runtime: Runtime) -> None:
    """Set addresses, state files and the proxy."""
    c.JupyterHub.bind_url = f"http://{runtime.address}:{runtime.port}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{runtime.port_of('hub')}"
    c.JupyterHub.db_url = f"sqlite:///{runtime.state / 'hub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(runtime.state / "cookie_secret")
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{runtime.port_of('proxy')}"
    c.ConfigurableHTTPProxy.pid_file = str(runtime.state / "proxy.pid")
    c.ConfigurableHTTPProxy.command = proxy_command(runtime.proxy)
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.cleanup_proxy = True


def update_accounts(c: Any, runtime: Runtime, settings: Settings, course: str) -> None:
    """Set who may come in; another authenticator takes its place by one setting."""
    accounts = settings["accounts"]
    c.JupyterHub.authenticator_class = accounts["authenticator"]
    c.Authenticator.allow_all = True  # whoever passes authenticate() is known
    c.Authenticator.auth_refresh_age = 60
    c.Authenticator.manage_groups = True
    c.LocalAuthenticator.database = str(runtime.accounts)
    c.LocalAuthenticator.course = course
    c.LocalAuthenticator.attempts = accounts["attempts"]
    c.LocalAuthenticator.address_attempts = accounts["address_attempts"]
    c.LocalAuthenticator.proxies = settings["hub"]["proxies"]
    c.JupyterHub.trusted_downstream_ips = settings["hub"]["proxies"]  # for the log
    c.LocalAuthenticator.token_days = accounts["token_days"]
    c.LocalAuthenticator.staff_token_days = accounts["staff_token_days"]
    c.LocalAuthenticator.token_record = str(runtime.token_record)
    c.JupyterHub.token_expires_in_max_seconds = accounts["staff_token_days"] * 24 * 3600
    c.LocalAuthenticator.minimum_length = accounts["minimum_length"]
    c.LocalAuthenticator.signup = accounts["signup"]
    c.LocalAuthenticator.lock_seconds = accounts["lock_minutes"] * 60


def update_servers(c: Any, runtime: Runtime, settings: Settings, course: str) -> None:
    """Set how single-user servers start and what their environment says."""
    servers = settings["servers"]
    sandboxed = servers["isolation"] == "sandbox"
    c.JupyterHub.spawner_class = (
        "coursekit.hub.sandboxes.spawner.SandboxSpawner" if sandboxed else "simple"
    )
    c.SimpleLocalProcessSpawner.home_dir_template = str(runtime.homes / "{username}")
    # Nothing of the person's own is loaded into his server: no module of his folder or his site,
    # no configuration, no extension. His kernels load what they like.
    c.Spawner.cmd = [sys.executable, "-s", "-P", "-m", "jupyterhub.singleuser"]
    c.Spawner.disable_user_config = True
    c.Spawner.args = [] if sandboxed else _as_root()
    c.Spawner.default_url = servers["start_page"]
    c.Spawner.start_timeout = servers["start_seconds"]
    c.Spawner.http_timeout = servers["start_seconds"]
    c.JupyterHub.concurrent_spawn_limit = servers["starts_at_once"]
    roles = KIT / "coursekit" / "hub" / "roles" if sandboxed else ROLES
    homes = Path("/home") if sandboxed else runtime.homes

    def home(spawner: Any) -> Path:
        return homes / spawner.user.name / ".jupyter" / "lab"

    told = {
        **_environment(runtime),
        "JUPYTER_CONFIG_PATH": lambda spawner: role_path(
            "instructor" if _teaches(spawner.user, course) else "trainee", roles
        ),
        # In the place of ~/.jupyter, where only what a person clicks is still kept.
        "JUPYTER_CONFIG_DIR": str(roles / "common"),
        "JUPYTERLAB_SETTINGS_DIR": lambda spawner: f"{home(spawner)}/user-settings",
        "JUPYTERLAB_WORKSPACES_DIR": lambda spawner: f"{home(spawner)}/workspaces",
        "JUPYTER_PATH": str(roles / "common" / "share"),
        "COURSEKIT_COURSE": course,
    }
    add_environment(c, told)


def update_sandbox(c: Any, runtime: Runtime, settings: Settings, course: str) -> None:
    """Set what each person's sandbox shows, offers and allows."""
    servers = settings["servers"]
    kit = {str(install_kit(runtime.kits)): str(KIT)}
    layout = runtime.layout
    staff = {str(layout.solutions): str(SHELF / "solutions")}
    staff |= {
        str(path): str(SHELF / "guides" / f"{unit}.md") for unit, path in layout.guides.items()
    }
    # The kit stands before the environment's own, editable copy, which is not shown anyway.
    add_environment(c, {"PYTHONPATH": str(KIT)})
    c.SandboxSpawner.state_folder = str(runtime.state)
    c.SandboxSpawner.shown = list(map(str, environment_paths()))
    c.SandboxSpawner.lent = lambda spawner: (
        {**kit, **staff} if _teaches(spawner.user, course) else kit
    )
    c.SandboxSpawner.open_ports = [runtime.port_of("hub"), runtime.port_of("exchange")]
    c.SandboxSpawner.memory_mb = servers["memory_mb"]
    c.SandboxSpawner.processes = servers["processes"]
    c.SandboxSpawner.home_mb = servers["home_mb"]


def update_roles(c: Any, course: str) -> None:
    """Set what each group may do at the hub."""
    staff = [f"access:services!service={one.hub_name or course}" for one in STAFF.values()]
    own = ["users:activity!user", "access:servers!server", "read:users!user"]
    teachers = f"formgrade-{course}"
    add_role(c, {"name": teachers, "groups": [teachers], "scopes": staff})
    add_role(c, {"name": "user", "scopes": _OWN})
    add_role(c, {"name": "server", "scopes": own})


def update_services(c: Any, services: list[dict[str, Any]]) -> None:
    """Add the services that live and die with the hub: those for staff, and the book."""
    for service in services:
        add_service(c, service)


def _staff_services(
    runtime: Runtime, settings: Settings, course: str, child: Mapping[str, str]
) -> list[dict[str, Any]]:
    sandboxed = settings["servers"]["isolation"] == "sandbox"
    kit = {KIT_FOLDER: str(install_kit(runtime.kits))} if sandboxed else {}
    told = {**child, **kit, "COURSEKIT_COURSE": course, ZONE: settings["exchange"]["time_zone"]}
    return [
        {
            "name": service.hub_name or course,
            "display": False,
            "url": f"http://127.0.0.1:{runtime.port_of(service.port)}",
            "command": command_of(service),
            "cwd": str(runtime.layout.root),
            "oauth_no_confirm": True,
            "environment": told,
        }
        for service in STAFF.values()
    ]


def _book_service(runtime: Runtime, child: Mapping[str, str]) -> dict[str, Any]:
    pages = str(runtime.layout.book / "_build" / "html")
    return {
        "name": "buku",
        "display": False,
        "url": f"http://127.0.0.1:{runtime.port_of('book')}",
        "command": [sys.executable, "-m", "coursekit.hub.services.book_service"],
        "environment": {**child, "COURSEKIT_BOOK": pages},
    }


def update_pages(c: Any, runtime: Runtime, settings: Settings, course: str, title: str) -> None:
    """Set our own templates, Indonesian, with a warning while servers share one account."""
    c.JupyterHub.default_url = lambda handler: (
        "/hub/home" if _teaches(handler.current_user, course) else ""
    )
    c.JupyterHub.template_paths = [str(_TEMPLATES)]
    told = {
        "course_id": course,
        "formgrader_url": runtime.hosts.service(course) + "/formgrader",
        "book_url": runtime.hosts.service("buku") + "/",
        "course_title": title,
        "local_accounts": settings["accounts"]["authenticator"].endswith("LocalAuthenticator"),
        "signup": settings["accounts"]["signup"],
        "demo": settings["servers"]["isolation"] == "none",
        # The hub asks this for each page, with the person who sees it.
        "crowded_homes": lambda user: (
            read_crowded(runtime.crowded) if _teaches(user, course) else []
        ),
    }
    add_template_vars(c, told)


def role_path(role: str, roles: Path = ROLES) -> str:
    """Return the JUPYTER_CONFIG_PATH of a role: its own folder before the common one."""
    return os.pathsep.join([str(roles / role), str(roles / "common")])


def _as_root() -> list[str]:
    return ["--allow-root"] if os.geteuid() == 0 else []


def _teaches(user: Any, course: str) -> bool:
    return user is not None and f"formgrade-{course}" in {group.name for group in user.groups}


def _homes(runtime: Runtime, settings: Settings) -> dict[str, str]:
    """Return what the health service needs to know whose home takes too much room."""
    names = {"COURSEKIT_HOMES": str(runtime.homes), "COURSEKIT_CROWDED": str(runtime.crowded)}
    return {**names, LIMIT: str(settings["servers"]["home_mb"])}


def _environment(runtime: Runtime) -> dict[str, str]:
    """Only what a child needs; nothing of the operator's own environment leaks in."""
    return {
        "PATH": os.pathsep.join([str(_BIN), "/usr/local/bin", "/usr/bin", "/bin"]),
        "COURSEKIT_ROOT": str(runtime.layout.root),
        "COURSEKIT_PORT": str(runtime.port),
        MARK: str(runtime.state),
        "LANG": "C.UTF-8",
    }
