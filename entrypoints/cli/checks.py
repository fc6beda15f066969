"""What `tandem doctor` asks: is everything there, at the right version, and on time?"""

from adapters.mail.greeting import greet
from domain.errors import MailUnavailable, TandemError
from entrypoints.bootstrap import smtp_server
from entrypoints.cli.engine_checks import Scope, agreement, engine
from entrypoints.cli.findings import Check, in_trouble
from entrypoints.cli.reach import temporal
from entrypoints.cli.record_checks import database, record
from entrypoints.settings import Settings
from entrypoints.tls_trouble import why
from entrypoints.working import places

ALL_THAT_IS_USUAL = Scope()


async def examine(settings: Settings, scope: Scope = ALL_THAT_IS_USUAL) -> list[Check]:
    """Ask everything; what can't be reached leaves the questions behind it unasked."""
    found = [database(settings)]
    usable = found[0].status == "ok"
    if usable:
        found += record(settings)
    try:
        client = await temporal(settings)
    except TandemError as error:
        found.append(Check(name="Temporal", status="unreachable", says=str(error)))
        return [*found, await mail_check(settings)] if settings.smtp_host else found
    found += await engine(settings, client)
    if usable:
        found += await agreement(settings, client, scope)
    return [*found, await mail_check(settings)]


async def mail_check(settings: Settings) -> Check:
    """Ask whether the mail server answers, by the line that letters take."""
    try:
        host, port = settings.smtp_host, settings.smtp_port
        if host is None:
            where = places(settings)
            host, port = where.smtp_host, where.smtp_port
        await greet(smtp_server(settings, host, port))
    except MailUnavailable as error:
        proven = settings.smtp_tls_cert is not None
        told = why("smtp", str(error), encrypted=settings.smtp_tls != "none", proven=proven)
        says = f"{error} ({told})" if told else str(error)
        return Check(name="Mail", status="unreachable", says=says)
    except TandemError as error:
        return in_trouble("Mail", str(error))
    return Check(name="Mail", status="ok", says=f"{host}:{port} answers")
