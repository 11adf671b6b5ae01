"""The only user of the library `jira`, and the only place of HTTP: every trouble in our own words.

Of library 3.10.5 only the session is used (addresses, TLS, credentials), since it (measured)

* sends a POST again whose answer was lost, and has no time-out: retries belong to our rows;
* drops the ids of the fields that JIRA refused, and fails on a `Retry-After` that is no whole number;
* puts the access token and whole answers into its exceptions and logs.

What surprises in JIRA itself: wrong credentials may get a 200 as if nobody had asked (X-Seraph-LoginReason),
a log-in page is a 200 too, and "deleted" and "not allowed" are one 404.
"""

import json
import os
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from django.conf import settings
from jira import JIRA

from desk import outgoing
from desk.outbox import OutsideTrouble, PassingError, PermanentError, UnclearError
from tickets.gateway.patience import ready_at
from tickets.gateway.values import Refused

Json = dict[str, Any]

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 3.05, 20.0, 60.0
DATACENTER, CLOUD = "datacenter", "cloud"
_API = {DATACENTER: "2", CLOUD: "3"}
#: refused before anything was done, so it may simply be tried again
_NOT_EXECUTED = {409: "conflict", 429: "rate_limited", 503: "unavailable"}
_NEVER = {
    401: "credentials", 403: "forbidden", 404: "not_found", 405: "refused", 410: "refused",
    413: "too_large", 415: "refused", 422: "refused",
}  # fmt: skip
#: what JIRA says of credentials that it did not take, also beside a 200
_UNKNOWN_TO_IT = {
    "AUTHENTICATED_FAILED": "credentials",
    "AUTHORISATION_FAILED": "credentials",
    "AUTHENTICATION_DENIED": "captcha",
}
_MESSAGE = 200  # characters of what JIRA says of one field


@dataclass(frozen=True)
class Server:
    """What a server tells everybody of itself."""

    dialect: str
    title: str


def configured() -> bool:
    """Whether there is a JIRA at all."""
    return bool(settings.JIRA_URL)


def dialect() -> str:
    """Which of the two is spoken there: as it is set, else as the server says (asked once a process)."""
    if not configured():
        raise PassingError("not_configured")
    return settings.JIRA_DIALECT or _server(settings.JIRA_URL, settings.JIRA_CA, os.getpid()).dialect


def ask(method: str, path: str, content: Json, *, writes: bool) -> Json:
    """One request. With `writes`, an answer that got lost is UnclearError: JIRA may have done it."""
    spoken = dialect()
    if not settings.JIRA_SAMPLE and path != "serverInfo":
        _refuse_simulator(settings.JIRA_URL, os.getpid())
    if spoken == CLOUD and not settings.JIRA_EMAIL:
        raise PermanentError("credentials")  # nobody is asked without a name
    key = (settings.JIRA_EMAIL if spoken == CLOUD else "", settings.JIRA_TOKEN)
    return _send(_client(settings.JIRA_URL, key, settings.JIRA_CA, spoken), method, path, content, writes)


def _send(client: JIRA, method: str, path: str, content: Json, writes: bool) -> Json:
    trouble: OutsideTrouble
    body = {"params": content} if method == "GET" else {"data": json.dumps(content)}
    try:
        # Past the library's own `request`, which would send it again; a redirect is no answer of REST.
        response = requests.Session.request(
            client._session, method, client._get_url(path), timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False, **body,
        )  # fmt: skip
        return _content(response, writes)
    except OutsideTrouble as found:
        trouble = found
    except requests.exceptions.ConnectTimeout:
        trouble = PassingError("unreachable")
    except requests.exceptions.Timeout:
        trouble = _lost("timeout", writes)
    except requests.exceptions.SSLError:
        trouble = PermanentError("certificate")
    except requests.exceptions.ConnectionError as error:
        never_sent = "NewConnectionError" in str(error) or "NameResolutionError" in str(error)
        trouble = PassingError("unreachable") if never_sent else _lost("answer_lost", writes)
    except (requests.exceptions.RequestException, ValueError, RecursionError):
        trouble = _lost("not_jira", writes)
    # Outside the except clauses, so that not even `__context__` leads to a request with the token in it.
    raise trouble


def _content(response: requests.Response, writes: bool) -> Json:
    reason = response.headers.get("X-Seraph-LoginReason", "")
    for said, code in _UNKNOWN_TO_IT.items():
        if said in reason:
            # Taken all the same, it was done by nobody: to be looked for before it is done again.
            raise UnclearError(code) if writes and response.ok else PermanentError(code)
    if not 200 <= response.status_code < 300:
        raise _refused(response, writes)
    if response.status_code == 204:
        return {}
    parsed = response.json()
    if not isinstance(parsed, dict):
        raise ValueError("an object was expected")
    return parsed


def _lost(code: str, writes: bool) -> PassingError:
    """No usable answer: for a question ask again, for a deed look first whether it was done."""
    return UnclearError(code) if writes else PassingError(code)


def _refused(response: requests.Response, writes: bool) -> OutsideTrouble:
    status = response.status_code
    if status in _NOT_EXECUTED:
        return PassingError(_NOT_EXECUTED[status], until=ready_at(response.headers))
    if "CAPTCHA" in response.headers.get("X-Authentication-Denied-Reason", ""):
        return PermanentError("captcha")
    if status == 400:
        return Refused(_field_errors(response))
    if status < 400:  # to a log-in page, most likely
        return _lost("not_jira", writes)
    if status in _NEVER:
        return PermanentError(_NEVER[status])
    return _lost(f"http_{status}", writes)


def _field_errors(response: requests.Response) -> dict[str, str]:
    """Field id -> what JIRA says of it; nothing else of the answer is kept."""
    try:
        errors = response.json().get("errors")
        return {str(field): str(said)[:_MESSAGE] for field, said in (errors or {}).items()}
    except (ValueError, AttributeError):
        return {}


@lru_cache(maxsize=4)
def _refuse_simulator(url: str, pid: int) -> None:
    """Real data never meets the simulator: asked once a process."""
    if "simulator" in _server(url, settings.JIRA_CA, pid).title.lower():
        raise PermanentError("simulator")


@lru_cache(maxsize=4)
def _server(url: str, ca: str, pid: int) -> Server:
    # Without credentials: wrong ones of the wrong kind would count as a failed log-in.
    info = _send(_client(url, ("", ""), ca, DATACENTER), "GET", "serverInfo", {}, writes=False)
    spoken = CLOUD if info.get("deploymentType") == "Cloud" else DATACENTER
    return Server(spoken, str(info.get("serverTitle", "")))


_building = threading.Lock()


def _client(url: str, key: tuple[str, str], ca: str, spoken: str) -> JIRA:
    with _building:
        return _connect(url, key, ca, spoken, os.getpid(), threading.get_ident())


@lru_cache(maxsize=16)
def _connect(url: str, key: tuple[str, str], ca: str, spoken: str, pid: int, thread: int) -> JIRA:
    # Keyed by process and thread: the library's session is safe for neither a fork nor two threads.
    email, token = key
    client = JIRA(
        options={
            "server": url, "verify": ca or True, "rest_api_version": _API[spoken],
            "headers": {"User-Agent": "abilaud/1.0"},
        },
        basic_auth=(email, token) if email else None,
        token_auth=token if token and not email else None,
        max_retries=0,
        get_server_info=False,
        logging=False,
    )  # fmt: skip
    outgoing.mounted(client._session, "jira", total=TOTAL_SECONDS)
    return client
