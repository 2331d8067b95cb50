"""The skeleton of a new course: whole, without a fault, and nobody else's."""

import tomllib

import pytest
from click.testing import CliRunner

from coursekit.authoring.generate import check
from coursekit.authoring.lint import lint
from coursekit.authoring.new import new_course
from coursekit.book.contents import contents_of
from coursekit.cli import main
from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout, own_checkout
from coursekit.core.settings import load_settings
from coursekit.core.syllabus import load_syllabus


def begin(folder, *options):
    return CliRunner().invoke(main, ["new", str(folder), *options])


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("baru") / "statistika-pertanian"
    told = begin(root)
    assert told.exit_code == 0, told.output
    assert "make serve" in told.output
    return CourseLayout(root)


def test_its_labs_are_made_and_without_faults(course):
    syllabus = load_syllabus(course.syllabus)
    units = [unit.id for unit in syllabus.labs]
    assert check(course, units) == [] and lint(course, syllabus).findings == ()
    assert [chapter["file"] for chapter in contents_of(course)["parts"][0]["chapters"]] == units
    assert sum(unit.weight for unit in syllabus.labs) == pytest.approx(100)
    assert syllabus.title == "Statistika pertanian" and syllabus.course_id == course.root.name


def test_its_project_has_the_kits_needs_and_its_own_name(course):
    project = tomllib.loads((course.root / "pyproject.toml").read_text())["project"]
    ours = tomllib.loads((own_checkout().root / "pyproject.toml").read_text())["project"]
    for key in ("dependencies", "optional-dependencies", "scripts", "entry-points"):
        assert project[key] == ours[key], key
    assert project["name"] == "statistika-pertanian"
    for name in ("requirements.lock", "environment.yml"):
        text = (course.root / name).read_text()
        assert ours["name"] not in text and project["name"] in text


def test_nothing_is_left_to_fill_in(course):
    for path in course.root.rglob("*"):
        inner = path.relative_to(course.root).parts
        if path.is_file() and inner[:2] != ("course", "src"):
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert "@TITLE@" not in text and "@COURSE@" not in text and path.suffix != ".in"


def test_a_package_of_its_own_is_begun_in_kit_and_settings(tmp_path):
    assert begin(tmp_path / "kursus", "--package", "tani", "--title", "Ilmu tani").exit_code == 0
    layout = CourseLayout(tmp_path / "kursus")
    assert (layout.course / "src" / "tani" / "__init__.py").is_file()
    packages = tomllib.loads((layout.root / "pyproject.toml").read_text())
    assert "course/src/tani" in packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert "warm: [tani]" in (layout.hub / "settings.yaml").read_text()


def test_settings_without_a_package_are_all_defaults(course):
    assert load_settings(course.hub / "settings.yaml")["grading"]["warm"] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--id", "Kursus Baru"), "small letters"),
        (("--title", "A: B"), "one line without"),
        (("--package", "coursekit"), "no name for a Python package"),
        (("--package", "2x"), "no name for a Python package"),
    ],
)
def test_what_is_of_no_use_is_refused_before_anything_is_written(tmp_path, options, words):
    told = begin(tmp_path / "kursus", *options)
    assert told.exit_code == 2 and words in told.output
    assert not (tmp_path / "kursus").exists()


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "punya-orang").touch()
    told = begin(tmp_path)
    assert told.exit_code == 2 and "is not empty" in told.output


def test_a_kit_without_its_checkout_is_named(tmp_path):
    with pytest.raises(UsageError, match="run inside a whole checkout"):
        new_course(CourseLayout(tmp_path / "a"), tmp_path / "b", "Judul", "judul")
