"""How fast mail may leave, and in which order, whoever comes when."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.pace import PATIENCE, Pace, Turn, next_turn, step

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOBODY = Pace(free=NOON, line=NOON)


class Office:
    """Letters that ask for their turn, and come back when they are told to."""

    def __init__(self, rate: int) -> None:
        self.rate, self.pace = rate, NOBODY
        self.left: dict[str, datetime] = {}

    def ask(self, letter: str, at: datetime, *, first: bool = False) -> Turn:
        self.pace, turn = next_turn(self.pace, at, self.rate, first=first)
        if turn.go:
            self.left[letter] = at + turn.wait
        return turn

    def play(self, comers: dict[str, datetime], late: dict[str, timedelta]) -> None:
        """Let everybody come in the order of time, until all letters have left."""
        due = {letter: (at, False) for letter, at in comers.items()}
        while due:
            letter = min(due, key=lambda name: due[name])
            at, first = due.pop(letter)
            turn = self.ask(letter, at, first=first)
            if not turn.go:
                due[letter] = at + turn.wait + late.get(letter, timedelta()), True

    def busiest_minute(self) -> int:
        times = sorted(self.left.values())
        return max(sum(t <= other < t + MINUTE for other in times) for t in times)


@given(
    rate=st.integers(1, 90),
    comings=st.lists(st.floats(0, 300), min_size=1, max_size=60),
    lateness=st.lists(st.floats(0, 120), min_size=60, max_size=60),
)
def test_no_more_letters_than_allowed_leave_in_any_minute_and_each_one_leaves(
    rate: int, comings: list[float], lateness: list[float]
) -> None:
    office = Office(rate)
    comers = {str(n): NOON + timedelta(seconds=at) for n, at in enumerate(comings)}
    late = {str(n): timedelta(seconds=at) for n, at in enumerate(lateness)}

    office.play(comers, late)

    assert office.left.keys() == comers.keys()
    assert office.busiest_minute() <= rate
    assert all(office.left[name] >= at for name, at in comers.items())


def test_where_nobody_waits_a_letter_leaves_at_once() -> None:
    assert Office(rate=60).ask("1", NOON) == Turn(wait=timedelta(), go=True)


def test_a_letter_that_comes_when_others_stand_in_line_does_not_overtake_them() -> None:
    office = Office(rate=60)
    crowd = [f"{number:02}" for number in range(40)]

    office.play(dict.fromkeys(crowd, NOON) | {"late": NOON + timedelta(seconds=1)}, {})

    assert sorted(office.left, key=lambda name: office.left[name]) == [*crowd, "late"]
    assert office.left["late"] == NOON + 40 * step(60)


def test_an_urgent_letter_overtakes_the_line() -> None:
    office = Office(rate=60)
    for number in range(500):
        office.ask(str(number), NOON)

    turn = office.ask("urgent", NOON + PATIENCE, first=True)

    assert turn.go
    assert turn.wait <= PATIENCE


def test_turns_that_nobody_took_hold_up_nobody_later() -> None:
    office = Office(rate=6)
    for number in range(30):
        office.ask(str(number), NOON)

    hours_later = office.ask("next", NOON + timedelta(hours=3))

    assert hours_later == Turn(wait=timedelta(), go=True)


def test_two_letters_are_never_closer_than_the_rate_says() -> None:
    assert all(step(rate) * rate >= MINUTE for rate in range(1, 2000))
