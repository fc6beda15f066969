from domain.mentorship.commands import COMMANDS
from entrypoints.demo.program_people import decide
from tests.entrypoints.demo.conftest import MakeCouple, MakeLetter

TASK = "inbox:demo-ada-bo/3"


def test_the_manager_leaves_ghosts_to_their_ladder(couple: MakeCouple, letter: MakeLetter) -> None:
    for seed in range(100):
        for kind in ("manager_task", "deputy_task"):
            assert decide(couple("ghost", "ghost", seed), letter(kind, TASK)) == ()


def test_the_manager_acts_on_most_other_cases_but_not_on_all(
    couple: MakeCouple, letter: MakeLetter
) -> None:
    acted = [bool(decide(couple(seed=seed), letter("manager_task", TASK))) for seed in range(100)]
    assert 50 < sum(acted) < 100


def test_every_decision_is_one_that_can_be_carried_out(
    couple: MakeCouple, letter: MakeLetter
) -> None:
    for seed in range(100):
        for step in decide(couple(seed=seed), letter("manager_task", TASK)):
            command = COMMANDS[step.command].model_validate(step.data)
            assert command.model_dump()["episode"] == 3


def test_other_letters_are_no_cases(couple: MakeCouple, letter: MakeLetter) -> None:
    assert decide(couple(), letter("celebration", TASK)) == ()
