"""The server of a trainee who owns every byte it sends; run in place of his JupyterLab.

Standard library alone. It answers below its own prefix with what ``jahat/pages.json`` in his home
says, a list of ``{"path", "status", "headers", "body"}`` read anew at each request, and writes
down every request it gets, with its cookies and its body, into ``jahat/heard.jsonl``.
"""

import base64
import hashlib
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
PORT = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port
FOLDER = Path(os.environ["HOME"], "jahat")
MOST = 4 << 20


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def handle_one(self):
        length = min(int(self.headers.get("Content-Length") or 0), MOST)
        body = self.rfile.read(length).decode(errors="replace")
        path = self.path.removeprefix(PREFIX).partition("?")[0]
        row = {"method": self.command, "path": self.path, "body": body}
        row |= {"headers": [list(pair) for pair in self.headers.items()]}
        with (FOLDER / "heard.jsonl").open("a") as sink:
            sink.write(json.dumps(row) + "\n")
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.upgrade()
        pages = json.loads((FOLDER / "pages.json").read_text())
        page = pages.get(path, {"body": "jahat"})
        sent = page.get("body", "").encode()
        self.send_response(page.get("status", 200))
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        # Nobody's browser shall keep the page from telling what it saw.
        headers |= {"Access-Control-Allow-Origin": self.headers.get("Origin", "*")}
        headers |= {"Access-Control-Allow-Credentials": "true"}
        headers |= {"Access-Control-Allow-Headers": "*", "Access-Control-Allow-Methods": "*"}
        for key, value in {**headers, **page.get("headers", {})}.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(key, one)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = handle_one

    def upgrade(self):
        """Accept a web socket and hang up: it is enough that it came."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_response(101)
        for pair in (("Upgrade", "websocket"), ("Connection", "Upgrade")):
            self.send_header(*pair)
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    (FOLDER / "token").write_text(os.environ["JUPYTERHUB_API_TOKEN"])
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
