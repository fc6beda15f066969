"""Why a command is refused: a stable code for programs, a sentence for people."""

from domain.errors import TandemError


class Refused(TandemError):
    """This can't be done now."""

    code = "refused"


class UnknownCommand(Refused):
    """There is no such command."""

    code = "unknown_command"


class MalformedCommand(Refused):
    """The command's data can't be read."""

    code = "malformed_command"


class NotAParticipant(Refused):
    """This person has no part in this mentorship."""

    code = "not_a_participant"


class NotAllowed(Refused):
    """Your role may not do this."""

    code = "not_allowed"


class AlreadyClosed(Refused):
    """This mentorship is closed."""

    code = "mentorship_closed"


class IsPaused(Refused):
    """This mentorship is paused; resume it first."""

    code = "mentorship_paused"


class WrongStage(Refused):
    """This can't be done in the present stage."""

    code = "wrong_stage"


class OtherProgram(Refused):
    """This is a version of another program."""

    code = "other_program"


class ProgramNotNewer(Refused):
    """This mentorship follows this version of the program, or a newer one, already."""

    code = "program_not_newer"


class AgreementIncomplete(Refused):
    """Something is still missing before you can sign."""

    code = "agreement_incomplete"


class GoalsOutOfRange(Refused):
    """The program asks for another number of goals."""

    code = "goals_out_of_range"


class GoalsWithoutWeight(Refused):
    """At least one goal must have a weight."""

    code = "goals_without_weight"


class NothingProposed(Refused):
    """The other person has proposed nothing to accept."""

    code = "nothing_proposed"


class NoSuchMeeting(Refused):
    """There is no such meeting."""

    code = "no_such_meeting"


class MeetingAlreadyBooked(Refused):
    """The next meeting is booked already; move it instead."""

    code = "meeting_already_booked"


class MeetingInThePast(Refused):
    """A meeting must lie in the future and before the planned end."""

    code = "meeting_time_impossible"


class MeetingNotBegun(Refused):
    """The meeting has not begun yet."""

    code = "meeting_not_begun"


class MeetingBegun(Refused):
    """The meeting has begun already; say whether it happened instead."""

    code = "meeting_begun"


class OutcomeAlreadyGiven(Refused):
    """You have answered already; the first answer counts."""

    code = "outcome_already_given"


class ReasonMissing(Refused):
    """Please give a reason."""

    code = "reason_missing"


class NoSuchSurvey(Refused):
    """There is no such survey."""

    code = "no_such_survey"


class SurveyOver(Refused):
    """This survey has closed."""

    code = "survey_closed"


class NotAsked(Refused):
    """You were not asked this."""

    code = "not_asked"


class NoSuchIntroduction(Refused):
    """There is no such introduction."""

    code = "no_such_introduction"


class NoSuchTask(Refused):
    """There is no such challenge or action item."""

    code = "no_such_task"


class DateInThePast(Refused):
    """The date must lie in the future."""

    code = "date_in_the_past"


class DateTooFar(Refused):
    """The date lies too far in the future."""

    code = "date_too_far"


class NoSuchEpisode(Refused):
    """There is no such escalation."""

    code = "no_such_episode"


class EpisodeOver(Refused):
    """This escalation has ended already."""

    code = "episode_over"


class SnoozedTooOften(Refused):
    """This escalation can't be put off again."""

    code = "snoozed_too_often"


class UnknownChecklistItem(Refused):
    """The closure checklist has no such item."""

    code = "unknown_checklist_item"
