/* Progressive enhancement. Every page works without this file. */
(function () {
  "use strict";

  const each = (selector, act, root) => (root || document).querySelectorAll(selector).forEach(act);

  /* htmx: every request of a page with a form carries its token */
  document.addEventListener("htmx:configRequest", (event) => {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (field) event.detail.headers["X-CSRFToken"] = field.value;
  });

  /* After a form came back with errors, go to their list */
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  /* A form is sent once: a second press of its button sends nothing */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    each("button[type=submit]", (button) => button.setAttribute("aria-disabled", "true"), form);
    window.setTimeout(() => release(form), 10000); /* an answer that was a file leaves the page standing */
  });
  const release = (form) => {
    delete form.dataset.sent;
    each("button[aria-disabled]", (button) => button.removeAttribute("aria-disabled"), form);
  };
  window.addEventListener("pageshow", () => each("form[data-sent]", release));

  /* Selects and dates that filter a list apply at once; their button is for those without script */
  each("form[data-auto]", (form) => {
    form.addEventListener("change", () => form.requestSubmit());
    each("[data-auto-button]", (button) => { button.hidden = true; }, form);
  });

  /* Rows of links that scroll sideways on a phone show the one that is current */
  each(".sub-nav ul, .tabs, .desk-bar nav", (row) => {
    const current = row.querySelector("[aria-current]");
    if (current && row.scrollWidth > row.clientWidth) row.scrollLeft = current.offsetLeft - row.clientWidth / 2;
  });

  /* Print and copy: hidden until this file can serve them */
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  each("[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = "已复制"; });
    });
  });

  /* A form with data-guard asks before what was typed is left behind */
  each("form[data-guard]", (form) => {
    let touched = false;
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", () => { touched = false; });
    window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  });

  /* Uploads: what was chosen, its size and a small picture, before anything is sent */
  const size = (bytes) => (bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB");
  const picture = (file) => {
    const image = document.createElement("img");
    const reader = new FileReader();
    image.alt = "";
    reader.onload = () => { image.src = reader.result; };
    reader.readAsDataURL(file);
    return image;
  };
  const show = (input, list) => {
    each("[data-chosen]", (row) => row.remove(), list);
    for (const file of input.files) {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const note = document.createElement("span");
      row.dataset.chosen = "1";
      name.textContent = file.name;
      note.className = "size";
      note.textContent = size(file.size) + "，提交时上传";
      if (file.type.startsWith("image/")) row.append(picture(file));
      row.append(name, note);
      list.append(row);
    }
  };
  each(".upload", (upload) => {
    const input = upload.querySelector("input[type=file]");
    const list = upload.querySelector(".files");
    if (input && list) input.addEventListener("change", () => show(input, list));
  });

  /* A file may be dropped anywhere on the page of its form: it is chosen, and sent by the button as ever */
  each("input[type=file][data-drop]", (input) => {
    const note = document.createElement("p");
    note.className = "drop-note";
    note.setAttribute("role", "status");
    note.textContent = input.dataset.drop;
    input.after(note);
    const carries = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
    const over = (on) => document.documentElement.classList.toggle("dropping", on);
    const fits = (file) => (input.accept || "").split(",").some((ending) => file.name.toLowerCase().endsWith(ending.trim()));
    document.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(true);
    });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
    document.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(false);
      const files = event.dataTransfer.files;
      if (files.length !== 1) note.textContent = "一次只能放一个文件，请重新拖放。";
      else if (!fits(files[0])) note.textContent = "“" + files[0].name + "”不是 " + input.accept.replace(",", " 或 ") + " 文件，没有选用。";
      else {
        input.files = files;
        note.textContent = "已选用“" + files[0].name + "”（" + size(files[0].size) + "），请按“上传并核对”。";
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* A case by keyboard; single keys rest while somebody types, with modifiers, and when the person turned them off */
  const idle = (event) => event.ctrlKey || event.metaKey || event.altKey ||
    event.target.closest("input, select, textarea, [contenteditable]") || off();
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const help = document.getElementById("case-keys");
  if (help && document.querySelector("[data-case-keys]")) {
    const button = document.querySelector("[data-keys-help]"), turn = document.getElementById("keys-off");
    const ask = () => (help.open ? help.close() : help.showModal());
    button.hidden = false;
    button.addEventListener("click", ask);
    turn.checked = off();
    turn.addEventListener("change", () => { try { localStorage.setItem("keys", turn.checked ? "off" : "on"); } catch { /* kept nowhere */ } });
    const go = (selector) => { const link = document.querySelector(selector); if (link) link.click(); };
    const reach = (id) => {
      const place = document.getElementById(id);
      if (place) { place.setAttribute("tabindex", "-1"); place.focus(); place.scrollIntoView({ block: "start" }); }
    };
    document.addEventListener("keydown", (event) => {
      if (idle(event) || event.repeat) return;
      if (event.key === "?") ask();
      else if (help.open) return;
      else if (event.key === "n") go(".beside a[rel=next]");
      else if (event.key === "p") go(".beside a[rel=prev]");
      else if (event.key === "u") go(".crumbs a");
      else if (event.key === "m") reach("materials");
      else if (event.key === "t") reach("events");
      else if (/^[1-9]$/.test(event.key)) {
        const act = document.querySelectorAll("[data-case-keys] .moves > details")[Number(event.key) - 1];
        if (act) { act.open = true; (act.querySelector("form :is(textarea, select, input:not([type=hidden]), button)") || act).focus(); }
      }
    });
  }

  /* The desk by keyboard: j and k move, Enter opens, / searches, ? shows the keys */
  const table = document.querySelector("table[data-keys]");
  if (!table) return;
  const rows = Array.from(table.querySelectorAll("tbody tr"));
  let at = -1;
  const select = (next) => {
    if (!rows.length) return;
    if (at >= 0) rows[at].classList.remove("selected");
    at = Math.max(0, Math.min(rows.length - 1, next));
    rows[at].classList.add("selected");
    const link = rows[at].querySelector("a[href]");
    if (link) link.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (idle(event)) return;
    if (event.key === "j") select(at + 1);
    else if (event.key === "x" && at >= 0) { const tick = rows[at].querySelector("input[type=checkbox]"); if (tick) tick.checked = !tick.checked; }
    else if (event.key === "k") select(at - 1);
    else if (event.key === "/") {
      const field = document.querySelector("input[type=search]");
      if (field) { event.preventDefault(); field.focus(); }
    } else if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys && keys.toggleAttribute("open")) keys.scrollIntoView({ block: "nearest" });
    }
  });
})();
