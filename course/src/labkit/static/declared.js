// A declared form in a notebook: the view, saved by the base of every form.
import { openForm } from "./form.js";
import { render } from "./form_view.js";

export default {
  render: (context) => openForm(context, { label: context.model.get("static").title || "Formulir", build(form) {
    const view = render(form.fixed, form.answers, (next, options) => form.change(next, options));
    view.tools.append(form.undo, form.status);
    form.root.append(...[view.head, form.alert, view.intro, view.list].filter(Boolean));
    return { adopt: view.adopt, told(told) { form.root.dataset.told = JSON.stringify(told); } };
  } }),
};
