"""The room's models; one file a noun, all imported from here."""

from contracts.models.answers import PaperAnswer, PaperAnswerQuerySet
from contracts.models.drafts import (
    Authorisation,
    AuthorisedPerson,
    NumberSeries,
    Rendering,
)
from contracts.models.listing import PortalDifference, PortalEntry, PortalListing
from contracts.models.packages import ClientLink, Package, PageCode
from contracts.models.publication import Portal, Publication
from contracts.models.rechecks import (
    Recheck,
    Rechecked,
    RecheckedQuerySet,
    RepresentationChange,
    RepresentationChangeQuerySet,
)
from contracts.models.registration import RegisteredKind, Registration, RegistrationExport
from contracts.models.returns import (
    Container,
    CountedSignature,
    Finding,
    HandSigned,
    RightCheck,
    SigningMandate,
    Verification,
)
from contracts.models.signing import AgencySignature, Sitting
from contracts.models.takeover import ExpiryNotice, Takeover, TakeoverFile, TakeoverUpload
from contracts.models.templates import Clause, EndRule, Kind, Template, TemplateVersion, VersionDecision

__all__ = [
    "AgencySignature",
    "Authorisation",
    "AuthorisedPerson",
    "Clause",
    "ClientLink",
    "Container",
    "CountedSignature",
    "EndRule",
    "ExpiryNotice",
    "Finding",
    "HandSigned",
    "Kind",
    "NumberSeries",
    "Package",
    "PageCode",
    "PaperAnswer",
    "PaperAnswerQuerySet",
    "Portal",
    "PortalDifference",
    "PortalEntry",
    "PortalListing",
    "Publication",
    "Recheck",
    "Rechecked",
    "RecheckedQuerySet",
    "RegisteredKind",
    "Registration",
    "RegistrationExport",
    "Rendering",
    "RepresentationChange",
    "RepresentationChangeQuerySet",
    "RightCheck",
    "SigningMandate",
    "Sitting",
    "Takeover",
    "TakeoverFile",
    "TakeoverUpload",
    "Template",
    "TemplateVersion",
    "Verification",
    "VersionDecision",
]
