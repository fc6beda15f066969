"""What a survey is made of: questions with stable keys, and who sees the answers."""

from typing import Literal

from domain.model import Model

Role = Literal["mentee", "mentor"]
BOTH: tuple[Role, ...] = ("mentee", "mentor")


class Option(Model):
    """One answer to choose, as it is stored and as people read it."""

    key: str
    words: str


class Question(Model):
    """One question; its answer is stored under `key`.

    `for_mentor` are the words for the mentor where they differ. A `scale` runs from `low` to
    `high`, a `choice` is one of `options`, `goals` asks for a level of every goal. `private`
    answers are for the people who run the program, never for the other person of the pair.
    """

    key: str
    kind: Literal["scale", "choice", "date", "text", "goals"]
    words: str
    for_mentor: str = ""
    required: bool = False
    private: bool = False
    low: int = 0
    high: int = 10
    low_words: str = ""
    high_words: str = ""
    options: tuple[Option, ...] = ()

    def ask(self, role: str) -> str:
        """The question in the words for a role."""
        return self.for_mentor if role == "mentor" and self.for_mentor else self.words


class Instrument(Model):
    """A survey: who answers it (`who`) and what it asks; `kind` says what it can be used for."""

    name: str
    kind: Literal["review", "fit", "final", "follow_up"]
    title: str
    intro: str
    who: tuple[Role, ...] = BOTH
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        """Find a question by its key."""
        return next((question for question in self.questions if question.key == key), None)
