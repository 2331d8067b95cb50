// A date that was refused must not look like one that was saved.
$(document).ajaxError(function (event, answer, request) {
  if (request.type !== "PUT" || request.url.indexOf("/formgrader/api/assignment/") === -1) return;
  var words = "Server tidak menjawab; muat ulang halaman dan coba lagi.";
  try { words = JSON.parse(answer.responseText).message || words; } catch (error) { /* no words */ }
  createModal("due-refused-modal", "Tenggat tidak disimpan", $("<p/>").text(words))
    .on("hidden.bs.modal", function () { window.location.reload(); });
});
