"""The only user of the library `jira`: one question to JIRA, every trouble in our own words.

What surprises in library 3.10.5 (measured) and shapes this module:

* it re-sends a POST whose answer was lost: `max_retries=0`, retries belong to our rows;
* it has no time-out of its own, and follows the proxy settings of the machine: both set here;
* its exceptions hold the access token and whole answers: none of them leaves this module;
* a log-in page with status 200 is a JSON error; "deleted" and "not allowed" are one 404.
"""

import json
import os
import threading
from functools import lru_cache
from typing import Any

import requests
from django.conf import settings
from jira import JIRA
from jira.exceptions import JIRAError

from desk.outbox import OutsideTrouble, PassingError, PermanentError, UnclearError

Json = dict[str, Any]

CONNECT_SECONDS, READ_SECONDS = 3.05, 20.0
#: refused before anything was done, so it may simply be tried again
_NOT_EXECUTED = {409: "conflict", 429: "rate_limited", 503: "unavailable"}
_NEVER = {401: "credentials", 404: "not_found", 405: "refused", 413: "too_large", 422: "refused"}


def configured() -> bool:
    """Whether there is a JIRA at all."""
    return bool(settings.JIRA_URL)


_building = threading.Lock()


def _client() -> JIRA:
    with _building:
        return _connect(
            settings.JIRA_URL, settings.JIRA_TOKEN, settings.JIRA_CA, os.getpid(), threading.get_ident()
        )


@lru_cache(maxsize=8)
def _connect(url: str, token: str, ca: str, pid: int, thread: int) -> JIRA:
    # Keyed by process and thread: the library's session is safe for neither a fork nor two threads.
    client = JIRA(
        options={"server": url, "verify": ca or True, "headers": {"User-Agent": "abilaud/1.0"}},
        token_auth=token,
        max_retries=0,
        timeout=(CONNECT_SECONDS, READ_SECONDS),
        get_server_info=False,
        logging=False,
    )
    client._session.trust_env = False
    return client


def ask(method: str, path: str, content: Json, *, writes: bool) -> Json:
    """One request. With `writes`, an answer that got lost is UnclearError: JIRA may have done it."""
    if not configured():
        raise PassingError("not_configured")
    if not settings.JIRA_SAMPLE and path != "serverInfo":
        _refuse_simulator(settings.JIRA_URL, os.getpid())
    trouble: OutsideTrouble
    try:
        client = _client()
        url = client._get_url(path)
        if method == "GET":
            response = client._session.get(url, params=content)
        else:
            response = client._session.post(url, data=json.dumps(content))
        return _content(response, writes)
    except JIRAError as error:
        trouble = _refused(error, writes)
    except requests.exceptions.ConnectTimeout:
        trouble = PassingError("unreachable")
    except requests.exceptions.Timeout:
        trouble = _lost("timeout", writes)
    except requests.exceptions.SSLError:
        trouble = PermanentError("certificate")
    except requests.exceptions.ConnectionError as error:
        never_sent = "NewConnectionError" in str(error) or "NameResolutionError" in str(error)
        trouble = PassingError("unreachable") if never_sent else _lost("answer_lost", writes)
    except (requests.exceptions.RequestException, ValueError, NotImplementedError):
        trouble = _lost("not_jira", writes)
    # Outside the except clauses, so that not even `__context__` leads to the library's error and the token.
    raise trouble


@lru_cache(maxsize=4)
def _refuse_simulator(url: str, pid: int) -> None:
    """Real data never meets the simulator: asked once a process."""
    if is_simulator(str(ask("GET", "serverInfo", {}, writes=False).get("serverTitle", ""))):
        raise PermanentError("simulator")


def is_simulator(title: str) -> bool:
    """Whether a server of this title only pretends to be JIRA."""
    return "simulator" in title.lower()


def _content(response: requests.Response, writes: bool) -> Json:
    if response.status_code == 204:
        return {}
    parsed = response.json()
    if not isinstance(parsed, dict):
        raise ValueError("an object was expected")
    return parsed


def _lost(code: str, writes: bool) -> PassingError:
    """No usable answer: for a question ask again, for a deed look first whether it was done."""
    return UnclearError(code) if writes else PassingError(code)


def _refused(error: JIRAError, writes: bool) -> OutsideTrouble:
    status = int(error.status_code or 0)
    if status in _NOT_EXECUTED:
        return PassingError(_NOT_EXECUTED[status])
    if status == 403:
        captcha = error.response is not None and "X-Authentication-Denied-Reason" in error.response.headers
        return PermanentError("captcha" if captcha else "forbidden")
    if status == 400:
        return PermanentError(_refused_fields(error))
    if status in _NEVER:
        return PermanentError(_NEVER[status])
    return _lost(f"http_{status}", writes)


def _refused_fields(error: JIRAError) -> str:
    """The ids of the fields that JIRA refused; the library's own text drops them."""
    try:
        body = error.response.json() if error.response is not None else {}
        fields = sorted((body.get("errors") or {}).keys())
    except (ValueError, AttributeError):
        fields = []
    return ("refused:" + ",".join(fields))[:60] if fields else "refused"
