// The dossier of the scoring form: cards of the current indicator, or of all; search and kind.
// told: the answer of a folder whose explanation is open, in a drill
function scoringFiles(form, said, onPick, onGo, told) {
  const { cards } = form.fixed;
  let current = "";
  const search = make("input", { type: "search", placeholder: "Cari bukti…", "aria-label": "Cari bukti", oninput: () => draw() });
  const kind = make("select", { "aria-label": "Jenis bukti", onchange: () => draw() }, make("option", { value: "" }, "Semua jenis"),
    ...[...new Set(cards.map((c) => c.kind))].sort().map((k) => make("option", { value: k }, k)));
  const every = make("input", { type: "checkbox", onchange: () => draw() });
  const back = make("button", { type: "button", class: "sf-link", onclick: () => onGo(current) });
  const found = make("span", { class: "lk-kicker", role: "status" }), shelf = make("div", { class: "sf-shelf" });
  const node = make("aside", { class: "sf-files", "aria-label": "Berkas bukti dukung", tabIndex: 0 },
    make("div", { class: "sf-filter" }, make("div", { class: "sf-bar2" }, make("strong", {}, "Bukti dukung"), back),
      make("div", { class: "sf-find" }, search, kind), make("div", { class: "sf-bar2" }, make("label", { class: "sf-all" }, every, "Semua indikator"), found)), shelf);
  const lit = (text, word) => {
    const parts = [], low = text.toLowerCase();
    let from = 0, at;
    while (word && (at = low.indexOf(word, from)) >= 0) { parts.push(text.slice(from, at), make("mark", {}, text.slice(at, at + word.length))); from = at + word.length; }
    return [...parts, text.slice(from)];
  };
  function card(c, word) {
    const here = c.indicator === current, mine = said(current), right = here && told(current);
    const on = here && (mine.proves === c.card || mine.stops === c.card);
    const pick = (part, word, level) => {
      const yes = mine[part] === c.card;
      return make("button", { type: "button", class: "lk-btn" + (yes ? " main" : ""), "data-card": c.card, "data-part": part, "aria-pressed": String(yes), "aria-label": `${c.card} ${word} ${level} ${current}`,
        onclick: () => { onPick(part, c.card); draw(true); shelf.querySelector(`[data-card="${c.card}"][data-part=${part}]`)?.focus(); } }, `${yes ? "✓ " : ""}${word[0].toUpperCase()}${word.slice(1)} ${level}`);
    };
    const picks = here
      ? make("div", { class: "sf-picks" }, pick("proves", "membuktikan", mine.level ? `tingkat ${mine.level}` : "tingkat ini"), mine.level !== TOP && pick("stops", "menahan", mine.level ? `tingkat ${mine.level + 1}` : "tingkat berikutnya"))
      : make("button", { type: "button", class: "sf-link", onclick: () => { every.checked = false; onGo(c.indicator); } }, `Kartu untuk ${c.indicator}: buka →`);
    const marks = right ? [right.proves.includes(c.card) && `membuktikan tingkat ${right.level}`, right.stops.includes(c.card) && `menahan tingkat ${right.level + 1}`].filter(Boolean) : [];
    return make("article", { class: "sf-card" + (on ? " on" : ""), "aria-label": c.card }, make("div", { class: "sf-tag" }, make("span", { class: "lk-chip" }, c.kind), make("span", { class: "lk-kicker" }, c.card)),
      make("strong", {}, ...lit(c.title, word)), make("div", { class: "lk-kicker" }, ...lit([c.number && `No. ${c.number}`, c.date ? formatDate(c.date) : "tanpa tanggal", c.issuer].filter(Boolean).join(" · "), word)),
      make("p", {}, ...lit(c.excerpt, word)), ...marks.map((mark) => make("div", { class: "sf-answer" }, `Panel: ${mark}`)), picks);
  }
  function draw(stay) {
    const word = search.value.trim().toLowerCase();
    const shown = cards.filter((c) => (every.checked || c.indicator === current) && (!kind.value || c.kind === kind.value)
      && (!word || `${c.card} ${c.title} ${c.number} ${c.issuer} ${c.excerpt}`.toLowerCase().includes(word)));
    const told = `${shown.length || "Tidak ada"} kartu ${every.checked ? "dari seluruh berkas" : "untuk " + current}`;
    if (found.textContent !== told) found.textContent = told;
    back.textContent = `← Nilai ${current}`;
    shelf.replaceChildren(...shown.map((c) => card(c, word)), ...(shown.length ? [] : [make("p", { class: "sf-none" }, "Saringan ini tidak menyisakan satu kartu pun. ",
      make("button", { type: "button", class: "sf-link", onclick: () => { search.value = kind.value = ""; draw(); search.focus(); } }, "Hapus saringan"))]));
    if (!stay) node.scrollTop = 0;
  }
  return {
    node,
    show(code) { const stay = code === current || every.checked; current = code; draw(stay); },
    focus() { node.focus({ preventScroll: true }); node.scrollTop = 0; node.scrollIntoView({ block: "nearest" }); },
  };
}
