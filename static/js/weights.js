/* The points of each first-level indicator while they are typed; the page sums them anew when it is saved. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-weights]");
  if (!form) return;
  const number = (text) => {
    const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
    return /^\d+(\.\d+)?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
  };
  const count = () => {
    const sums = new Map();
    form.querySelectorAll(".row-group").forEach((row) => {
      const chosen = row.querySelector("select[name$=-aspect]").selectedOptions[0];
      const weight = number(row.querySelector("input[name$=-weight]").value);
      const group = chosen && chosen.parentElement.label;
      if (group) sums.set(group, (sums.get(group) || 0) + weight);
    });
    document.querySelectorAll("output[data-sum]").forEach((output) => {
      const sum = sums.get(output.dataset.sum) || 0;
      const fits = sum === Number(output.dataset.full) * 100;
      output.value = String(sum / 100);
      let mark = output.parentElement.querySelector("[data-off]");
      if (!mark) {
        mark = document.createElement("span");
        mark.className = "fault";
        mark.dataset.off = "";
        output.after(" ", mark);
      }
      mark.textContent = fits ? "" : "不符";
    });
  };
  form.addEventListener("input", count);
  form.addEventListener("change", count);
  count();
})();
