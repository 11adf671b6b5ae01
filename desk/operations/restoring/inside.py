"""What is done within a database that was put back, by a process that has it as its own.

    python -m desk.operations.restoring.inside smoke PORT    a specialist's way through the desk on that port
    python -m desk.operations.restoring.inside bury          what was destroyed goes once more;
                                                             the register of the erased comes by stdin

Started by `restore` alone, with DATABASE_URL and DATA_DIR of the place.
"""

import json
import re
import sys
from collections.abc import Iterable
from http.client import HTTPConnection
from urllib.parse import urlencode

import django
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string


class Failed(Exception):
    """A step went wrong; the text names the step and no person."""


def _ask(
    port: int, method: str, path: str, cookies: dict[str, str], form: dict[str, str] | None = None
) -> str:
    http = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    body = None
    if form is not None:
        body = urlencode(form | {"csrfmiddlewaretoken": cookies[settings.CSRF_COOKIE_NAME]})
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    http.request(method, path, body, headers)
    answer = http.getresponse()
    text = answer.read().decode(errors="replace")
    http.close()
    if answer.status != 200:
        raise Failed(f"{method} {path} was answered with {answer.status}")
    return text


def smoke(port: int) -> list[str]:
    """Log in, open the workspace and a client, search; what was done. Raises Failed."""
    from django.contrib.auth import get_user_model
    from django.http import HttpRequest
    from django.middleware.csrf import _get_new_csrf_string

    from desk.people.enums import Role

    engine = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    people = get_user_model().objects.filter(is_active=True, roles__role=Role.SPECIALIST)
    specialist = people.order_by("pk").first()
    if specialist is None:
        return ["ready", "nobody to log in as"]
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "restore"}
    request.session = engine()
    way = import_string("desk.login.enums.Way")
    import_string("desk.login.actions.sessions.begin")(request, user=specialist, way=way.PASSWORD)
    request.session.save()
    cookies = {
        settings.SESSION_COOKIE_NAME: str(request.session.session_key),
        settings.CSRF_COOKIE_NAME: _get_new_csrf_string(),
    }
    _ask(port, "GET", reverse("home"), cookies)
    done = ["ready", "logged in"]
    clients = apps.get_model("clients.Client")
    client = clients.objects.order_by("pk").first()
    if client is not None:
        _ask(port, "GET", reverse("clients:page", args=[client.pk]), cookies)
        done.append("opened a client")
        found = _ask(port, "POST", reverse("search"), cookies, {"text": str(client.name)})
        if not re.search(r"/clients/\d+/", found):
            raise Failed("the search found no client by the name of one")
        done.append("found a client")
    return done


def bury(erased: Iterable[str]) -> list[str]:
    """What is destroyed here and lies in the store again goes; people who were erased are erased again.

    `erased`: lines of the register of the erased that are younger than the backup.
    """
    # By path: the rooms that know stand above.
    people = import_string("desk.clients.subjects.erase_again")(erased)
    found = import_string("desk.records.actions.bury_again")()
    return [f"{people} people erased again", f"{found} files destroyed again"]


def main(arguments: list[str]) -> int:
    """Exit status 0: JSON on stdout says what was done; 1: stderr says what failed."""
    django.setup()
    try:
        done = smoke(int(arguments[1])) if arguments[0] == "smoke" else bury(sys.stdin)
    except Failed as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stdout.write(json.dumps(done))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
