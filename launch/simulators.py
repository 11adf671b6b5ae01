"""The other systems, played by the simulators of `tests/simulators`, each a process of its own."""

import os
import re
from dataclasses import dataclass, field

from launch.place import LOCAL, PROJECT, PYTHON, say
from launch.processes import Process, Processes, answers

# The mailbox says three addresses: of its page, where letters go, and where the agency's own are read.
_LISTENING = re.compile(r"listening on (http://\S+)(?: (smtp://\S+))?(?: (imap://\S+))?")


_REGISTER_USER = "abilaud"
_LOGIN = ("abilaud", "only-for-demo")  # our name and secret at the identity provider
# The test cards and their authorities, made once: what was signed yesterday can still be verified.
_EID = LOCAL / "eid-lab"
# What the demo's tickets have in JIRA is there from its start.
_ISSUES = PROJECT / "desk" / "demo" / "jira.json"


@dataclass
class Simulators:
    """Starts them on free ports and says where they are."""

    processes: Processes
    desk_url: str
    secrets: dict[str, str]
    urls: dict[str, str] = field(default_factory=dict)
    _smtp: str = ""
    _imap: str = ""
    _started: dict[str, Process] = field(default_factory=dict)

    def start(self) -> None:
        """Start all, without waiting: they need a second each, and so does the schema."""
        for name, arguments in self._arguments().items():
            if (PROJECT / "tests" / "simulators" / name / "__main__.py").exists():
                command = [PYTHON, "-m", f"tests.simulators.{name}", "--port", "0", *arguments]
                self._started[name] = self.processes.start(f"simulator-{name}", command)

    def _arguments(self) -> dict[str, list[str]]:
        keys = self.secrets
        hook = f"{self.desk_url}/hooks/jira/{keys['JIRA_WEBHOOK_TOKEN']}/"
        secret = keys["JIRA_WEBHOOK_SECRET"]
        return {
            "business_register": ["--username", _REGISTER_USER, "--password", keys["REGISTRY_PASSWORD"]],
            "jira": [
                *("--token", keys["JIRA_TOKEN"], "--webhook", hook, "--secret", secret),
                *("--issues", str(_ISSUES)),
            ],
            "portal": [],
            "exchange": ["--desk", self.desk_url, "--token", keys["DEMO_LINE_TOKEN"]],
            "eid": ["--dir", str(_EID)],
            "siva": ["--anchors", str(_EID / "anchors")],
            "identity": [
                *("--client", _LOGIN[0], "--secret", _LOGIN[1]),
                *("--back", f"{self.desk_url}/k/login/back/", "--desk", self.desk_url),
            ],
            "mailbox": ["--agency", os.environ.get("AGENCY_EMAIL", ""), "--demo"],
        }

    def wait(self, *names: str) -> None:
        """Return when these, or all, answer their /healthz; `urls` knows them then."""
        for name in names or self._started:
            if (process := self._started.get(name)) is None:
                continue

            def ready(name: str = name, process: Process = process) -> bool:
                said = _LISTENING.search(process.tail())
                if said:
                    self.urls[name] = said[1]
                    self._smtp = said[2] or self._smtp
                    self._imap = said[3] or self._imap
                return bool(said) and answers(f"{self.urls[name]}/healthz")

            self.processes.wait_until(process, ready)
        if not names:
            say(f"simulators: {', '.join(self.urls)}")

    def environment(self) -> dict[str, str]:
        """The settings that make the desk talk to them."""
        found: dict[str, str] = {}
        for name, settings in {
            "business_register": {
                "REGISTRY_URL": "{url}/",
                "REGISTRY_SAMPLE": "1",
                "REGISTRY_USERNAME": _REGISTER_USER,
                # Unverified parts, shown as such and as samples.
                "REGISTRY_CHANGE_FEED": "1",
                "REGISTRY_NAMES_URL": "{url}/est/api/autocomplete",
                "REGISTRY_XROAD_CLIENT": "ee-dev/GOV/70008658/abilaud",
                "REGISTRY_XROAD_USER": "EE14101010079",
                "PAASUKE_URL": "{url}/r1/ee-dev/GOV/70006317/volitused/oraakel",
            },
            "jira": {"JIRA_URL": "{url}", "JIRA_SAMPLE": "1"},
            "portal": {"PORTAL_URL": "{url}", "PORTAL_SAMPLE": "1"},
            "siva": {"SIVA_URL": "{url}", "SIVA_SAMPLE": "1"},
            "identity": {
                "CLIENT_OIDC_ISSUER": "{url}",
                "CLIENT_OIDC_CLIENT_ID": _LOGIN[0],
                "CLIENT_OIDC_CLIENT_SECRET": _LOGIN[1],
                **{f"{way}_ISSUER": f"{{url}}/{way.lower()}" for way in ("TARA", "GOVSSO")},
                **{f"{way}_CLIENT_ID": _LOGIN[0] for way in ("TARA", "GOVSSO")},
                **{f"{way}_CLIENT_SECRET": _LOGIN[1] for way in ("TARA", "GOVSSO")},
            },
        }.items():
            if name in self.urls:
                found |= {key: value.format(url=self.urls[name]) for key, value in settings.items()}
        if self._smtp:
            found["EMAIL_URL"] = self._smtp
        if self._imap:
            found |= {"MAILBOX_URL": self._imap, "MAILBOX_SAMPLE": "1"}
        if "eid" in self.urls:
            found["TRUST_DIR"] = str(_EID / "anchors")
            # The cards were made at the first start and name the lab's address of then.
            found |= {"TSA_URL": f"{self.urls['eid']}/tsa", "OCSP_URL": f"{self.urls['eid']}/ocsp"}
            found["SIGNING_SAMPLE"] = "1"
        return found
