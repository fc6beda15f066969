from datetime import timedelta

import pytest

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide, elapse, next_due, open_mentorship
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import store
from domain.mentorship.turn import Turn
from domain.record import StoredFact
from entrypoints.demo.agreement import as_data, goals
from entrypoints.demo.histories import Cost
from entrypoints.demo.outcome import problems, readers, remark
from entrypoints.demo.parts import Couple
from entrypoints.demo.replay import Life, replay
from entrypoints.demo.report import (
    PairReport,
    ProgramName,
    Report,
    count_letters,
    pair_report,
    totals,
)
from tests.entrypoints.demo.conftest import SENT, MakeCouple, MakeLetter

ID = "demo-ada-bo"


class Record:
    """The record of one mentorship, written by what people ask and by passing time."""

    def __init__(self, couple: Couple) -> None:
        pair = couple.pair
        opening = MentorshipOpened(
            cohort="demo",
            program=couple.program,
            mentee=Party.of(pair.mentee),
            mentor=Party.of(pair.mentor),
        )
        self.facts: list[StoredFact] = []
        self.ordered: list[str] = []
        self.state: State
        self.take(open_mentorship(ID, opening, SENT, "launch"))

    def take(self, turn: Turn) -> None:
        self.state = turn.state
        self.facts += [store(ID, fact) for fact in turn.facts]
        self.ordered += [message.id for message in turn.messages]

    def ask(self, by: str, command: str, **data: object) -> None:
        request = Request(id=f"{len(self.facts)}", by=by, command=command, data=data)
        self.take(decide(self.state, request, self.state.at + timedelta(hours=1)))

    def wait(self) -> None:
        due = next_due(self.state)
        assert due is not None
        self.take(elapse(self.state, due.at))

    def until_closed(self) -> None:
        while self.state.stage != "closed":
            self.wait()


def ghosts(couple: MakeCouple) -> Record:
    record = Record(couple("ghost", "ghost"))
    record.until_closed()
    return record


def signed(pair: Couple) -> Record:
    record = Record(pair)
    record.ask("ada", "propose_goals", **as_data(goals(pair)))
    record.ask("ada", "name_gaps", skills=["planning"])
    record.ask("bo", "share_experience", experience=["hiring"], style="advisory")
    for person in ("ada", "bo"):
        record.ask(person, "set_expectations", expectations={})
    for person in ("ada", "bo"):
        record.ask(person, "sign_agreement")
    return record


def reported(record: Record, couple: Couple, messages: int = 0) -> PairReport:
    return pair_report(couple, replay(ID, record.facts), messages)


def test_a_record_tells_the_same_messages_that_were_ordered(couple: MakeCouple) -> None:
    record = ghosts(couple)
    assert list(replay(ID, record.facts).ordered) == record.ordered


def test_an_empty_record_is_a_mentorship_that_has_not_opened() -> None:
    life = replay(ID, [])
    assert (life.stage, life.outcome, life.health, life.reviews) == ("unopened", "", None, (0, 0))


def test_a_ghost_pair_is_reported_with_every_rung(couple: MakeCouple) -> None:
    pair = couple("ghost", "ghost")
    found = reported(ghosts(couple), pair, 12)
    (episode,) = found.episodes
    ladder = [rung.rung for rung in pair.program.escalation.ladder if rung.rung != "ask_deputy"]
    assert (found.stage, found.outcome, found.messages) == ("closed", "never_started", 12)
    assert (episode.trigger, episode.by) == ("agreement_overdue", "default")
    assert list(episode.rungs) == ladder
    assert found.meetings.booked == 0
    assert found.goal_attainment is None


def test_meetings_and_reviews_are_counted(couple: MakeCouple) -> None:
    pair = couple()
    record = signed(pair)
    while not any(survey.kind == "review" for survey in record.state.surveys):
        record.wait()
    held, missed = [m.number for m in record.state.meetings][:2]
    record.ask("ada", "record_meeting", meeting=held, held=True)
    record.ask("ada", "record_meeting", meeting=missed, held=False, reason="forgot")
    levels = [{"goal": goal.id, "level": 0} for goal in goals(pair)]
    record.ask(
        "bo", "answer_survey", survey="review-1", answers={"satisfaction": 8, "goals": levels}
    )
    found = reported(record, pair)
    assert found.meetings.booked == len(record.state.meetings)
    assert (found.meetings.held, found.meetings.missed) == (1, 1)
    assert (found.reviews.asked, found.reviews.answered) == (2, 1)
    assert found.goal_attainment == 50.0
    assert found.events == record.state.version


def test_letters_are_counted_by_pair_and_reader_and_twice_sent_ones_found(
    letter: MakeLetter,
) -> None:
    post = count_letters(
        [
            letter("review", version=1),
            letter("review", version=1),
            letter("nudge", version=2),
            letter("nudge", effect="demo-cleo-bo/2/2", to="bo@example.org"),
        ]
    )
    assert (post.letters, post.duplicates) == (4, 1)
    assert post.by_mentorship == {ID: 3, "demo-cleo-bo": 1}
    assert post.by_reader == {"ada@example.org": 3, "bo@example.org": 1}


def test_totals_add_up(couple: MakeCouple, letter: MakeLetter) -> None:
    pair = couple("ghost", "ghost")
    found = reported(ghosts(couple), pair)
    summed = totals((found, found), count_letters([letter("review")]), Cost(30, 8), 2)
    assert (summed.pairs, summed.never_started, summed.completed) == (2, 2, 0)
    assert summed.events == 2 * found.events
    assert (summed.messages, summed.history_events, summed.actions) == (1, 30, 10)


def report(pairs: tuple[PairReport, ...], duplicates: int = 0) -> Report:
    post = count_letters([]).model_copy(update={"duplicates": duplicates})
    return Report(
        cohort="demo",
        program=ProgramName(name="growth", version=1),
        seed=7,
        speed="4d/s",
        started=SENT,
        seconds=1.5,
        pairs=pairs,
        totals=totals(pairs, post, Cost(), 0),
    )


def test_nothing_is_wrong_where_all_is_closed_and_sent_once(couple: MakeCouple) -> None:
    closed = reported(ghosts(couple), couple("ghost", "ghost"))
    assert list(problems(report((closed,)), [], [], {})) == []


def test_everything_that_is_wrong_is_told(couple: MakeCouple) -> None:
    pair = couple()
    still_open = reported(signed(pair), pair)
    found = list(problems(report((still_open,), 2), ["a/1/1"], ["a/2/1"], {"not_allowed": 3}))
    assert len(found) == 5
    assert found[0] == f"1 pair did not close: {ID}."
    assert found[1] == "2 letters arrived twice."
    assert found[4] == "3 answers of simulated people met the refusal not_allowed."


def test_everybody_is_listed_with_their_letters(couple: MakeCouple, letter: MakeLetter) -> None:
    listed = readers([couple()], count_letters([letter("review")]))
    assert listed == [("Ada", 1), ("Bo", 0), ("Ines Okafor (manager)", 0)]


@pytest.mark.parametrize(("hours", "told"), [(2, False), (80, True)])
def test_a_machine_that_is_too_slow_is_told_of(hours: int, told: bool) -> None:
    assert bool(remark([timedelta(hours=hours)] * 3)) == told
    assert remark([]) == ""


def test_a_life_without_surveys_has_no_reviews() -> None:
    assert Life("a", None, (), ()).reviews == (0, 0)
