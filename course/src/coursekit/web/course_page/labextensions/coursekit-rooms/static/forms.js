// Cells tagged "formulir" show themselves; what may run so is decided here and nowhere else.
const TAG = "formulir";

// What a form cell may hold: comments, imports from the subject's package or the lab kit, plain
// settings, and one call of something imported from where forms come from. Whatever is called
// anywhere in it must be among what it imports. Strings are emptied first; then brackets are, so
// that every line left is the head of a statement.
const FROM = /^from ([A-Za-z_][\w.]*) import ([\w, ]+)$/;
const SETTING = /^([A-Za-z_]\w*) = (''|·|[\d.+-]+|True|False|None)$/;
const FORMATTED = /\b\w*f\w*''/i; // a text with code inside
const WORDS = new Set(["and", "else", "for", "if", "in", "not", "or"]);
const givesForms = (module) => module === "labkit.quiz" || module.endsWith(".forms");
export const onlyShowsAForm = (source) => {
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

export const watchForms = (panel, NotebookActions) => {
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
