"""Do rules and panels read what is really told? Held against what was scraped."""

import re
from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.samples import Sample

from tests.deploy.prometheus import Matcher, Selector, groupings, selectors

OF_PROMETHEUS = {"up", "ALERTS"}
"""What Prometheus itself knows; nobody tells it."""

ITS_LABELS = {"job", "instance"}
Scraped = Mapping[str, Sequence[Sample]]


def strangers(expr: str, scraped: Scraped) -> Iterator[str]:
    """Each metric, label and value of an expression that nothing tells."""
    found = [s for s in selectors(expr) if s.name not in OF_PROMETHEUS]
    for selector in found:
        yield from _missing(selector, scraped)
    labels = {label for s in found for sample in _told(s, scraped) for label in sample.labels}
    if found:
        yield from (f"label {one}" for one in groupings(expr) - labels - ITS_LABELS - {"le"})


def _missing(selector: Selector, scraped: Scraped) -> Iterator[str]:
    told = _told(selector, scraped)
    if not told:
        yield selector.name
    for matcher in selector.matchers:
        if told and not _finds(matcher, told):
            yield f'{selector.name}{{{matcher.label}{matcher.operator}"{matcher.value}"}}'


def _finds(matcher: Matcher, told: list[Sample]) -> bool:
    return any(matcher.finds(sample.labels.get(matcher.label, "")) for sample in told)


def _told(selector: Selector, scraped: Scraped) -> list[Sample]:
    names = (name for name in scraped if re.fullmatch(selector.name, name))
    return [sample for name in names for sample in scraped[name]]
