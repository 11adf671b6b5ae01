"""Whose matter each group of topics is, and what level 1 may answer of it, until the administrator says otherwise.

Pure tables for the seed; codes as in `reference.TOPICS`, units as in desk/people/reference.py.
"""

# ruff: noqa: E501  (a table is read by rows)

from desk.enquiries.enums import Competence

Rule = tuple[Competence, str, str]  # what level 1 may, when it hands on: Estonian, English

UNIT_OF: dict[str, str] = {
    "access": "client-service",
    "charges": "subject",
    "reports": "subject",
    "permits": "permits",
    "registers": "subject",
    "fault": "it",
    "documents": "records",
    "counter": "client-service",
    "misdirected": "client-service",
    "feedback": "client-service",
}

# Group: code of the portal that its questions are about (contracts/reference.py).
PORTAL_OF: dict[str, str] = {
    "access": "e-keskkonnaamet",
    "charges": "kotkas",
    "reports": "kotkas",
    "permits": "kotkas",
}

# Of groups, and of the topics that differ from theirs.
RULES: dict[str, Rule] = {
    "charges": (Competence.LIMITED, "Selgita korda, tähtaegu ja kust mida portaalist leiab. Konkreetse arvutuse või tasumäära õigsuse hindamine anna edasi valdkonnaspetsialistile.", "Explain the rules, the deadlines and where things are in the portal. Whether a client's own calculation or rate is right is for the subject specialist."),
    "without-permit": (Competence.HANDS_ON, "Alati: kas tegevus vajas luba ja mis sellest järgneb, hindab valdkonnaspetsialist.", "Always: whether the activity needed a permit, and what follows, is for the subject specialist."),
    "reports": (Competence.LIMITED, "Aita aruannet esitada ja parandada. Kas andmed on sisuliselt õiged, hindab valdkonnaspetsialist.", "Help to file and correct the report. Whether the data are right is for the subject specialist."),
    "permits": (Competence.LIMITED, "Selgita, kuidas taotlust esitada ja kust näha menetluse seisu. Otsuse sisu ja tähtaja kohta vastab keskkonnaloa haldur.", "Explain how to apply and where to see the state of the proceedings. What is decided, and when, is for the permit manager."),
    "permit-change": (Competence.HANDS_ON, "Alati: loa tingimuste muutmise vajaduse üle otsustab keskkonnaloa haldur.", "Always: whether conditions of a permit must change is for the permit manager."),
    "impact-assessment": (Competence.HANDS_ON, "Alati: keskkonnamõju hindamise vajaduse üle otsustab keskkonnaloa haldur.", "Always: whether an impact assessment is needed is for the permit manager."),
    "fault": (Competence.LIMITED, "Kui juhendi sammud ei aita või sama viga on mitmel kliendil, anna edasi IT-toele.", "When the steps of the guide do not help, or several clients have the same, hand it to IT support."),
    "wish": (Competence.HANDS_ON, "Alati: arendussoov läheb portaali omanikule, kliendile lubadusi ei anta.", "Always: a wish goes to the owner of the portal; nothing is promised to the client."),
    "explanation-request": (Competence.HANDS_ON, "Alati, kui küsitakse kirjalikku selgitust õigusakti kohaldamise kohta.", "Always when a written explanation of how an act applies is asked for."),
    "challenge": (Competence.HANDS_ON, "Alati: vaide sisu ei arutata; selgita ainult, kuidas ja mis ajaks see esitatakse.", "Always: what is challenged is not discussed; explain only how and by when it is filed."),
}  # fmt: skip
