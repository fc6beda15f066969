"""What simulated people answer in surveys: goals that rise over time, moods by behaviour."""

from datetime import date
from typing import Any

from entrypoints.demo import texts
from entrypoints.demo.agreement import goals
from entrypoints.demo.letters import Letter
from entrypoints.demo.parts import Part

Answers = dict[str, Any]
LOWEST, HIGHEST = -2, 2


def answers(part: Part, letter: Letter, last_met: date | None) -> Answers:
    """Fill in the survey that a letter asks for."""
    match letter.kind:
        case "fit_check":
            return fit(part, letter.number)
        case "final_assessment":
            return final(part, last_met)
        case "follow_up":
            return follow_up(part)
        case _:
            return review(part, letter.number, last_met)


def review(part: Part, number: int, last_met: date | None) -> Answers:
    """The periodic review: mood, goals, guidance, a few words."""
    source = part.chance("review", number)
    found: Answers = {
        "satisfaction": satisfaction(part, number),
        "goals": progress(part, number),
        "guidance_responsibilities": source.randint(3, 5),
        "strengths": source.choice(texts.STRENGTHS),
        "growth_areas": source.choice(texts.GROWTH_AREAS),
        "reflection": source.choice(texts.REFLECTIONS),
    }
    if last_met:
        found["last_contact"] = last_met.isoformat()
    if part.behaviour == "unhappy" and source.random() < 1 / 3:
        found["concerns"] = source.choice(texts.WORRIES)
    return found


def satisfaction(part: Part, number: object) -> int:
    """From 0 to 10: low for the unhappy, else good."""
    source = part.chance("satisfaction", number)
    return source.randint(2, 4) if part.behaviour == "unhappy" else source.randint(7, 10)


def level(part: Part, goal: str, number: int) -> int:
    """Where a goal stands at a review: it rises from the bottom to where it will end.

    Both see the same course, but the mentor is a step behind now and then.
    """
    course = part.couple.chance("course", goal)
    last = course.choices((-1, 0, 1, 2), weights=(1, 3, 4, 2))[0]
    share = min(1.0, number / part.couple.reviews)
    reached = round(LOWEST + (last - LOWEST) * share)
    doubts = part.role == "mentor" and part.chance(f"doubt {goal}", number).random() < 1 / 4
    return max(LOWEST, reached - 1) if doubts else min(HIGHEST, reached)


def progress(part: Part, number: int) -> list[Answers]:
    """The level of each goal, and now and then the wish to adjust one."""
    found: list[Answers] = []
    for goal in goals(part.couple):
        wish = adjusts(part, number) and goal.id == "g1"
        relevance = "adjust" if wish else "keep"
        stands = level(part, goal.id, number)
        found.append({"goal": goal.id, "level": stands, "relevance": relevance})
    return found


def adjusts(part: Part, number: int) -> bool:
    """Tell whether a mentee wants to put a goal in other words in the middle of the program."""
    middle = number == (part.couple.reviews + 1) // 2
    return part.role == "mentee" and middle and part.chance("adjust", number).random() < 1 / 3


def fit(part: Part, number: int) -> Answers:
    """The match: most are content, the unhappy doubt it first and then say so."""
    lucky = part.chance("fit", number).random()
    if part.behaviour == "unhappy":
        return {"fit": "still_deciding" if number == 1 or lucky < 1 / 2 else "not_good"}
    return {"fit": "still_deciding" if number == 1 and lucky < 1 / 8 else "good"}


def final(part: Part, last_met: date | None) -> Answers:
    """The look back at the end."""
    source = part.chance("final", 1)
    unhappy = part.behaviour == "unhappy"
    reached = [
        {"goal": goal.id, "level": level(part, goal.id, part.couple.reviews)}
        for goal in goals(part.couple)
    ]
    found: Answers = {
        "goals": reached,
        "growth": source.randint(1, 3) if unhappy else source.randint(3, 5),
        "satisfaction": satisfaction(part, "final"),
        "recommend": source.randint(2, 6) if unhappy else source.randint(7, 10),
        "what_next": source.choice(texts.NEXT),
    }
    return found | ({"last_contact": last_met.isoformat()} if last_met else {})


def follow_up(part: Part) -> Answers:
    """Three months later."""
    source = part.chance("follow_up", 1)
    keys = ("promotion", "new_role", "still_in_touch")
    return {key: source.choice(("yes", "no")) for key in keys}
