"""The widget of the quiz: shows questions, keeps answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labkit.forms import Form, assets
from labkit.quiz.questions import Question
from labkit.quiz.state import QuizState

__all__ = ["QuizForm", "quiz_view"]


class QuizForm(Form):
    """Answer questions; see `labkit.quiz.quiz`."""

    _esm, _css = assets("labkit", "quiz")

    def __init__(
        self,
        name: str,
        questions: tuple[Question, ...],
        title: str,
        *,
        folder: Path | str | None = None,
    ) -> None:
        def read(content: Mapping[str, Any]) -> QuizState:
            return QuizState.read(content, questions)

        super().__init__(
            name,
            {"title": title, "questions": [question.to_dict() for question in questions]},
            clean=lambda content: read(content).to_dict(),
            view=lambda content: quiz_view(read(content)),
            folder=folder,
        )


def quiz_view(state: QuizState) -> dict[str, Any]:
    """Return what the kernel says of a state: how many questions are answered, which are not."""
    return {"answered": len(state.given), "unanswered": state.unanswered}
