// Extension of trainees' servers, for JupyterLab and Notebook 7, written by hand: a container of
// module federation that takes what it needs from the shared scope, so there is no build step.
//
//  * A lab is a page: what the course released runs by itself when it opens and after a restart,
//    and nothing else ever does; its cells stay as they are; its code is folded away.
//  * A lab leads back to the course page, and to handing in; both save first.
//  * The visible checks are run by one button, and answer in the page.
//  * A lab is saved when its window is left, and left when nobody has touched it for long.
//  * Notebook's menus hold what a trainee needs; JupyterLab keeps all of its own.
(() => {
  "use strict";
  const NAME = "coursekit-rooms";
  const LAB = /^[^/]+\/(\d\d-[a-z0-9-]+)\/\1\.ipynb$/;
  // Its other files lie beside this one: guard.js (what may not be done), page.js (what runs and
  // is shown), saving.js, rest.js, rooms.css.
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
    const { Widget } = modules;
    const { guardKeys, guardLab, jumpToHash, makePage, mayLeave, restWhenLeft, save, saveWhenLeft, showSummary, watchProgress, watchSaving } = modules;
    const page = (...parts) => URLExt.join(PageConfig.getBaseUrl(), "kursus", ...parts);

    // What the course released, after the notebook was put back into that shape.
    const makeReady = async (unit) => {
      const settings = ServerConnection.makeSettings();
      const answer = await ServerConnection.makeRequest(page("lab", unit, "siap"), { method: "POST", body: "{}" }, settings);
      if (!answer.ok) throw new Error(`${unit}: ${answer.status}`);
      return answer.json();
    };
    // Without it nothing runs: it is asked for until it comes.
    const released = async (panel, unit, bar) => {
      for (let wait = 2000; !panel.isDisposed; wait = Math.min(wait * 2, 30000)) {
        try {
          const found = await makeReady(unit);
          if (found.cells) return found;
        } catch (error) {
          console.warn(NAME, error);
        }
        bar("Lab belum dapat disiapkan; sedang dicoba lagi. Jawaban Anda tetap tersimpan.");
        await new Promise((done) => setTimeout(done, wait));
      }
      return null;
    };

    const check = async (panel, lab, button) => {
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      try {
        await save(panel);
        showSummary(panel, await lab.check());
      } finally {
        button.removeAttribute("aria-busy");
      }
    };

    // Left out where there is little room.
    const long = (text) => Object.assign(document.createElement("span"), { className: "ck-panjang", textContent: text });

    // The list hangs on the page: whatever stands in the head is cut off at its edge.
    const more = (panel, unit) => {
      const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
      const list = make("div", { className: "ck-menu", hidden: true });
      const button = make("button", { type: "button", className: "ck-tombol ck-lain", textContent: "Lainnya ▾" });
      const open = (wanted) => {
        list.hidden = !wanted;
        button.setAttribute("aria-expanded", String(wanted));
        if (wanted) list.firstElementChild.focus();
      };
      const again = make("button", { type: "button", textContent: "Siapkan ulang formulir dan gambar" });
      again.addEventListener("click", () => { open(false); void save(panel).catch(() => {}).then(() => panel.sessionContext.restartKernel()); });
      list.append(make("a", { href: page("riwayat", unit), textContent: "Riwayat, dan mulai lagi dari awal" }), again);
      button.addEventListener("click", () => open(list.hidden));
      list.addEventListener("keydown", (event) => { if (event.key === "Escape") { open(false); button.focus(); } });
      document.addEventListener("pointerdown", (event) => { if (!list.contains(event.target) && event.target !== button) open(false); });
      open(false);
      document.body.append(list);
      panel.disposed.connect(() => list.remove());
      return button;
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
        link.append("←", long(" Halaman kursus"));
        link.setAttribute("aria-label", "Halaman kursus");
        const leave = async (panel, ...where) => {
          if (await mayLeave(panel, { handsIn: where.length > 0 })) window.location.assign(page(...where) + (where.length ? "?dari=lab" : ""));
        };
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          void leave(tracker.currentWidget);
        });
        const title = Object.assign(document.createElement("span"), { className: "ck-judul" });
        const saved = Object.assign(document.createElement("span"), { className: "ck-simpan" });
        saved.setAttribute("role", "status");
        const count = Object.assign(document.createElement("span"), { className: "ck-kemajuan" });
        const tools = Object.assign(document.createElement("span"), { className: "ck-tindak" });
        home.node.append(link, title, count, saved, tools);
        app.shell.add(home, "top", { rank: 5 });

        saveWhenLeft(tracker);
        guardKeys(app, () => tracker.currentWidget?.hasClass("ck-lab"));
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
          if (!lab) return;
          const unit = lab[1];
          panel.addClass("ck-lab");
          guardLab(panel);
          if (app.name === "Jupyter Notebook") {
            const hideMenu = () => app.shell.menu?.hide();
            void app.restored.then(hideMenu);
            app.formatChanged?.connect(() => setTimeout(hideMenu)); // a change of width shows it again
            panel.toolbar.hide();
            const first = panel.content.widgets[0]?.model.sharedModel.getSource() || "";
            title.textContent = (/^# (.+)$/m.exec(first) || [])[1] || "";
            tools.append(more(panel, unit));
          }
          const told = watchSaving(panel, saved);
          watchProgress(panel, (done, asked) => count.replaceChildren(...(asked ? [`${done} dari ${asked}`, long(" pertanyaan terjawab")] : [])));
          const add = (name, label, rest, tooltip, onClick) => {
            const button = Object.assign(document.createElement("button"), { type: "button", className: `ck-tombol ck-${name}`, title: tooltip });
            button.append(label, long(rest));
            button.addEventListener("click", () => onClick(button));
            if (app.name === "Jupyter Notebook") tools.prepend(button);
            else panel.toolbar.insertItem(0, `coursekit-${name}`, new Widget({ node: button }));
          };
          add("kumpul", "Kumpulkan", "", "Simpan lab ini, lalu kumpulkan", () => leave(panel, "kumpulkan", unit));
          const found = await released(panel, unit, told);
          if (!found) return;
          if (found.mended) {
            await panel.context.revert();
            told("Bagian lab yang berubah sudah dikembalikan ke bentuk semula. Jawaban Anda tetap ada.");
          } else told("");
          await panel.revealed;
          const whole = makePage(panel, NotebookActions, found.cells);
          add("periksa", "Periksa", " jawaban", "Lihat apa yang masih kurang", (button) => check(panel, whole, button));
          jumpToHash(panel);
          window.addEventListener("hashchange", () => jumpToHash(panel));
        });
      },
    };
  };

  // Before anything is shown.
  const dress = () =>
    new Promise((done) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: beside("rooms.css") });
      link.onload = link.onerror = done;
      document.head.append(link);
    });

  const load = async () => {
    const lab = ["notebook", "mainmenu", "coreutils", "services", "translation"];
    const theirs = ["@lumino/widgets", ...lab.map((part) => `@jupyterlab/${part}`)].map(shared);
    const ours = ["guard.js", "page.js", "rest.js", "saving.js"].map((name) => import(beside(name)));
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
