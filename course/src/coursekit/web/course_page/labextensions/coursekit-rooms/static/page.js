// A lab as a page: what was released runs by itself, in order; its code is folded away; what is
// still missing is said beside each question and counted in the head.
import { isAnswer, isFree } from "./guard.js";

const FORM = "formulir";
const ANSI = /\x1b\[[0-9;]*[A-Za-z]/g;
const make = (tag, attrs = {}, ...kids) => {
  const node = Object.assign(document.createElement(tag), attrs);
  node.append(...kids);
  return node;
};
const tags = (model) => model.getMetadata("tags") || [];
const marks = (model) => model.getMetadata("nbgrader") || {};
const own = (model) => model.getMetadata("coursekit") || {};
const source = (model) => model.sharedModel.getSource();
const isForm = (model) => model.type === "code" && tags(model).includes(FORM);
const isCheck = (model) => model.type === "code" && marks(model).grade && !isAnswer(model);

// released: id -> text of the cells that run by themselves, as the course hands them out
export const makePage = (panel, NotebookActions, released) => {
  const notebook = panel.content;
  const session = panel.sessionContext;
  const trusted = (model) => model.type === "code" && released[model.id] === source(model);
  const cells = (wanted) => notebook.widgets.filter((cell) => trusted(cell.model) && wanted(cell.model));
  const forms = () => cells(isForm);
  const run = async (some) => {
    // One by one: a cell that fails must not keep the next from showing.
    for (const cell of some) if (!panel.isDisposed) await NotebookActions.runCells(notebook, [cell], session);
  };

  let shown = false;
  let stale = false; // an answer was saved since the pictures were drawn
  let patience;
  const wait = (waiting) => {
    for (const cell of forms()) {
      cell.addClass("ck-formulir");
      cell.toggleClass("ck-tunggu", waiting);
      cell.removeClass("ck-gagal");
    }
    clearTimeout(patience);
    if (waiting) patience = setTimeout(giveUp, 60000);
  };
  const giveUp = () => forms().forEach((cell) => cell.addClass("ck-gagal"));
  const show = async () => {
    if (shown || !session.session?.kernel || panel.isDisposed) return;
    shown = true;
    try {
      await run(forms()); // each stands alone
      wait(false);
      await run(cells((model) => !isForm(model) && !isCheck(model) && !isAnswer(model)));
    } catch (error) {
      console.warn("coursekit-rooms", error); // the kernel went away while it ran
    }
    if (panel.isDisposed) return;
    if (forms().some((cell) => !cell.model.outputs.length)) {
      shown = false;
      setTimeout(() => void show(), 1000);
      return;
    }
    wait(false);
    stale = false;
    panel.addClass("ck-siap");
    panel.node.dispatchEvent(new CustomEvent("ck-siap"));
  };
  session.statusChanged.connect((_, status) => {
    if (status === "restarting" || status === "autorestarting") {
      shown = false;
      panel.removeClass("ck-siap");
      wait(true);
    } else if (status === "idle") {
      void show();
    } else if (status === "dead") {
      wait(true);
      giveUp();
    }
  });
  // What follows from a form is shown anew when that form was saved, as soon as the hands rest.
  const resting = new Map();
  panel.node.addEventListener("lk-progress", (event) => {
    stale = true;
    const form = event.target.dataset.form;
    const behind = cells((model) => own(model).follows === form);
    if (!behind.length || !panel.hasClass("ck-siap")) return;
    clearTimeout(resting.get(form));
    resting.set(form, setTimeout(() => void run(behind), 1500));
  });
  wait(true); // what was saved of a form is a shell without a kernel behind it
  void session.ready.then(show);

  fold(notebook, (cell) => NotebookActions.runCells(notebook, [cell], session));

  // Pictures and tables that follow from answers are drawn anew, then every visible check is run.
  // Where code is written, all of it runs from the top, so that no old value is judged.
  const check = async () => {
    const first = notebook.widgets.findIndex((cell) => isForm(cell.model));
    const behind = (cell) => notebook.widgets.indexOf(cell) > first;
    const written = notebook.widgets.some((cell) => cell.model.type === "code" && isAnswer(cell.model));
    if (written) await run(notebook.widgets.filter(({ model }) => model.type === "code" && !isForm(model) && !isCheck(model) && (isAnswer(model) || trusted(model))));
    else if (stale) await run(cells((model) => !isForm(model) && !isAnswer(model) && !isCheck(model)).filter(behind));
    stale = false;
    await run(cells(isCheck));
    return cells(isCheck).map((cell) => ({ cell, name: nameOf(notebook, cell), ...verdict(cell) }));
  };
  return { check };
};

// Code is folded away, cell by cell, for whoever is not curious.
const fold = (notebook, run) => {
  for (const cell of notebook.widgets) {
    if (cell.model.type !== "code" || isForm(cell.model)) continue;
    const writable = isAnswer(cell.model) || isFree(cell.model);
    cell.addClass(writable ? "ck-tulis" : "ck-terlipat");
    const tools = make("div", { className: "ck-alat" });
    if (writable) {
      tools.append(make("button", { type: "button", textContent: "Jalankan", onclick: () => void run(cell) }));
    } else {
      const button = make("button", { type: "button", textContent: "Lihat kode", onclick: () => {
        const open = !cell.hasClass("ck-terbuka");
        cell.toggleClass("ck-terbuka", open);
        if (open) cell.inputHidden = false;
        button.textContent = open ? "Tutup kode" : "Lihat kode";
        button.setAttribute("aria-expanded", String(open));
      } });
      button.setAttribute("aria-expanded", "false");
      tools.append(button);
    }
    cell.node.append(tools);
  }
};

// What a check has to say: the words of one that failed, or that told what is left.
const LEFT = /^(?:Yang perlu diperbaiki|Belum )/m;
const verdict = (cell) => {
  const outputs = cell.model.outputs;
  for (let at = 0; at < outputs.length; at += 1) {
    const output = outputs.get(at).toJSON();
    if (output.output_type === "error") {
      const said = (output.traceback?.length ? output.traceback.join("\n") : output.evalue || "").replace(ANSI, "").trim();
      const words = said.split("\n").at(-1).trim().replace(/^Belum tepat\. (?=Di formulir|Formulir)/, "");
      return { done: false, words: words.length > 400 ? `${words.slice(0, 400)} …` : words };
    }
  }
  const printed = [...Array(outputs.length).keys()].map((at) => [outputs.get(at).toJSON().text ?? ""].flat().join("")).join("\n");
  if (LEFT.test(printed)) return { done: false, words: printed.slice(printed.search(LEFT)).split("\n").slice(0, 3).join(" ") };
  return { done: outputs.length > 0 || cell.model.executionCount !== null, words: "" };
};

const HEADING = /^#{2,3} (.+)$/gm;
const nameOf = (notebook, cell) => {
  for (let at = notebook.widgets.indexOf(cell) - 1; at >= 0; at -= 1) {
    const model = notebook.widgets[at].model;
    if (model.type !== "markdown") continue;
    const heading = [...source(model).matchAll(HEADING)].at(-1)?.[1];
    if (heading) return heading;
  }
  return "Pemeriksaan";
};

// How much of the lab is answered, by what its forms say; what is voluntary does not count.
export const watchProgress = (panel, tell) => {
  const extra = panel.content.widgets.filter((cell) => "extra_credit" in own(cell.model)).map((cell) => source(cell.model)).join("\n");
  const look = () => {
    const forms = [...panel.node.querySelectorAll(".jp-Cell:not(.ck-tunggu) .lk[data-asked]")].filter((form) => !extra.includes(`"${form.dataset.form}"`));
    const sum = (name) => forms.reduce((total, form) => total + Number(form.dataset[name]), 0);
    tell(sum("done"), sum("asked"));
  };
  panel.node.addEventListener("lk-progress", look);
  panel.node.addEventListener("ck-siap", look);
};

// The answer of the check, in the page: every part with a way to it.
export const showSummary = (panel, results) => {
  document.querySelector(".ck-ringkasan")?.remove();
  const close = make("button", { type: "button", textContent: "Tutup", onclick: () => box.remove() });
  const seen = new Set();
  const shown = results.filter(({ name, words, done }) => !seen.has(name + words + done) && seen.add(name + words + done));
  const left = shown.filter((one) => !one.done);
  const title = make("h2", { textContent: left.length ? `${left.length} dari ${shown.length} bagian masih perlu dilihat` : "Semua bagian lengkap", tabIndex: -1 });
  const list = make("ol", {}, ...shown.map((one) => make("li", { className: one.done ? "ck-beres" : "" },
    make("button", { type: "button", textContent: one.name, onclick: () => jump(panel, one.cell) }),
    make("p", { textContent: one.done ? "Lengkap." : one.words || "Belum lengkap." }))));
  const note = make("p", { className: "ck-kecil", textContent: "Sebagian besar nilai baru dihitung sesudah lab dikumpulkan." });
  const box = make("aside", { className: "ck-ringkasan" }, close, title, list, note);
  box.setAttribute("aria-label", "Hasil pemeriksaan");
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") box.remove(); });
  document.body.append(box);
  title.focus();
};

export const jump = (panel, cell) => {
  if (!cell) return;
  // The question stands above what checks it.
  const widgets = panel.content.widgets;
  const at = widgets.indexOf(cell);
  const form = isForm(cell.model) ? cell : widgets.slice(0, at).reverse().find((one) => isForm(one.model) || isAnswer(one.model)) ?? cell;
  form.node.scrollIntoView({ block: "start", behavior: "smooth" });
  form.node.classList.add("ck-dituju");
  setTimeout(() => form.node.classList.remove("ck-dituju"), 2500);
};

export const jumpToHash = (panel) => {
  const id = decodeURIComponent(/[#&]sel=([^&]+)/.exec(window.location.hash)?.[1] ?? "");
  const cell = id && panel.content.widgets.find((one) => one.model.id === id);
  if (cell) jump(panel, cell);
};
