"""Any story at all can be looked at as of any of its moments, and explained."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.mentorship.as_of import as_of
from domain.mentorship.outlook import first_to_come, standings
from domain.mentorship.storage import store
from domain.mentorship.why import explain
from domain.record import RecordedFact
from tests.domain.mentorship.test_any_story import AnyStory

LATE, AFTER = timedelta(hours=5), timedelta(hours=1)
EACH = 7
"""Every so many facts somebody looks back."""


class AnyLookBack(AnyStory):
    """One mentorship that anything may have happened to, and what is said of it afterwards."""

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "state"):
            self.look_back()
            self.ask_why()

    def look_back(self) -> None:
        history = [
            RecordedFact(
                position=fact.version,
                cohort="c",
                recorded_at=fact.at + LATE,
                fact=store("m1", fact),
            )
            for fact in self.facts
        ]
        for moment in (fact.at + AFTER for fact in self.facts[::EACH]):
            then = as_of(history, moment, None, "true")
            knew = as_of(history, moment, None, "known")
            assert then is not None
            assert knew is None or knew.rules.version < then.rules.version
            assert all(one.since <= moment < one.known for one in then.later)
            assert knew is None or knew.later == then.later
            first_to_come(then.rules, moment)
            standings(then.state)

    def ask_why(self) -> None:
        explained = explain("m1", self.facts, ())
        assert [told.episode for told in explained] == list(self.state.episodes)
        for told in explained:
            assert told.facts
            assert told.ended
            named = told.because or told.followed
            assert named or told.episode.ended_by in ("decision", "default")


def test_whatever_happened_to_a_pair_it_can_be_told_afterwards() -> None:
    run_state_machine_as_test(
        AnyLookBack,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
