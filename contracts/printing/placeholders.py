"""Every placeholder that a template may hold, with the sample that previews show.

`KNOWN` fill themselves from what the desk knows; `ASKED` are asked when drafting, those of them that the
kind lists in `asks`.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.printing.templating import Placeholder, Values

FieldType = Literal["text", "long", "code", "email", "phone", "date", "flag", "services"]


@dataclass(frozen=True)
class Asked(Placeholder):
    """A placeholder that a person fills in."""

    type: FieldType = "text"
    required: bool = True


SERVICES: list[tuple[str, str | Promise]] = [
    ("charges", _("declaring environmental charges")),
    ("waste", _("waste report")),
    ("water", _("water use report")),
    ("air", _("ambient air report")),
    ("permits", _("applying for and changing permits")),
    ("fgas", _("F-gases (FOKA, FARU)")),
]
_ONE_REPRESENTATIVE = {"name": "Mari Tamm", "code": "24503120016", "basis": "juhatuse liige"}

KNOWN = [
    Placeholder("number", _("number of the document"), "KL-2026-0123"),
    Placeholder("date", _("date of drafting"), "22.11.2026"),
    Placeholder("agency_name", _("name of the agency"), "Keskkonnaamet"),
    Placeholder("agency_code", _("registry code of the agency"), "70008658"),
    Placeholder("agency_email", _("e-mail of the agency"), "klienditugi@keskkonnaamet.example"),
    Placeholder("agency_phone", _("phone of the agency"), "+372 662 5999"),
    Placeholder("client_name", _("name of the client"), "Tamme Puit OÜ"),
    Placeholder("client_code", _("registry or personal code of the client"), "10000001"),
    Placeholder("client_email", _("working e-mail of the client"), "info@tammepuit.example"),
    Placeholder("client_phone", _("working phone of the client"), "5550 0001"),
    Placeholder("portal_name", _("portal"), "e-Keskkonnaamet"),
    Placeholder("portal_address", _("address of the portal"), "https://portaal.example/"),
    Placeholder(
        "representatives",
        _("representatives by the register (list)"),
        [_ONE_REPRESENTATIVE],
        ("name", "code", "basis"),
    ),
    Placeholder("joint", _("they represent only jointly"), None),
    Placeholder("special_conditions", _("special conditions of the register"), ""),
    Placeholder("checked_at", _("time of the representation check"), "22.11.2026 10:15"),
    Placeholder("contract_number", _("number of the user agreement"), "KL-2026-0122"),
    Placeholder("end_term", _("how it ends, by the rule that was chosen"), ""),
    Placeholder("end_basis", _("basis of that rule"), ""),
    Placeholder("specialist_name", _("who drafted"), "Klienditoe spetsialist"),
]
ASKED = [
    Asked("person_first_name", _("first name"), "Kadri", type="text"),
    Asked("person_last_name", _("last name"), "Lepp", type="text"),
    Asked("person_code", _("personal code"), "24402020080", type="code"),
    Asked("person_position", _("job title"), "raamatupidaja", required=False),
    Asked("person_email", _("e-mail"), "kadri.lepp@raamat.example", type="email"),
    Asked("person_phone", _("phone"), "5550 0004", type="phone", required=False),
    Asked("valid_from", _("valid from"), "23.11.2026", type="date"),
    Asked("valid_until", _("valid until"), "31.12.2027", type="date", required=False),
    Asked("may_sign", _("may sign and submit declarations and reports"), True, type="flag", required=False),
    Asked("may_delegate", _("may authorise others"), False, type="flag", required=False),
    Asked(
        "services",
        _("services"),
        [{"service": "keskkonnatasu deklareerimine"}, {"service": "jäätmearuanne"}],
        ("service",),
        type="services",
    ),
    Asked("objects", _("permits and sites"), "kõik load", required=False),
    Asked("ended_number", _("number of the document that ends"), "KL-2024-0007"),
    Asked("ended_on", _("date of the document that ends"), "05.03.2024", type="date", required=False),
    Asked("ends_on", _("ends on"), "22.12.2026", type="date"),
    Asked("reason", _("reason"), "Kasutaja ei vaja teenuseid enam.", type="long", required=False),
    Asked("breach", _("breach of an obligation"), "", type="long", required=False),
    Asked("grantor_told", _("the grantor has been told"), True, type="flag", required=False),
    Asked("request", _("what was asked"), "Taotlus sõlmida kasutusleping.", type="long"),
    Asked("circumstances", _("circumstances"), "Allkirjastajal puudub esindusõigus.", type="long"),
    Asked("legal_basis", _("legal basis"), "määrus nr 34 § 2", required=False),
    Asked("remedy", _("how to mend it"), "Esitage volikiri.", type="long"),
    Asked("remedy_by", _("mended by"), "10.12.2026", type="date", required=False),
]
PERSONS = Placeholder(
    "persons",
    _("authorised persons (list)"),
    [
        {
            "first_name": "Kadri", "last_name": "Lepp", "code": "24402020080", "job_title": "raamatupidaja",
            "email": "kadri.lepp@raamat.example", "phone": "5550 0004",
        },
        {
            "first_name": "Oleg", "last_name": "Smirnov", "code": "14303030098", "job_title": "",
            "email": "oleg.smirnov@raamat.example", "phone": "",
        },
    ],
    ("first_name", "last_name", "code", "job_title", "email", "phone"),
)  # fmt: skip
# What may hold a personal code: a client's code is one where the client is a person.
PERSONAL = frozenset({"person_code", "code", "client_code"})
ALL: list[Placeholder] = [*KNOWN, *ASKED, PERSONS]
ASKED_BY_NAME = {each.name: each for each in ASKED}


def sample_values() -> Values:
    """What previews and `render_document --sample` put in."""
    return {each.name: each.sample for each in ALL}
