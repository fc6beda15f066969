"""A walk past every page of a participant, in each of its states, as a pair lives through them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from domain.mentorship.closure import CHECKLIST
from tests.entrypoints.web.stage import FIRST, GOAL, SECOND, Stage

LONG = "Wolfeschlegelsteinhausenbergerdorff"
MEI = {"to": "Mei Tanaka, head of planning", "kind": "contact", "note": "Say hello from me."}


class Stop(NamedTuple):
    """A page to look at: its address, and whether its first form is sent as it stands."""

    name: str
    path: str
    sent: bool = False


def tour(stage: Stage) -> Iterator[Stop]:
    """The whole walk; the next page is only there once one has looked at the one before."""
    for chapter in (strangers, aligning, agreed, meeting, reviewing, asking, paused, closing):
        yield from chapter(stage)
    for chapter in (apart, informal, long_named, ended):
        yield from chapter(stage)


def strangers(stage: Stage) -> Iterator[Stop]:
    """Links that lead nowhere."""
    yield Stop("front", "/")
    yield Stop("unknown link", "/a/nonsense")
    yield Stop("another task", f"{stage.link('mentee', 'agreement')}/end")
    yield Stop("no such page", f"{stage.link('mentee', 'mentorship')}/meeting:99")
    yield Stop("ended link", stage.link("mentee", "agreement", days=-1))


def aligning(stage: Stage) -> Iterator[Stop]:
    """From the invitation to the second signature."""
    yield from both(stage, "agreement untouched", "agreement")
    yield Stop("agreement, signed too early", stage.link("mentor", "agreement"), sent=True)
    yield from both(stage, "mentorship not begun", "mentorship")
    ready(stage)
    yield from both(stage, "agreement written", "agreement")
    stage.asks(FIRST, "mentee", "sign_agreement")
    yield from both(stage, "agreement signed by one", "agreement")
    stage.asks(FIRST, "mentor", "share_experience", experience=["hiring"], style="hands-on")
    yield Stop("agreement changed by the other", stage.link("mentee", "agreement"))


def ready(stage: Stage) -> None:
    """Everything is written, nothing is signed."""
    stage.asks(FIRST, "mentee", "propose_goals", goals=[GOAL])
    stage.asks(FIRST, "mentee", "name_gaps", skills=["speaking"], knowledge=["our budget"])
    stage.asks(FIRST, "mentor", "share_experience", experience=["talks"], style="advisory")
    for role in ("mentee", "mentor"):
        said = {"channel": "by video", "feedback": "at once", "meet_every": "2 weeks"}
        stage.asks(FIRST, role, "set_expectations", expectations=said)


def agreed(stage: Stage) -> Iterator[Stop]:
    """Just begun."""
    for role in ("mentee", "mentor"):
        stage.asks(FIRST, role, "sign_agreement")
    yield from both(stage, "agreement in force", "agreement")
    yield from both(stage, "mentorship begun", "mentorship")
    yield from both(stage, "goals", "goals")
    yield Stop("goals, proposed as they are", whole(stage, "mentee", "goals"), sent=True)


def meeting(stage: Stage) -> Iterator[Stop]:
    """Before, during and after a meeting."""
    yield from both(stage, "meeting ahead", "meeting:1")
    yield Stop("meeting moved to no time", stage.link("mentor", "meeting:1"), sent=True)
    stage.asks(FIRST, "mentee", "cancel_meeting", meeting=1)
    yield Stop("meeting cancelled", stage.link("mentor", "meeting:1"))
    number = stage.state().meetings[-1].number
    over = stage.state().meetings[-1].end - stage.now + timedelta(hours=3)
    stage.passes(seconds=over.total_seconds())
    yield from both(stage, "meeting begun", f"meeting:{number}")
    yield Stop("meeting, nothing said", stage.link("mentee", f"meeting:{number}"), sent=True)
    yield Stop("mentorship, a meeting to tell of", whole(stage, "mentee"))
    item = {"what": "Read the minutes", "who": "mentee", "due": "2027-03-01"}
    said = {"held": True, "notes": f"We spoke of {LONG}.", "action_items": [item]}
    stage.asks(FIRST, "mentee", "record_meeting", meeting=number, **said)
    yield from both(stage, "meeting told", f"meeting:{number}")
    yield from both(stage, "fit check", "survey:fit-1")
    yield Stop("fit check, nothing said", stage.link("mentee", "survey:fit-1"), sent=True)
    stage.asks(FIRST, "mentee", "answer_survey", survey="fit-1", answers={"fit": "good"})
    yield Stop("fit check answered", stage.link("mentee", "survey:fit-1"))


def reviewing(stage: Stage) -> Iterator[Stop]:
    """A review, and what comes between."""
    while not stage.state().survey("review-1"):
        stage.passes(days=1)
    yield from both(stage, "review", "survey:review-1")
    yield Stop("review, nothing said", stage.link("mentee", "survey:review-1"), sent=True)
    goals = [{"goal": "g1", "level": 1}]
    answers = {"satisfaction": 8, "goals": goals, "strengths": f"{LONG} {LONG}"}
    stage.asks(FIRST, "mentee", "answer_survey", survey="review-1", answers=answers)
    yield Stop("review answered", stage.link("mentee", "survey:review-1"))
    stage.passes(weeks=1)
    yield Stop("review missed, and nudged for", stage.link("mentor", "survey:review-1"))
    yield from both(stage, "mentorship in full swing", "mentorship")


def asking(stage: Stage) -> Iterator[Stop]:
    """What the two may ask for at any time."""
    for name in ("help", "pause", "extend", "end", "todo"):
        yield Stop(name, whole(stage, "mentee", name))
        yield Stop(f"{name}, nothing said", whole(stage, "mentee", name), sent=True)
    yield Stop("introduce", whole(stage, "mentor", "introduce"))
    yield Stop("introduce, nothing said", whole(stage, "mentor", "introduce"), sent=True)
    stage.asks(FIRST, "mentor", "make_introduction", **MEI)
    yield from both(stage, "introduction", "introduction:1")
    yield Stop("introduction, nothing said", stage.link("mentee", "introduction:1"), sent=True)
    stage.asks(FIRST, "mentee", "report_introduction", introduction=1, outcome="opening")
    yield from both(stage, "introduction told of", "introduction:1")
    stage.asks(FIRST, "mentor", "set_challenge", what=f"Chair {LONG}", due="2027-06-01")
    yield from both(stage, "task", f"task:{len(stage.state().tasks)}")
    stage.asks(FIRST, "mentee", "finish_task", task=1)
    yield Stop("task done", stage.link("mentee", "task:1"))
    stage.asks(FIRST, "mentor", "let_go_task", task=2)
    yield Stop("task let go", stage.link("mentee", "task:2"))
    other = GOAL | {"statement": f"Lead {LONG}"}
    stage.asks(FIRST, "mentee", "change_goals", goals=[other])
    yield from both(stage, "goals proposed", "goals")
    stage.asks(FIRST, "mentee", "extend", weeks=2)
    yield from both(stage, "weeks asked for", "extend")
    yield from both(stage, "mentorship, much asked for", "mentorship")


def paused(stage: Stage) -> Iterator[Stop]:
    """A pause lies over everything."""
    stage.asks(FIRST, "mentee", "pause", reason="exams")
    for name in ("mentorship", "pause", "agreement", "goals", "extend", "meeting:1", "task:1"):
        yield from both(stage, f"{name} while paused", name)
    number = len(stage.state().meetings)
    yield Stop("a meeting ahead while paused", stage.link("mentor", f"meeting:{number}"))
    stage.asks(FIRST, "mentee", "resume")


def closing(stage: Stage) -> Iterator[Stop]:
    """The end, and what comes after it."""
    stage.lives_until("closing")
    yield from both(stage, "final assessment", "survey:final")
    yield Stop("final, nothing said", stage.link("mentee", "survey:final"), sent=True)
    answers = {"satisfaction": 9, "recommend": 10, "what_next": "More of it."}
    stage.asks(FIRST, "mentee", "answer_survey", survey="final", answers=answers)
    stage.asks(FIRST, "mentee", "tick_checklist", item=next(iter(CHECKLIST)))
    yield Stop("final assessment answered", stage.link("mentee", "survey:final"))
    yield from both(stage, "mentorship closing", "mentorship")
    yield Stop("goals while closing", whole(stage, "mentee", "goals"))
    stage.lives_until("closed")
    yield from both(stage, "mentorship closed", "mentorship")
    for name in ("help", "pause", "extend", "end", "goals", "agreement", "meeting:2", "todo"):
        yield Stop(f"{name} when closed", whole(stage, "mentor", name))
    for name in ("introduction:1", "task:1", "survey:review-1", "survey:final"):
        yield Stop(f"{name} when closed", whole(stage, "mentor", name))
    stage.passes(weeks=9)
    yield from both(stage, "follow-up", "survey:follow-up")
    yield Stop("ended link, all over", stage.link("mentee", "mentorship", days=-1))


def apart(stage: Stage) -> Iterator[Stop]:
    """Two whose weeks have nothing in common."""
    stage.apart = True
    stage.launch("apart")
    pair = FIRST.replace("spring", "apart")
    stage.aligns(pair)
    yield Stop("meeting to be booked", stage.link("mentee", "meeting:1", pair))
    yield Stop("booked for no time", stage.link("mentee", "meeting:1", pair), sent=True)
    yield Stop("mentorship without a meeting", stage.link("mentor", "mentorship", pair))
    stage.apart = False


def informal(stage: Stage) -> Iterator[Stop]:
    """A pair that books nothing."""
    stage.informal = True
    stage.launch("informal")
    pair = FIRST.replace("spring", "informal")
    stage.aligns(pair)
    stage.passes(pair, weeks=2)
    yield Stop("contact", stage.link("mentee", "contact:1", pair))
    yield Stop("contact, nothing said", stage.link("mentee", "contact:1", pair), sent=True)
    yield Stop("mentorship of an informal pair", stage.link("mentee", "mentorship", pair))
    stage.asks(pair, "mentee", "confirm_contact", in_touch=True)
    yield Stop("contact told", stage.link("mentee", "contact:1", pair))
    stage.passes(pair, weeks=2)
    yield Stop("contact closed", stage.link("mentee", "contact:1", pair))


def long_named(stage: Stage) -> Iterator[Stop]:
    """Two whose names fill a line, and break nowhere."""
    stage.informal, stage.named = False, {"mentee": LONG * 2, "mentor": f"{LONG} {LONG}"}
    stage.launch("long")
    pair = FIRST.replace("spring", "long")
    for task in ("agreement", "mentorship"):
        yield Stop(f"{task} of long names", stage.link("mentor", task, pair))
    stage.aligns(pair)
    stage.passes(pair, weeks=4)
    for task in ("agreement", "mentorship", "meeting:1", "survey:review-1"):
        yield Stop(f"{task} of long names, later", stage.link("mentee", task, pair))
    for name in ("help", "pause", "extend", "end", "todo", "goals"):
        link = stage.link("mentee", "mentorship", pair)
        yield Stop(f"{name} of long names", f"{link}/{name}")
    stage.named = {}


def ended(stage: Stage) -> Iterator[Stop]:
    """Links that were withdrawn, and a mentorship that ended before it began."""
    link = stage.link("mentee", "agreement", SECOND)
    stage.now += timedelta(minutes=1)
    stage.asks(SECOND, "mentee", "send_link", withdraw=True)
    yield Stop("withdrawn link", link)
    yield Stop("a new link is sent", link, sent=True)
    stage.now += timedelta(minutes=1)
    stage.asks(SECOND, "mentor", "end", reason="other")
    yield Stop("mentorship never begun", stage.link("mentee", "mentorship", SECOND))
    yield Stop("agreement never signed", stage.link("mentee", "agreement", SECOND))


def both(stage: Stage, name: str, task: str) -> Iterator[Stop]:
    """What each of the two sees of a page."""
    for role in ("mentee", "mentor"):
        path = stage.link(role, task) if ":" in task else whole(stage, role, task)
        yield Stop(f"{name}, for the {role}", path)


def whole(stage: Stage, role: str, task: str = "mentorship") -> str:
    """A page as one gets to it from the whole mentorship."""
    link = stage.link(role, "mentorship")
    return link if task == "mentorship" else f"{link}/{task}"
