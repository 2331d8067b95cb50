"""What a trainee has answered in a quiz: frozen data, pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labkit.answers import AnswerError
from labkit.quiz.questions import Question, read_questions

__all__ = ["QuizState", "given_answers"]


@dataclass(frozen=True)
class QuizState:
    """Hold the answers given so far.

    Examples
    --------
    >>> asked = read_questions([{"id": "bobot", "kind": "number", "text": "Jumlah semua bobot?"}])
    >>> QuizState.read({}, asked).answer("bobot", 100).to_dict()
    {'questions': {'bobot': 100}}
    """

    questions: tuple[Question, ...]
    given: Mapping[str, Any]

    @classmethod
    def read(cls, content: Mapping[str, Any], questions: tuple[Question, ...]) -> QuizState:
        """Read an answer's content; an empty one gives a blank quiz.

        Raises
        ------
        labkit.answers.AnswerError
            If the content is not what the form saves; the message is Indonesian.
        """
        found = content.get("questions", {}) if isinstance(content, Mapping) else None
        if not isinstance(found, Mapping):
            raise AnswerError('Jawaban kuis tidak terbaca: bagian "questions" tidak ada.')
        try:
            read = {question.id: question.read(found.get(question.id)) for question in questions}
        except ValueError as error:
            raise AnswerError(f"Jawaban kuis tidak terbaca. {error}") from None
        return cls(questions, {name: value for name, value in read.items() if value is not None})

    def answer(self, name: str, value: Any) -> QuizState:
        """Return the state with one question answered anew; None takes an answer back."""
        return QuizState.read({"questions": {**self.given, name: value}}, self.questions)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the answer file; questions without an answer are left out."""
        return {"questions": dict(self.given)}

    @property
    def unanswered(self) -> list[str]:
        """Return the ids of questions without an answer, in their order."""
        return [question.id for question in self.questions if question.id not in self.given]

    def missing_words(self) -> str:
        """Say in Indonesian which questions have no answer; empty if none.

        Questions are named by their number in the quiz.
        """
        numbers = [
            str(number)
            for number, question in enumerate(self.questions, 1)
            if question.id not in self.given
        ]
        if not numbers:
            return ""
        return f"Kuis belum lengkap: belum ada jawaban untuk pertanyaan {', '.join(numbers)}."


def given_answers(answer: Any, questions: Sequence[Mapping[str, Any]]) -> QuizState:
    """Return what a quiz's answer file holds.

    Parameters
    ----------
    answer : labkit.answers.Answer or mapping
        As `labkit.answers.read_answer` gives it, or its `answers`.
    questions : sequence of mapping
        The same questions as the form shows.

    Raises
    ------
    labkit.answers.AnswerError
        If the content was changed by hand into something the form never saves.
    """
    content = getattr(answer, "answers", answer)
    return QuizState.read(content, read_questions(questions))
