"""Delivery reports and read receipts: by the standards (RFC 3464, 8098), and as older servers write them."""

import re
from email.message import Message

from desk.mail.reading import heads
from desk.mail.reading.letter import Report
from desk.mail.reading.parts import Parts, head

_DAEMON = re.compile(r"^(?:mailer[-_]?daemon|postmaster|mail[-_]?delivery|microsoftexchange[0-9a-f]*)\b")
_FAILED = re.compile(
    r"undeliver|returned (?:mail|to sender)|delivery (?:has )?fail|mail delivery failed|failure notice"
    r"|delivery status notification \(failure\)|could not be delivered|message not delivered"
    r"|delivery problem|edastamatu|kättetoimetamatu|kohaletoimetamine nurjus"
    r"|kirja ei (?:õnnestunud|saanud) (?:kohale )?toimetada|tagastatud kiri"
    r"|недоставленн|не доставлено|не удалось доставить|ошибка доставки|сбой доставки",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\(delay(?:ed)?\)|delivery delayed|delayed mail|still being retried"
    r"|warning: (?:could not send|message)|kohaletoimetamine viibib|viivitus|задерж",
    re.IGNORECASE,
)
_READ = re.compile(
    r"^(?:read|loetud|прочитано|прочтено)\s*:|^(?:read receipt|lugemiskinnitus|lugemisteatis)\b",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"^(?:not read|lugemata|не прочитано|удалено без прочтения)\s*:", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.])([45])\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3}|\D)")
_NAMED_ID = re.compile(
    r"^\s*(?:message-id|x-original-message-id|references|in-reply-to)\s*:(.*)", re.IGNORECASE | re.MULTILINE
)
_TEXT = 60_000  # characters of a report that are looked through


def report(message: Message, parts: Parts) -> Report | None:
    """What the letter says of one of ours; None: it is no report."""
    kind = str(message.get_param("report-type", "")).lower()
    standard = message.get_content_type() == "multipart/report"
    if standard and kind == "disposition-notification":
        return _receipt(message, parts)
    if standard and (kind == "delivery-status" or (not kind and parts.reports)):
        return _status_report(message, parts)
    subject = heads.title(message)
    if _READ.search(subject) or _UNREAD.search(subject):
        # Outlook's own form of a receipt is a report by its class, not by its type.
        if "report" not in heads.first(message, "Content-Class").lower() + heads.first(message, "X-MS-TNEF"):
            return None
        return Report("unread" if _UNREAD.search(subject) else "read", "", _ids(message, parts))
    return _in_words(message, parts, subject)


def _receipt(message: Message, parts: Parts) -> Report:
    said = " ".join(heads.first(block, "Disposition").lower() for block in parts.reports)
    named = " ".join(heads.first(block, "Original-Message-ID") for block in parts.reports)
    action = "unread" if "deleted" in said and "displayed" not in said else "read"
    return Report(action, "", tuple(dict.fromkeys([*heads.identifiers(named), *_ids(message, parts)])))


def _status_report(message: Message, parts: Parts) -> Report:
    """The worst of what is said of each recipient."""
    actions, statuses = [], []
    for block in parts.reports:
        action = heads.first(block, "Action").strip().lower().partition(" ")[0]
        status = "".join(_STATUS.findall(heads.first(block, "Status"))[:1])
        if action or status:
            actions.append(action or ("failed" if status.startswith("5") else "delayed"))
            statuses.append(status)
    for wanted in ("failed", "delayed"):
        if wanted in actions:
            found = statuses[actions.index(wanted)]
            # "Failed" with a passing status is final all the same: the server has given up.
            return Report(wanted, found, _ids(message, parts), _envelope(parts))
    return Report("delivered" if actions else "failed", "", _ids(message, parts), _envelope(parts))


def _envelope(parts: Parts) -> str:
    for block in parts.reports:
        if found := heads.first(block, "Original-Envelope-Id"):
            return found.strip()[:200]
    return ""


def _in_words(message: Message, parts: Parts, subject: str) -> Report | None:
    """A report that is an ordinary letter: of a mail server, with a title as such letters have."""
    address = heads.sender(message)[1]
    empty_path = "<>" in "".join(heads.raw(message, "Return-Path"))
    failed_header = bool(heads.raw(message, "X-Failed-Recipients"))
    if not (_DAEMON.match(address) or failed_header or (empty_path and _FAILED.search(subject))):
        return None
    text = "\n".join(parts.texts)[:_TEXT]
    failed, delayed = bool(_FAILED.search(subject)) or failed_header, bool(_DELAYED.search(subject))
    if not (failed or delayed or _FAILED.search(text[:2_000])):
        return None
    statuses = _STATUS.findall(text)
    codes = {status[0] for status in statuses} | set(_SMTP.findall(text))
    worst = "delayed" if delayed or ("4" in codes and "5" not in codes and not failed) else "failed"
    first = "5" if worst == "failed" else "4"
    status = next((each for each in statuses if each.startswith(first)), "")
    return Report(worst, status, _ids(message, parts))


def _ids(message: Message, parts: Parts) -> tuple[str, ...]:
    """Every Message-ID that may be of the letter that is reported on, the likeliest first."""
    ids = [heads.message_id(each) for each in parts.returned]
    for file in parts.files:
        if file.declared_type == "message/rfc822":
            ids.append(heads.message_id(head(file.data)))
    for match in _NAMED_ID.finditer("\n".join(parts.texts)[:_TEXT]):
        ids.extend(heads.identifiers(match[1]))
    ids.extend(heads.references(message))
    return tuple(dict.fromkeys(each for each in ids if each))[:40]
