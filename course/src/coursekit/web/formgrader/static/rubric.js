// The levels of a rubric are buttons: one fills in the points as if they had been typed.
$(window).on("load", function () {
  function show() {
    $(".rubric-level").each(function () {
      var level = $(this), grade = formgrader.grades.findWhere({ name: level.data("cell") });
      var score = grade && grade.get("manual_score") !== null ? grade.get("manual_score") : null;
      var given = score !== null && Number(score) === Number(level.data("points"));
      level.attr("aria-pressed", String(given)).toggleClass("btn-primary", given).toggleClass("btn-default", !given);
    });
  }
  $(document).on("click", ".rubric-level", function () {
    var field = $(document.getElementById($(this).data("cell")));
    field.val($(this).data("points")).trigger("change");
  });
  if (typeof formgrader === "undefined" || !formgrader.grades) return;  // nbgrader's own page is broken
  formgrader.grades.on("sync change", show);
  show();
});
