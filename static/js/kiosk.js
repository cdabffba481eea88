/* The terminal: after a while without a touch it warns, then goes back to its first page, and what stood there is gone.
   Without scripts the page's own refresh does the same. */
(() => {
  const page = document.querySelector("[data-kiosk]");
  if (!page) return;
  const WARN = 30, warning = page.querySelector(".kiosk-warning"), left = page.querySelector("[data-left]");
  const idle = Number(page.dataset.idle);
  let last = Date.now();
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { last = Date.now(); });
  window.setInterval(() => {
    const rest = Math.ceil(idle - (Date.now() - last) / 1000);
    warning.hidden = rest > WARN;
    left.textContent = String(Math.max(rest, 0));
    if (rest > 0) return;
    for (const form of document.forms) form.reset();
    location.replace(page.dataset.kiosk);
  }, 500);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(page.dataset.kiosk); });
})();
