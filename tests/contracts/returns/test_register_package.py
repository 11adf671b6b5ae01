"""What the registrar's package holds of containers that came back: their bytes, and who signed."""

import base64
import gzip
from typing import Any

from django.urls import reverse
from lxml import etree

from contracts.enums import ContainerSource, PackageState
from contracts.models import Registration, SigningMandate
from contracts.registration import capsule
from desk import clock
from desk.people.enums import Role
from tests.conftest import _actor
from tests.contracts.conftest import Ground
from tests.contracts.registered import downloaded, folder_of, opened, package_of, told
from tests.contracts.returns.returning import JAAN, LIIS, MARI, TOOMAS, give_back, signed, work
from tests.contracts.test_registration_package import shaped
from tests.simulators.eid import Lab, add_signature


def test_every_container_goes_along_byte_for_byte_with_all_who_signed(
    lab: Lab, ground: Ground, someone: Any
) -> None:
    ground.ask(ground.kaasiku)
    joint = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    data = [signed(lab, joint, JAAN), signed(lab, joint, LIIS)]
    for each in data:
        give_back(joint, each)
        work(joint)
    assert joint.state == PackageState.ACCEPTED
    as_registrar = _actor(someone("referent", Role.REGISTRAR))
    row = Registration.objects.get()
    files = opened(downloaded(as_registrar, package_of(as_registrar)))
    mine = folder_of(files, row)
    containers = [content for name, content in mine.items() if name.endswith(".asice")]
    assert sorted(containers) == sorted(data)
    said = told(files, row)
    assert [each["signer"] for each in said["signatures"]] == ["JAAN KASK", "LIIS SAAR"]
    made = etree.fromstring(mine["capsule.xml"])
    assert shaped(made) == []
    held = [
        gzip.decompress(base64.b64decode(each.text or ""))
        for each in made.iter(f"{{{capsule.NAMESPACE}}}ZipBase64Content")
    ]
    assert [each for each in held if each in data] and len(held) == 3
    assert len(made.findall(f"{{{capsule.NAMESPACE}}}SignatureMetadata")) == 2


def test_the_agencys_signature_goes_along(lab: Lab, ground: Ground, someone: Any) -> None:
    toomas = someone("juhataja", Role.HEAD, first_name="Toomas", last_name="Tina")
    SigningMandate.objects.create(
        user=toomas, personal_code=TOOMAS, basis="Käskkiri 1", valid_from=clock.now().date()
    )
    package = ground.sent()
    theirs = signed(lab, package, MARI)
    give_back(package, theirs)
    work(package)
    both = add_signature(lab, TOOMAS, theirs, clock.now())
    give_back(package, both, ContainerSource.AGENCY, toomas)
    work(package)
    package.refresh_from_db()
    assert package.state != PackageState.AWAITING_AGENCY
    as_registrar = _actor(someone("referent", Role.REGISTRAR))
    files = opened(downloaded(as_registrar, package_of(as_registrar)))
    row = Registration.objects.get()
    mine = folder_of(files, row)
    assert both in mine.values()
    as_registrar.post(reverse("contracts:register", args=[row.pk]), {"reference": "7-1/26/5"})
    for container in package.containers.all():
        page = as_registrar.get(reverse("contracts:evidence", args=[container.pk])).content.decode()
        assert "Dokumendiregister: 7-1/26/5" in page
    signers = [each["signer"] for each in told(files, row)["signatures"]]
    assert sorted(signers) == ["MARI TAMM", "TOOMAS KUUSK"], "each once, though one stands in both"
