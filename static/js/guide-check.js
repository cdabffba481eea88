// The checklist of a guide follows what is typed: the form is sent to be judged, never saved, and files stay here.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var box = document.getElementById("guide-checklist");
    var form = document.getElementById("serviceitemversion_form");
    if (!box || !form) return;
    var timer = null;
    var round = 0;
    function judge() {
      var mine = ++round;
      var data = new FormData(form);
      form.querySelectorAll("input[type=file]").forEach(function (input) { data.delete(input.name); });
      fetch(box.dataset.check, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (html) { if (html !== null && mine === round) box.innerHTML = html; })
        .catch(function () { /* offline: the list of the last answer stays */ });
    }
    function soon() { clearTimeout(timer); timer = setTimeout(judge, 700); }
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
  });
})();
