// Extension of trainees' servers, for JupyterLab and Notebook 7, written by hand: a container of
// module federation that takes what it needs from the shared scope, so there is no build step.
//
//  * Cells tagged "formulir" run by themselves when the lab opens and after a restart; nothing
//    else ever does: no answer, no test, no cell that does more than show a form.
//  * A lab leads back to the course page, and to handing in; both save first.
//  * The visible checks are run by one button, whose answer is Indonesian.
//  * A lab is saved when its window is left, and left when nobody has touched it for long.
//  * Notebook's menus hold what a trainee needs; JupyterLab keeps all of its own.
(() => {
  "use strict";
  const NAME = "coursekit-rooms";
  const LAB = /^[^/]+\/(\d\d-[a-z0-9-]+)\/\1\.ipynb$/;
  // Its other files lie beside this one: forms.js (what runs by itself), saving.js,
  // rest.js, rooms.css.
  const HERE = document.currentScript.src;
  const beside = (name) => new URL(name, HERE).href;
  let scope;

  const shared = async (id) => {
    const versions = scope[id];
    const get = await versions[Object.keys(versions)[0]].get();
    return get();
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
    const { mayLeave, restWhenLeft, save, saveWhenLeft, watchForms, watchSaving } = modules;
    const page = (...parts) => URLExt.join(PageConfig.getBaseUrl(), "kursus", ...parts);

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
        const home = new Widget();
        home.id = "coursekit-pulang";
        home.addClass("ck-pulang");
        const link = document.createElement("a");
        link.href = page();
        link.textContent = "← Halaman kursus";
        const leave = async (panel, ...where) => {
          if (await mayLeave(panel, { handsIn: where.length > 0 })) window.location.assign(page(...where));
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
        app.shell.add(home, "top", { rank: 5 });

        saveWhenLeft(tracker);
        const hub = PageConfig.getOption("hubPrefix");
        if (hub) restWhenLeft(tracker, Number(PageConfig.getOption("idleMinutes")), mayLeave, () => window.location.assign(`${PageConfig.getOption("hubHost")}${URLExt.join(hub, "home")}#istirahat`));

        // nbgrader's own list knows no language but English.
        app.shell.layoutModified?.connect(() => {
          const list = [...app.shell.widgets("main")].find((widget) => widget.id === "nbgrader-assignment-list");
          if (!list?.contentHeader || list.contentHeader.widgets.length) return;
          const note = new Widget();
          note.addClass("ck-catatan");
          note.node.append("Daftar bawaan ini berbahasa Inggris. Semua yang ada di sini ada juga, dalam bahasa Indonesia, di ",
            Object.assign(document.createElement("a"), { href: page(), textContent: "halaman kursus" }), ".");
          list.contentHeader.addWidget(note);
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
            watchSaving(panel, saved);
          }
          if (lab) {
            panel.addClass("ck-lab");
            await filled(panel.toolbar);
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

  // JupyterLab's own buttons may come later than a panel, and then push ours behind them.
  const filled = (toolbar) =>
    new Promise((done) => {
      const look = () => [...toolbar.names()].includes("save") && done();
      new MutationObserver(look).observe(toolbar.node, { childList: true });
      setTimeout(done, 3000);
      look();
    });

  // Before anything is shown: a toolbar measures its buttons once.
  const dress = () =>
    new Promise((done) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: beside("rooms.css") });
      link.onload = link.onerror = done;
      document.head.append(link);
    });

  const load = async () => {
    const lab = ["notebook", "mainmenu", "coreutils", "services", "apputils", "translation", "ui-components"];
    const theirs = ["@lumino/widgets", ...lab.map((part) => `@jupyterlab/${part}`)].map(shared);
    const ours = ["forms.js", "rest.js", "saving.js"].map((name) => import(beside(name)));
    const plugin = rooms(Object.assign({}, ...(await Promise.all([...theirs, ...ours, dress()]))));
    return () => ({ __esModule: true, default: plugin });
  };

  (window._JUPYTERLAB ??= {})[NAME] = {
    init: (given) => { scope = given; },
    get: (name) => {
      if (name === "./extension") return load();
      throw new Error(`${NAME} has no ${name}`);
    },
  };
})();
