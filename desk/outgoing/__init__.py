"""The one way out to other systems over HTTP."""

import requests


def session(system: str) -> requests.Session:
    """A session towards one of the other systems; `system` is its code ("jira", "siva"), for the log."""
    found = requests.Session()
    found.trust_env = False
    return found
