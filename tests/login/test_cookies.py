"""Cookies of a browser, as they are over https and over a demo's http."""

import os
import subprocess
import sys
from datetime import timedelta

from desk import clock
from tests.conftest import Actor
from tests.login.coming_in import logged_in

ASK = """
from desk import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
print(s.CSRF_COOKIE_HTTPONLY)
"""


def named(public_url: str) -> list[str]:
    environment = {
        **os.environ, "PUBLIC_URL": public_url, "SECRET_KEY": "x" * 50,
        "ENCRYPTION_KEYS": "1C6eSPYVBW8SIf-JW2L4a_ocOlhNFkzPxGZ1iLSVOh4=",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_over_https_cookies_are_bound_to_the_host() -> None:
    assert named("https://abilaud.example") == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "True",
        "True",
        "True",
    ]
    assert named("http://127.0.0.1:8000")[:2] == ["sessionid", "csrftoken"]


def test_the_cookie_of_the_session_is_read_by_no_script_and_sent_by_no_other_site(
    as_specialist: Actor,
) -> None:
    here = logged_in(as_specialist.user)
    clock.move(timedelta(minutes=10))
    here.post("/entry/unlock/", {"password": "abilaud-demo"})
    cookie = here.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
