// Keys on top of working pages: "/" goes to the search box, "j" and "k" walk through the list,
// "o" opens what is chosen, "?" says so. Everything is there without this file.
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
})();
