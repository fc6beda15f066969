"""People who read their mail: what they remember, and whether they do something about a letter."""

from collections import Counter
from datetime import date, timedelta

from entrypoints.demo.agreement import contribute, sign
from entrypoints.demo.letters import Letter
from entrypoints.demo.parts import Part
from entrypoints.demo.replies import REPLIES, SURVEYS, survey
from entrypoints.demo.steps import Plan, Step

Thing = tuple[str, str]
SAME_THING = {"agreement_reminder": "invitation", "review_reminder": "review"}
REMINDED = {
    "invitation",
    "review",
    "meeting_outcome",
    "fit_check",
    "final_assessment",
    "follow_up",
}
"""What people are asked again when they do not answer."""

AGREEMENT = ("invitation", "agreement_reminder", "nudge")
SECOND = 2
A_MOMENT = timedelta(minutes=10)


class Participant:
    """One person in one pair."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.asked: Counter[Thing] = Counter()
        self.answered: set[Thing] = set()
        self.nudges = 0
        self.contributed = False
        self.signed = False
        self.last_met: date | None = None

    def read(self, letter: Letter) -> Plan:
        """Take a letter in, and tell what this person is going to do about it."""
        thing = thing_of(letter)
        self.asked[thing] += 1
        self.nudges += letter.kind == "nudge"
        if letter.claim is None or thing in self.answered or not self.willing(letter):
            return ()
        plan = self.reply(letter)
        if plan and plan[-1].command != "sign_agreement":
            self.answered.add(thing)
        return plan

    def done(self, step: Step, letter: Letter) -> None:
        """Remember what this person has done."""
        if step.command == "sign_agreement":
            self.signed = True
        if step.command == "record_meeting" and step.data["held"]:
            self.last_met = letter.sent.date()

    def reply(self, letter: Letter) -> Plan:
        """What this person does, and how long it takes."""
        after = self.delay(letter)
        if letter.kind in AGREEMENT and not self.signed:
            return self.agree(after)
        if letter.kind in SURVEYS:
            return survey(self.part, letter, after, self.last_met)
        found = REPLIES.get(letter.kind)
        return found(self.part, letter, after) if found else ()

    def agree(self, after: timedelta) -> Plan:
        """Contribute once, then sign; a reminder leads to one more attempt to sign."""
        if self.contributed:
            return (sign(after),)
        self.contributed = True
        return (*contribute(self.part, after), sign(A_MOMENT))

    def willing(self, letter: Letter) -> bool:
        """Tell whether this person does anything at all about a letter."""
        match self.part.behaviour:
            case "ghost":
                return False
            case "returning":
                return self.nudges >= SECOND
            case "slow":
                asked_once = self.asked[thing_of(letter)] < SECOND
                return not (asked_once and thing_of(letter)[0] in REMINDED)
            case "fading":
                return self.still_there(letter)
            case _:
                return True

    def still_there(self, letter: Letter) -> bool:
        """Tell whether a letter belongs to the first third, where somebody who fades still is."""
        couple = self.part.couple
        match letter.task.partition(":")[0]:
            case "agreement":
                return True
            case "meeting" | "contact":
                return letter.number <= couple.early_meetings
            case "survey" if letter.kind in ("review", "review_reminder"):
                return letter.number <= couple.early_reviews
            case "survey":
                return letter.kind == "fit_check"
            case "introduction" | "task":
                return letter.number == 1
            case _:
                return False

    def delay(self, letter: Letter) -> timedelta:
        """How long this person takes: hours for most, longer where nobody asks a second time."""
        kind, number = letter.kind, letter.number
        patient = self.part.behaviour == "slow" and thing_of(letter)[0] not in REMINDED
        least, most = (30, 60) if patient else (3, 30)
        return self.part.hours(kind, number, least, most)


def thing_of(letter: Letter) -> Thing:
    """What a letter asks for; a reminder asks for the same thing again."""
    kind = SAME_THING.get(letter.kind, letter.kind)
    if kind in ("nudge", "pause_question", "goal_change"):
        return kind, letter.effect
    return kind, letter.task
