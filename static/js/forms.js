/* Application forms: conditions at once, rows of tables, saving while one types. Every page works without this file. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-asks]");
  if (!form) return;
  const each = (selector, act, root) => (root || form).querySelectorAll(selector).forEach(act);

  /* --- conditions: the server decides the same way when the page is sent (powerlist/kinds/form_fields.py) --- */
  const plain = (text) => text.normalize("NFKC").trim();
  const texts = (name) => {
    const found = [];
    const parts = [];
    for (const input of form.elements) {
      if (!input.name || input.type === "button" || input.type === "submit") continue;
      if (input.name === name) {
        if ((input.type === "radio" || input.type === "checkbox") && !input.checked) continue;
        if (plain(input.value)) found.push(plain(input.value));
      } else if (/-(township|village|detail)$/.test(input.name) && input.name.startsWith(name + "-")) {
        if (plain(input.value)) parts.push(plain(input.value));
      } else if (new RegExp("^" + name + "-\\d+-").test(input.name) && plain(input.value)) found.push("row");
    }
    return parts.length ? [parts.join(" ")] : found;
  };
  const same = (one, other) => one === other || (/^-?[\d.]+$/.test(one) && /^-?[\d.]+$/.test(other) && Number(one) === Number(other));
  const several = (name) => Array.from(form.elements).some((input) => input.name === name && input.type === "checkbox");
  const holds = (row) => {
    const found = texts(row.dataset.when);
    const wanted = plain(row.dataset.value || "");
    switch (row.dataset.test) {
      case "filled": return found.length > 0;
      case "empty": return found.length === 0;
      case "contains": return several(row.dataset.when) ? found.includes(wanted) : found.some((text) => text.includes(wanted));
      case "is": return found.length === 1 && same(found[0], wanted);
      default: return !(found.length === 1 && same(found[0], wanted));
    }
  };
  const rows = Array.from(form.querySelectorAll(".asked[data-when]"));
  const judge = () => {
    for (let round = 0; round <= rows.length; round += 1) { /* a condition may rest on a field that has one itself */
      let moved = false;
      for (const row of rows) {
        const other = document.getElementById("asked-" + row.dataset.when.replace(/^[^-]+-/, ""));
        const hidden = (other !== null && other.hidden) || !holds(row);
        if (row.hidden !== hidden) { row.hidden = hidden; moved = true; }
      }
      if (!moved) break;
    }
  };
  each("[data-condition]", (words) => { words.hidden = true; });
  judge();
  form.addEventListener("input", judge);
  form.addEventListener("change", judge);

  /* --- rows of a table --- */
  const renumber = (table) => {
    const name = table.dataset.rows;
    table.querySelectorAll("tbody > tr[data-row]").forEach((row, place) => {
      row.querySelectorAll("[name]").forEach((input) => {
        if (input.name === "row_remove") input.value = input.value.replace(/:.*$/, ":" + place);
        else {
          const column = input.name.slice(name.length + 1).replace(/^[^-]+-/, "");
          input.name = name + "-" + place + "-" + column;
          input.id = "id_" + input.name;
          const label = input.getAttribute("aria-label") || "";
          input.setAttribute("aria-label", label.replace(/第 .+? 行/, "第 " + (place + 1) + " 行"));
        }
      });
    });
    table.querySelector("[data-count]").value = String(table.querySelectorAll("tbody > tr[data-row]").length);
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=row_add], button[name=row_remove]");
    const table = button && button.closest("[data-rows]");
    if (!table) return;
    event.preventDefault();
    const body = table.querySelector("tbody");
    if (button.name === "row_add") {
      if (body.rows.length >= Number(table.dataset.most)) return;
      body.append(table.querySelector("template").content.cloneNode(true));
      renumber(table);
      const first = body.lastElementChild.querySelector("input, select");
      if (first) first.focus();
    } else {
      button.closest("tr").remove();
      renumber(table);
      table.querySelector("button[name=row_add]").focus();
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* --- saving while one types --- */
  if (!form.hasAttribute("data-autosave")) return;
  const PAUSE = 600;
  const note = form.querySelector("[data-save-state]");
  const stamp = form.elements.stamp;
  let timer = null;
  let saving = false;
  let sent = false;
  let stopped = false;
  let failures = 0;
  const picture = () => {
    const data = new FormData(form);
    form.querySelectorAll("input[type=file]").forEach((input) => data.delete(input.name));
    for (const name of ["csrfmiddlewaretoken", "stamp"]) data.delete(name);
    return new URLSearchParams(data).toString();
  };
  let kept = picture();
  const dirty = () => picture() !== kept;
  const tell = (words, failed) => {
    note.classList.toggle("failed", Boolean(failed));
    if (note.textContent !== words) note.textContent = words;
  };
  const body = () => {
    const data = new URLSearchParams(picture());
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("stamp", stamp.value);
    data.set("person", form.dataset.person);
    data.set("autosave", "1");
    return data;
  };
  const post = (keepalive) => fetch(form.action, { method: "POST", body: body(), redirect: "manual", keepalive, credentials: "same-origin" });

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  function save() {
    clearTimeout(timer);
    if (stopped || sent || saving || !dirty()) return;
    const now = picture();
    saving = true;
    tell("正在保存…");
    post(false).then((answer) => {
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return answer.status === 403 ? refused(answer) : loggedOut();
      if (answer.status === 409) return answer.json().then(newer);
      if (answer.status >= 400 && answer.status < 500) { tell("没有保存：本页有不能保存的内容。请按“保存草稿”，会说明是哪一处。", true); kept = now; return null; }
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json().then((told) => {
        failures = 0;
        kept = now;
        stamp.value = String(told.stamp);
        tell(told.state === "saved" ? "已保存 " + told.at : "");
      });
    }).catch(() => {
      failures += 1;
      tell("没有保存上：网络断了或者网站没有应答，正在重试。请先不要关闭本页。", true);
      later(Math.min(2000 * failures, 15000));
    }).finally(() => {
      saving = false;
      if (!failures && !stopped && dirty()) later(PAUSE);
    });
  }

  /* The session has ended: one logs in again beside this page, which then goes on by itself, for the same person only */
  const loggedOut = () => {
    tell("", true);
    const link = document.createElement("a");
    link.href = "/login/?next=" + encodeURIComponent(window.location.pathname);
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "请在新窗口重新登录";
    note.append("没有保存上：登录已经失效。", link, "，登录后回到本页，会接着保存。请先不要关闭本页。");
    stopped = true;
    wait();
  };
  const refused = (answer) => answer.json().then(
    (told) => { if (told.state === "other") other(); else loggedOut(); },
    () => again().then((back) => { if (!back) loggedOut(); })
  );
  const other = () => {
    stopped = true;
    tell("没有保存：现在登录的是另一个账号。要接着填这一份，请退出那个账号，用原来的账号登录。", true);
    wait();
  };
  let waiting = null;
  const wait = () => { clearInterval(waiting); waiting = setInterval(again, 5000); };
  const again = () => fetch(form.dataset.standing, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((told) => {
      if (!told || told.person !== form.dataset.person) return false;
      form.elements.csrfmiddlewaretoken.value = told.token;
      clearInterval(waiting);
      stopped = false;
      later(0);
      return true;
    })
    .catch(() => false);

  /* Another window saved something newer: both are shown, nothing is overwritten before one has chosen */
  const cell = (row, name, words) => {
    const box = document.createElement(name);
    box.textContent = words;
    row.append(box);
    return box;
  };
  const newer = (told) => {
    stopped = true;
    tell("没有保存：另一个窗口在 " + told.at + " 保存了较新的内容。", true);
    const box = document.createElement("div");
    box.className = "notice warning newer";
    const inside = document.createElement("div");
    const table = document.createElement("table");
    table.className = "data";
    const head = table.createTHead().insertRow();
    for (const words of ["栏目", "另一个窗口", "本页"]) cell(head, "th", words);
    const lines = table.createTBody();
    for (const row of told.rows) {
      const line = lines.insertRow();
      cell(line, "th", row.label);
      cell(line, "td", row.there);
      cell(line, "td", row.here);
    }
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    const mine = cell(buttons, "button", "用本页的内容");
    const theirs = cell(buttons, "a", "用另一个窗口的内容");
    mine.type = "button";
    mine.className = "button primary";
    mine.addEventListener("click", () => { stamp.value = String(told.stamp); box.remove(); stopped = false; save(); });
    theirs.className = "button";
    theirs.href = form.action;
    theirs.addEventListener("click", () => { sent = true; });
    cell(inside, "strong", "这份草稿在另一个窗口改过，请选用哪一份");
    inside.append(table, buttons);
    box.append(inside);
    note.after(box);
    box.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", () => later(0));
  form.addEventListener("focusout", () => { if (dirty()) later(0); });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { sent = true; clearTimeout(timer); } });
  window.addEventListener("pageshow", () => { sent = false; });
  /* The last words, when the page goes: sent without waiting for an answer */
  const last = () => {
    if (sent || stopped || !dirty()) return;
    const now = picture();
    try { post(true).then((answer) => { if (answer.ok) { kept = now; return answer.json().then((told) => { stamp.value = String(told.stamp); }); } }).catch(() => {}); } catch (error) { /* too long for the last moment: the saving before has most of it */ }
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") last(); else if (stopped && waiting) again(); });
  window.addEventListener("pagehide", last);
  window.addEventListener("online", () => { if (dirty()) later(0); });
  window.addEventListener("beforeunload", (event) => { if (!sent && dirty() && (failures || stopped)) event.preventDefault(); });
})();
