"""Values: they never change, and another one is made of them quickly and truly."""

from copy import deepcopy

import pytest
from pydantic import ValidationError

from domain.model import Model
from tests.domain.mentorship.lives import lives


class Note(Model):
    """A value with something to share."""

    text: str
    to: tuple[str, ...] = ()
    said: dict[str, bool] = {}


def test_a_changed_value_is_another_one_and_the_old_one_stays() -> None:
    old = Note(text="hello", said={"mentee": True})
    new = old.changed(text="goodbye")
    assert (new.text, new.to, new.said) == ("goodbye", (), {"mentee": True})
    assert old == Note(text="hello", said={"mentee": True})


def test_a_changed_value_can_be_written_copied_and_compared_like_any_other() -> None:
    new = Note(text="hello").changed(to=("mentor",))
    assert new == Note(text="hello", to=("mentor",))
    assert deepcopy(new) == new.model_copy() == Note.model_validate(new.model_dump()) == new
    assert new.model_dump(exclude_unset=True) == {"text": "hello", "to": ("mentor",)}
    assert repr(new) == "Note(text='hello', to=('mentor',), said={})"


def test_a_changed_value_can_no_more_be_changed_in_place_than_any_other() -> None:
    new = Note(text="hello").changed(text="goodbye")
    with pytest.raises(ValidationError, match="frozen"):
        new.text = "hello"  # type: ignore[misc]


def test_whole_lives_fold_into_values_that_their_own_model_accepts() -> None:
    for story in lives():
        state = story.state
        assert type(state).model_validate(state.model_dump()) == state


def test_an_error_names_the_place_and_not_what_stands_there() -> None:
    with pytest.raises(ValidationError, match=r"said\.mentee") as error:
        Note.model_validate({"text": "hello", "said": {"mentee": "We do not get along."}})

    assert "along" not in str(error.value)
