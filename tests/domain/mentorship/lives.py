"""Whole lives of pairs that between them see every fact and every message there is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from domain.mentorship.closure import CHECKLIST
from domain.mentorship.commands import Actor
from tests.domain.mentorship.story import MONDAYS, TUESDAYS, Story, goal

PATIENT = {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}


def a_full_life() -> Story:
    """A pair that does everything one can do, and gets its certificate."""
    story = Story(closure={"certificate": {"meetings_held_at_least": 1}})
    story.passes(days=4)
    story.aligned().asks("mentee", "sign_agreement")
    story.asks("mentor", "set_expectations", expectations={"meet_every": "2 weeks"})
    story.asks("mentor", "sign_agreement")
    story.asks("mentee", "sign_agreement")
    story.asks(
        "mentor", "move_meeting", start=(story.meeting.start + timedelta(hours=3)).isoformat()
    )
    story.meets("mentor", notes="A good start.")
    story.asks("mentee", "record_meeting", meeting=1, held=True)
    story.asks("mentor", "make_introduction", to="Dana", kind="contact", note="Say hello.")
    story.asks("mentor", "make_introduction", to="The guild", kind="community")
    story.asks("mentor", "set_challenge", what="give a talk", due="2026-02-10")
    story.asks("mentee", "add_action_item", what="send the slides", who="mentor", due="2026-02-01")
    story.asks("mentee", "finish_task", task=1)
    story.asks("mentee", "send_link", task="meeting:1")
    story.asks("manager", "send_link", to="mentor", withdraw=True)
    story.asks("mentee", "report_introduction", introduction=1, outcome="talked")
    story.asks("mentor", "change_goals", goals=[goal("g2")])
    story.asks("mentee", "change_goals", goals=[goal("g1"), goal("g2")])
    story.asks("mentor", "accept_goals")
    story.misses()
    story.asks("mentor", "record_meeting", meeting=2, held=True)
    story.meets()
    story.passes(days=1)
    wish = {"goal": "g1", "level": 0, "relevance": "adjust"}
    story.answers("mentee", "review-1", goals=[wish], last_contact="2026-02-06")
    story.asks("mentee", "extend", weeks=3)
    story.passes(days=15)
    story.asks("mentee", "extend", weeks=2)
    story.asks("mentor", "extend", weeks=2)
    while story.state.stage == "active":
        story.lives_a_day()
    story.answers("mentee", "final")
    story.answers("mentor", "final")
    for item in CHECKLIST:
        story.asks("mentee", "tick_checklist", item=item)
    story.ends()
    return story


def a_life_in_trouble() -> Story:
    """A pair that stalls, pauses, is dissatisfied and ends early."""
    story = Story()
    story.delivers = False
    story.passes(days=15)
    for nudge in story.mail("nudge"):
        story.hears(nudge, "bounced")
    story.delivers = True
    story.signed()
    story.asks("mentee", "change_goals", goals=[goal("g3")])
    story.passes(days=22)
    story.actor = Actor(id="clara", name="Clara Brandt", via="console")
    story.asks("manager", "decide_episode", episode=2, decision="nudge", note="Please write.")
    story.actor = None
    story.asks("mentee", "raise_concern", text="He is never there.")
    story.passes(days=13)
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=31)
    story.asks("mentor", "resume")
    story.passes(hours=2)
    story.sleeps(days=20)
    story.ends()
    story.erases("mentor")
    return story


def an_informal_life() -> Story:
    """A pair that books nothing and says when it was in touch; its program gets longer."""
    story = Story(meetings={"mode": "informal"}).signed()
    story.passes(weeks=2)
    story.asks("mentee", "confirm_contact", in_touch=True)
    story.follows(length="30 weeks", meetings={"mode": "informal", "every": "3 weeks"})
    story.ends()
    return story


def a_life_without_a_slot() -> Story:
    """A pair whose weeks have no hour in common."""
    story = Story((MONDAYS, TUESDAYS), escalation=PATIENT).signed()
    story.passes(days=3)
    story.asks("mentor", "book_meeting", start=(story.at + timedelta(days=1)).isoformat())
    story.passes(days=30)
    story.ends()
    return story


LIVES: tuple[Callable[[], Story], ...] = (
    a_full_life,
    a_life_in_trouble,
    an_informal_life,
    a_life_without_a_slot,
)


def lives() -> Iterator[Story]:
    """Each of them, told anew."""
    for life in LIVES:
        yield life()
