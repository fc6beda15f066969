"""What simulated people bring to their agreement."""

from datetime import timedelta

from domain.goals.model import Goal, Levels
from entrypoints.demo import texts
from entrypoints.demo.parts import Couple, Part
from entrypoints.demo.steps import Data, Step

MOST_GOALS = 3
TRY_AGAIN = timedelta(days=4)


def goals(couple: Couple, *, adjusted: bool = False) -> tuple[Goal, ...]:
    """The mentee's goals, which both of the pair know; adjusted, the first has become smaller."""
    source, limits = couple.chance("goals"), couple.program.agreement.goals
    most = max(limits.min, min(limits.max, MOST_GOALS))
    count = source.randint(max(1, limits.min), max(1, most))
    chosen = source.sample(texts.GOALS, min(count, len(texts.GOALS)))
    target = couple.start + couple.program.length
    return tuple(
        Goal(
            id=f"g{number}",
            statement=f"{statement}, one step at a time"
            if adjusted and number == 1
            else statement,
            measure=measure,
            target_date=target,
            weight=source.choice((1.0, 2.0, 3.0)),
            levels=Levels(**dict(zip(Levels.model_fields, levels, strict=True))),
        )
        for number, (statement, measure, levels) in enumerate(chosen, start=1)
    )


def as_data(found: tuple[Goal, ...]) -> Data:
    """Goals as a command carries them."""
    return {"goals": [goal.model_dump(mode="json") for goal in found]}


def contribute(part: Part, after: timedelta) -> tuple[Step, ...]:
    """Everything that one of the two owes the agreement."""
    own = _mentee(part) if part.role == "mentee" else _mentor(part)
    expectations = Step("set_expectations", {"expectations": _expectations(part)})
    first, *others = own
    return (first.later(after), *others, expectations)


def sign(after: timedelta) -> Step:
    """The signature, which has to wait for what the other owes."""
    return Step("sign_agreement", {}, after, patience=TRY_AGAIN)


def _mentee(part: Part) -> tuple[Step, ...]:
    source = part.chance("gaps", 1)
    gaps = {
        "skills": source.sample(texts.SKILLS, 2),
        "knowledge": source.sample(texts.KNOWLEDGE, 1),
    }
    return (
        Step("propose_goals", as_data(goals(part.couple))),
        Step("name_gaps", gaps),
    )


def _mentor(part: Part) -> tuple[Step, ...]:
    source = part.chance("experience", 1)
    shared = {
        "experience": source.sample(texts.EXPERIENCE, 2),
        "style": source.choice(("hands-on", "advisory")),
    }
    return (Step("share_experience", shared),)


def _expectations(part: Part) -> Data:
    source = part.chance("expectations", 1)
    return {
        "channel": source.choice(texts.CHANNELS),
        "confidentiality": texts.CONFIDENTIAL,
        "feedback": source.choice(texts.FEEDBACK),
        "learning": source.choice(texts.LEARNING) if part.role == "mentee" else "",
    }
