"""What people said is kept under a key for each of them, and is gone with it; the record holds."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from adapters.keys.ring import KeyRing
from adapters.store.engine import make_engine, writing
from adapters.store.event_store import event_store
from adapters.store.rebuild import rebuild
from adapters.store.sealed import SEALED, Place, sealing
from adapters.store.vault import Vault
from domain.errors import RecordConflict, UnknownKey
from domain.mentorship import events as e
from domain.mentorship.personal import parts
from domain.mentorship.storage import store
from domain.mentorship.turn import Fact
from domain.personal import ERASED
from domain.record import Batch, StoredFact
from tests.adapters.store.forgery import by_hand, found
from tests.adapters.store.recorded import batches, record
from tests.adapters.store.samples import MONDAY, RING
from tests.domain.mentorship.lives import a_full_life, a_life_in_trouble
from tests.domain.mentorship.story import Story

MENTEE, MENTOR = "P1", "P2"


def said(version: int, words: str = "I feel alone", by: str = "mentee") -> StoredFact:
    at = MONDAY + timedelta(days=version)
    return store("m1", Fact(version, at, "r", e.ConcernRaised(by=by, text=words)))


def saying(fact: StoredFact) -> Batch:
    return Batch(
        stream="m1",
        cohort="spring",
        expected=fact.version - 1,
        mentee=MENTEE,
        mentor=MENTOR,
        facts=(fact,),
    )


def contents(facts: list[StoredFact] | tuple[StoredFact, ...]) -> list[dict[str, Any]]:
    """All but the ids, which are made with the keys."""
    return [fact.model_dump(exclude={"id"}) for fact in facts]


def stored(engine: Engine) -> str:
    """All that a thief of the table of facts would have to read."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, cause, CAST(data AS text) FROM event"))
        return "\n".join(" ".join(row) for row in rows)


def words_of(value: Any) -> set[str]:
    """All texts within a value."""
    if isinstance(value, str):
        return {value}
    inner = list(value.values()) if isinstance(value, dict) else value
    return (
        {word for each in inner for word in words_of(each)} if isinstance(inner, list) else set()
    )


def personal_words(story: Story) -> set[str]:
    facts = [store("m1", fact) for fact in story.facts]
    return {
        word
        for fact in facts
        for part in parts(fact.type, fact.data)
        for word in words_of(part.value) - words_of(part.left)
    }


@pytest.mark.parametrize("life", [a_full_life, a_life_in_trouble])
def test_what_was_recorded_is_read_as_it_was_and_stored_without_a_word(
    engine: Engine, life: Any
) -> None:
    story = life()
    events = event_store(engine)
    record(events, "m1", story)

    wanted = contents([store("m1", fact) for fact in story.facts])

    assert contents(events.stream("m1")) == wanted
    assert contents([each.fact for each in events.history("m1")]) == wanted
    assert contents([each.fact for each in events.read()]) == wanted
    assert all(not each.erased for each in events.read())
    words = {word for word in personal_words(story) if len(word) > 3 and not word[0].isdigit()}
    assert len(words) > 10
    assert [word for word in words if json.dumps(word)[1:-1] in stored(engine)] == []
    assert found(engine) == []


def test_a_destroyed_key_takes_their_words_along_and_leaves_numbers_and_the_record(
    engine: Engine,
) -> None:
    story = a_full_life()
    events = event_store(engine)
    record(events, "m1", story)
    before = events.history("m1")

    assert Vault(engine, RING).destroy(story.state.mentee.person, MONDAY) == 1  # another process

    after = events.history("m1")
    names = {each.fact.data["mentee"]["name"] for each in after if each.fact.type == OPENED}
    assert names == {ERASED}
    assert [each.fact.id for each in after] == [each.fact.id for each in before]
    gone = {each.fact.type for each in after if each.erased}
    assert {OPENED, "goals_proposed", "gaps_named"} <= gone
    partner = [each.fact for each in after if each.fact.type == "experience_shared"]
    assert partner == [each.fact for each in before if each.fact.type == "experience_shared"]
    scores = [each.fact.data["answers"].get("satisfaction") for each in after if answered(each)]
    assert scores == [
        each.fact.data["answers"].get("satisfaction") for each in before if answered(each)
    ]
    assert found(engine) == []
    assert rebuild(engine).pairs == 1


OPENED = "mentorship_opened"


def answered(recorded: Any) -> bool:
    return bool(recorded.fact.type == "survey_answered")


def test_the_same_facts_again_are_known_although_they_are_stored_otherwise(
    engine: Engine,
) -> None:
    events = event_store(engine)
    first, *_ = batches("m1", a_full_life())

    positions = events.append(first)

    assert events.append(first) == positions
    assert event_store(engine).append(first) == positions
    assert len(events.history("m1")) == len(first.facts)


def test_other_words_at_a_place_that_is_taken_are_refused(engine: Engine) -> None:
    events = event_store(engine)
    events.append(saying(said(1)))

    with pytest.raises(RecordConflict):
        events.append(saying(said(1, "I feel fine")))


