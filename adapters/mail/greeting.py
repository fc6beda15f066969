"""Does the mail server answer?"""

from aiosmtplib import SMTP, SMTPException

from domain.errors import MailUnavailable


async def greet(host: str, port: int, *, tls: bool = False, patience: float = 5.0) -> str:
    """Connect and say good-bye; returns what the server calls itself, or raises `MailUnavailable`.

    `tls`: from the first byte. Nothing is sent, and nobody is logged in.
    """
    client = SMTP(hostname=host, port=port, timeout=patience, use_tls=tls, start_tls=False)
    try:
        answer = await client.connect()
        await client.quit()
    except (SMTPException, OSError) as error:
        reason = str(error) or type(error).__name__
        raise MailUnavailable(
            f"The mail server {host}:{port} does not answer: {reason}"
        ) from error
    finally:
        client.close()
    return answer.message
