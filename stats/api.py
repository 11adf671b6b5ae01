"""What the agency's warehouse reads: tables of figures by a key of its own, no cookie, nothing to write."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from desk import workdays
from desk.http import Access, reading
from desk.login.keys import KeyAuthentication
from desk.login.models import ApiKey
from stats import published
from stats.enums.reports import WarehouseTable
from stats.figures import FIGURES
from stats.records.parts import ROWS

CREDENTIAL = (
    "the agency's warehouse: a key of its own in the header Authorization (Bearer), for tables it names"
)
READS = ("GET", "HEAD")


class HasKey(BasePermission):
    """Whoever shows a key that opens a table of figures; which, is asked where the table is known."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """A session opens nothing here."""
        return isinstance(request.auth, ApiKey) and any(
            scope.startswith("figures.") for scope in request.auth.scopes
        )


class RowSerializer(serializers.Serializer[Any]):
    """What is told of one key on one day or in one month."""

    day = serializers.DateField(help_text="The day of Tallinn, or the first day of the month.")
    key = serializers.CharField(help_text="Code of the topic, channel or language; `all` is their sum.")
    name = serializers.CharField(help_text="Its name in Estonian.")
    measures = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="Numbers; null where one is hidden."
    )
    hidden = serializers.DictField(
        child=serializers.CharField(),
        help_text="Why a number is null: `<5` is 1 to 4; `…` is withheld because it would tell another one.",
    )


class PageSerializer(serializers.Serializer[Any]):
    """One month of a table."""

    table = serializers.CharField()
    month = serializers.CharField()
    rows = RowSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="The month to ask for next; null at the end.")


class MeasureSerializer(serializers.Serializer[Any]):
    """A measure or a figure, and how it is counted."""

    code = serializers.CharField()
    name = serializers.CharField()
    formula = serializers.CharField(allow_null=True)


class TableSerializer(serializers.Serializer[Any]):
    """A table: what is in it, and the figures that can be made of it."""

    table = serializers.CharField()
    by = serializers.CharField()
    measures = MeasureSerializer(many=True)
    figures = MeasureSerializer(many=True)
    first_month = serializers.CharField(allow_null=True)


class Reading(APIView):
    """Read only, by key, in a transaction that cannot write."""

    authentication_classes = [KeyAuthentication]
    permission_classes = [HasKey]
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As always; who asks is found out before nothing can be written any more."""
        with ExitStack() as self.over, translation.override("et"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The use of the key is counted first."""
        super().initial(request, *args, **kwargs)
        self.over.enter_context(reading())

    def tables(self) -> list[str]:
        """The tables that the key opens."""
        assert isinstance(self.request.auth, ApiKey)
        return [table for table in WarehouseTable.values if f"figures.{table}" in self.request.auth.scopes]


class Tables(Reading):
    """The tables that the key opens, with the formula of every figure."""

    @extend_schema(responses=TableSerializer(many=True), operation_id="figures_tables")
    def get(self, request: Request) -> Response:
        """Which tables there are, what is in them, and how it is counted."""
        first = published.first_month()
        return Response([_described(table, first) for table in self.tables()])


class Months(Reading):
    """One month of a table."""

    daily = True

    def get(self, request: Request, table: str) -> Response:
        """The rows of a month."""
        if table not in WarehouseTable.values:
            raise NotFound
        if table not in self.tables():
            raise PermissionDenied("this key does not open this table")
        month = _month(request.query_params.get("month", ""))
        entries = published.published(table, month, daily=self.daily) if month else []
        after = published.following(month) if month else None
        called = published.names(table)
        return Response(
            {
                "table": table,
                "month": f"{month:%Y-%m}" if month else "",
                "rows": [_row(entry, called) for entry in entries],
                "next": f"{after:%Y-%m}" if after else None,
            }
        )


def _month(said: str) -> date | None:
    """The month that was asked for; without one the first of which anything was counted."""
    if not said:
        return published.first_month()
    try:
        month = date.fromisoformat(f"{said}-01")
    except ValueError:
        raise ValidationError({"month": ["a month is written 2026-10"]}) from None
    if month > workdays.today() or month.year < 2000:
        raise ValidationError({"month": ["nothing was counted in this month"]})
    return month


def _row(entry: published.Entry, called: Mapping[str, str]) -> dict[str, Any]:
    return {
        "day": entry.day,
        "key": entry.key,
        "name": called.get(entry.key, entry.key),
        "measures": {name: cell if isinstance(cell, int) else None for name, cell in entry.measures.items()},
        "hidden": {name: cell for name, cell in entry.measures.items() if isinstance(cell, str)},
    }


def _described(table: str, first: date | None) -> dict[str, Any]:
    words = ROWS["Traffic" if table == WarehouseTable.TRAFFIC else "Contacts"]
    return {
        "table": table,
        "by": published.KEYS[table],
        "measures": [
            {"code": name, "name": str(words[name]), "formula": None} for name in published.measures_of(table)
        ],
        "figures": [
            {"code": code, "name": str(FIGURES[code].label), "formula": FIGURES[code].how()}
            for code in published.FIGURES_OF[table]
        ],
        "first_month": f"{first:%Y-%m}" if first else None,
    }


def _formulas() -> str:
    """The formulas, for the OpenAPI document."""
    codes = dict.fromkeys(code for codes in published.FIGURES_OF.values() for code in codes)
    with translation.override("en"):
        return "\n".join(f"- **{FIGURES[code].label}**: {FIGURES[code].how()}" for code in codes)


ABOUT = (
    "One month of a table, a page; `next` names the following one. Days and months are those of Tallinn. "
    "Rows in which everything is zero are left out. Numbers from 1 to 4 are hidden, and so is what would "
    "give them back. Shares are made of the measures:\n\n"
)


def described(view: type[Months], grain: str) -> type[Months]:
    """The view with its place in the OpenAPI document."""
    view.get = extend_schema(  # type: ignore[method-assign]
        operation_id=f"figures_{grain}",
        description=ABOUT + _formulas(),
        parameters=[
            OpenApiParameter("month", str, description="2026-10; without it the first month there is.")
        ],
        responses=PageSerializer,
    )(view.get)
    return view


class Daily(Months):
    """By day."""

    def get(self, request: Request, table: str) -> Response:
        return super().get(request, table)


class Monthly(Months):
    """By month."""

    daily = False

    def get(self, request: Request, table: str) -> Response:
        return super().get(request, table)


def promised(view: type[Reading]) -> Any:
    """The view with its promise, as the permission matrix reads it of every view."""
    opened: Any = view.as_view()
    opened.access = Access("machine", READS, None, CREDENTIAL)
    return opened
