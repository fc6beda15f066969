"""What each fact moves somebody to do; most move nobody."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.mentorship.closure import CHECKLIST
from domain.record import StoredFact
from tests.faults.answers import ANSWERS, Data, goals
from tests.faults.cohort import BEAT

if TYPE_CHECKING:
    from tests.faults.people import Ask, Couple


def nothing(_couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """Most facts move nobody to anything."""
    return iter(())


def opened(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """The mentee begins."""
    if couple.temper != "ghost":
        yield couple.ask("goals", "mentee", "propose_goals", goals=goals(couple, 1))


def proposed(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """Then the mentee names gaps."""
    skill = couple.chance("gaps").choice(("planning", "negotiating", "delegating"))
    yield couple.ask("gaps", "mentee", "name_gaps", skills=[skill])


def gaps_named(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """Then the mentor says what there is to share."""
    if couple.temper != "half_ghost":
        shared = {"experience": ["ten years of projects"], "style": "advisory"}
        yield couple.ask("experience", "mentor", "share_experience", **shared)


def shared(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """Then the mentee says what to expect."""
    expected = {"channel": "video call", "feedback": "at once"}
    yield couple.ask("expects-mentee", "mentee", "set_expectations", expectations=expected)


def expected(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Then the mentor does, and the mentee signs."""
    if fact.data["by"] == "mentee":
        wish = {"channel": "a walk"}
        yield couple.ask("expects-mentor", "mentor", "set_expectations", expectations=wish)
    else:
        yield couple.ask("sign-mentee", "mentee", "sign_agreement")


