"""The guides that every installation starts with, in three languages (`seeds/`)."""

from pathlib import Path

from django.db import transaction

from desk.guides import actions
from desk.guides.actions import Wording
from desk.guides.models import Guide
from desk.people.enums import Role
from desk.people.models import User

SEEDS = Path(__file__).parent / "seeds"
# name of the files: codes of the topics
GUIDES: dict[str, tuple[str, ...]] = {
    "access": ("user-contract", "rights-not-shown"),
    "login": ("login-failure",),
    "joint": ("joint-rights", "rights-not-shown", "foreign-representative"),
    "mainuser": ("main-user", "regular-user"),
    "ending": ("mandate-end", "contract-end"),
    "correction": ("correction", "declaration"),
    "deadline": ("charge-deadline", "prepayment", "zero-declaration"),
    "returned": ("report-returned", "partner-amounts", "site-missing", "zero-report"),
    "signing": ("signing-failed",),
    "letter": ("letter-state", "document-copy"),
    "owndata": ("information-request", "explanation-request"),
    "agency": ("misdirected",),
}


@transaction.atomic
def seed_reference() -> None:
    """Publish the guides where there is none yet; the head owns them, so the first head must be there.

    An installation gets its head after its reference data: the nightly sweep then does it.
    """
    head = User.objects.filter(is_active=True, roles__role=Role.HEAD).order_by("pk").first()
    if head is None or Guide.objects.exists():
        return
    for name, topics in GUIDES.items():
        version = actions.draft(guide=None, wording=wording(name), topic_codes=topics, by=head)
        actions.publish(version=version, by=head)


def wording(name: str) -> Wording:
    """A guide's words from its three files: `# title`, the text, and below `---` one step a line."""
    values: dict[str, str] = {}
    steps: dict[str, list[str]] = {}
    for code in ("et", "en", "ru"):
        text = (SEEDS / f"{name}.{code}.md").read_text(encoding="utf-8")
        text, _rule, listed = text.partition("\n---\n")
        title, _end, body = text.partition("\n")
        values |= {f"title_{code}": title.removeprefix("# "), f"body_{code}": body.strip()}
        steps[code] = listed.splitlines()
    return Wording(**values, steps=list(zip(steps["et"], steps["en"], steps["ru"], strict=True)))
