// Bring children into this order, touching only those out of place: scroll and focus stay.
function arrange(box, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...box.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, k) => {
    if (box.children[k] !== node) box.insertBefore(node, box.children[k] || null);
  });
}

// Left of the plan board: steps and practices not yet in the plan, to be searched and sorted.
function boardRail(desk) {
  const { form, problem } = desk;
  const { domains, practices } = form.fixed;
  let tab = "steps";
  const sorts = {
    rate: ["Indeks per rupiah", "Hemat bersih"],
    gain: ["Kenaikan terbesar", "Hemat terbesar"],
    cost: ["Biaya terkecil", "Biaya terkecil"],
    code: ["Kode", "Kode"],
  };
  const option = (value, text) => make("option", { value }, text);
  const tabs = [
    ["steps", "Langkah"],
    ["practices", "Praktik Living Lab"],
  ].map(([key, text]) =>
    make(
      "button",
      {
        type: "button",
        class: "pb-tab",
        "data-tab": key,
        onclick: () => {
          tab = key;
          show();
          list.scrollTop = 0;
        },
      },
      text,
    ),
  );
  const search = make("input", {
    type: "search",
    placeholder: "Cari kata, kode, OPD…",
    "aria-label": "Cari langkah",
    oninput: () => show(),
  });
  const domain = make(
    "select",
    { "aria-label": "Domain", onchange: () => show() },
    option("", "Semua domain"),
    ...Object.entries(domains).map(([d, text]) => option(d, text)),
  );
  const sort = make(
    "select",
    { "aria-label": "Urutkan", onchange: () => show() },
    ...Object.entries(sorts).map(([key, [text]]) => option(key, text)),
  );
  const ready = make("input", { type: "checkbox", onchange: () => show() });
  const found = make("span", { class: "lk-kicker", role: "status" });
  const list = make("div", {
    class: "pb-list",
    role: "group",
    "aria-label": "Belum dipilih; tombol 1 sampai " + problem.horizon + " menjadwalkan",
  });
  const rail = make(
    "aside",
    { class: "pb-rail", "aria-label": "Langkah yang belum dipilih" },
    make("div", { class: "pb-tabs" }, ...tabs),
    search,
    make("div", { class: "pb-find" }, domain, sort),
    make("div", { class: "pb-ready" }, make("label", {}, ready, "prasyarat terpenuhi"), found),
    list,
  );

  const lacks = (task) => task.requires.filter((need) => !desk.facts.ends.has(need));
  const rows = new Map(
    problem.tasks.map((task) => {
      const own = task.options[0];
      const best = task.options.slice(1).sort((a, b) => a.cost - b.cost)[0];
      const flag = make("span", { class: "pb-flag" });
      const gain = task.gain ? `+${planPoints(task.gain)}` : `hemat ${desk.money(desk.spared(task.code))}`;
      const button = make(
        "button",
        {
          type: "button",
          tabIndex: -1,
          draggable: true,
          class: `pb-row ${desk.kind(task)}`,
          "data-code": task.code,
          onclick: () => desk.pick(task.code),
        },
        make(
          "span",
          { class: "pb-meta" },
          make("b", {}, task.code),
          make("span", { class: "pb-gain" }, gain),
          make("span", {}, desk.money(own.cost)),
          make("span", {}, `${own.months} bln`),
        ),
        make("span", { class: "pb-title" }, desk.name(task)),
        flag,
      );
      const words = `${task.code} ${task.title} ${task.opd} ${practices[task.code]?.summary || ""}`.toLowerCase();
      return [task.code, { button, flag, best, words }];
    }),
  );
  function row(task) {
    const { button, flag, best } = rows.get(task.code);
    const need = lacks(task);
    flag.textContent = [
      need.length ? `perlu ${need.join(", ")}` : "",
      best ? `meniru ${best.practice}: ${desk.money(best.cost)}` : "",
    ]
      .filter(Boolean)
      .join(" · ");
    return button;
  }
  const worth = {
    rate: (t) => (t.indicator ? -t.gain / Math.max(t.options[0].cost, 1e-9) : t.options[0].cost - desk.spared(t.code)),
    gain: (t) => (t.indicator ? -t.gain : -desk.spared(t.code)),
    cost: (t) => t.options[0].cost,
    code: () => 0,
  };
  function wanted(task) {
    const inside = task.indicator ? [task] : desk.covers(task.code);
    const word = search.value.trim().toLowerCase();
    return (
      !!task.indicator === (tab === "steps") &&
      !desk.placed(task.code) &&
      (!domain.value || inside.some((t) => t.domain === domain.value)) &&
      (!ready.checked || !lacks(task).length) &&
      (!word || rows.get(task.code).words.includes(word))
    );
  }
  function show() {
    const worthOf = worth[sort.value];
    const isStep = tab === "steps";
    const here = problem.tasks
      .filter(wanted)
      .map((t) => [worthOf(t), t])
      .sort(([a, s], [b, t]) => a - b || (s.code < t.code ? -1 : 1))
      .map(([, t]) => t);
    for (const button of tabs) button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    for (const choice of sort.options) choice.textContent = sorts[choice.value][isStep ? 0 : 1];
    found.textContent = `${here.length} ${isStep ? "langkah" : "praktik"}`;
    arrange(list, here.map(row));
    desk.rove(list);
  }
  return { rail, list, show };
}
