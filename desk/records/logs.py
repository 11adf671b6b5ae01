"""A last net: what looks like personal data is masked before a log line is written."""

import logging
import re

# Personal codes, e-mail addresses, telephone numbers, long random link parts. Below /telephony/ the whole
# rest of the address: a lookup has a number in its query.
PERSONAL = re.compile(
    r"(?<!\d)[1-8]\d{10}(?!\d)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\+\d[\d ]{6,14}\d"
    r"|(?<=/k/)[\w-]{20,}|(?<=telephony/)[^\s\"']+|(?<=/hooks/jira/)[\w-]{8,}"
)


class WithoutPersonalData(logging.Filter):
    """Masks personal data in the message, its arguments and the text of an exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = PERSONAL.sub("…", record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = PERSONAL.sub("…", record.exc_text)
        return True


class WithoutSecretAddresses(logging.Filter):
    """The same for a server's own log of requests, whose formatter needs the arguments one by one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                PERSONAL.sub("…", part) if isinstance(part, str) else part for part in record.args
            )
        return True
