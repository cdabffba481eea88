// The drawing and the checks of a flow follow what is typed: the rows are sent to be judged, never saved.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var box = document.getElementById("flow-checks");
    var form = document.getElementById("flow-form");
    if (!box || !form) return;
    var timer = null;
    var round = 0;
    function judge() {
      var mine = ++round;
      fetch(box.dataset.check, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (html) { if (html !== null && mine === round) box.innerHTML = html; })
        .catch(function () { /* offline: the drawing of the last answer stays */ });
    }
    function soon() { clearTimeout(timer); timer = setTimeout(judge, 400); }
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
  });
})();
