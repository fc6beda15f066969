from collections import Counter
from typing import get_args

from entrypoints.demo.behaviours import Behaviour, chance, deal

EIGHT = [f"N{number}-M{number}" for number in range(8)]


def test_the_same_seed_deals_the_same_behaviours() -> None:
    assert deal(7, EIGHT) == deal(7, EIGHT)


def test_another_seed_deals_otherwise() -> None:
    hands = [deal(seed, EIGHT) for seed in range(10)]
    assert any(hand != hands[0] for hand in hands[1:])


def test_eight_pairs_show_every_behaviour_and_one_pair_of_ghosts() -> None:
    for seed in range(50):
        hands = deal(seed, EIGHT).values()
        shown = Counter(behaviour for hand in hands for behaviour in hand.values())
        assert set(shown) == set(get_args(Behaviour))
        assert sum(set(hand.values()) == {"ghost"} for hand in hands) == 1
        assert shown["diligent"] + shown["slow"] > sum(shown.values()) / 2


def test_a_ghost_is_never_paired_with_somebody_who_answers() -> None:
    for seed in range(50):
        for hand in deal(seed, EIGHT).values():
            assert ("ghost" in hand.values()) == (set(hand.values()) == {"ghost"})


def test_two_pairs_are_enough_to_see_a_ladder_climbed() -> None:
    for seed in range(20):
        hands = deal(seed, EIGHT[:2]).values()
        assert {"mentee": "ghost", "mentor": "ghost"} in hands


def test_a_choice_depends_on_what_is_chosen_and_not_on_when() -> None:
    first = chance(7, "ada", "review", 1).random()
    chance(7, "bo", "review", 1).random()
    assert chance(7, "ada", "review", 1).random() == first
    assert chance(7, "ada", "review", 2).random() != first
    assert chance(8, "ada", "review", 1).random() != first
