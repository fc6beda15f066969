"""Every letter as files in a folder, to be read before a program is launched."""

from pathlib import Path
from typing import get_args

from adapters.mail.compose import Composer
from adapters.mail.samples import samples
from domain.mentorship.messages import Kind


def preview(folder: Path, composer: Composer) -> list[Path]:
    """Write each sample message as `.txt`, `.html` and `.eml`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in get_args(Kind):
        for message in samples(kind):
            name = f"{kind}-{message.id.rpartition('/')[2]}"
            mail = composer.compose(message)
            text, html = mail.get_body(("plain",)), mail.get_body(("html",))
            heading = f"Subject: {mail['Subject']}\n\n"
            shown = {
                "txt": heading + (text.get_content() if text else ""),
                "html": html.get_content() if html else "",
                "eml": mail.as_string(),
            }
            files += [_write(folder / f"{name}.{end}", said) for end, said in shown.items()]
    return files


def _write(path: Path, said: str) -> Path:
    path.write_text(said, encoding="utf-8", newline="")
    return path
