// A date that was refused must not look like one that was saved: its window stays open and says why.
$(document).ajaxError(function (event, answer, request) {
  if (request.type !== "PUT" || request.url.indexOf("/formgrader/api/assignment/") === -1) return;
  var words = "Server tidak menjawab; muat ulang halaman dan coba lagi.";
  try { words = JSON.parse(answer.responseText).message || words; } catch (error) { /* no words */ }
  var reload = function () { window.location.reload(); };  // the page itself still holds what was typed
  var edited = $("#edit-assignment-modal");
  if (!edited.length) {
    createModal("due-refused-modal", "Tenggat tidak disimpan", $("<p/>").text(words))
      .on("hidden.bs.modal", reload);
    return;
  }
  edited.find(".due-refused").remove();
  edited.find(".modal-body").append(
    $("<p/>").addClass("due-refused alert alert-danger").attr("role", "alert")
      .append($("<b/>").text("Tenggat tidak disimpan. "), document.createTextNode(words)));
  edited.find("button.save").text("Save");
  edited.off("hidden.bs.modal.refused").on("hidden.bs.modal.refused", reload);
});
