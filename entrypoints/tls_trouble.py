"""Why an encrypted line did not come about, by the setting that would mend it."""

NAMES = {
    "temporal": "TANDEM_TEMPORAL_TLS_NAME",
    "database": "the host in TANDEM_DATABASE_URL",
    "smtp": "TANDEM_SMTP_HOST",
}
ANOTHER_NAME = (
    "NotValidForName",
    "Hostname mismatch",
    "IP address mismatch",
    "not match host name",
)
EXPIRED = ("Expired", "has expired")
NOT_TRUSTED = (
    "UnknownIssuer",
    "certificate verify failed",
    "root certificate file",
    "BadEncoding",
)
NO_KEY = ("PrivateKeyParseError", "private key file", "PEM", "KeyMismatch", "key values mismatch")
HALF = ("Must have both client cert and private key",)
SHUT = (
    *("transport error", "connection closed", "operation was canceled", "BrokenPipe"),
    *("valid client certificate", "certificate required", "pg_hba.conf", "unknown ca"),
    *("UnexpectedEof", "EOF occurred", "Connection lost", "Unexpected EOF", "alert"),
)
NOT_KNOWN = ("Unauthenticated", "PermissionDenied")
PLAIN = ("InvalidContentType",)


WORDS = (
    (ANOTHER_NAME, "its certificate is for another name than {name} says"),
    (NO_KEY, "{ours}_KEY is no private key for {ours}_CERT that can be read"),
    (EXPIRED, "its certificate has expired"),
    (NOT_TRUSTED, "nobody of {ours}_CA, or whom this machine trusts, has signed its certificate"),
    (HALF, "{ours}_CERT needs {ours}_KEY as well"),
    (PLAIN, "it does not speak TLS, which {ours}… and an API key ask for"),
    (NOT_KNOWN, "it does not take what we prove ourselves by, TANDEM_{area}_API_KEY"),
)
"""What a reason says, and what to say then."""


def why(area: str, reason: str, *, encrypted: bool, proven: bool) -> str:
    """What is wrong in words for whoever sets things up; empty where it is nothing of ours.

    `encrypted` and `proven` say how the line was asked for: with TLS, and with a certificate.
    """
    ours = f"TANDEM_{area.upper()}_TLS"
    for signs, words in WORDS:
        if _says(reason, signs):
            return words.format(ours=ours, name=NAMES[area], area=area.upper())
    if not _says(reason, SHUT):
        return ""
    if not encrypted:  # the other side hung up, and does not say what it wants
        return f"it may want encryption: {ours}, or {ours}_CA"
    return f"it may not take {ours}_CERT" if proven else f"it may want {ours}_CERT"


def _says(reason: str, signs: tuple[str, ...]) -> bool:
    return any(sign in reason for sign in signs)
