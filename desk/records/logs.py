"""A last net: what looks like personal data is masked before a log line is written."""

import logging
import re

# Personal codes, e-mail addresses, telephone numbers, long random link parts.
PERSONAL = re.compile(
    r"(?<!\d)[1-8]\d{10}(?!\d)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\+\d[\d ]{6,14}\d"
    r"|(?<=/k/)[\w-]{20,}|(?<=/telephony/)[\w-]{8,}|(?<=/hooks/jira/)[\w-]{8,}"
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
