"""Does the mail server answer?"""

from aiosmtplib import SMTPException

from adapters.mail.smtp import SmtpServer, line_to
from domain.errors import MailUnavailable


async def greet(server: SmtpServer, patience: float = 5.0) -> str:
    """Connect and say good-bye; returns what the server calls itself, or raises `MailUnavailable`.

    The line is encrypted as it is for letters. Nothing is sent, and nobody is logged in.
    """
    client = line_to(server.model_copy(update={"timeout": patience}))
    try:
        answer = await client.connect()
        await client.quit()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: a file that is none
        reason = str(error) or type(error).__name__
        raise MailUnavailable(
            f"The mail server {server.host}:{server.port} does not answer: {reason}"
        ) from error
    finally:
        client.close()
    return answer.message
