// Declared forms in a page without a kernel, as a lesson of the book: see page_files in
// labkit.forms.declared. What was answered and tried stays in this browser.
import { render } from "./form_view.js";

for (const place of document.querySelectorAll("section.lk[data-form]")) {
  const declaration = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  const name = `labkit-page/${place.dataset.form}`;
  const keep = (state) => { try { localStorage.setItem(name, JSON.stringify(state)); } catch {} };
  const kept = () => { try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; } };
  let view;
  try {
    view = render(declaration, kept(), keep);
  } catch { // kept by an earlier edition, whose questions were others
    view = render(declaration, {}, keep);
  }
  place.setAttribute("aria-label", declaration.title || "Latihan");
  place.append(...[view.head, view.intro, view.list].filter(Boolean));
}
