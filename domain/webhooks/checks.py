"""What is wrong with a subscription that somebody wishes for, and where webhooks may go at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from pydantic import HttpUrl, TypeAdapter, ValidationError

from domain.mentorship.events import EVENTS
from domain.problems import did_you_mean
from domain.webhooks.model import EVERYTHING, WebhookInvalid

LONGEST_URL = 2000
MOST_NAMES = 100

_URL = TypeAdapter(HttpUrl)
_PROGRAM = re.compile(r"[a-z0-9][a-z0-9-]*")
_NAT64 = int(IPv6Address("64:ff9b::")) >> 32

Address = IPv4Address | IPv6Address


def check(url: str, types: Sequence[str], programs: Sequence[str], *, private: bool) -> None:
    """Raise `WebhookInvalid` with everything that is wrong.

    `private` allows receivers in private networks, and http to them.
    """
    problems = [*_of_url(url, private=private), *_of_types(types), *_of_programs(programs)]
    if problems:
        raise WebhookInvalid(problems)


def forbidden(address: str, *, private: bool, encrypted: bool) -> str:
    """Why no webhook may go to an IP address; nothing where it may."""
    meant = list(_meant(ip_address(address.partition("%")[0])))
    if any(one.is_multicast or one.is_unspecified or one.is_link_local for one in meant):
        return f"{address} is never the address of a receiver"
    if all(one.is_global for one in meant):
        return "" if encrypted else f"{address} is not in a private network, so only https may go"
    if private:
        return ""
    if any(one.is_loopback for one in meant):
        return f"{address} is this machine itself"
    return f"{address} is in a private network"


def _meant(address: Address) -> Iterator[Address]:
    """An address, and the one of version 4 that it stands for."""
    yield address
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and int(address) >> 32 == _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            yield inner


def _of_url(url: str, *, private: bool) -> Iterator[str]:
    if len(url) > LONGEST_URL:
        yield f"URL: it is longer than {LONGEST_URL} characters"
        return
    try:
        read = _URL.validate_python(url)
    except ValidationError:
        yield f"URL: {url!r} is no web address, as https://example.org/tandem is"
        return
    if read.username or read.password:
        yield "URL: it must not hold a user name or password; events are signed instead"
    if read.fragment:
        yield "URL: it must not have a part behind #"
    encrypted = read.scheme == "https"
    if not encrypted and not private:
        yield "URL: it must begin with https://"
    yield from _of_host((read.host or "").strip("[]"), private=private, encrypted=encrypted)


def _of_host(host: str, *, private: bool, encrypted: bool) -> Iterator[str]:
    """What can be told without asking anybody; other names are looked up when an event is sent."""
    address = "127.0.0.1" if host.lower().rstrip(".") == "localhost" else host
    try:
        reason = forbidden(address, private=private, encrypted=encrypted or not private)
    except ValueError:
        return
    if reason:
        hint = "" if private else "; where that is meant, set TANDEM_WEBHOOK_PRIVATE=true"
        yield f"URL: {reason}{hint}"


def _of_types(types: Sequence[str]) -> Iterator[str]:
    yield from _of_names("types", types)
    for name in types:
        if name != EVERYTHING and name not in EVENTS:
            hint = did_you_mean(name, EVENTS)
            yield f"types: there is no type of event {name!r}{hint}"


def _of_programs(programs: Sequence[str]) -> Iterator[str]:
    yield from _of_names("programs", programs)
    for name in programs:
        if name != EVERYTHING and not _PROGRAM.fullmatch(name):
            yield f"programs: {name!r} is no name of a program"


def _of_names(field: str, names: Sequence[str]) -> Iterator[str]:
    if not names:
        yield f"{field}: name at least one, or {EVERYTHING} for all"
    if len(names) > MOST_NAMES:
        yield f"{field}: more than {MOST_NAMES} are too many"


def tidy(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order; all others are nothing beside `*`."""
    found = tuple(dict.fromkeys(name.strip() for name in names))
    return (EVERYTHING,) if EVERYTHING in found else found
