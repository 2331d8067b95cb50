"""A form as an author declares it: plain data, read into frozen records.

The data is the same as YAML of a unit and as Python in a form's cell. A form whose answers are
marked holds no right answer: its keys stand beside it (`split_keys` parts one file into the two).
A drill is not marked, explains itself to everybody, and so holds the keys of its own questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkit.forms.authoring import KINDS, a_number, a_text, only
from labkit.forms.kinds import Kind
from labkit.forms.words import SAID

__all__ = ["KINDS", "Declaration", "Level", "Question", "read_declaration", "split_keys"]


@dataclass(frozen=True)
class Level:
    """Hold one level of a rubric: its points, what earns it, and its name if it has one."""

    points: float
    words: str
    name: str = ""


@dataclass(frozen=True)
class Question:
    """Hold one question.

    Attributes
    ----------
    id : str
        Name of the question within its form.
    kind : str
        One of `KINDS`.
    text : str
        What is asked, Indonesian, plain text.
    body : Kind
        What an answer may be.
    points : float
        What a right answer is worth beside the other questions.
    hint : str
        How to answer; the view has a sentence of its own for each kind.
    rubric : tuple of Level
        How a text is marked, the best level first.
    key : mapping or None
        Right answer and explanation, in a drill only.
    judgement : bool
        Whether it takes weighing, not only knowing: it counts more minutes.
    """

    id: str
    kind: str
    text: str
    body: Kind
    points: float = 1.0
    hint: str = ""
    rubric: tuple[Level, ...] = ()
    key: Mapping[str, Any] | None = None
    judgement: bool = False

    def read(self, value: Any) -> Any:
        """Return an answer in its plain form, None if there is none.

        Raises
        ------
        ValueError
            If the question cannot have this answer; the message is Indonesian.
        """
        try:
            return self.body.read(value)
        except ValueError as error:
            raise ValueError(f"Jawaban {self.id} {error}.") from None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the view."""
        shown = {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "points": self.points,
            "hint": self.hint,
            "rubric": [vars(level) for level in self.rubric],
            **self.body.plain(),
        }
        return shown | ({"key": dict(self.key)} if self.key else {})


@dataclass(frozen=True)
class Declaration:
    """Hold a whole form: its questions in their order, a title, a few words before them."""

    questions: tuple[Question, ...]
    title: str = ""
    intro: str = ""
    drill: bool = False

    def question(self, name: str) -> Question:
        """Return the question of that id; KeyError if there is none."""
        for question in self.questions:
            if question.id == name:
                return question
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the view, with the sentences it may have to say."""
        return {
            "title": self.title,
            "intro": self.intro,
            "drill": self.drill,
            "said": SAID,
            "questions": [question.to_dict() for question in self.questions],
        }


def read_declaration(given: Declaration | Mapping[str, Any] | Sequence[Any]) -> Declaration:
    """Read a form as an author writes it.

    Parameters
    ----------
    given : mapping or sequence
        Keys questions and, optional, title, intro, drill; or the questions alone. Each has the
        keys id, kind, text; optional points, hint, judgement; and those of its kind:

        single, several, order
            choices (code to text, in the order shown);
        number
            unit, min, max;
        text
            min_words, max_words, lines, rubric (list of points, words and, optional, name);
        match
            rows (code to text), choices (code to text), reuse;
        table
            rows (code to heading), columns (code to label and kind: number, single, text with
            their own keys, or shown with cells, row to text), corner.

    Raises
    ------
    ValueError
        If something is not well formed; the message names it and is for the author.

    Examples
    --------
    >>> asked = {"id": "bobot", "kind": "number", "text": "Jumlah semua bobot?", "unit": "%"}
    >>> read_declaration([asked]).questions[0].points
    1.0
    """
    if isinstance(given, Declaration):
        return given
    whole = given if isinstance(given, Mapping) else {"questions": given}
    only(whole, {"title", "intro", "drill", "questions"}, "form")
    drill, asked = whole.get("drill", False), whole.get("questions")
    if type(drill) is not bool:
        raise ValueError("form: drill is true or false")
    if not isinstance(asked, Sequence) or isinstance(asked, str) or not asked:
        raise ValueError("a form needs at least one question")
    read = tuple(_question(number, one, drill) for number, one in enumerate(asked, 1))
    names = [question.id for question in read]
    if len(set(names)) < len(names):
        raise ValueError(f"two questions share an id: {', '.join(names)}")
    title, intro = a_text(whole, "title", "form"), a_text(whole, "intro", "form")
    return Declaration(read, title, intro, drill)


def split_keys(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what an author wrote in one file into what is shown and what only grading has.

    Parameters
    ----------
    document : mapping
        A declaration whose questions may have a ``key``: right, why and so on, see
        `labkit.forms.marks.check_key`.

    Returns
    -------
    dict, dict
        The declaration, and the key by question id. A drill keeps its keys; its second part is
        empty.
    """
    questions = [dict(question) for question in document.get("questions", ())]
    if document.get("drill"):
        return {**document, "questions": questions}, {}
    keys = {str(q.get("id")): q.pop("key") for q in questions if "key" in q}
    return {**document, "questions": questions}, keys


def _question(number: int, given: Any, drill: bool) -> Question:
    name = given.get("id") if isinstance(given, Mapping) else None
    place = f"question {number} ({name!r})"
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{place}: it needs an id")
    kind, text = given.get("kind"), given.get("text")
    if kind not in KINDS:
        raise ValueError(f"{place}: kind {kind!r}; use one of {', '.join(KINDS)}")
    own, make = KINDS[kind]
    common = {"id", "kind", "text", "points", "hint", "judgement"} | ({"key"} if drill else set())
    only(given, common | own, place)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{place}: it asks nothing")
    if drill and kind == "text":
        raise ValueError(f"{place}: a text cannot be explained at once, so it is no drill")
    if drill and not isinstance(given.get("key"), Mapping):
        raise ValueError(f"{place}: a drill needs a key for each question")
    points = a_number(given, "points", place, 1.0)
    if points <= 0:
        raise ValueError(f"{place}: points are a number above 0")
    if type(given.get("judgement", False)) is not bool:
        raise ValueError(f"{place}: judgement is true or false")
    return Question(
        name,
        kind,
        text,
        make(given, place),
        float(points),
        a_text(given, "hint", place),
        _rubric(given.get("rubric", ()), place),
        given.get("key"),
        given.get("judgement", False),
    )


def _rubric(given: Any, place: str) -> tuple[Level, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ValueError(f"{place}: a rubric is a list of levels")
    levels = []
    for level in given:
        if not isinstance(level, Mapping):
            raise ValueError(f"{place}: a level of the rubric has points and words")
        only(level, {"points", "words", "name"}, f"{place}, rubric")
        points, words = a_number(level, "points", place), a_text(level, "words", place)
        if points is None or points < 0 or not words:
            raise ValueError(f"{place}: a level of the rubric has points and words")
        levels.append(Level(float(points), words, a_text(level, "name", place)))
    if len({level.points for level in levels}) < len(levels):
        raise ValueError(f"{place}: two levels of the rubric have the same points")
    return tuple(sorted(levels, key=lambda level: -level.points))