def test_nobody_can_try_out_what_an_erased_text_may_have_been(engine: Engine) -> None:
    """An id that is made of the text alone would tell who guesses it."""
    given = saying(said(1))
    events = event_store(engine)
    events.append(given)

    (recorded,) = events.read()

    assert recorded.fact.id != given.facts[0].id


def test_a_process_that_remembers_a_destroyed_key_seals_nothing_with_it(engine: Engine) -> None:
    events = event_store(engine)
    events.append(saying(said(1)))
    Vault(engine, RING).destroy(MENTEE, MONDAY)

    events.append(saying(said(2, "I am back")))

    texts = [each.fact.data["text"] for each in events.read()]
    assert texts == [ERASED, "I am back"]


def test_what_staff_writes_about_the_two_needs_the_keys_of_both(engine: Engine) -> None:
    events = event_store(engine)
    note = e.EpisodeDecided(episode=1, decision="log_call", by="manager", note="Both are tired")
    events.append(saying(store("m1", Fact(1, MONDAY, "r", note))))

    Vault(engine, RING).destroy(MENTOR, MONDAY)

    (recorded,) = events.read()
    assert recorded.fact.data["note"] == ERASED
    assert recorded.erased == ("note",)


def test_who_the_two_are_is_looked_up_where_a_batch_does_not_say(engine: Engine) -> None:
    events = event_store(engine)
    story = a_full_life()
    for batch in batches("m1", story):
        assert not batch.mentee
        event_store(engine).append(batch)

    Vault(engine, RING).destroy(story.state.mentor.person, MONDAY)

    (opening, *_) = events.read()
    assert opening.fact.data["mentor"]["email"] == ERASED
    assert opening.fact.data["mentee"]["email"] != ERASED


def test_a_box_that_was_moved_or_changed_is_named_and_hides_no_other_fact(
    engine: Engine,
) -> None:
    events = event_store(engine)
    events.append(saying(said(1, "one")))
    events.append(saying(said(2, "two")))
    with by_hand(engine) as connection:
        (body,) = connection.execute(
            text("SELECT CAST(data AS text) FROM event WHERE version = 1")
        ).one()
        connection.execute(text("UPDATE event SET data = :d WHERE version = 2"), {"d": body})

    one, two = events.read()

    assert one.fact.data["text"] == "one"
    assert SEALED in two.fact.data  # which no reader of facts takes for one
    assert {fault.position for fault in found(engine)} == {2}


def test_keys_are_wrapped_anew_under_the_current_key_of_the_ring(engine: Engine) -> None:
    event_store(engine).append(saying(said(1)))
    newer = KeyRing({"newer": bytes(range(32)), "test": bytes(32)})

    assert Vault(engine, newer).rewrap() == 1
    assert Vault(engine, newer).rewrap() == 0

    alone = KeyRing({"newer": bytes(range(32))})
    url = engine.url.render_as_string(hide_password=False)
    for ring, works in ((alone, True), (RING, False)):
        other = make_engine(url, ring)
        try:
            if works:
                assert event_store(other).read()[0].fact.data["text"] == "I feel alone"
            else:
                with pytest.raises(UnknownKey, match="newer"):
                    event_store(other).read()
        finally:
            other.dispose()


def test_without_keys_nothing_personal_is_recorded(engine: Engine) -> None:
    other = make_engine(engine.url.render_as_string(hide_password=False))
    try:
        with pytest.raises(UnknownKey):
            event_store(other).append(saying(said(1)))
        assert event_store(engine).read() == []
    finally:
        other.dispose()


def test_a_person_has_one_key_however_many_processes_ask_for_it_at_once(engine: Engine) -> None:
    vaults = [Vault(engine, RING) for _ in range(3)]

    assert len({vault.of([MENTEE])[MENTEE] for vault in vaults}) == 1
    with writing(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM person_key")).scalar() == 1


EVERY_FACT = [
    store("m1", fact) for life in (a_full_life, a_life_in_trouble) for fact in life().facts
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(number=st.integers(0, len(EVERY_FACT) - 1), seed=st.integers(), words=st.lists(TEXTS))
def test_any_fact_comes_out_of_its_box_as_it_went_in(
    sqlite_engine: Engine, number: int, seed: int, words: list[str]
) -> None:
    fact = EVERY_FACT[number]
    fact = fact.changed(data=with_other_words(fact.data, random.Random(seed), words))
    batch = saying(fact)
    ours = sealing(sqlite_engine)

    (sealed,) = ours.seal(batch)[0].facts
    place = Place(fact.stream, fact.version, fact.type)
    opened = ours.opened(place, json.loads(json.dumps(sealed.data)))

    assert opened.data == fact.data
    assert ours.seal(batch)[0].facts == (sealed,)
    assert opened.state == ("open" if list(parts(fact.type, fact.data)) else "clear")


def with_other_words(value: Any, chance: random.Random, words: list[str]) -> Any:
    """The same with some texts in lists and notes replaced."""
    if isinstance(value, dict):
        return {
            key: chance.choice(words)
            if isinstance(each, str) and words and key in {"note", "notes", "text", "what", "name"}
            else with_other_words(each, chance, words)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [with_other_words(each, chance, words) for each in value]
    return value
