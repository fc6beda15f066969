import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from jinja2 import UndefinedError

from adapters.mail import words
from adapters.mail.letter import Letter, calendar_text, write
from adapters.mail.samples import FACTS, LINKS, MENTEE, MENTOR, sample, samples
from domain.mentorship.messages import Kind, Message

KINDS: tuple[Kind, ...] = get_args(Kind)
MESSAGES = [message for kind in KINDS for message in samples(kind)]
IDS = [f"{message.kind}-{message.id.rpartition('/')[2]}" for message in MESSAGES]
URL = "https://mentoring.example.org/a/a-link"
PEOPLE_WRITE = {
    "partner", "note", "description", "words", "goal", "to", "suggestion", "why", "partner_email",
    "goals", "evidence", "checklist", "missing", "mentee", "mentor",
}  # fmt: skip
every_message = pytest.mark.parametrize("message", MESSAGES, ids=IDS)


def letter(message: Message) -> Letter:
    return write(message, URL if message.link else "")


def to_mentor(kind: Kind, **facts: Any) -> Letter:
    return letter(sample(kind, MENTOR, FACTS[kind][0] | facts, "spring-P013/1/1"))


def to_mentee(kind: Kind, **facts: Any) -> Letter:
    return letter(sample(kind, MENTEE, FACTS[kind][0] | facts, "spring-P013/1/1"))


