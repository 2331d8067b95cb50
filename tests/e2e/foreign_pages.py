"""What a page that a trainee controls does when an instructor with a live session opens it.

The scripts stand in ``foreign_pages.js``, under the same names. ``foreign_library.js`` gives them
the addresses (`A`), what may be stolen (`A.reads`) and what may be done (`A.acts`), ways to do so,
and `report`, which tells the trainee's own server what was found. A technique says which effect
would prove its success; the test looks at the victim's side for every effect of all.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["TECHNIQUES", "Technique", "library", "page_of"]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Technique:
    """One attack from a page.

    Attributes
    ----------
    name : str
        Of its script.
    what : str
        What the page does.
    effect : str
        What would prove it: a key of the world's state, or secrets, session, script, place.
    headers : dict
        The page's own headers.
    more : callable
        From the addresses to further pages of the trainee's server, by path.
    after : callable, optional
        ``(page, addresses)``: what the instructor does afterwards, in the same browser.
    """

    name: str
    what: str
    effect: str
    headers: dict[str, Any] = field(default_factory=dict)
    more: Callable[[dict[str, Any]], dict[str, dict[str, Any]]] = lambda addresses: {}
    after: Callable[[Any, dict[str, Any]], None] | None = None


def page_of(name: str, title: str = "mulai") -> str:
    """Return the HTML of a page that runs a script and says when it is done."""
    return (
        f"<!doctype html><html lang=id><meta charset=utf-8><title>{title}</title><body>"
        f'<script src="lib.js"></script><script>attack(PAGES["{name}"]);</script>'
    )


def library(addresses: dict[str, Any]) -> str:
    """Return the script that every page begins with."""
    texts = (_HERE / name for name in ("foreign_library.js", "foreign_pages.js"))
    ways, pages = (text.read_text() for text in texts)
    return ways.replace("ADDRESSES", json.dumps(addresses), 1) + pages


def _click_where_the_button_is(page, addresses):
    """Click through the invisible frame, as an instructor who wants the prize would."""
    for frame in page.query_selector_all("iframe"):
        box = frame.bounding_box()
        inner = frame.content_frame()
        for button in inner.query_selector_all("button, input[type=submit], a[role=button]")[:12]:
            place = button.bounding_box()
            inside = box and place and 0 <= place["y"] - box["y"] < box["height"]
            if inside and inner.url.startswith(addresses["hub_root"]):
                page.mouse.click(place["x"] + 3, place["y"] + 3)
                page.wait_for_timeout(150)


def _visit(*paths):
    def visit(page, addresses):
        for path in paths:
            page.goto(addresses[path[0]] + path[1])
            page.wait_for_load_state()

    return visit


def _tossed(addresses):
    """Set-Cookie lines that would put the trainee's own session in place of the instructor's."""
    return [
        f"{name}={value}; Path={path}{more}"
        for name, value in addresses["cookies"].items()
        for path in ("/", "/hub/", "/services/")
        for domain in (f"; Domain={addresses['domain']}", "")
        for more in (domain, f"{domain}; Secure; SameSite=None; HttpOnly")
    ]


_STAFF_PAGES = (("hub", "home"), ("hub", "peserta"), ("formgrader", "formgrader"))

TECHNIQUES = (
    Technique(
        "fetch_with_credentials",
        "fetch with credentials reads pages and takes the token of forms out of them",
        "tokens",
    ),
    Technique(
        "fetch_as_plain_text",
        "fetch without the browser's cross-origin rules, as plain text",
        "tokens",
    ),
    Technique(
        "requests_that_ask_first",
        "requests with methods and headers that ask first (XMLHttpRequest)",
        "files",
    ),
    Technique("frames_without_origin", "requests from frames without an origin (null)", "tokens"),
    Technique("beacons", "beacons and requests that outlive the page", "server"),
    Technique("hidden_forms", "forms sent into hidden frames", "people"),
    Technique("forms_of_text", "forms of plain text that read as JSON", "tokens"),
    Technique("forms_with_files", "forms with files", "files"),
    Technique(
        "forms_sent_on",
        "a form to the trainee's own server, which sends it on with its body (307)",
        "people",
        more=lambda addresses: {
            f"on/{number}": {"status": 307, "headers": {"Location": act["url"]}}
            for number, act in enumerate(addresses["acts"])
        },
    ),
    Technique(
        "form_of_the_whole_window",
        "a form that takes the whole window to the list of people",
        "people",
    ),
    Technique("log_in_as_the_trainee", "log the instructor in as the trainee", "session"),
    Technique("frames", "read and drive pages in frames", "secrets"),
    Technique("objects", "read pages as objects and embeds", "secrets"),
    Technique("window_handle", "hold the handle of a window that shows a staff page", "tokens"),
    Technique(
        "opener",
        "take over the page it was opened from",
        "place",
        more=lambda _: {"palsu": {"body": "<title>palsu</title>Masuk kembali"}},
    ),
    Technique(
        "clickjacking",
        "lay an invisible staff page under the pointer",
        "people",
        after=_click_where_the_button_is,
    ),
    Technique("messages", "send messages to every staff page", "files"),
    Technique("window_name", "pass something on in the window's name", "script"),
    Technique(
        "document_domain",
        "lower the wall between sibling hosts (document.domain)",
        "secrets",
        headers={"Origin-Agent-Cluster": "?0"},
    ),
    Technique(
        "service_worker",
        "a service worker that answers for the staff's pages",
        "script",
        more=lambda _: {
            "sw.js": {
                "headers": {"Content-Type": "text/javascript", "Service-Worker-Allowed": "/"},
                "body": "self.addEventListener('install', () => skipWaiting());"
                "self.addEventListener('activate', (e) => e.waitUntil(clients.claim()));"
                "self.addEventListener('fetch', (e) => { if (e.request.mode === 'navigate')"
                " e.respondWith(new Response('<title>dikuasai</title>', "
                "{headers: {'Content-Type': 'text/html'}})); });",
            }
        },
        after=_visit(*_STAFF_PAGES),
    ),
    Technique(
        "storage_and_channels",
        "read what staff pages keep in the browser, and listen to their channels",
        "secrets",
    ),
    Technique(
        "caches_of_staff",
        "put pages into the caches of the staff's addresses",
        "script",
        after=_visit(*_STAFF_PAGES),
    ),
    Technique("history_of_staff", "show another address than its own (history)", "place"),
    Technique(
        "cookies_by_script",
        "toss cookies to the staff's host by script",
        "session",
        after=_visit(*_STAFF_PAGES),
    ),
    Technique(
        "cookies_by_header",
        "toss cookies to the staff's host by header",
        "session",
        more=lambda addresses: {"kue": {"headers": {"Set-Cookie": _tossed(addresses)}}},
        after=_visit(*_STAFF_PAGES),
    ),
    Technique("web_sockets", "web sockets with the instructor's cookies", "secrets"),
    Technique("event_streams", "streams of events with the instructor's cookies", "secrets"),
    Technique("scripts_of_answers", "include answers as scripts and modules", "secrets"),
    Technique(
        "styles_and_pictures", "include answers as style sheets, fonts, pictures, films", "secrets"
    ),
    Technique("style_that_tells", "send a staff page's words away by style sheet", "secrets"),
    Technique(
        "ahead_of_need", "load pages ahead of need (prefetch, prerender, speculation)", "session"
    ),
    Technique("log_out", "pictures and frames that log the instructor out", "session"),
    Technique(
        "authorise_in_silence", "let the hub authorise the trainee's server in silence", "grants"
    ),
    Technique(
        "foreign_code", "finish a log-in that the trainee began (code of his own)", "session"
    ),
    Technique(
        "next_page",
        "come back from the log-in page at the trainee's (next=)",
        "place",
        after=lambda page, addresses: _nexts(page, addresses),
    ),
    Technique(
        "token_in_link",
        "a link that carries the trainee's own token",
        "session",
        after=_visit(*_STAFF_PAGES),
    ),
    Technique(
        "own_path_elsewhere",
        "the trainee's page under the staff's own hosts",
        "script",
        more=lambda _: {"cermin": {"body": page_of("mirror", "cermin")}},
        after=lambda page, addresses: _mirrors(page, addresses),
    ),
    Technique("other_names", "requests to other names of the same machine", "tokens"),
    Technique(
        "tokens_of_others",
        "the exchange and the caretaker with the instructor's cookies and the trainee's token",
        "exchange",
    ),
    Technique(
        "script_addresses", "addresses that are scripts (javascript:, data:, blob:)", "script"
    ),
)


def _nexts(page, addresses):
    """Follow links to the log-in page that name the trainee's page as the one that comes next."""
    host = addresses["me"].split("//")[1]
    plain = host.rstrip("/")
    for target in (
        f"//{plain}",
        f"https://{plain}",
        f"http://{plain}",
        f"/\\{plain}",
        f"\\\\{plain}",
        f"///{plain}",
        f"/%09/{plain}",
        f"https:{plain}",
        f"{addresses['hub_root'][:-1]}@{plain}",
        f"//{addresses['domain']}@{plain}",
    ):
        for start in ("hub/login?next=", "hub/?next="):
            page.goto(addresses["hub_root"] + start + target)
            assert not page.url.startswith(addresses["me"]), (start, target, page.url)


def _mirrors(page, addresses):
    """Open the trainee's path below every other host: it must never be served there."""
    for root in addresses["roots"]:
        page.goto(f"{root}user/{addresses['attacker']}/cermin")
        if page.title() == "cermin":
            assert page.url.startswith(addresses["me"]), page.url
