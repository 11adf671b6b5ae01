"""The package for the document register: the shape of the capsule, and bytes that are always the same."""

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from contracts.registration import archive, capsule
from contracts.registration.records import (
    Contents,
    File,
    Party,
    Record,
    Restriction,
    Signature,
    metadata,
    parsed,
)

pytestmark = pytest.mark.slow

# Element: (children in their order with least and most; None: any number). From
# Dvk_kapsel_vers_2_1_eng_est.xsd, github.com/e-gov/DHX-adapter, dhx-adapter-core/src/main/resources.
Shape = list[tuple[str, int, int | None]]
WHO: Shape = [("Organisation", 0, 1), ("Person", 0, 1), ("ContactData", 0, 1)]
CODES: Shape = [("OrganisationCode", 1, 1), ("StructuralUnit", 0, 1), ("PersonalIdCode", 0, 1)]
SHAPE: dict[str, Shape] = {
    "DecContainer": [
        ("Transport", 1, 1), ("Initiator", 0, 1), ("RecordCreator", 0, 1), ("RecordSenderToDec", 0, 1),
        ("Recipient", 1, None), ("RecordMetadata", 1, 1), ("Access", 1, 1), ("SignatureMetadata", 0, None),
        ("File", 1, None), ("RecordTypeSpecificMetadata", 0, 1), ("DecMetadata", 0, 1),
    ],
    "Transport": [("DecSender", 1, 1), ("DecRecipient", 1, None)],
    "DecSender": CODES,
    "DecRecipient": CODES,
    "RecordCreator": WHO,
    "RecordSenderToDec": WHO,
    "Recipient": [
        ("RecipientRecordGuid", 0, 1), ("RecipientRecordOriginalIdentifier", 0, 1),
        ("MessageForRecipient", 0, 1), *WHO,
    ],
    "Organisation": [
        ("Name", 1, 1), ("OrganisationCode", 0, 1), ("StructuralUnit", 0, 1), ("PositionTitle", 0, 1),
        ("Residency", 0, 1),
    ],
    "Person": [
        ("Name", 1, 1), ("GivenName", 0, 1), ("Surname", 0, 1), ("PersonalIdCode", 0, 1), ("Residency", 0, 1),
    ],
    "ContactData": [("Adit", 0, 1), ("Phone", 0, 1), ("Email", 0, 1)],
    "RecordMetadata": [
        ("RecordGuid", 1, 1), ("RecordType", 1, 1), ("RecordOriginalIdentifier", 1, 1),
        ("RecordDateRegistered", 1, 1), ("RecordTitle", 1, 1), ("RecordLanguage", 0, 1),
        ("RecordAbstract", 0, 1), ("ReplyDueDate", 0, 1),
    ],
    "Access": [("AccessConditionsCode", 1, 1), ("AccessRestriction", 0, None)],
    "AccessRestriction": [
        ("RestrictionIdentifier", 0, 1), ("RestrictionBeginDate", 1, 1), ("RestrictionEndDate", 1, 1),
        ("RestrictionEndEvent", 0, 1), ("RestrictionInvalidSince", 0, 1), ("RestrictionBasis", 1, 1),
        ("InformationOwner", 1, 1),
    ],
    "SignatureMetadata": [
        ("SignatureType", 0, 1), ("Signer", 0, 1), ("Verified", 0, 1), ("SignatureVerificationDate", 0, 1),
    ],
    "File": [
        ("FileGuid", 1, 1), ("RecordMainComponent", 0, 1), ("FileName", 1, 1), ("MimeType", 1, 1),
        ("FileSize", 0, 1), ("ZipBase64Content", 1, 1),
    ],
}  # fmt: skip
GUID = r"[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}"
DATE = r"\d{4}-\d\d-\d\d"
MOMENT = rf"{DATE}T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
VALUES = {
    "RecordGuid": GUID, "FileGuid": GUID, "AccessConditionsCode": "Avalik|AK", "RecordDateRegistered": MOMENT,
    "SignatureVerificationDate": MOMENT, "RestrictionBeginDate": DATE, "RestrictionEndDate": DATE,
    "ReplyDueDate": DATE, "RecordMainComponent": "true|false|0|1", "FileSize": r"\d+",
}  # fmt: skip


def shaped(element: etree._Element) -> list[str]:
    """What of the element is not as the state's schema wants it."""
    name = etree.QName(element)
    wrong = [] if name.namespace == capsule.NAMESPACE else [f"{name.localname}: {name.namespace}"]
    children = [etree.QName(each).localname for each in element]
    if name.localname not in SHAPE:
        pattern = VALUES.get(name.localname, ".+")
        fits = re.fullmatch(pattern, element.text or "", re.DOTALL)
        return (
            wrong
            + ([f"{name.localname} holds {children}"] if children else [])
            + ([] if fits else [f"{name.localname}: {element.text!r}"])
        )
    left = list(children)
    for child, least, most in SHAPE[name.localname]:
        number = 0
        while left and left[0] == child:
            left.pop(0)
            number += 1
        if number < least or (most is not None and number > most):
            wrong.append(f"{name.localname} has {child} {number} times")
    wrong += [f"{name.localname}: {child} out of place" for child in left]
    return wrong + [each for child in element for each in shaped(child)]


PDF = b"%PDF-1.7 our document"
PLACES = {"blob:1": PDF, "blob:2": b"PK container" * 9000}
AGENCY = Party("Keskkonnaamet", "70008658")


def file(number: int, name: str, *, main: bool = False) -> File:
    data = PLACES[f"blob:{number}"]
    guid = f"00000000-0000-4000-8000-00000000000{number}"
    sha256 = hashlib.sha256(data).hexdigest()
    return File(guid, name, "application/pdf", len(data), sha256, main, f"blob:{number}")


