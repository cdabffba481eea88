/* A form with data-autosave="address" is sent there, without its files, two seconds after the last change and when the
   page is left. The answer is {"at": "20:05"}; [data-autosave-note] says so. Without this script the form is saved by its
   own button. */
(() => {
  const WAIT = 2000;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const note = form.querySelector("[data-autosave-note]");
    const typed = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
      return data;
    };
    let sent = typed().toString(), timer = 0, leaving = false;
    const say = (text) => { if (note) note.textContent = text; };
    const save = async () => {
      clearTimeout(timer);
      const data = typed();
      if (leaving || data.toString() === sent) return;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, keepalive: true });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        sent = data.toString();
        say("已自动保存，" + (await answer.json()).at);
      } catch {
        say("刚才没有自动保存，请检查网络，或者点下面的按钮保存。");
      }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, WAIT); });
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  }
})();
