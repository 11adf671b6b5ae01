"""From a document's row to its PDF: what the worker does outside any transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from contracts.models import Authorisation, Kind, Rendering, TemplateVersion
from contracts.printing import fonts, pdf
from contracts.printing.palette import samples
from contracts.printing.templating import TemplateError
from desk.outbox import PermanentError


@dataclass(frozen=True)
class Rendered:
    """The bytes, and the versions of the libraries that made them."""

    pdf: bytes
    libraries: str


def make(job: Rendering) -> Rendered:
    """Render the document of `job`. Raises PermanentError("template" | "too_long" | "fonts")."""
    rows = Authorisation.objects.select_related("kind", "package", "template_version__template")
    document = rows.get(pk=job.authorisation_id)
    try:
        data = pdf.render(document.text.body, document.values, sheet(document))
        return Rendered(data, pdf.libraries())
    except (pdf.TooLong, SoftTimeLimitExceeded):  # or what the bounds let through and still takes minutes
        raise PermanentError("too_long") from None
    except TemplateError:
        raise PermanentError("template") from None
    except fonts.RenderingUnavailable:
        raise PermanentError("fonts") from None


def sheet(document: Authorisation) -> pdf.Sheet:
    """What stands around the text of a document: a draft until it has its number, at sending."""
    package = document.package
    made_at = package.sending_at if document.number and package.sending_at else package.drafted_at
    return _sheet(document.kind, document.text, document.number or "", made_at)


def sample(version: TemplateVersion) -> bytes:
    """The preview: the text with sample values. Raises TemplateError."""
    kind = version.template.kind
    values = samples(kind)
    return pdf.render(version.body, values, _sheet(kind, version, str(values["number"]), version.made_at))


def _sheet(kind: Kind, version: TemplateVersion, number: str, made_at: datetime) -> pdf.Sheet:
    return pdf.Sheet(
        title=version.title,
        number=number,
        language=version.template.language,
        made_at=timezone.localtime(made_at),
        agency=settings.AGENCY_NAME,
        header=version.header,
        restriction_basis=kind.restriction_basis,
        restricted_until=_restricted_until(timezone.localdate(made_at), kind.restriction_years),
    )


def _restricted_until(start: date, years: int | None) -> date | None:
    if years is None:
        return None
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
