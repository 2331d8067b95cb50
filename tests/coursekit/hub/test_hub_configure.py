"""Settings become JupyterHub configuration; tried on a bare Config, without a hub."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from traitlets.config import Config

from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.settings import DEFAULTS, merge
from coursekit.core.syllabus import load_syllabus
from coursekit.hub import config as module
from coursekit.hub.origins import update_hosts
from coursekit.hub.runtime import PORT_NAMES, UNSAFE, Runtime, current_settings
from coursekit.web.course_page.configure import update_rooms


@pytest.fixture
def runtime(tmp_path):
    return Runtime(CourseLayout(tmp_path), 9000)


@pytest.fixture
def kept_outside(monkeypatch):
    """Nothing is installed."""
    monkeypatch.setattr(module, "proxy_command", lambda folder: ["node", str(folder)])
    monkeypatch.setattr(module, "install_kit", lambda folder: folder / "kit")


@pytest.fixture
def c(runtime, kept_outside):
    config = Config()
    module.configure(config, runtime, DEFAULTS, "contoh", "Contoh")
    return config


def told(config):
    """A configuration as text; functions are told by name: each time they are new ones."""
    return re.sub(r" at 0x\w+", "", json.dumps(config, default=str, sort_keys=True))


@given(order=st.permutations(range(12)), isolation=st.sampled_from(["sandbox", "none"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_order_of_the_setters_is_of_no_consequence(runtime, kept_outside, order, isolation):
    chosen = merge(DEFAULTS, {"servers": {"isolation": isolation}})
    syllabus = load_syllabus(find_layout().syllabus)
    setters = [
        *module.setters(runtime, chosen, syllabus.course_id, syllabus.title),
        lambda c: update_rooms(c, runtime.layout, syllabus, chosen),
    ]
    usual, other = Config(), Config()
    for setter in setters:
        setter(usual)
    for number in order:
        for _ in range(1 + number % 2):  # once or twice
            setters[number % len(setters)](other)
    assert len(setters) in (12, 13)
    for setter in setters:  # whichever the order left out
        setter(other)
    assert told(other) == told(usual)


def user(*groups):
    return SimpleNamespace(groups=[SimpleNamespace(name=name) for name in groups])


def test_every_part_has_a_port_of_its_own(runtime):
    assert [runtime.port_of(name) for name in PORT_NAMES] == list(
        range(9000, 9000 + len(PORT_NAMES))
    )


def test_all_listen_on_loopback_and_keep_their_state_in_var(c, runtime):
    assert c.JupyterHub.bind_url == "http://127.0.0.1:9000"
    for address in (c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url):
        assert address.startswith("http://127.0.0.1:900")
    for path in (c.JupyterHub.db_url, c.JupyterHub.cookie_secret_file):
        assert str(runtime.layout.var) in path


def test_the_hub_stands_on_one_host_and_everybody_else_on_another(c):
    assert c.JupyterHub.subdomain_host == "http://localhost:9000"
    assert c.JupyterHub.hub_routespec == "localhost/"
    hosts = {
        c.JupyterHub.subdomain_hook(one["name"], "", "service") for one in c.JupyterHub.services
    }
    assert len(hosts) == len(c.JupyterHub.services) and "localhost" not in hosts
    assert c.JupyterHub.subdomain_hook("sekda", "", "user") == "sekda.localhost"


def test_a_bare_address_has_no_hosts_below_it(runtime):
    config = Config()
    update_hosts(config, replace(runtime, address="192.168.1.5"))
    assert not config.JupyterHub


@pytest.mark.parametrize(("url", "prefixed"), [("", False), ("https://kursus.example.go.id", True)])
def test_cookies_are_of_one_host_and_one_day(kept_outside, runtime, url, prefixed):
    c, settings = Config(), merge(DEFAULTS, {"accounts": {"session_hours": 6}})
    module.configure(c, replace(runtime, public_url=url), settings, "contoh", "Contoh")
    assert c.JupyterHub.cookie_max_age_days == 0.25
    assert c.JupyterHub.cookie_host_prefix_enabled is prefixed
    assert c.JupyterHub.tornado_settings["domain"] == ""  # of the session's id
    options = c.JupyterHub.tornado_settings["cookie_options"]
    assert options["samesite"] == "Lax" and options.get("secure", False) is prefixed
    for environment in (c.Spawner.environment, *(s["environment"] for s in c.JupyterHub.services)):
        assert json.loads(environment["JUPYTERHUB_COOKIE_OPTIONS"]) == options
        assert environment["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"] == str(int(prefixed))


def test_a_server_loads_nothing_of_its_person(c):
    assert c.Spawner.disable_user_config is True
    assert c.Spawner.cmd[1:3] == ["-s", "-P"]  # neither his site's modules nor his folder's
    sekda = SimpleNamespace(user=SimpleNamespace(name="sekda"))
    environment = c.Spawner.environment
    assert not environment["JUPYTER_CONFIG_DIR"].startswith("/home")
    assert environment["JUPYTERLAB_SETTINGS_DIR"](sekda).startswith("/home/sekda/")


def test_configuring_twice_changes_nothing(c, runtime, monkeypatch):
    before = told(c)
    module.configure(c, runtime, DEFAULTS, "contoh", "Contoh")
    assert told(c) == before
    assert len(c.JupyterHub.services) == len({s["name"] for s in c.JupyterHub.services})


def test_only_instructors_reach_formgrader(c):
    scope = "access:services!service=contoh"
    granted = [role for role in c.JupyterHub.load_roles if scope in role["scopes"]]
    assert [role["groups"] for role in granted] == [["formgrade-contoh"]]


def test_trainees_and_instructors_get_their_own_configuration(c):
    path = c.Spawner.environment["JUPYTER_CONFIG_PATH"]
    assert "roles/trainee" in path(SimpleNamespace(user=user("nbgrader-contoh")))
    assert "roles/instructor" in path(SimpleNamespace(user=user("formgrade-contoh")))


def test_instructors_begin_at_home_and_trainees_at_their_desk(c):
    begin = c.JupyterHub.default_url
    assert begin(SimpleNamespace(current_user=user("formgrade-contoh"))) == "/hub/home"
    assert begin(SimpleNamespace(current_user=user("nbgrader-contoh"))) == ""
    assert begin(SimpleNamespace(current_user=None)) == ""


def test_the_operators_environment_does_not_leak(c, monkeypatch):
    monkeypatch.setenv("SECRET_OF_MINE", "1")
    for service in c.JupyterHub.services:
        assert "SECRET_OF_MINE" not in service["environment"]


def test_one_setting_changes_who_checks_passwords(runtime):
    config = Config()
    settings = merge(DEFAULTS, {"accounts": {"authenticator": "generic-oauth"}})
    module.update_accounts(config, runtime, settings, "contoh")
    assert config.JupyterHub.authenticator_class == "generic-oauth"


def test_servers_are_sandboxed_by_default_with_the_kit_of_trainees(c, runtime):
    assert c.JupyterHub.spawner_class == "coursekit.hub.sandboxes.spawner.SandboxSpawner"
    shown = c.SandboxSpawner.lent(SimpleNamespace(user=user("nbgrader-contoh")))
    assert shown == {str(runtime.kits / "kit"): c.Spawner.environment["PYTHONPATH"]}
    assert "--allow-root" not in c.Spawner.args
    assert c.SandboxSpawner.open_ports == [runtime.port_of("hub"), runtime.port_of("exchange")]
    limits = c.SandboxSpawner.memory_mb, c.SandboxSpawner.processes
    assert limits == (DEFAULTS["servers"]["memory_mb"], DEFAULTS["servers"]["processes"])


def test_no_sandbox_shows_the_course(c, runtime):
    shown = c.SandboxSpawner.lent(SimpleNamespace(user=user("nbgrader-contoh")))
    for path in (*c.SandboxSpawner.shown, *shown):
        for kept in (runtime.layout.course / "src", runtime.layout.answer_keys, runtime.homes):
            assert not kept.is_relative_to(path)


def test_only_instructors_find_solutions_and_guides(c, runtime):
    trainee, instructor = (
        set(c.SandboxSpawner.lent(SimpleNamespace(user=user(group))))
        for group in ("nbgrader-contoh", "formgrade-contoh")
    )
    assert instructor - trainee == {
        str(runtime.layout.solutions),
        *(str(path) for path in runtime.layout.guides.values()),
    }


def test_without_sandboxes_the_plain_spawner_serves(runtime):
    config = Config()
    settings = merge(DEFAULTS, {"servers": {"isolation": "none"}})
    module.update_servers(config, runtime, settings, "contoh")
    assert config.JupyterHub.spawner_class == "simple"
    assert "PYTHONPATH" not in config.Spawner.environment


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 300), (1, 20), (5, 100), (60, 300)])
def test_use_is_reported_often_enough_to_tell_who_is_idle(runtime, kept_outside, minutes, seconds):
    c, settings = Config(), merge(DEFAULTS, {"servers": {"idle_minutes": minutes}})
    module.configure(c, runtime, settings, "contoh", "Contoh")
    assert c.Spawner.environment["JUPYTERHUB_ACTIVITY_INTERVAL"] == str(seconds)
    found = [one for one in c.JupyterHub.services if one["name"] == "pembersih"]
    told = [f"--timeout={minutes * 60}"] if minutes else []
    assert [part for one in found for part in one["command"] if "timeout" in part] == told


def test_the_caretaker_looks_after_every_part_that_listens(c):
    (service,) = (one for one in c.JupyterHub.services if one["name"] == "penjaga")
    parts = json.loads(service["environment"]["COURSEKIT_PARTS"])
    assert set(parts) == {"hub", "proxy", "buku", "contoh", "exchange"}


@pytest.mark.parametrize("course", ["akselerasi", "zoologi"])
def test_who_looks_after_others_is_started_last(runtime, kept_outside, course):
    """The hub waits for each service, and this one is well when all others are there."""
    config = Config()
    module.configure(config, runtime, DEFAULTS, course, "Contoh")
    assert config.JupyterHub.services[-1]["name"] == "penjaga"


def test_who_tends_the_hub_may_do_that_and_nothing_more(c):
    roles = {role["name"]: role for role in c.JupyterHub.load_roles}
    assert roles["penjaga"] == {
        "name": "penjaga",
        "groups": ["formgrade-contoh"],
        "scopes": ["access:services!service=penjaga"],
    }
    scopes = "list:users read:users:name read:users:activity read:servers delete:servers"
    assert roles["pembersih"]["services"] == ["pembersih"]
    assert set(roles["pembersih"]["scopes"]) == set(scopes.split())


def test_one_variable_turns_sandboxes_off(runtime, monkeypatch):
    assert current_settings(runtime.layout)["servers"]["isolation"] == "sandbox"
    monkeypatch.setenv(UNSAFE, "1")
    assert current_settings(runtime.layout)["servers"]["isolation"] == "none"


@pytest.mark.parametrize(("isolation", "demo"), [("none", True), ("sandbox", False)])
def test_the_login_page_warns_while_one_account_serves_all(runtime, isolation, demo):
    config = Config()
    settings = merge(DEFAULTS, {"servers": {"isolation": isolation}})
    module.update_pages(config, runtime, settings, "contoh", "Contoh")
    assert config.JupyterHub.template_vars["demo"] is demo


def test_only_instructors_are_told_whose_home_is_too_full(c, runtime):
    survey = {"sekda": {"size": 3 << 20, "files": 1, "largest": [], "whole": True}}
    runtime.crowded.parent.mkdir(parents=True)
    runtime.crowded.write_text(json.dumps(survey))
    # The hub calls it with the person who sees the page, or with None.
    told = c.JupyterHub.template_vars["crowded_homes"]
    assert told(user("formgrade-contoh")) == [("sekda", "3 MB")]
    assert told(user("nbgrader-contoh")) == [] and told(None) == []


def test_trainees_see_no_instructor_tools():
    roles = module.ROLES / "trainee"
    page = json.loads((roles / "labconfig" / "page_config.json").read_text())
    assert {"@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:course-list"} <= set(
        page["disabledExtensions"]
    )
    server = json.loads((roles / "jupyter_server_config.json").read_text())
    switches = server["ServerApp"]["jpserver_extensions"]
    for tool in ("formgrader", "course_list"):
        assert switches[f"nbgrader.server_extensions.{tool}"] is False


@pytest.mark.parametrize("name", ["jupyterhub_config.py", "nbgrader_config.py"])
def test_configuration_files_stay_thin(name):
    assert len(Path(find_layout().hub / name).read_text().splitlines()) < 50
