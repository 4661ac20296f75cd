// On top of pages that work without it: keys for the list, suggestions while typing, a range of days drawn on a
// chart, a chart as PNG. Text from the archive only ever becomes text nodes.
"use strict";
(() => {
  const box = document.getElementById("q");
  const typing = (element) =>
    element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  const links = () => [...document.querySelectorAll(".hit h2 a, .hit h3 a")];

  const walk = (step) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) {
      next.focus({ preventScroll: true });
      next.closest("article").scrollIntoView({ block: "nearest" });
    }
  };

  const help = () => {
    const foot = document.querySelector(".foot");
    if (foot) foot.scrollIntoView({ block: "end" });
  };

  const keys = {
    "/": () => box && (box.focus(), box.select()),
    j: () => walk(1),
    k: () => walk(-1),
    o: () => links().includes(document.activeElement) && document.activeElement.click(),
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && document.activeElement === box) return box.blur();
    if (typing(document.activeElement) || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Suggestions: a combobox with a list box, as the ARIA authoring practices describe it.
  const PAUSE_MS = 120;
  const suggest = (input) => {
    const form = input.form;
    const list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestions);
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    const kinds = JSON.parse(input.dataset.kinds);
    let offered = [], at = -1, timer = 0, latest = 0;
    const open = (state) => {
      list.hidden = !state;
      input.setAttribute("aria-expanded", String(state));
      if (!state) mark(-1);
    };
    const mark = (number) => {
      at = number;
      [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    };
    const choose = (item) => {
      input.value = item.q;
      open(false);
      if (item.key) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: item.kind, value: item.key });
        form.append(field);
        form.requestSubmit();
        field.remove(); // who comes back and types other words must not ask for this person, too
      } else input.focus();
    };
    const span = (text, name) => {
      const made = document.createElement("span");
      made.className = name;
      made.textContent = text;
      return made;
    };
    const show = (items) => {
      offered = items;
      list.replaceChildren(...items.map((item, index) => {
        const row = document.createElement("li");
        row.id = `suggestion-${index}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.append(span(item.text, "name"), " ", span(kinds[item.kind] || item.kind, `kind ${item.kind}`), " ",
          span(item.count.toLocaleString(document.documentElement.lang, { useGrouping: "always" }), "count"));
        row.addEventListener("mousedown", (event) => (event.preventDefault(), choose(item)));
        return row;
      }));
      at = -1;
      open(items.length > 0);
    };
    const ask = async () => {
      const number = ++latest, typed = input.value;
      if (typed.trim().length < 2) return show([]);
      try {
        const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: typed, limit: 5 })}`);
        const found = answer.ok ? (await answer.json()).suggestions : [];
        if (number === latest && document.activeElement === input) show(found);
      } catch { /* offline: the box works without */ }
    };
    input.addEventListener("input", () => (clearTimeout(timer), (timer = setTimeout(ask, PAUSE_MS))));
    input.addEventListener("blur", () => (clearTimeout(timer), latest++, open(false)));
    form.addEventListener("submit", () => (clearTimeout(timer), latest++));
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        const many = offered.length + 1; // one more: back in the box
        mark(((at + 1 + step + many) % many) - 1);
      } else if (event.key === "Enter" && at >= 0) choose(offered[at]);
      else if (event.key === "Escape") open(false);
      else return;
      event.preventDefault();
    });
  };
  if (box && box.dataset.suggest) suggest(box);

  // A range of days: pressed on one bar of a chart and let go on another.
  const DAYS = { published: ["from", "to"], about: ["about_from", "about_to"] };
  document.querySelectorAll("svg.bars[data-which]").forEach((chart) => {
    const [first, last] = DAYS[chart.dataset.which];
    const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    band.setAttribute("class", "band");
    band.setAttribute("height", "65");
    let start = null;
    const share = (event) => {
      const frame = chart.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - frame.left) / frame.width, 0), 1) * 100;
    };
    const span = (event) => [start, share(event)].sort((a, b) => a - b);
    const within = ([low, high]) => [...chart.querySelectorAll("a")].filter((bar) => {
      const slot = bar.querySelector(".slot");
      const x = parseFloat(slot.getAttribute("x"));
      return x + parseFloat(slot.getAttribute("width")) > low && x < high;
    });
    const end = () => ((start = null), band.remove());
    chart.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch") start = share(event);
    });
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    window.addEventListener("pointermove", (event) => {
      if (start === null) return;
      const [low, high] = span(event);
      band.setAttribute("x", `${low}%`);
      band.setAttribute("width", `${high - low}%`);
      if (high - low > 1) chart.append(band);
    });
    window.addEventListener("pointerup", (event) => {
      if (start === null) return;
      const drawn = band.isConnected, bars = drawn ? within(span(event)) : [];
      end();
      if (!drawn) return;
      const swallow = (click) => click.preventDefault();
      chart.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => chart.removeEventListener("click", swallow, true)); // none comes when let go outside
      if (!bars.length) return;
      const to = new URL(bars[0].getAttribute("href"), location.href);
      const until = new URL(bars.at(-1).getAttribute("href"), location.href);
      to.searchParams.set(last, until.searchParams.get(last));
      if (to.searchParams.get(first)) location.assign(to);
    });
    window.addEventListener("pointercancel", end);
  });

  // The SVG of a chart as PNG, drawn by the browser at twice its size.
  document.querySelectorAll("a.picture").forEach((link) => {
    const png = link.cloneNode();
    png.textContent = "PNG";
    png.addEventListener("click", (event) => {
      event.preventDefault();
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => {
          const file = document.createElement("a");
          file.href = URL.createObjectURL(blob);
          file.download = "dateline-chart.png";
          file.click();
          setTimeout(() => URL.revokeObjectURL(file.href), 1000);
        });
      };
      image.src = link.href;
    });
    link.after(" ", png);
  });
})();
