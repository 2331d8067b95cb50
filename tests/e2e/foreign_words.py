"""What a trainee writes where staff will see it: names, files, answers, outputs.

Every vector would run `SCRIPT` in the page that shows it raw; the browser's console then says in
which origin it ran.
"""

import io
import json
import tarfile

from nbformat.v4 import new_markdown_cell

__all__ = ["FILES", "MARK", "PERSON", "REASON", "archive", "notebook"]

MARK = "curian"
SCRIPT = f"console.log('{MARK} '+self.origin)"
_TAGS = (
    f"<script>{SCRIPT}</script>",
    f'<img src=x onerror="{SCRIPT}">',
    f'"><img src=x onerror="{SCRIPT}">',
    f'\'-->]]><svg onload="{SCRIPT}"></svg>',
    f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
    f'<iframe src="javascript:{SCRIPT}"></iframe>',
    f'<object data="javascript:{SCRIPT}"></object>',
    f'<embed src="javascript:{SCRIPT}">',
    f'<details open ontoggle="{SCRIPT}"><summary>x</summary></details>',
    f'<video autoplay onloadstart="{SCRIPT}" src=x></video>',
    f'<input autofocus onfocus="{SCRIPT}">',
    f'<style>@keyframes c{{}}</style><b style="animation:c 1s" onanimationstart="{SCRIPT}">x</b>',
    f'<svg><animate onbegin="{SCRIPT}" attributeName=x dur=1s></svg>',
    f'<math><mtext><table><mglyph><style><img src=x onerror="{SCRIPT}"></style></mglyph></table>'
    "</mtext></math>",
    f'<noscript><p title="</noscript><img src=x onerror={SCRIPT}>">',
    f'<form action="javascript:{SCRIPT}"><button id="kirim">Kirim</button></form>',
    '<base href="https://curian.test/"><meta http-equiv="refresh" content="0;url=https://curian.test">',
    f'<a id="tautan" href="javascript:{SCRIPT}" target="_blank" rel="opener">Lihat bukti</a>',
    f'<a href="data:text/html,<script>{SCRIPT}</script>">data</a>',
    "{{ constructor.constructor('" + SCRIPT.replace("'", '"') + "')() }}",
)
REASON = "\n\n".join(
    (
        *_TAGS,
        f"[tautan](javascript:{SCRIPT})",
        f"[tautan](<java\tscript:{SCRIPT}>)",
        f"![gambar](x 'onerror={SCRIPT}')",
        f"$\\href{{javascript:{SCRIPT}}}{{x}}$ $\\unicode{{<img src=x onerror={SCRIPT}>}}$",
        f"```{{html}}\n<script>{SCRIPT}</script>\n```",
    )
)
PERSON = {
    "full_name": f'Budi"><img src=x onerror="{SCRIPT}"><script>{SCRIPT}</script>',
    "unit": f"Dinas<svg onload=\"{SCRIPT}\"></svg>'-alert(1)-'",
}
_HTML = f"<!doctype html><script>{SCRIPT}</script>".encode()
_SVG = f"<svg xmlns='http://www.w3.org/2000/svg'><script>{SCRIPT}</script></svg>".encode()
FILES = {
    "bukti.html": _HTML,
    "bukti.svg": _SVG,
    "bukti.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'>"
    + f"<script>{SCRIPT}</script></html>".encode(),
    "bukti.xml": f"<?xml version='1.0'?><x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>{SCRIPT}"
    "</h:script></x>".encode(),
    "bukti.txt": _HTML,
    "bukti": _HTML,
    "bukti.mhtml": _HTML,
    "bukti.js": SCRIPT.encode(),
    "bukti.css": b"body{background:url(https://curian.test)}",
    f"<img src=x onerror={SCRIPT.replace('/', '')}>.txt": b"x",
    f"';{SCRIPT.replace('/', '')};'.html": _HTML,
}
_OUTPUTS = f"""
from IPython.display import display
for kind in ("text/html", "image/svg+xml", "text/markdown", "text/latex"):
    for tag in {_TAGS!r}:
        display({{kind: tag, "text/plain": "x"}}, raw=True)
display({{"application/javascript": {SCRIPT!r}, "text/plain": "x"}}, raw=True)
display({{"image/png": "x' onerror='{SCRIPT.replace("'", "`")}", "text/plain": "x"}}, raw=True)
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": "</script><script>{MARK}"}},
         "text/plain": "x"}}, raw=True)
print("</pre>" + "".join({_TAGS!r}))
raise ValueError("\\x1b[31m" + "".join({_TAGS!r}))
"""


def notebook(released, answer_cell, reason_cell):
    """Return a released lab with answers that are attacks."""
    cells = released["cells"]
    for cell in cells:
        if cell["id"] == answer_cell:
            cell["source"] = _OUTPUTS
        if cell["id"] == reason_cell:
            cell["source"] = REASON
    more = new_markdown_cell(REASON, attachments={"x.svg": {"image/svg+xml": "".join(_TAGS)}})
    cells.append(dict(more))
    metadata = released["metadata"]
    metadata["title"] = "".join(_TAGS)
    metadata["authors"] = [{"name": tag} for tag in _TAGS]
    metadata["language_info"] = {
        "name": "python",
        "pygments_lexer": "<script>",
        "version": _TAGS[1],
    }
    metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "version_major": 2,
            "version_minor": 0,
            "state": {"x": {"model_name": f"</script><script>{SCRIPT}</script>"}},
        }
    }
    return released


def archive(notebooks):
    """Return what a trainee's client would send: the notebooks and every file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        texts = {f"{name}.ipynb": json.dumps(one).encode() for name, one in notebooks.items()}
        for name, data in {**texts, **FILES}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()
