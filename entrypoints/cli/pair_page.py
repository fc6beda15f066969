"""One pair on the screen."""

from collections.abc import Callable, Sequence

from rich.table import Table
from rich.text import Text

from domain.mentorship.state import Episode, Meeting, Survey
from domain.mentorship.views import goal_attainment
from entrypoints.cli import output
from entrypoints.moments import Times
from entrypoints.pairs.looking_back import told
from entrypoints.pairs.record import Pair
from entrypoints.pairs.words import stage_of, waits_for
from entrypoints.vocabulary import ENDINGS, SHORT_RUNGS, SHORT_TRIGGERS, plain
from entrypoints.words import names_of

URGENT = "bold red"
FAILED = {
    "bounced": "bold red",
    "deferred": "yellow",
    "sending": "yellow",
    "skipped": "dim",
    "waiting": "cyan",
}


def print_pair(pair: Pair) -> None:
    """Everything about a pair, the most needed first and the time line at the end."""
    state = pair.state
    people = f"{state.mentee.name} (mentee) and {state.mentor.name} (mentor)"
    output.say(Text(people, style="bold"))
    program = f"{state.program.title}, version {state.program.version}"
    output.say(f"{state.id} · cohort {state.cohort} · {program}", "")
    output.say(*looking_back(pair))
    output.say(Text(stage_of(state, pair.times)), waiting(pair))
    if pair.view is None:
        output.say(f"Now {pair.times.moment(pair.now)}; times in {pair.times.zone}.")
    for title, part, rows in PARTS:
        if rows(pair):
            output.section(title, part(pair))


def looking_back(pair: Pair) -> list[output.Cell]:
    """At which moment, and in which way, somebody looks at a pair that has lived on."""
    if pair.view is None:
        return []
    what = "with all that is known of it today (--known: only what was known then)"
    if pair.view.axis == "known":
        what = "only what was known then (--true: with all that is known of it today)"
    when = f"On {pair.times.moment(pair.now)} ({pair.times.zone})"
    return [Text(f"{when}, {what}:", style="bold")]


def waiting(pair: Pair) -> Text:
    """What the pair waits for and until when."""
    return Text(waits_for(pair, pair.times), style=URGENT if pair.overdue else "")


def known_later(pair: Pair) -> Table:
    """What was so already, and became known only afterwards."""
    names, times = names_of(pair.state), pair.times
    rows = [
        [times.moment(one.since), told(one, names, times), times.moment(one.known)]
        for one in (pair.view.later if pair.view else ())
    ]
    return output.table(("When", "What", "Known since"), rows)


def health(pair: Pair) -> Table:
    """The score with its parts."""
    scored = pair.health
    total = output.health_cell(scored.score, scored.band)
    total.append(" (no score before the first meeting)" if scored.score is None else " of 100")
    rows: list[list[output.Cell]] = [["All together", total, ""]]
    rows += [[plain(p.name), f"{p.points} of {p.of}", p.because] for p in scored.parts]
    return output.table(("Part", "Points", "Because"), rows)


def goals(pair: Pair) -> Table:
    """Each goal with the level that each of the two saw last."""
    levels = pair.state.levels
    rows = []
    for goal in pair.state.agreement.goals:
        seen = levels.get(goal.id, {})
        said = [f"{seen[role]:+d}" if role in seen else "" for role in ("mentee", "mentor")]
        rows.append([goal.id, goal.statement, pair.times.day(goal.target_date), *said])
    made = output.table(("Goal", "What", "By", "Mentee says", "Mentor says"), rows)
    score = goal_attainment(pair.state)
    made.caption = None if score is None else f"Goal attainment T = {score:.1f} (50: as expected)"
    made.caption_justify = "left"
    return made


def meetings(pair: Pair) -> Table:
    """Each meeting with its outcome."""
    rows = [_meeting(meeting, pair.times) for meeting in pair.state.meetings]
    return output.table(("Meeting", "When", "How it stands"), rows)


def _meeting(meeting: Meeting, times: Times) -> list[str]:
    return [str(meeting.number), times.moment(meeting.start), meeting.status]


