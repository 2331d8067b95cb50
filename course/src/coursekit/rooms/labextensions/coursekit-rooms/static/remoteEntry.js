// Extension of trainees' servers, for JupyterLab and Notebook 7, written by hand: a container of
// module federation that takes what it needs from the shared scope, so there is no build step.
//
//  * Cells tagged "formulir" run by themselves when the lab opens and after a restart; nothing
//    else ever does: no answer, no test, no cell that does more than show a form.
//  * A lab leads back to the course page, and to handing in; both save first.
//  * The visible checks are run by one button, whose answer is Indonesian.
//  * A lab is saved when its window is left.
//  * Notebook's menus hold what a trainee needs; JupyterLab keeps all of its own.
(() => {
  "use strict";
  const NAME = "coursekit-rooms";
  const TAG = "formulir";
  const LAB = /^[^/]+\/(\d\d-[a-z0-9-]+)\/\1\.ipynb$/;
  let scope;

  const shared = async (id) => {
    const versions = scope[id];
    const get = await versions[Object.keys(versions)[0]].get();
    return get();
  };

  const STYLE = `
    .ck-formulir .jp-Cell-inputWrapper { display: none; }
    .ck-formulir .jp-OutputPrompt, .ck-formulir .jp-OutputArea-promptOverlay { display: none; }
    .ck-formulir.ck-tunggu .jp-Cell-outputWrapper { display: none; }
    .ck-formulir.ck-tunggu::after { content: "Formulir sedang disiapkan …"; display: block; margin: .5rem 0; padding: 1.5rem; border: 1px dashed var(--jp-border-color1); border-radius: 6px; text-align: center; color: var(--jp-ui-font-color1); font-size: 1rem; }
    .jp-Notebook :is(.jp-InputPlaceholder, .jp-Placeholder-content, .jp-PlaceholderText) { min-width: 0; } .jp-Notebook .jp-PlaceholderText { text-overflow: ellipsis; }
    .jp-Notebook mjx-container[display] { overflow: auto hidden; max-width: 100%; }
    .jp-Notebook .jp-OutputArea-output pre { word-break: normal; overflow-wrap: anywhere; }
    .ck-formulir.ck-gagal::after { content: "Formulir belum dapat disiapkan. Muat ulang halaman ini; jawaban Anda tetap tersimpan."; }
    .ck-pulang { display: flex; align-items: center; align-self: center; }
    .ck-pulang a { color: var(--jp-content-link-color, #12507b); font-size: 15px; font-weight: 600; text-decoration: none; white-space: nowrap; padding: 4px 12px; border-radius: 4px; }
    .ck-judul { font-size: 15px; color: var(--jp-ui-font-color1); padding: 0 12px; border-left: 1px solid var(--jp-border-color1); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .ck-simpan { font-size: 14px; color: var(--jp-ui-font-color1); white-space: nowrap; }
    .ck-judul:empty { display: none; }
    .ck-pulang a:hover { background: var(--jp-layout-color2); }
    .ck-pulang a:focus-visible { outline: 3px solid #f0a202; }
    .jp-Toolbar jp-button.ck-kumpul, .jp-Toolbar .ck-kumpul { --ck: #176b36; background: var(--ck); color: #fff; border-radius: 4px; }
    .jp-Toolbar .ck-kumpul .jp-ToolbarButtonComponent-label, .jp-Toolbar .ck-kumpul jp-button { color: #fff; font-weight: 600; }
    .jp-Toolbar .ck-kumpul jp-button::part(control) { background: var(--ck); color: #fff; }
    .jp-Toolbar .ck-kumpul jp-button::part(control):hover { background: #10512a; }
    .jp-Toolbar .ck-kumpul { margin: 0 6px; }
    .jp-Toolbar .ck-kursus { display: none; }
    @media (max-width: 760px) {
      .jp-Toolbar .ck-kursus { display: flex; }
      .jp-Toolbar > [data-jp-item-name="interfaceSwitcher"], .jp-Notebook .jp-Placeholder-prompt { display: none; }
      .jp-Notebook mjx-container[display] { font-size: 90% !important; }
      .jp-Notebook .jp-RenderedHTML table { font-size: 12px; } .jp-Notebook .jp-RenderedHTML :is(td, th) { padding: .3em; }
    }
    .jp-Toolbar .ck-kursus .jp-ToolbarButtonComponent-label { font-weight: 600; }
    .jp-Toolbar .ck-periksa .jp-ToolbarButtonComponent-label { font-weight: 600; }
    .ck-periksa[aria-busy] { opacity: .55; cursor: progress; }
    .ck-hasil { max-width: 38rem; font-size: 15px; line-height: 1.5; overflow: auto; }
    .ck-hasil p { margin: 0 0 .5rem; } .ck-hasil li { margin-bottom: .5rem; }
  `;

  // What a form cell may hold: comments, imports from the subject's package or the lab kit, plain
  // settings, and one call of something imported from where forms come from. Whatever is called
  // anywhere in it must be among what it imports. Strings are emptied first; then brackets are, so
  // that every line left is the head of a statement.
  const FROM = /^from ([A-Za-z_][\w.]*) import ([\w, ]+)$/;
  const SETTING = /^([A-Za-z_]\w*) = (''|·|[\d.+-]+|True|False|None)$/;
  const FORMATTED = /\b\w*f\w*''/i; // a text with code inside
  const WORDS = new Set(["and", "else", "for", "if", "in", "not", "or"]);
  const givesForms = (module) => module === "labkit.quiz" || module.endsWith(".widgets");
  const onlyShowsAForm = (source) => {
    const plain = source
      .replace(/("""|''')[\s\S]*?\1/g, "''")
      .replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g, "''")
      .replace(/#.*$/gm, "");
    const text = plain.replace(/import \(([^()]*)\)/g, (_, names) => `import ${names.replace(/\s+/g, " ").replace(/, *$/, "").trim()}`);
    let heads = text;
    for (let before = null; before !== heads; ) {
      before = heads;
      heads = heads.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, "·");
    }
    const lines = heads.split("\n").map((line) => line.trimEnd()).filter(Boolean);
    const imports = lines.map((line) => FROM.exec(line)).filter(Boolean);
    const names = (found) => found.flatMap(([, , list]) => list.split(",").map((name) => name.trim()));
    const makers = new Set(names(imports.filter(([, module]) => givesForms(module))));
    const known = new Set(names(imports));
    const roots = new Set(["labkit", ...imports.map(([, module]) => module).filter(givesForms).map((m) => m.split(".")[0])]);
    const isCall = (line) => line.endsWith("·") && makers.has(line.slice(0, -1));
    const called = [...text.matchAll(/([^\s,=([{]*[\w\])'])\s*\(/g)].map((match) => match[1].split(".")[0]);
    const isSetting = (line) => SETTING.test(line) && !known.has(SETTING.exec(line)[1]);
    return (
      !FORMATTED.test(text) &&
      lines.filter(isCall).length === 1 &&
      lines.every((line) => FROM.test(line) || isSetting(line) || isCall(line)) &&
      imports.every(([, module]) => roots.has(module.split(".")[0])) &&
      called.every((name) => known.has(name) || WORDS.has(name))
    );
  };
  const isForm = (model) => {
    if (model.type !== "code" || !(model.getMetadata("tags") || []).includes(TAG)) return false;
    const nbgrader = model.getMetadata("nbgrader") || {};
    return !nbgrader.solution && !nbgrader.grade && onlyShowsAForm(model.sharedModel.getSource());
  };

  const watchForms = (panel, NotebookActions) => {
    const notebook = panel.content;
    const session = panel.sessionContext;
    let shown = false;
    let busy = false;
    let patience;
    const forms = () => notebook.widgets.filter((cell) => isForm(cell.model));
    const mark = (waiting) => {
      for (const cell of forms()) {
        cell.addClass("ck-formulir");
        cell.toggleClass("ck-tunggu", waiting);
        cell.toggleClass("ck-gagal", false);
      }
      clearTimeout(patience);
      if (waiting) patience = setTimeout(giveUp, 60000);
    };
    const giveUp = () => forms().forEach((cell) => cell.addClass("ck-gagal"));
    const show = async () => {
      if (shown || busy || !session.session?.kernel || panel.isDisposed) return;
      busy = shown = true;
      try {
        // One by one: a form that cannot be shown must not keep the next from showing.
        for (const cell of forms()) await NotebookActions.runCells(notebook, [cell], session);
      } finally {
        busy = false;
        mark(false);
      }
    };
    // A failed check takes the cells behind it off the queue, and a form among them off the page.
    NotebookActions.executed.connect((_, { notebook: where, cell }) => {
      if (where !== notebook || panel.isDisposed) return;
      if (isForm(cell.model) && !cell.model.outputs.length) void NotebookActions.runCells(notebook, [cell], session);
    });
    session.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting") {
        shown = false;
        mark(true);
      } else if (status === "idle") {
        void show();
      } else if (status === "dead") {
        mark(true);
        giveUp();
      }
    });
    mark(true); // what was saved of a form is a shell without a kernel behind it
    void session.ready.then(show);
  };

  // Menus of the single-document view, by id, with the commands that stay.
  const MENUS = {
    "jp-mainmenu-file": ["docmanager:save", "docmanager:download", "docmanager:restore-checkpoint"],
    "jp-mainmenu-run": ["runmenu:run", "runmenu:run-all", "notebook:run-all-above", "runmenu:restart-and-run-all"],
    "jp-mainmenu-kernel": ["kernelmenu:interrupt", "kernelmenu:restart", "kernelmenu:reconnect-to-kernel"],
    "jp-mainmenu-help": ["apputils:display-shortcuts", "help:about"],
  };
  const thinMenus = (bar) => {
    for (const menu of [...bar.menus]) {
      const keep = MENUS[menu.id];
      if (!keep) {
        bar.removeMenu(menu);
        continue;
      }
      for (const item of [...menu.items]) {
        if (item.type !== "separator" && !keep.includes(item.command)) menu.removeItem(item);
      }
    }
  };

  const rooms = (modules) => {
    const { INotebookTracker, NotebookActions, IMainMenu, ITranslator, PageConfig, URLExt, ServerConnection } = modules;
    const { ToolbarButton, Dialog, showDialog, Widget } = modules;
    const page = (...parts) => URLExt.join(PageConfig.getBaseUrl(), "kursus", ...parts);

    const save = async (panel) => {
      document.activeElement?.blur?.();
      await new Promise((done) => setTimeout(done, 350)); // forms write what was being typed
      if (panel && !panel.isDisposed && !panel.context.model.readOnly) await panel.context.save();
    };

    const ask = async (unit) => {
      const settings = ServerConnection.makeSettings();
      const answer = await ServerConnection.makeRequest(page("periksa", unit), { method: "POST", body: "{}" }, settings);
      const told = await answer.json();
      if (!told.faults) throw new Error(told.trouble);
      return told.faults;
    };
    const check = async (panel, unit, button) => {
      if (button.node.getAttribute("aria-busy")) return;
      button.node.setAttribute("aria-busy", "true");
      const body = new Widget();
      body.addClass("ck-hasil");
      const line = (text, tag = "p") => body.node.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
      try {
        await save(panel);
        const faults = await ask(unit);
        if (faults.length) {
          line(`${faults.length} pemeriksaan belum terpenuhi:`);
          const list = line("", "ol");
          for (const fault of faults) list.appendChild(Object.assign(document.createElement("li"), { textContent: fault }));
        } else {
          line("Semua pemeriksaan yang terlihat sudah terpenuhi. Sebagian pemeriksaan lain baru dijalankan saat penilaian.");
        }
      } catch (error) {
        console.warn(NAME, error);
        line("Pemeriksaan belum dapat dijalankan. Jawaban Anda tetap tersimpan; cobalah sekali lagi.");
      } finally {
        button.node.removeAttribute("aria-busy");
      }
      await showDialog({ title: "Hasil pemeriksaan", body, buttons: [Dialog.okButton({ label: "Baik" })] });
    };

    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [INotebookTracker],
      optional: [IMainMenu, ITranslator],
      activate: (app, tracker, mainMenu, translator) => {
        if (mainMenu && app.name === "Jupyter Notebook") {
          // Others fill the menus late, a kernel's help even later: thin them before each use too.
          const thin = () => thinMenus(mainMenu);
          void app.restored.then(thin);
          for (const kind of ["mouseover", "mousedown", "keydown", "focusin"]) {
            mainMenu.node.addEventListener(kind, thin, { capture: true });
          }
        }
        const style = document.createElement("style");
        style.textContent = STYLE;
        document.head.append(style);

        const home = new Widget();
        home.id = "coursekit-pulang";
        home.addClass("ck-pulang");
        const link = document.createElement("a");
        link.href = page();
        link.textContent = "← Halaman kursus";
        const leave = async (panel, ...where) => {
          try { await save(panel); } finally { window.location.assign(page(...where)); }
        };
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          void leave(tracker.currentWidget);
        });
        const title = Object.assign(document.createElement("span"), { className: "ck-judul" });
        const saved = Object.assign(document.createElement("span"), { className: "ck-simpan" });
        saved.setAttribute("role", "status");
        home.node.append(link, title, saved);
        const watchSaving = ({ context }) => {
          const tell = (text) => { if (saved.textContent !== text) saved.textContent = text; };
          const look = () => tell(context.model.dirty ? "Perubahan segera disimpan …" : "✓ Tersimpan");
          context.model.stateChanged.connect(look);
          context.saveState.connect((_, state) => {
            if (state === "failed") tell("Belum tersimpan. Periksa jaringan Anda.");
            if (state === "completed") look();
          });
          look();
        };
        app.shell.add(home, "top", { rank: 5 });

        document.addEventListener("visibilitychange", () => {
          if (document.visibilityState !== "hidden") return;
          tracker.forEach((panel) => {
            if (panel.context.isReady && panel.context.model.dirty && !panel.context.model.readOnly) {
              void panel.context.save();
            }
          });
        });

        tracker.widgetAdded.connect(async (_, panel) => {
          await panel.context.ready;
          // Panels and sessions are made without a translator: what they say of a dead kernel
          // would be English.
          if (translator) panel._trans = panel.sessionContext._trans = translator.load("jupyterlab");
          const lab = LAB.exec(panel.context.path);
          if (lab && app.name === "Jupyter Notebook") {
            const first = panel.content.widgets[0]?.model.sharedModel.getSource() || "";
            title.textContent = (/^# (.+)$/m.exec(first) || [])[1] || "";
            watchSaving(panel);
          }
          if (lab) {
            const narrow = new ToolbarButton({
              label: "← Kursus",
              tooltip: "Simpan, lalu kembali ke halaman kursus",
              onClick: () => leave(panel),
            });
            narrow.addClass("ck-kursus");
            panel.toolbar.insertItem(0, "coursekit-kursus", narrow);
            const button = new ToolbarButton({
              label: "Kumpulkan",
              tooltip: "Simpan lab ini, lalu kumpulkan",
              onClick: () => leave(panel, "kumpulkan", lab[1]),
            });
            button.addClass("ck-kumpul");
            panel.toolbar.insertItem(1, "coursekit-kumpul", button);
            const checking = new ToolbarButton({
              label: "Periksa jawaban",
              tooltip: "Jalankan semua sel pemeriksaan dari awal",
              onClick: () => check(panel, lab[1], checking),
            });
            checking.addClass("ck-periksa");
            panel.toolbar.insertItem(2, "coursekit-periksa", checking);
          }
          await panel.revealed;
          watchForms(panel, NotebookActions);
        });
      },
    };
  };

  const load = async () => {
    const lab = ["notebook", "mainmenu", "coreutils", "services", "apputils", "translation", "ui-components"];
    const parts = await Promise.all(["@lumino/widgets", ...lab.map((part) => `@jupyterlab/${part}`)].map(shared));
    const plugin = rooms(Object.assign({}, ...parts));
    return () => ({ __esModule: true, default: plugin });
  };

  (window._JUPYTERLAB ??= {})[NAME] = {
    onlyShowsAForm, // for the test that compares it with the rule of `coursekit lint`
    init: (given) => { scope = given; },
    get: (name) => {
      if (name === "./extension") return load();
      throw new Error(`${NAME} has no ${name}`);
    },
  };
})();
