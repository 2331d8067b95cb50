"""ES modules joined into one script: each once, after what it needs, from the first folder."""

import pytest

from labkit.es_modules import join_modules


@pytest.fixture
def folders(tmp_path):
    own, shared = tmp_path / "own", tmp_path / "shared"
    own.mkdir()
    shared.mkdir()
    (own / "form.js").write_text(
        'import { half, twice } from "./shared.js";\nimport { one } from "./base.js";\n'
        "const answer = twice(one) + half;\nexport { answer };\n"
    )
    (shared / "shared.js").write_text(
        'import { one } from "./base.js";\n'
        "export const half = one / 2;\nexport function twice(x) { return 2 * x; }\n"
    )
    (shared / "base.js").write_text("const one = 1;\nexport { one };\n")
    return own, shared


def test_a_module_comes_once_and_after_what_it_needs(folders, node):
    text = join_modules(["form"], folders)
    assert text.count("const one = 1;") == 1 and "import" not in text
    assert text.index("const one") < text.index("const half") < text.index("const answer")
    assert node(text, "() => [rules.answer, rules.half]") == [2.5, 0.5]


def test_a_classic_script_exports_nothing(folders):
    text = join_modules(["form"], folders, exports=False)
    assert "export" not in text and "function twice(x)" in text


def test_the_first_folder_that_holds_a_name_gives_it(folders):
    own, shared = folders
    (own / "base.js").write_text("const one = 7;\nexport { one };\n")
    assert "one = 7" in join_modules(["form"], (own, shared))


def test_a_module_that_is_nowhere_is_named(folders):
    (folders[0] / "lost.js").write_text('import { x } from "./nowhere.js";\n')
    with pytest.raises(FileNotFoundError, match=r"nowhere\.js"):
        join_modules(["lost"], folders)
