// The course page works without this; it asks before handing in without leaving the page,
// keeps a button from being pressed twice, and shows the present state on coming back.
(() => {
  const dialog = document.getElementById("dialog");
  let opener = null;

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-kumpul], a[data-tutup]");
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-tutup]")) {
      if (dialog.open) { event.preventDefault(); dialog.close(); }
      return;
    }
    event.preventDefault();
    try {
      // The hub takes a request from within a page only with the page's own token.
      const token = document.body.dataset.kunci;
      const answer = await fetch(link.href, { headers: { "X-Bagian": "tanya", "X-XSRFToken": token } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      dialog.innerHTML = await answer.text();
    } catch {
      window.location = link.href;
      return;
    }
    opener = link;
    dialog.showModal();
    dialog.querySelector("h2").focus();
  });
  dialog?.addEventListener("close", () => opener?.focus());

  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[data-sedang]");
    if (!button) return;
    if (button.getAttribute("aria-disabled")) { event.preventDefault(); return; }
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.sedang;
  });

  const shown = Date.now();
  const renew = () => {
    if (!dialog?.open && !document.querySelector('[aria-disabled="true"]')) window.location.replace(window.location.pathname);
  };
  // Results of the visible tests come within seconds.
  if (document.querySelector("[data-menunggu]")) setTimeout(renew, 5000);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.replace(window.location.pathname); });
  document.addEventListener("visibilitychange", () => {
    if (dialog && document.visibilityState === "visible" && Date.now() - shown > 15000) renew();
  });
})();