class Reader(HTMLParser):
    """Reads a page as a person would, and notices what was opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @classmethod
    def of(cls, page: str) -> "Reader":
        reader = cls()
        reader.feed(page)
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_has_a_sample_for_each_of_its_readers(kind: Kind) -> None:
    readers = {message.to.role for message in samples(kind)}
    alone = {"manager_task": {"manager"}, "deputy_task": {"deputy"}}
    assert readers == alone.get(kind, {"mentee", "mentor"})


@every_message
def test_a_letter_is_whole_as_text(message: Message) -> None:
    text = letter(message).text
    assert text.startswith(f"Hello {message.to.name},")
    assert message.program in text
    odd = r"None|\{|\}|\bTrue\b|\bFalse\b|_|\n\n\n| ,| \."
    assert not re.search(odd, text.replace(URL, "url"))


@every_message
def test_a_letter_fits_a_narrow_window(message: Message) -> None:
    assert max(len(row) for row in letter(message).text.splitlines()) <= 76


@every_message
def test_the_page_says_what_the_text_says(message: Message) -> None:
    written = letter(message)
    page = Reader.of(written.html).text
    for block in written.blocks:
        said = (
            [part for row in block.rows for part in row] if block.kind == "rows" else block.lines
        )
        assert all(part in page for part in said)
    assert written.subject in page
    assert written.because in page


@every_message
def test_the_page_closes_what_it_opens(message: Message) -> None:
    assert Reader.of(letter(message).html).open == []


@every_message
def test_a_letter_has_one_thing_to_click_if_there_is_something_to_do(message: Message) -> None:
    written = letter(message)
    clicks = [URL] if message.kind in LINKS else []
    assert Reader.of(written.html).links == clicks
    assert written.text.count(URL) == len(clicks)
    assert bool(written.action) == bool(clicks)


@every_message
def test_a_letter_says_why_it_came(message: Message) -> None:
    assert letter(message).because.startswith("You get this because ")
    assert letter(message).because.endswith(".")


@every_message
def test_a_subject_is_one_short_line(message: Message) -> None:
    subject = letter(message).subject
    assert 10 < len(subject) < 100
    assert subject == words.line(subject)


def test_a_long_task_does_not_fill_the_subject() -> None:
    written = to_mentee("task_reminder", what="Write down the three questions " * 16)
    assert len(written.subject) <= 120
    assert written.subject.endswith("…")
    assert written.blocks[1].lines == (("Write down the three questions " * 16).strip(),)


@every_message
def test_the_same_message_is_the_same_letter(message: Message) -> None:
    assert (letter(message).text, letter(message).html) == (
        letter(message).text,
        letter(message).html,
    )


def with_words(message: Message, said: str) -> Message:
    """The message, with everything in it that people write replaced."""
    facts = {name: _replaced(name, value, said) for name, value in message.facts.items()}
    reader = message.to.model_copy(update={"name": said})
    changes = {"to": reader, "facts": facts, "program": said, "manager": said}
    return message.model_copy(update=changes)


def _replaced(name: str, value: Any, said: str) -> Any:
    if name not in PEOPLE_WRITE or not value:
        return value
    return [said for _ in value] if isinstance(value, list) else said


@every_message
def test_nobodys_words_change_the_shape_of_a_letter(message: Message) -> None:
    nasty = letter(with_words(message, "- a\n\n> b\r\n| c | d\n- <b>e</b> {{ partner }}"))
    plain = letter(with_words(message, "word"))
    assert [block.kind for block in nasty.blocks] == [block.kind for block in plain.blocks]
    assert "<b>" not in nasty.html
    assert Reader.of(nasty.html).open == []
    assert "\n" not in nasty.subject


@every_message
def test_a_letter_without_a_fact_that_it_needs_is_never_sent(message: Message) -> None:
    bare = message.model_copy(update={"facts": {}})
    with pytest.raises(UndefinedError):
        letter(bare)


def test_each_reads_a_deadline_in_their_own_zone() -> None:
    due = "2026-03-17T13:00:00+00:00"
    assert "Tuesday 17 March 2026, 13:00 (Europe/Lisbon)" in to_mentee("invitation", due=due).text
    assert "Tuesday 17 March 2026, 14:00 (Europe/Berlin)" in to_mentor("invitation", due=due).text


def test_a_deadline_in_summer_is_told_in_summer_time() -> None:
    written = to_mentor("review", closes="2026-03-31T13:00:00+00:00")
    assert "Tuesday 31 March 2026, 15:00 (Europe/Berlin)" in written.text


def test_a_meeting_is_told_in_both_zones() -> None:
    rows = dict(to_mentor("meeting_invitation").blocks[1].rows)
    assert rows["When"] == "Tuesday 10 March 2026, 15:00 to 16:00 (Europe/Berlin)"
    assert rows["For Ana Sousa"] == "Tuesday 10 March 2026, 14:00 to 15:00 (Europe/Lisbon)"


def test_two_people_in_one_zone_read_one_time() -> None:
    message = next(samples("meeting_invitation"))
    assert message.meeting is not None
    neighbour = message.meeting.mentor.model_copy(update={"timezone": MENTEE.timezone})
    meeting = message.meeting.model_copy(update={"mentor": neighbour})
    rows = letter(message.model_copy(update={"meeting": meeting})).blocks[1].rows
    assert [label for label, _ in rows] == ["When", "With", "Length"]


def test_numbers_are_those_of_the_program() -> None:
    text = to_mentee(
        "invitation", length="17 weeks", every="1 week", goals_min=2, goals_max=3
    ).text
    assert "17 weeks" in text
    assert "Every week" in text
    assert "2 to 3 goals" in text


def test_mentee_and_mentor_are_asked_for_their_own_part_of_the_agreement() -> None:
    assert "propose 1 to 5 goals" in to_mentee("invitation").text
    assert "experience you would like to share" in to_mentor("invitation").text


def test_what_is_missing_is_listed_in_plain_words() -> None:
    written = to_mentee("agreement_reminder", missing=["gaps", "your signature"])
    assert written.blocks[1].lines == (
        "the skills and the knowledge that you want to build",
        "your signature",
    )


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("mentor", "set by Jürgen Weiß."),
        ("mentee", "set by you."),
        ("manager", "set by Ines Okafor."),
        ("program", "set by the people who run Career growth mentoring."),
    ],
)
def test_a_pause_says_who_set_it(by: str, said: str) -> None:
    assert said in " ".join(to_mentee("pause_notice", by=by).text.split())


def test_a_pause_with_a_date_of_return_does_not_threaten_an_end() -> None:
    assert "mentorship ends" not in to_mentee("pause_notice").text
    assert "After 60 days" in to_mentee("pause_notice", resume_on=None).text


def test_a_nudge_carries_the_managers_own_words_as_a_quotation() -> None:
    written = to_mentee("nudge", words="Shall we talk?\nOn Friday?")
    assert ("Shall we talk?", "On Friday?") in [block.lines for block in written.blocks]


@pytest.mark.parametrize("trigger", ["satisfaction", "fit", "concern"])
def test_a_nudge_never_tells_what_only_the_managers_may_know(trigger: str) -> None:
    text = to_mentor("nudge", trigger=trigger, why="Ana gave 2 of 10.", words="Hello!").text
    assert "2 of 10" not in text
    assert trigger not in text


def test_a_case_says_what_happens_if_nobody_decides() -> None:
    (message,) = (found for found in samples("manager_task") if found.facts["default_at"])
    rows = dict(letter(message).blocks[-2].rows)
    assert rows["If nobody decides"].startswith(
        "The mentorship is paused on Tuesday 17 March 2026"
    )


def test_nobody_is_asked_to_answer_to_themselves() -> None:
    (message, *_) = samples("manager_task")
    assert "Questions?" not in letter(message).text
    assert "Questions?" in to_mentee("review").text


def test_a_link_says_until_when_it_works() -> None:
    message = next(samples("review"))
    assert message.link is not None
    ends = datetime.fromisoformat("2026-04-01T11:00:00+00:00")
    link = message.link.model_copy(update={"expires": ends})
    said = " ".join(letter(message.model_copy(update={"link": link})).text.split())
    assert "works until Wednesday 1 April 2026, 12:00 (Europe/Lisbon)" in said


def test_a_calendar_shows_who_meets() -> None:
    title, description = calendar_text(next(samples("meeting_invitation")))
    assert title == "Mentoring meeting 3: Ana Sousa and Jürgen Weiß"
    assert "Career growth mentoring" in description
