"""The room's models; one file a noun, all imported from here."""

from contracts.models.drafts import (
    Authorisation,
    AuthorisedPerson,
    NumberSeries,
    Rendering,
)
from contracts.models.packages import ClientLink, Package, PageCode
from contracts.models.publication import Portal, Publication, Registration
from contracts.models.rechecks import (
    Recheck,
    Rechecked,
    RecheckedQuerySet,
    RepresentationChange,
    RepresentationChangeQuerySet,
)
from contracts.models.returns import (
    Container,
    CountedSignature,
    Finding,
    HandSigned,
    RightCheck,
    SigningMandate,
    Verification,
)
from contracts.models.templates import Clause, Kind, Template, TemplateVersion, VersionDecision

__all__ = [
    "Authorisation",
    "AuthorisedPerson",
    "Clause",
    "ClientLink",
    "Container",
    "CountedSignature",
    "Finding",
    "HandSigned",
    "Kind",
    "NumberSeries",
    "Package",
    "PageCode",
    "Portal",
    "Publication",
    "Recheck",
    "Rechecked",
    "RecheckedQuerySet",
    "Registration",
    "Rendering",
    "RepresentationChange",
    "RepresentationChangeQuerySet",
    "RightCheck",
    "SigningMandate",
    "Template",
    "TemplateVersion",
    "Verification",
    "VersionDecision",
]
