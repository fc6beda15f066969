"""Any story at all: random programs, people, requests, deliveries and time; what always holds."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.mentorship import events as e
from domain.mentorship.commands import Request
from domain.mentorship.decide import decide, dues, elapse, is_over, next_due
from domain.mentorship.episodes import HUMAN_TRIGGERS, STALLS
from domain.mentorship.erasure import erase
from domain.mentorship.messages import Message
from domain.mentorship.parties import PAIR
from domain.mentorship.personal import parts
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State, other
from domain.mentorship.storage import fold, load, store
from domain.mentorship.turn import Fact, Turn, evolve
from domain.readmodels.projection import project
from domain.readmodels.sheet import Sheet
from domain.record import StoredFact
from domain.surveys.model import Role
from tests.domain.mentorship.anybody import (
    BY_STAGE,
    GOALS,
    HOURS,
    LENGTHS,
    LIKELY,
    PROGRAMS,
    ROLES,
    data_for,
    fitting_answers,
)
from tests.domain.mentorship.story import EVERY_DAY, MONDAYS, TUESDAYS, Story, program, report

AFTER_THE_END = {
    "survey_opened",
    "survey_reminded",
    "survey_answered",
    "survey_closed",
    "link_requested",
    "staff_acted",
    "message_bounced",
    "reminder_skipped",
}
FREE = st.sampled_from([(EVERY_DAY, EVERY_DAY), (MONDAYS, TUESDAYS), (MONDAYS, EVERY_DAY)])
MOST_PAUSES = 3
MOST_STEPS = 1500
"""A long mentorship takes some hundred steps to its end; one that never ends takes all these."""


class AnyStory(RuleBasedStateMachine):
    """One mentorship that anything may happen to."""

    @initialize(
        rules=PROGRAMS,
        free=FREE,
        begun=st.sampled_from(["aligning", "active", "active", "active", "closing"]),
    )
    def opened(self, rules: dict[str, Any], free: Any, begun: str) -> None:
        story = Story(free, **rules)
        if begun != "aligning":
            story.signed()
        if begun == "closing":
            story.lasts_until((story.state.ends or story.at) - timedelta(days=1))
        self.at = story.at
        self.count = 0
        self.pauses = 0
        self.state = story.state
        self.facts: list[Fact] = []
        self.unreported: list[Message] = []
        self.ids: set[str] = set()
        self.folded = fold("m1", [store("m1", story.facts[0])])
        for fact in story.facts[1:]:
            assert self.folded is not None
            self.folded = evolve(self.folded, fact)
        self.begin = list(story.facts)
        self.keep(story.facts, story.messages)

    @rule(data=st.data(), times=st.integers(1, 4))
    @precondition(lambda self: self.state.stage != "closed")
    def they_do_what_fits(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            fitting = (("manager", "resume"),) if self.state.pause else BY_STAGE[self.state.stage]
            by, command = data.draw(st.sampled_from(fitting))
            self.ask(by, command, data.draw(data_for(self.state, self.at, command)))
            self.passes(data.draw(HOURS))

    @rule(by=st.sampled_from(PAIR), held=st.booleans(), again=st.booleans())
    @precondition(lambda self: any(m.status == "booked" for m in self.state.meetings))
    def they_meet_or_not(self, by: str, held: bool, again: bool) -> None:
        meeting = next(m for m in self.state.meetings if m.status == "booked")
        self.passes(max(timedelta(0), meeting.end - self.at))
        told = {"meeting": meeting.number, "reason": "forgot"}
        self.ask(by, "record_meeting", told | {"held": held})
        self.ask(other(by), "record_meeting", told | {"held": again})

    @rule(by=st.sampled_from(PAIR), weeks=st.integers(1, 4), goals=GOALS)
    @precondition(lambda self: self.state.stage in ("active", "closing"))
    def they_agree_on_something_new(self, by: str, weeks: int, goals: list[Any]) -> None:
        self.ask(by, "change_goals", {"goals": goals})
        self.ask(other(by), "extend", {"weeks": weeks})
        self.passes(timedelta(hours=5))
        self.ask(other(by), "accept_goals", {})
        self.ask(by, "extend", {"weeks": weeks})

    @rule(by=st.sampled_from(PAIR))
    @precondition(lambda self: self.state.stage != "closed")
    def somebody_worries(self, by: str) -> None:
        self.ask(by, "raise_concern", {"text": f"worry {self.count}"})

    @rule(by=st.sampled_from(ROLES), command=st.sampled_from(LIKELY), data=st.data())
    def somebody_asks(self, by: str, command: str, data: st.DataObject) -> None:
        self.ask(by, command, data.draw(data_for(self.state, self.at, command)))

    @rule(data=st.data(), role=st.sampled_from(PAIR))
    @precondition(lambda self: any(survey.open for survey in self.state.surveys))
    def somebody_answers(self, data: st.DataObject, role: str) -> None:
        survey = next(survey for survey in self.state.surveys if survey.open)
        given = {"survey": survey.id, "answers": data.draw(fitting_answers(self.at)[survey.kind])}
        self.ask(role, "answer_survey", given)

    @rule(data=st.data())
    @precondition(lambda self: self.state.open_episodes)
    def the_manager_decides(self, data: st.DataObject) -> None:
        wish = data.draw(data_for(self.state, self.at, "decide_episode"))
        self.ask("manager", "decide_episode", wish | {"note": "as we said"})

    @rule(length=LENGTHS)
    def time_passes(self, length: timedelta) -> None:
        self.passes(length)

    def passes(self, length: timedelta) -> None:
        until = self.at + length
        while (due := next_due(self.state)) and due.at <= until:
            self.at = max(self.at, due.at)
            self.take(elapse(self.state, self.at))
        self.at = until

    @rule(length=LENGTHS)
    def nobody_looks_for_a_while(self, length: timedelta) -> None:
        self.at += length
        self.take(elapse(self.state, self.at))

    @rule(outcomes=st.lists(st.sampled_from(["delivered", "bounced", "skipped"]), max_size=4))
    @precondition(lambda self: self.unreported)
    def letters_arrive_or_not(self, outcomes: list[str]) -> None:
        reports = [report(m, fate) for m, fate in zip(self.unreported, outcomes, strict=False)]
        self.unreported = self.unreported[len(reports) :]
        self.ask("program", "note_deliveries", {"reports": reports})

    @rule(length=st.timedeltas(timedelta(minutes=1), timedelta(days=4)))
    @precondition(lambda self: self.state.running and self.pauses < MOST_PAUSES)
    def a_pause_moves_every_later_date(self, length: timedelta) -> None:
        self.pauses += 1
        self.take(elapse(self.state, self.at))
        before = self.state
        self.ask("mentee", "pause", {"reason": "a break"})
        self.at += length
        self.ask("mentee", "resume", {})
        if self.state.stage != "closed":
            after = {(due.waits_for, due.at) for due in dues(self.state)}
            assert {(name, at + length) for name, at in lasting(before, self.at - length)} <= after

    @rule(rules=PROGRAMS | st.none())
    @precondition(lambda self: self.state.stage != "closed")
    def the_program_changes(self, rules: dict[str, Any] | None) -> None:
        self.take(elapse(self.state, self.at))
        if self.state.stage == "closed":
            return
        version = self.state.program.version + 1
        newer = (
            self.state.program.model_copy(update={"version": version})
            if rules is None
            else program(**rules, version=version)
        )
        before, sent = waits(self.state), len(self.ids)
        self.ask("manager", "change_program", {"program": newer.model_dump(mode="json")})
        assert self.state.program == newer
        assert len(self.ids) == sent, "a change of rules sends nothing by itself"
        if rules is None:
            assert waits(self.state) == before, "what the rules have not changed stays"

    def ask(self, by: str, command: str, data: dict[str, Any]) -> None:
        self.count += 1
        request = Request(id=f"any{self.count}", by=by, command=command, data=data)
        try:
            turn = decide(self.state, request, self.at)
        except Refused:
            return
        self.take(turn)
        assert not decide(self.state, request, self.at).facts

    def take(self, turn: Turn) -> None:
        assert [fact.version for fact in turn.facts] == [
            self.state.version + n + 1 for n in range(len(turn.facts))
        ]
        for fact in turn.facts:
            assert self.state.at <= fact.at
            assert self.folded is not None
            assert self.folded.stage != "closed" or fact.event.TYPE in AFTER_THE_END, fact
            if isinstance(fact.event, e.RungTaken):
                assert_climbs(self.folded, fact.event)
            self.folded = evolve(self.folded, load(store("m1", fact)))
        self.state = turn.state
        assert self.folded == self.state
        due = next_due(self.state)
        assert due is None or due.at > turn.at, due
        self.keep(turn.facts, turn.messages)

    def keep(self, facts: list[Fact], messages: list[Message]) -> None:
        self.facts += facts
        versions = {fact.version for fact in facts}
        for message in messages:
            assert message.id not in self.ids
            self.ids.add(message.id)
            mentorship, version, _ = message.id.split("/")
            assert (mentorship, int(version) in versions) == ("m1", True)
            assert message.to == self.state.recipient(message.to.role)
            if message.rung is not None:
                self.unreported.append(message)

    @invariant()
    def no_two_open_cases_of_one_trigger(self) -> None:
        open_ones = [episode.trigger for episode in self.state.open_episodes]
        assert len(open_ones) == len(set(open_ones))

    @invariant()
    def at_most_one_meeting_lies_ahead(self) -> None:
        ahead = [m for m in self.state.meetings if m.status == "booked" and m.start > self.at]
        assert len(ahead) <= (0 if self.state.pause or self.state.stage != "active" else 1)

    @invariant()
    def the_state_survives_being_written_down(self) -> None:
        assert State.model_validate_json(self.state.model_dump_json()) == self.state

    def teardown(self) -> None:
        if not hasattr(self, "state"):
            return
        for _ in range(MOST_STEPS):
            due = next_due(self.state)
            if due is None:
                break
            self.at = max(self.at, due.at)
            self.take(elapse(self.state, self.at))
        assert is_over(self.state), f"still {self.state.stage} at {self.at}"
        assert fold("m1", [store("m1", fact) for fact in self.facts]) == self.state
        for role in PAIR:
            assert_forgets(self.facts, self.state, role)


def assert_forgets(facts: list[Fact], state: State, role: Role) -> None:
    """A state that forgets is the fold of facts without the words; so are the rows."""
    turn = erase(state, role, state.at, "erasure:1")
    clear = [store("m1", fact) for fact in (*facts, *turn.facts)]
    shut = [fact.changed(data=fact.data | left_without(fact, role)) for fact in clear]

    assert fold("m1", shut) == turn.state
    assert rows_of(shut) == rows_of(clear)


def left_without(fact: StoredFact, role: Role) -> dict[str, Any]:
    found = parts(fact.type, fact.data)
    return {part.field: part.left for part in found if role in part.roles}


def rows_of(facts: list[StoredFact]) -> dict[str, Any]:
    sheet = Sheet("m1")
    for fact in facts:
        project(sheet, load(fact))
    return sheet.tables


def waits(state: State) -> list[tuple[str, datetime]]:
    """What the rules wait for, and until when."""
    return [(due.waits_for, due.at) for due in dues(state)]


def lasting(state: State, at: datetime) -> set[tuple[str, datetime]]:
    """What a state waits for and will wait for after a pause: no meeting ahead, no stall case."""
    stalled = {ep.next_at for ep in state.open_episodes if ep.trigger in STALLS}
    ahead = {f"meeting {m.number}" for m in state.meetings if m.start > at}
    gone = ahead | {"the next meeting", "contact"}
    return {
        (due.waits_for, due.at)
        for due in dues(state)
        if due.waits_for not in gone and due.at not in stalled
    }


def assert_climbs(state: State, taken: e.RungTaken) -> None:
    """A rung is taken after the one before it, or after saying that it was not delivered."""
    episode = state.episode(taken.episode)
    assert episode is not None
    assert episode.ended is None
    ladder = state.program.escalation.ladder
    humans = [n for n, rung in enumerate(ladder) if rung.rung != "nudge_pair"]
    first = humans[0] if episode.trigger in HUMAN_TRIGGERS else 0
    place = max(episode.rung + episode.moved + 1, first)
    assert taken.rung == place - episode.moved > episode.rung
    assert taken.name == ladder[place].rung


def test_whatever_happens_to_a_pair_the_rules_hold() -> None:
    run_state_machine_as_test(
        AnyStory,
        settings=settings(
            max_examples=100,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
