"""What people do about each kind of letter, once they do something about it."""

from collections.abc import Callable
from datetime import date, timedelta

from domain.mentorship.closure import CHECKLIST
from entrypoints.demo import texts
from entrypoints.demo.agreement import as_data, goals
from entrypoints.demo.letters import Letter
from entrypoints.demo.parts import Part
from entrypoints.demo.steps import Data, Plan, Step
from entrypoints.demo.surveys import answers

A_MOMENT = timedelta(minutes=10)
DAY = timedelta(days=1)


def meeting_invited(part: Part, letter: Letter, _after: timedelta) -> Plan:
    """Mostly nothing; now and then a meeting must be moved or called off."""
    source = part.chance("invitation", letter.number)
    luck, start = source.random(), letter.meeting_at
    if start is None or letter.number == 1 or part.role == "mentor":
        return ()
    meeting: Data = {"meeting": letter.number}
    if luck < 1 / 15:
        moved = {"start": (start + DAY).isoformat()}
        return (Step("move_meeting", meeting | moved, timedelta(hours=2)),)
    if luck < 1 / 10:
        reason = {"reason": source.choice(texts.CANCELLED)}
        return (Step("cancel_meeting", meeting | reason, timedelta(hours=2)),)
    return ()


def meeting_wanted(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Agree on a time: the mentor enters it; the mentee does so days later if nobody has."""
    wait = after if part.role == "mentor" else after + 4 * DAY
    start_in = part.chance("book", letter.number).randint(1, 3)
    asked = letter.not_before
    return (Step("book_meeting", after=wait, start_in=start_in, not_before=asked),)


def met(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Say what became of a meeting; a mentor may open a door afterwards."""
    number = letter.number
    source, absent = part.chance("outcome", number), part.couple.absent(number)
    told: Data = {"meeting": number, "held": not absent}
    if absent:
        return (Step("record_meeting", told | {"reason": missed(source.random(), absent)}, after),)
    if source.random() < 1 / 2:
        told["notes"] = source.choice(texts.NOTES)
    if source.random() < 1 / 4:
        told["action_items"] = [action_item(part, letter, source.randint(10, 20))]
    return (Step("record_meeting", told, after), *doors(part, letter))


def missed(luck: float, absent: tuple[str, ...]) -> str:
    """Why a meeting did not take place."""
    if luck < 1 / 4 or len(absent) > 1:
        return "forgot"
    return f"{absent[0]}_cancelled"


def action_item(part: Part, letter: Letter, days: int) -> Data:
    """Something that one of the two takes home."""
    source = part.chance("action item", letter.number)
    who = source.choice(("mentee", "mentee", "mentor"))
    return {"what": source.choice(texts.ACTION_ITEMS), "who": who, "due": due(letter, days)}


def due(letter: Letter, days: int) -> str:
    """A day some time after a letter."""
    return (letter.sent + days * DAY).date().isoformat()


def doors(part: Part, letter: Letter) -> Plan:
    """What a mentor does beyond talking: an introduction, a stretch challenge."""
    if part.role == "mentee":
        return ()
    source = part.chance("doors", letter.number)
    luck = source.random()
    if luck < 1 / 6:
        to, kind = source.choice(texts.INTRODUCTIONS)
        return (Step("make_introduction", {"to": to, "kind": kind}, A_MOMENT),)
    if luck < 1 / 3:
        challenge = {"what": source.choice(texts.CHALLENGES), "due": due(letter, 25)}
        return (Step("set_challenge", challenge, A_MOMENT),)
    return ()


def in_touch(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Informal programs: have you been in touch?"""
    heard = not part.couple.absent(letter.number)
    return (Step("confirm_contact", {"in_touch": heard}, after),)


def survey(part: Part, letter: Letter, after: timedelta, last_met: date | None = None) -> Plan:
    """Answer a survey; at the end of it all, tick the checklist too."""
    told = {
        "survey": letter.task.removeprefix("survey:"),
        "answers": answers(part, letter, last_met),
    }
    answer = Step("answer_survey", told, after)
    if letter.kind == "final_assessment":
        return (answer, *(Step("tick_checklist", {"item": item}) for item in mine(part)))
    return (answer, *(holiday(part, letter) if letter.kind == "review" else ()))


def mine(part: Part) -> list[str]:
    """Which half of the checklist this person takes."""
    items = list(CHECKLIST)
    half = len(items) // 2
    return items[:half] if part.role == "mentee" else items[half:]


def holiday(part: Part, letter: Letter) -> Plan:
    """A few mentees are away for some weeks in the middle."""
    middle = letter.number == (part.couple.reviews + 1) // 2
    source = part.couple.chance("holiday")
    if part.role == "mentor" or not middle or source.random() > 1 / 6:
        return ()
    back = (letter.sent + timedelta(weeks=source.randint(2, 3))).isoformat()
    return (Step("pause", {"reason": texts.HOLIDAYS, "resume_on": back}, A_MOMENT),)


def goals_in_question(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Put a goal in other words, or agree to the words of the other."""
    if letter.task == "goals":
        return (Step("accept_goals", {}, after),)
    if part.role == "mentor":
        return ()
    return (Step("change_goals", as_data(goals(part.couple, adjusted=True)), after),)


def introduced(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Tell what came of an introduction."""
    source = part.chance("introduction", letter.number)
    outcome = source.choice(("talked", "talked", "referral", "opening", "nothing_yet"))
    told = {"introduction": letter.number, "outcome": outcome}
    return (Step("report_introduction", told, after),)


def task_due(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Finish a task, or let it go."""
    done = part.chance("task", letter.number).random() < 6 / 7
    return (Step("finish_task" if done else "let_go_task", {"task": letter.number}, after),)


def nudged(part: Part, _letter: Letter, after: timedelta) -> Plan:
    """Take the hint: the mentor looks for a new time."""
    return (Step("book_meeting", after=after, start_in=2),) if part.role == "mentor" else ()


def end_in_sight(part: Part, _letter: Letter, after: timedelta) -> Plan:
    """A few mentees ask for more time."""
    if part.role == "mentor" or part.couple.chance("extension").random() > 1 / 8:
        return ()
    return (Step("extend", {"weeks": more_weeks(part)}, after),)


def more_time_asked(part: Part, _letter: Letter, after: timedelta) -> Plan:
    """The mentor agrees to more time."""
    return (Step("extend", {"weeks": more_weeks(part)}, after),)


def more_weeks(part: Part) -> int:
    """How much more time a pair would like."""
    return part.couple.chance("more weeks").choice((2, 4))


def pause_asked(part: Part, letter: Letter, after: timedelta) -> Plan:
    """Go on after a pause, or end it."""
    if part.chance("pause", letter.number).random() < 1 / 2:
        return (Step("resume", {}, after),)
    return (Step("end", {"reason": "cannot_reach_partner"}, after),)


Reply = Callable[[Part, Letter, timedelta], Plan]
REPLIES: dict[str, Reply] = {
    "meeting_invitation": meeting_invited,
    "meeting_request": meeting_wanted,
    "meeting_outcome": met,
    "contact_question": in_touch,
    "goal_change": goals_in_question,
    "introduction_follow_up": introduced,
    "task_reminder": task_due,
    "nudge": nudged,
    "closing_notice": end_in_sight,
    "extension_request": more_time_asked,
    "pause_question": pause_asked,
}
SURVEYS = ("fit_check", "review", "review_reminder", "final_assessment", "follow_up")
