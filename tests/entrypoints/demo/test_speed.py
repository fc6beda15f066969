import pytest

from entrypoints.demo.speed import BadSpeed, rate


@pytest.mark.parametrize(
    ("speed", "seconds"),
    [
        ("4d/s", 345_600),
        ("12h/s", 43_200),
        ("0.5d/s", 43_200),
        ("1w/s", 604_800),
        ("90 m / s", 5400),
    ],
)
def test_a_speed_is_so_much_of_the_program_in_a_second(speed: str, seconds: float) -> None:
    assert rate(speed) == seconds


@pytest.mark.parametrize("speed", ["", "4", "4d", "d/s", "0d/s", "-4d/s", "4y/s", "4d/m"])
def test_anything_else_is_no_speed(speed: str) -> None:
    with pytest.raises(BadSpeed):
        rate(speed)
