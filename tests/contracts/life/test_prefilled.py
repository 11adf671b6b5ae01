"""From a document to the draft of what ends or renews it: everything known stands there already."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contracts.models import Authorisation, Kind
from desk import workdays
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import in_portal, power

DAY = timedelta(days=1)
KADRI, EVA = "24402020080", "24604040108"
EVA_ROW = {"first_name": "Eva", "last_name": "Pärn", "code": EVA, "email": "eva.parn@kodu.example"}


@pytest.fixture
def both(ground: Ground) -> Authorisation:
    """A power for Kadri Lepp and Eva Pärn."""
    in_portal(ground)
    wanted = power(ground)
    return in_portal(ground, type(wanted)(wanted.kind, wanted.portal, wanted.values, [EVA_ROW]))


def test_a_withdrawal_names_the_document_and_the_one_who_was_meant(
    ground: Ground, both: Authorisation, as_specialist: Actor
) -> None:
    eva = both.persons.get(code=EVA)
    page = as_specialist.get(
        reverse("contracts:draft", args=[ground.tamme.pk]),
        {"kinds": "mandate_withdrawal", "ends": f"{both.pk}-{eva.pk}", "portal": str(both.portal_id)},
    ).content.decode()
    assert f'value="{both.number}"' in page and f'value="{EVA}"' in page and f'value="{KADRI}"' not in page
    told = reverse("contracts:what_ends", args=[both.pk])
    assert f"{told}?person={eva.pk}&amp;kind=" in page


def test_what_stops_working_is_told_for_the_choice(
    ground: Ground, both: Authorisation, as_specialist: Actor, as_registrar: Actor
) -> None:
    eva, kind = both.persons.get(code=EVA), Kind.objects.get(code="mandate_withdrawal")
    asked = {"person": eva.pk, "kind": kind.pk}
    address = reverse("contracts:what_ends", args=[both.pk])
    page = as_specialist.get(address, asked).content.decode()
    assert "Eva Pärn" in page and "Kadri Lepp" not in page and both.number in page
    panel = as_specialist.get(address, asked, headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode() and "Eva Pärn" in panel.content.decode()
    assert as_registrar.get(address, asked).status_code == 403
    whole = as_specialist.get(address, {"person": "x", "kind": "²", "day": "32.13.2026"}).content.decode()
    assert "Eva Pärn" in whole and "Kadri Lepp" in whole
    assert as_specialist.get(reverse("contracts:what_ends", args=[999_999])).status_code == 404


def test_a_renewal_begins_when_the_old_one_is_over(ground: Ground, as_specialist: Actor) -> None:
    last = workdays.today() + 20 * DAY
    document = in_portal(ground, power(ground, valid_until=last))
    page = as_specialist.get(
        reverse("contracts:draft", args=[ground.tamme.pk]),
        {"kinds": document.kind.code, "from": str(document.pk), "renew": "1"},
    ).content.decode()
    assert f'value="{(last + DAY).strftime("%d.%m.%Y")}"' in page and f'value="{KADRI}"' in page
    assert f'value="{last.strftime("%d.%m.%Y")}"' not in page
