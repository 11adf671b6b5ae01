"""The form by which a table is given in the browser."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.tables.bounds import megabytes
from desk.tables.table import LIMITS

MOST_FILES = 2_000
MOST_BYTES = 256 * 1024 * 1024  # of all containers, unpacked
_ENDINGS = (".asice", ".sce", ".bdoc", ".ddoc", ".asics", ".scs", ".edoc")


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class _SeveralFiles(forms.FileField):
    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, list | tuple) else [data] if data else []
        one = super().clean
        return [one(each, initial) for each in given]


class TakeoverForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV or XLSX with the columns of the template."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
    )
    containers = _SeveralFiles(
        label=gettext_lazy("Signed containers"),
        required=False,
        help_text=gettext_lazy("The files that the table names, up to a hundred of them, or all in one ZIP."),
        widget=_Several({"accept": ".asice,.sce,.bdoc,.ddoc,.zip"}),
    )

    def clean_table(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["table"]
        if file.size is None or file.size > LIMITS.size:
            raise forms.ValidationError(
                _("The file is too large: %(most)s MB at most.") % {"most": megabytes(LIMITS.size)}
            )
        return file

    def clean_containers(self) -> Mapping[str, bytes]:
        """By file name; what a ZIP holds stands for itself."""
        found: dict[str, bytes] = {}
        for file in self.cleaned_data["containers"]:
            name = str(file.name)
            if name.lower().endswith(".zip"):
                found |= _unpacked(file)
            elif file.size is not None and file.size <= settings.CONTAINER_MAX_BYTES:
                found[_plain(name)] = file.read()
            if len(found) > MOST_FILES or sum(map(len, found.values())) > MOST_BYTES:
                raise forms.ValidationError(_too_much())
        return found


def _too_much() -> str:
    words = _("There are too many containers: %(files)s files and %(most)s MB at most.")
    return words % {"files": MOST_FILES, "most": megabytes(MOST_BYTES)}


def _plain(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2][:200]


def _unpacked(file: "UploadedFile[Any]") -> Mapping[str, bytes]:
    """Containers of a ZIP, by their names without folders; no more is read than it says they have."""
    try:
        with zipfile.ZipFile(BytesIO(file.read(MOST_BYTES + 1))) as archive:
            parts = [each for each in archive.infolist() if each.filename.lower().endswith(_ENDINGS)]
            if len(parts) > MOST_FILES or sum(each.file_size for each in parts) > MOST_BYTES:
                raise forms.ValidationError(_too_much())
            return {_plain(each.filename): archive.read(each) for each in _fitting(parts)}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, NotImplementedError):
        raise forms.ValidationError(_("The ZIP cannot be read.")) from None


def _fitting(parts: Iterable[zipfile.ZipInfo]) -> Iterable[zipfile.ZipInfo]:
    """What is too large is left out: its row says that the file is missing."""
    return (each for each in parts if each.file_size <= settings.CONTAINER_MAX_BYTES)