def surveys(pair: Pair) -> Table:
    """Each survey with who answered it."""
    names = names_of(pair.state)
    rows = [_survey(survey, pair.times, lambda role: names[role]) for survey in pair.state.surveys]
    return output.table(("Survey", "Opened", "Closes", "Answered", "Missing"), rows)


def _survey(survey: Survey, times: Times, name: Callable[[str], str]) -> list[str]:
    state = times.day(survey.closes) if survey.open else "closed"
    answered, missing = (", ".join(map(name, who)) for who in (survey.answered, survey.missing))
    return [survey.id, times.day(survey.opened), state, answered, missing]


def episodes(pair: Pair) -> Table:
    """Each escalation: why it was opened, how far it climbed, how it ended."""
    rows = [_episode(pair, episode) for episode in pair.state.episodes]
    headings = ("No.", "Trigger", "Opened", "Why", "Steps", "Ended")
    made = output.table(headings, rows)
    made.caption = f"The whole story: tandem pair why {pair.state.id}"
    made.caption_justify = "left"
    return made


def _episode(pair: Pair, episode: Episode) -> list[output.Cell]:
    ended: output.Cell = Text("open", style=URGENT)
    if episode.ended:
        ended = f"{pair.times.day(episode.ended)}: {ENDINGS[episode.ended_by]}"
    return [
        str(episode.number),
        SHORT_TRIGGERS[episode.trigger],
        pair.times.day(episode.opened),
        " ".join(episode.evidence),
        " → ".join(SHORT_RUNGS[rung] for rung in episode.rungs),
        ended,
    ]


def tasks(pair: Pair) -> Table:
    """Challenges and action items."""
    names = names_of(pair.state)
    rows = [
        [
            str(t.number),
            plain(t.kind),
            t.what,
            names[t.who],
            pair.times.day(t.due),
            plain(t.status),
        ]
        for t in pair.state.tasks
    ]
    return output.table(("Task", "Kind", "What", "Who", "Due", "How it stands"), rows)


def introductions(pair: Pair) -> Table:
    """Doors that the mentor opened."""
    rows = [
        [str(i.number), i.to, i.kind, plain(i.outcome) if i.outcome else "no word yet"]
        for i in pair.state.introductions
    ]
    return output.table(("Introduction", "To", "Kind", "What came of it"), rows)


def deliveries(pair: Pair) -> Table:
    """Every message and what became of it."""
    two = (pair.state.mentee, pair.state.mentor)
    names = names_of(pair.state) | {party.person: party.name for party in two}
    rows: list[list[output.Cell]] = []
    for row in pair.deliveries:
        told = row.status + (f": {row.reason}" if row.reason else "")
        fate = Text(told, style=FAILED.get(row.status, ""))
        rows.append(
            [pair.times.moment(row.at), plain(row.kind), names.get(row.person, row.person), fate]
        )
    return output.table(("When", "Message", "To", "What became of it"), rows)


def timeline(pair: Pair) -> Table:
    """Everything that happened, in order."""
    rows = [[pair.times.moment(fact.at), told] for fact, told in pair.sentences()]
    return output.table(("When", "What happened"), rows)


def _always(_: Pair) -> bool:
    return True


Part = tuple[str, Callable[[Pair], Table], Callable[[Pair], Sequence[object] | bool]]

PARTS: tuple[Part, ...] = (
    ("Known only later", known_later, lambda pair: bool(pair.view and pair.view.later)),
    ("Health", health, _always),
    ("Escalations", episodes, lambda pair: pair.state.episodes),
    ("Goals", goals, lambda pair: pair.state.agreement.goals),
    ("Meetings", meetings, lambda pair: pair.state.meetings),
    ("Surveys", surveys, lambda pair: pair.state.surveys),
    ("Tasks", tasks, lambda pair: pair.state.tasks),
    ("Introductions", introductions, lambda pair: pair.state.introductions),
    ("Messages", deliveries, lambda pair: pair.deliveries),
    ("Time line", timeline, _always),
)
