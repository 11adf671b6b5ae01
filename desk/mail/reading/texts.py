"""Plain text: joined lines, and where the sender's own words end."""

import re
from email.message import Message

_ATTRIBUTION = re.compile(
    r"^(?:>\s*)?(?:"
    r"-{2,}\s*(?:original message|forwarded message|algne (?:kiri|sõnum|teade)|edastatud (?:kiri|sõnum)"
    r"|исходное сообщение|пересылаемое сообщение|original appointment)\s*-{2,}"
    r"|(?:on|am|le)\b.{4,200}\bwrote:"
    r"|.{4,200}\b(?:kirjutas|wrote|написала?|пишет|писала?)(?:\(a\))?:?"
    r")\s*$",
    re.IGNORECASE,
)
_HEADS = re.compile(r"^\*?(?:from|saatja|kellelt|от|от кого)\s*:\*?\s", re.IGNORECASE)
_MORE_HEADS = re.compile(
    r"^\*?(?:sent|to|date|subject|saadetud|saaja|kellele|kuupäev|teema|отправлено|кому|дата|тема)\s*:\*?\s",
    re.IGNORECASE,
)


def unflowed(part: Message, text: str) -> str:
    """RFC 3676: lines that end in a space go on in the next one of the same depth."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    joined: list[str] = []
    depth_before, open_before = -1, False
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and delete_space else content
        if open_before and depth == depth_before and content != "-- ":
            joined[-1] += shown
        else:
            joined.append(f"{'>' * depth}{' ' if depth else ''}{shown}")
        depth_before, open_before = depth, flows
    return "\n".join(joined)


def own_words(text: str) -> tuple[str, str]:
    """What the sender wrote now, and the history and signature below it; answers in between stay."""
    every = text.split("\n")
    cut = min(filter(None, (_history(every), _signature(every))), default=0)
    own = "\n".join(every[:cut]).rstrip()
    return (own, "\n".join(every[cut:]).strip("\n")) if own.strip() else (text, "")


def _history(every: list[str]) -> int:
    """Where the earlier letter begins; 0 when it does not, or when something was written below it too."""
    for number, line in enumerate(every):
        below = [each for each in every[number + 1 :] if each.strip()]
        if _HEADS.match(line) and any(_MORE_HEADS.match(each) for each in below[:4]):
            before = every[number - 1].strip() if number else ""
            return number - 1 if before and not before.strip("_-") else number
        if not below or len(line) > 400:
            continue
        if _ATTRIBUTION.match(line) and (line.startswith("-") or below[0].startswith(">")):
            quoted = [each.startswith(">") for each in below]
            return number if line.startswith("-") or _only_signature_after(below, quoted) else 0
        if line.startswith(">") and all(each.startswith(">") for each in below):
            return number
    return 0


def _only_signature_after(below: list[str], quoted: list[bool]) -> bool:
    """Nothing but quoted lines, or a signature, stands below the attribution."""
    end = quoted.index(False) if False in quoted else len(below)
    return end == len(below) or below[end].rstrip() in {"--", "—"}


def _signature(every: list[str]) -> int:
    return next((number for number, line in enumerate(every) if number and line.rstrip() == "--"), 0)
