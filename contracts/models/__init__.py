"""The room's models; one file a noun, all imported from here."""

from contracts.models.drafts import (
    Authorisation,
    Kind,
    NumberSeries,
    Package,
    Rendering,
    Template,
    TemplateVersion,
)
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
    RightCheck,
    SigningMandate,
    Verification,
)

__all__ = [
    "Authorisation",
    "Container",
    "CountedSignature",
    "Finding",
    "Kind",
    "NumberSeries",
    "Package",
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
]
