"""What a demo plays: the files that are named, else the samples that come with Tandem."""

from pathlib import Path

from domain.errors import TandemError

SAMPLES = Path(__file__).parents[2] / "samples"


class NoSamples(TandemError):
    """The sample files are not here; name your own with --program, --people and --pairs."""

    code = "no_samples"


class NotAllNamed(TandemError):
    """People and pairs belong together: name both --people and --pairs, or neither."""

    code = "not_all_named"


def files(
    program: Path | None, people: Path | None, pairs: Path | None, samples: Path = SAMPLES
) -> tuple[Path, Path, Path]:
    """Fill up what is not named with the samples; raises `NoSamples` and `NotAllNamed`."""
    if (people is None) != (pairs is None):
        raise NotAllNamed
    return (
        program or sample(samples, "*.yaml"),
        people or sample(samples, "people.csv"),
        pairs or sample(samples, "pairs.csv"),
    )


def sample(folder: Path, pattern: str) -> Path:
    """The first sample that is called so."""
    found = sorted(folder.glob(pattern))
    if not found:
        raise NoSamples
    return found[0]