SIGNED = Record(
    uuid="25892e17-80f6-415f-9c65-7395632f0234", what="signed", type="Kasutusleping",
    identifier="KL-2026-0001", dated_at="2026-11-23T10:00:00+02:00",
    title="Kasutusleping KL-2026-0001, Tamme Puit OÜ", language="et", abstract="Portaal e-Keskkonnaamet",
    sender=Party("Tamme Puit OÜ", "10000001", email="info@tammepuit.example"), recipient=AGENCY,
    client=Party("Tamme Puit OÜ", "10000001"), reply_due="2026-12-01",
    files=(file(1, "KL-2026-0001.pdf", main=True), file(2, "KL-2026-0001.asice")),
    restriction=Restriction(
        "avaliku teabe seadus § 35 lg 1 p 12", "2026-11-23", "2101-11-23", "Keskkonnaamet", "AvTS§35lg1p12"
    ),
    signatures=(Signature("digitaalallkiri (QESIG)", "Mari Tamm", "kehtiv", "2026-11-23T10:01:00+02:00"),),
)  # fmt: skip
CONTENTS = Contents("2026-11-23T12:00:00+02:00", AGENCY, (SIGNED,))


def read(one: File) -> bytes:
    return PLACES[one.source]


def capsule_of(record: Record) -> etree._Element:
    out = io.BytesIO()
    capsule.write(out, replace(CONTENTS, records=(record,)), record, read)
    return etree.fromstring(out.getvalue())


def text(element: etree._Element, path: str) -> str | None:
    return element.findtext("/".join(f"{{{capsule.NAMESPACE}}}{part}" for part in path.split("/")))


def test_the_capsule_has_the_shape_of_the_states_schema() -> None:
    assert shaped(capsule_of(SIGNED)) == []


def test_a_public_document_without_signatures_has_that_shape_too() -> None:
    plain = replace(SIGNED, restriction=None, signatures=(), abstract="", reply_due="", language="")
    made = capsule_of(plain)
    assert shaped(made) == []
    assert text(made, "Access/AccessConditionsCode") == "Avalik"


def test_a_natural_person_stands_as_a_person_and_an_end_refers_to_what_is_registered() -> None:
    person = Party("Kadri Lepp", "24402020080", natural=True)
    made = capsule_of(replace(SIGNED, what="ended", sender=person, related="2.3-4/26/17-1"))
    assert shaped(made) == []
    assert text(made, "RecordCreator/Person/PersonalIdCode") == "EE24402020080"
    assert text(made, "Recipient/RecipientRecordOriginalIdentifier") == "2.3-4/26/17-1"


def test_the_files_in_the_capsule_are_the_files_byte_for_byte() -> None:
    made = capsule_of(SIGNED)
    held = [
        gzip.decompress(base64.b64decode(each.text or ""))
        for each in made.iter(f"{{{capsule.NAMESPACE}}}ZipBase64Content")
    ]
    assert held == [PLACES["blob:1"], PLACES["blob:2"]]


@given(st.binary(max_size=200_000))
def test_every_file_can_be_unpacked(data: bytes) -> None:
    assert gzip.decompress(b"".join(capsule.gzipped(data))) == data
    assert b"".join(base64.b64decode(each) for each in capsule._base64(capsule.gzipped(data))) == b"".join(
        capsule.gzipped(data)
    )


@given(st.text(max_size=60))
def test_no_text_breaks_the_capsule(said: str) -> None:
    made = capsule_of(replace(SIGNED, abstract=said, title=f"Leping {said}"))
    assert shaped(made) == []


def test_the_same_contents_give_the_same_bytes_also_when_read_back() -> None:
    with archive.build(CONTENTS, read) as first:
        one, size = archive.digest(first)
        whole = first.read()
    again = parsed(json.loads(json.dumps(CONTENTS.as_json())))
    assert again == CONTENTS
    with archive.build(again, read) as second:
        assert archive.digest(second) == (one, size)
    # A guard against what Python's zipfile may write otherwise one day: then packages of before could not
    # be made again, and this number says so.
    assert (one[:12], size) == ("ae8202f1bbf9", 258286)
    assert hashlib.sha256(whole).hexdigest() == one


def test_each_record_is_a_folder_with_files_metadata_and_capsule() -> None:
    with archive.build(CONTENTS, read) as made, zipfile.ZipFile(made) as package:
        assert package.testzip() is None
        folder = "KL-2026-0001_signed_25892e17"
        assert sorted(package.namelist()) == [
            f"{folder}/{name}"
            for name in ["KL-2026-0001.asice", "KL-2026-0001.pdf", "capsule.xml", "metadata.json"]
        ]
        assert package.read(f"{folder}/KL-2026-0001.pdf") == PDF
        told = json.loads(package.read(f"{folder}/metadata.json"))
        assert shaped(etree.fromstring(package.read(f"{folder}/capsule.xml"))) == []
    assert told == json.loads(json.dumps(metadata(CONTENTS, SIGNED)))
    assert "source" not in told["files"][0]


def test_files_of_one_name_do_not_cover_one_another() -> None:
    twice = replace(SIGNED, files=(file(1, "leping.pdf", main=True), file(2, "Leping.PDF")))
    assert archive.names(twice.files) == ["leping.pdf", "Leping-2.PDF"]


def test_no_name_leads_out_of_the_package() -> None:
    made = replace(SIGNED, identifier="../../etc/passwd")
    assert made.folder == "etc_passwd_signed_25892e17"


def test_a_package_is_bounded() -> None:
    many = tuple(replace(SIGNED, files=()) for _ in range(archive.MOST_RECORDS + 1))
    with pytest.raises(archive.TooMuch):
        archive.build(replace(CONTENTS, records=many), read)