def signed(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Last the mentor signs."""
    if fact.data["by"] == "mentee":
        yield couple.ask("sign-mentor", "mentor", "sign_agreement")


def booked(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Now and then a meeting is moved to the next day."""
    number, stays = fact.data["meeting"], couple.temper not in ("quitter", "pausing")
    moves = couple.chance("move", number).random() < 1 / 4 and stays and couple.answering
    if number > 1 and moves:
        start = datetime.fromisoformat(fact.data["start"]) + timedelta(days=1)
        told = {"meeting": number, "start": start.isoformat()}
        yield couple.ask(f"move-{number}", "mentee", "move_meeting", **told)


def outcome_asked(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """The mentee tells what became of a meeting."""
    number = fact.data["meeting"]
    if fact.data["round"] == 1 and couple.answering:
        yield tell(couple, number, fact.at)


def tell(couple: "Couple", number: int, at: datetime) -> "Ask":
    """Whether it was held; of the first meeting somebody takes work home."""
    held = not (couple.temper == "missing" and number in (1, 2))
    told: Data = {"meeting": number, "held": held}
    if not held:
        told["reason"] = couple.chance("missed", number).choice(("forgot", "mentor_cancelled"))
    elif number == 1:
        due = (at + 2 * BEAT).date().isoformat()
        told["action_items"] = [{"what": "Write it down", "who": "mentee", "due": due}]
        told["notes"] = "A good start."
    return couple.ask(f"outcome-{number}", "mentee", "record_meeting", **told)


def outcome_known(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """The mentor confirms or disputes it."""
    number, held = fact.data["meeting"], fact.type == "meeting_held"
    agrees = couple.chance("agrees", number).random() < 7 / 8
    told: Data = {"meeting": number, "held": held == agrees}
    if not told["held"]:
        told["reason"] = "other"
    yield couple.ask(f"confirm-{number}", "mentor", "record_meeting", **told)


def settled(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """After the first meeting the mentor opens a door."""
    if fact.data["meeting"] == 1:
        yield couple.ask("door", "mentor", "make_introduction", to="Dana", kind="contact")


def introduced(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """The mentee tells what came of it."""
    number = fact.data["introduction"]
    outcome = couple.chance("door", number).choice(("talked", "referral", "opening"))
    told = {"introduction": number, "outcome": outcome}
    yield couple.ask(f"came-of-{number}", "mentee", "report_introduction", **told)


def task_reminded(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Whoever is reminded of a task does it."""
    number = fact.data["task"]
    yield couple.ask(f"task-{number}", "mentee", "finish_task", task=number)


def survey_opened(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """The first who is asked answers first."""
    if couple.answering:
        yield answer(couple, fact.data["survey"], fact.data["to"][0])


def survey_answered(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Then the mentor answers."""
    if fact.data["by"] == "mentee":
        yield answer(couple, fact.data["survey"], "mentor")


def answer(couple: "Couple", survey: str, role: str) -> "Ask":
    """Fill in a survey."""
    kind = survey.partition("-")[0]
    filled = ANSWERS[kind](couple, survey, role)
    name = f"{survey}-{role}"
    return couple.ask(name, role, "answer_survey", survey=survey, answers=filled)


def survey_closed(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """What follows when both have answered."""
    survey = fact.data["survey"]
    if survey.startswith("final") and not fact.data["revoked"]:
        items = list(CHECKLIST)
        yield couple.ask("tick-0", "mentee", "tick_checklist", item=items[0])
    if survey != "review-1":
        return
    if couple.temper == "diligent":
        yield couple.ask("new-goals", "mentee", "change_goals", goals=goals(couple, 2))
    if couple.temper == "extending":
        yield couple.ask("extend-mentee", "mentee", "extend", weeks=4)
    if couple.temper == "worried":
        yield couple.ask("concern", "mentee", "raise_concern", text="I feel rushed.")


def ticked(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """The checklist, item by item."""
    items = list(CHECKLIST)
    following = items.index(fact.data["item"]) + 1
    if following < len(items):
        item = items[following]
        yield couple.ask(f"tick-{following}", "mentor", "tick_checklist", item=item)


def goals_proposed(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """The mentor agrees to other goals."""
    yield couple.ask("accept-goals", "mentor", "accept_goals")


def extension_proposed(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """The mentor wants the same."""
    yield couple.ask("extend-mentor", "mentor", "extend", weeks=4)


def paused(couple: "Couple", _fact: StoredFact) -> Iterator["Ask"]:
    """Back soon."""
    yield couple.ask("resume", "mentor", "resume")


def rung_taken(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """Those who return tell of their newest meeting; the manager finds the case in the inbox."""
    number = fact.data["episode"]
    trigger = couple.triggers[number]
    if couple.temper == "returning" and fact.data["rung"] == 0:
        yield tell(couple, 3, fact.at)
    if "manager" not in fact.data["to"] or couple.temper == "ghost":
        return
    decision: Data = {"episode": number, "decision": "log_call", "note": "We spoke."}
    if couple.temper == "half_ghost":
        decision = {"episode": number, "decision": "end", "reason": "cannot_reach_partner"}
    yield couple.ask(f"decide-{trigger}", "manager", "decide_episode", **decision)


def decided(couple: "Couple", fact: StoredFact) -> Iterator["Ask"]:
    """After a call the case is closed."""
    if fact.data["decision"] == "log_call":
        number = fact.data["episode"]
        told = {"episode": number, "decision": "dismiss", "note": "Settled in a talk."}
        name = f"dismiss-{couple.triggers[number]}"
        yield couple.ask(name, "manager", "decide_episode", **told)


REACTIONS: dict[str, Callable[["Couple", StoredFact], Iterator["Ask"]]] = {
    "mentorship_opened": opened,
    "goals_proposed": proposed,
    "gaps_named": gaps_named,
    "experience_shared": shared,
    "expectations_set": expected,
    "agreement_signed": signed,
    "meeting_booked": booked,
    "meeting_outcome_asked": outcome_asked,
    "meeting_held": outcome_known,
    "meeting_missed": outcome_known,
    "meeting_confirmed": settled,
    "meeting_disputed": settled,
    "introduction_followed_up": introduced,
    "task_reminded": task_reminded,
    "survey_opened": survey_opened,
    "survey_answered": survey_answered,
    "survey_closed": survey_closed,
    "checklist_ticked": ticked,
    "goal_change_proposed": goals_proposed,
    "extension_proposed": extension_proposed,
    "mentorship_paused": paused,
    "rung_taken": rung_taken,
    "episode_decided": decided,
}
