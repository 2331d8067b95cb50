"""Configuration of the hub; all logic is tested code in coursekit.hub."""

from pathlib import Path

from coursekit.core.syllabus import load_syllabus
from coursekit.hub.config import configure
from coursekit.hub.runtime import current_runtime, current_settings
from coursekit.hub.services.restarts import watch_closely
from coursekit.web.course_page.configure import update_rooms

c = get_config()

runtime = current_runtime()
settings = current_settings(runtime.layout)
syllabus = load_syllabus(runtime.layout.syllabus)
configure(c, runtime, settings, syllabus.course_id, syllabus.title)
update_rooms(c, runtime.layout, syllabus, settings, runtime.hosts.service("buku") + "/")
watch_closely()

# The way out for what no setting covers: jupyterhub_config.d/*.py, in order of name.
for extra in sorted(Path(__file__).with_suffix(".d").glob("*.py")):
    exec(compile(extra.read_text(encoding="utf-8"), str(extra), "exec"))
