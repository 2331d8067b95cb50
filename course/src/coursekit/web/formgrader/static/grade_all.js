// The button "grade all that is new" on the page of submissions.
$(function () {
  var button = $("#grade-all"), words = $("#grade-all-words");
  button.on("click", function () {
    button.prop("disabled", true);
    words.text("Menilai … halaman ini boleh ditinggalkan.");
    $.post(base_url + "/formgrader/api/assignment/" + assignment_id + "/autograde")
      .done(function (text) {
        var told = JSON.parse(text);
        var title = told.success ? "Success" : "Error";
        var line = told.success ? "Penilaian selesai." : "Penilaian belum selesai seluruhnya.";
        createLogModal("grade-all-modal", title, line, told.log, told.error)
          .on("hidden.bs.modal", function () { window.location.reload(); });
        words.text(line);
      })
      .fail(function () { words.text("Server tidak menjawab; muat ulang halaman dan coba lagi."); })
      .always(function () { button.prop("disabled", false); });
  });
});
