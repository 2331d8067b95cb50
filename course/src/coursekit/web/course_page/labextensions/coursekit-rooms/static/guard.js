// A lab is a page: nothing in it can be inserted, deleted, moved, merged, retyped or typed over.
// What is refused is refused in the notebook's own document, so that no key, menu, drag or command
// gets around it; what was never meant for a trainee is not offered in the first place.
const STRUCTURE = ["insertCell", "insertCells", "addCell", "deleteCell", "deleteCellRange", "moveCell", "moveCells"];

export const isAnswer = (model) => {
  const marks = model.getMetadata("nbgrader") || {};
  const own = model.getMetadata("coursekit") || {};
  return Boolean(marks.solution) && !own.answer; // what a form asks is brought to its cell later
};

// A cell to play with, where nothing is marked: the code path.
export const isFree = (model) => {
  const marks = model.getMetadata("nbgrader") || {};
  const tags = model.getMetadata("tags") || [];
  return model.type === "code" && !marks.locked && !marks.grade && !marks.solution && !tags.includes("formulir");
};
const mayWrite = (model) => isAnswer(model) || isFree(model);

const keepStructure = (shared) => {
  let loading = 0; // a notebook that is read anew from its file puts its cells in itself
  const read = shared.fromJSON.bind(shared);
  shared.fromJSON = (value) => {
    loading += 1;
    try { return read(value); } finally { loading -= 1; }
  };
  for (const name of STRUCTURE) {
    const act = shared[name]?.bind(shared);
    if (act) shared[name] = (...given) => (loading ? act(...given) : undefined);
  }
};

export const guardLab = (panel) => {
  const notebook = panel.content;
  keepStructure(panel.context.model.sharedModel);
  const lock = () => {
    for (const cell of notebook.widgets) {
      if (!mayWrite(cell.model)) cell.readOnly = true;
    }
  };
  lock();
  panel.context.model.cells.changed.connect(lock);
  // A text of the lab is read, not opened; the browser's own menu is enough for what is on a page.
  notebook.node.addEventListener("dblclick", (event) => {
    const cell = notebook.widgets.find((one) => one.node.contains(event.target));
    if (cell && cell.model.type === "markdown" && !isAnswer(cell.model)) event.stopPropagation();
  }, { capture: true });
  notebook.node.addEventListener("contextmenu", (event) => event.stopPropagation());
};

// Keys that command the notebook work only where somebody writes code; Ctrl+S everywhere.
export const guardKeys = (app, inLab) => {
  const obey = app.commands.processKeydownEvent.bind(app.commands);
  app.commands.processKeydownEvent = (event) => {
    if (!inLab()) return obey(event);
    const saves = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s";
    if (saves || (event.target instanceof Element && event.target.closest(".cm-content"))) return obey(event);
    return undefined;
  };
};
