"""The exchange among the hub's services, tried on a bare Config."""

from traitlets.config import Config

from coursekit.core.layout import CourseLayout
from coursekit.core.settings import DEFAULTS, merge
from coursekit.exchange.client.links import URL
from coursekit.exchange.client.staff import Collect
from coursekit.hub.config import role_path
from coursekit.hub.runtime import Runtime
from coursekit.hub.services.exchange_config import exchange_url, update_exchange
from coursekit.nbgrader_ops.operations import staff_config

SCOPE = "access:services!service=exchange"


def configured(tmp_path, settings=DEFAULTS, times=1):
    c, runtime = Config(), Runtime(CourseLayout(tmp_path), 9000)
    c.JupyterHub.services = [{"name": "contoh", "environment": {"A": "1"}}, {"name": "buku"}]
    c.JupyterHub.load_roles = [
        *({"name": "server", "scopes": ["x"]}, {"name": "user", "scopes": ["y"]}),
        {"name": "other", "scopes": []},
    ]
    c.Spawner.environment = {"B": "2"}
    for _ in range(times):
        update_exchange(c, runtime, settings, {"PATH": "/bin"})
    return c, runtime


def test_servers_find_the_service_on_loopback_and_formgrader_does_not(tmp_path):
    c, runtime = configured(tmp_path)
    url = exchange_url(runtime)
    assert url == "http://127.0.0.1:9005/services/exchange"
    services = {one["name"]: one for one in c.JupyterHub.services}
    grader, service = services["contoh"], services["exchange"]
    assert grader["environment"] == {"A": "1"} and c.Spawner.environment[URL] == url
    assert service["url"] == "http://127.0.0.1:9005" and service["environment"] == {"PATH": "/bin"}


def test_servers_on_other_machines_are_told_another_way(tmp_path):
    url = "http://proxy.example/services/exchange"
    c, _ = configured(tmp_path, merge(DEFAULTS, {"exchange": {"url": url}}))
    assert c.Spawner.environment[URL] == url
    assert c.JupyterHub.services[-1]["url"] == "http://127.0.0.1:9005"


def test_tokens_of_servers_and_persons_reach_it(tmp_path):
    roles = {role["name"]: role["scopes"] for role in configured(tmp_path)[0].JupyterHub.load_roles}
    assert roles == {"server": [SCOPE, "x"], "other": [], "user": [SCOPE, "y"]}


def test_once_or_twice_is_the_same(tmp_path):
    assert configured(tmp_path)[0] == configured(tmp_path, times=2)[0]


def test_staff_work_on_the_exchange_of_the_course(small_layout):
    config = staff_config(small_layout)
    assert config.Exchange.checkout == str(small_layout.root)
    assert config.ExchangeFactory.collect is Collect


def test_servers_load_the_list_that_speaks_plainly():
    from jupyter_server.extension.config import ExtensionConfigManager

    folders = role_path("trainee").split(":")
    manager = ExtensionConfigManager(read_config_path=folders)
    found = manager.get_jpserver_extensions(section_name="jupyter_server_config")
    assert found.get("coursekit.exchange.client.assignment_list") is True
