"""A power of attorney for several persons, made by hand although the portal could do it itself."""

from datetime import datetime

from contracts import actions
from contracts.enums import WhyByHand
from contracts.models import Kind, Portal
from desk.clients.models import Client
from desk.people.models import User

KADRI = {
    "person_first_name": "Kadri",
    "person_last_name": "Lepp",
    "person_code": "24402020080",
    "person_email": "kadri.lepp@raamat.example",
}
OLEG = {
    "first_name": "Oleg",
    "last_name": "Smirnov",
    "code": "14303030098",
    "email": "oleg.smirnov@kaasiku.example",
}


def seed(at: datetime) -> None:
    """Kaasiku's board represents only jointly, which KOTKAS cannot take: two users in one document."""
    kind, portal = Kind.objects.get(code="user_poa"), Portal.objects.get(code="kotkas")
    services = {"services": ["waste", "water"], "objects": "luba L.JÄ/330001", "valid_from": at.date()}
    values = {**KADRI, **services, "may_sign": True} | {
        clause.placeholder: True for clause in kind.clauses.all()[:1]
    }
    client = Client.objects.get(registry_code="10000018")
    actions.draft(
        client=client,
        documents=[actions.Wanted(kind, portal, values, [OLEG] if kind.several else [])],
        language=client.language,
        why_by_hand=WhyByHand.JOINT,
        by=User.objects.get(username="spetsialist"),
    )
