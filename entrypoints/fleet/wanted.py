"""Which workflows somebody asks for, as a query of Temporal's."""

from datetime import datetime
from typing import Literal

from adapters.temporal.launcher import cohort_workflow
from adapters.temporal.visibility import RUNNING, joined, quoted
from domain.mentorship.rule import KEYS
from domain.model import Model
from workflows.attributes import COHORT, DUE, EPISODE, HEALTH, PROGRAM, STAGE

Kind = Literal["Mentorship", "Cohort", "Webhook"]
KINDS: dict[str, Kind] = {"mentorship": "Mentorship", "cohort": "Cohort", "webhook": "Webhook"}
PROBLEMS = "TemporalReportedProblems"
DEPLOYED = "TemporalWorkerDeploymentVersion"
STAGES = ("aligning", "active", "paused", "closing", "closed")
HEALTHS = ("at_risk", "fair", "good", "new", "closed")
EPISODES = ("any", "none", *KEYS)
BUILT = ("unversioned", "versioned", "assigned")
"""How the engine begins a build's name in its attribute BuildIds."""


class Wanted(Model):
    """What the workflows to be found have in common.

    Without words of one's own (`query`) only running mentorships are meant.
    """

    kind: Kind | None = None
    stage: str | None = None
    health: str | None = None
    episode: str | None = None
    cohort: str | None = None
    program: str | None = None
    build: str | None = None
    overdue: bool = False
    wedged: bool = False
    ended: bool = False
    query: str = ""

    @property
    def is_everything(self) -> bool:
        """Nothing was said that leaves anything out."""
        return self == Wanted(kind=self.kind, ended=self.ended)

    def words(self, now: datetime) -> str:
        """The query; an episode among several is looked for by `holds`."""
        kind = self.kind or ("" if self.query else "Mentorship")
        return joined(
            [
                f"WorkflowType = {quoted(kind)}" if kind else "",
                "" if self.ended or self.query else RUNNING,
                _is(STAGE.name, self.stage),
                _is(HEALTH.name, self.health),
                _of_cohort(self.cohort, kind),
                _of_program(self.program),
                _with_episode(self.episode),
                _of_build(self.build),
                f"{RUNNING} AND {DUE.name} < {quoted(now)}" if self.overdue else "",
                f"{RUNNING} AND {PROBLEMS} IS NOT NULL" if self.wedged else "",
                self.query,
            ]
        )

    @property
    def needs_a_look(self) -> bool:
        """The query alone finds too many: several open cases share one attribute."""
        return self.episode in KEYS

    def holds(self, episodes: tuple[str, ...]) -> bool:
        """Tell whether a workflow with these open cases is meant."""
        return not self.needs_a_look or self.episode in episodes


def _is(attribute: str, value: str | None) -> str:
    return "" if value is None else f"{attribute} = {quoted(value)}"


def _of_cohort(cohort: str | None, kind: str) -> str:
    """A cohort's own workflow is known by its id, its pairs by what they show."""
    if cohort is not None and kind == "Cohort":
        return _is("WorkflowId", cohort_workflow(cohort))
    return _is(COHORT.name, cohort)


def _of_program(program: str | None) -> str:
    """`NAME`, in whatever version, or `NAME@VERSION`."""
    if program is None or "@" in program:
        return _is(PROGRAM.name, program)
    return f"{PROGRAM.name} STARTS_WITH {quoted(f'{program}@')}"


def _with_episode(episode: str | None) -> str:
    if episode in (None, "none"):
        return _is(EPISODE.name, episode)
    return f"{EPISODE.name} != {quoted('none')}"


def _of_build(build: str | None) -> str:
    """`DEPLOYMENT:BUILD`, or a build without a deployment."""
    if build is None or ":" in build:
        return _is(DEPLOYED, build)
    return f"BuildIds IN ({', '.join(quoted(f'{how}:{build}') for how in BUILT)})"
