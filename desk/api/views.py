"""Clients, enquiries, calls, documents and tickets to read, page by page, each shown client in the log."""

from contextlib import ExitStack
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from contracts.models import Package
from desk.api import serializers
from desk.api.permissions import AtTheDesk
from desk.calls.models import Call
from desk.clients.models import Client
from desk.enquiries.models import Enquiry
from desk.http import reading
from desk.login.enums import Scope
from desk.login.keys import Opens
from desk.records import access
from tickets.models import Escalation

Shown = list[tuple[str, int | None, int | None]]  # kind and id of everyone in a row, the client it is about
BY_CLIENT = extend_schema(
    parameters=[OpenApiParameter("client", int, description="Only of the client with this id.")]
)


class ByKey(CursorPagination):
    """Pages by key, the newest first: no counting, and nothing skipped while rows are added."""

    page_size = 50
    ordering = "-id"


@extend_schema_view(list=BY_CLIENT)
class Reading(ReadOnlyModelViewSet[Any]):
    """One kind of rows: PostgreSQL refuses writes, and the access log learns whom an answer shows."""

    permission_classes = [AtTheDesk, Opens]
    scope: Scope  # what a key must open
    pagination_class = ByKey
    http_method_names = ["get", "head"]
    of_client = "client_id"
    concerns = ""  # the way from a row to the person whom its complaint concerns

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As always, but who asks is found out first, and the rest cannot write."""
        with ExitStack() as self.over:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The use of a key is counted before nothing can be written any more."""
        super().initial(request, *args, **kwargs)
        self.over.enter_context(reading())

    def get_queryset(self) -> QuerySet[Any]:
        """All rows but those of a complaint about who asks."""
        rows = super().get_queryset()
        return rows.exclude(**{self.concerns: self.request.user.pk}) if self.concerns else rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of one client, when the address names it."""
        client = self.request.query_params.get("client")
        if client is None:
            return queryset
        if not (client.isascii() and client.isdecimal() and 0 < len(client) < 19):
            raise ValidationError({"client": ["the id of a client is a whole number"]})
        return queryset.filter(**{self.of_client: client})

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page, whose rows the access log learns."""
        page = super().paginate_queryset(queryset)
        for row in page or []:
            self.log(row)
        return page

    def get_object(self) -> Any:
        """The row, which the access log learns."""
        row = super().get_object()
        self.log(row)
        return row

    def log(self, row: Model) -> None:
        """Tell the access log whom the row shows; the purpose is the interface itself."""
        for kind, pk, client_id in self.shown(row):
            if pk:
                access.shows(self.request._request, kind, pk, client_id=client_id, purpose="api")

    def shown(self, row: Any) -> Shown:
        """Whom a row shows."""
        return [("client", row.client_id, row.client_id)]


class Clients(Reading):
    """Clients with their own phones and e-mail addresses."""

    scope = Scope.CLIENTS
    queryset = Client.objects.counted().distinct_ones().prefetch_related("contacts")
    serializer_class = serializers.ClientSerializer
    of_client = "pk"

    def shown(self, row: Client) -> Shown:
        return [("client", row.pk, row.pk)]


class Enquiries(Reading):
    """Enquiries with their promises, without the question's text."""

    scope = Scope.ENQUIRIES
    queryset = (
        Enquiry.objects.counted()
        .select_related("topic", "outcome", "owner", "repeats")
        .prefetch_related("promises")
    )
    serializer_class = serializers.EnquirySerializer
    concerns = "concerns_id"

    def shown(self, row: Enquiry) -> Shown:
        return [("client", row.client_id, row.client_id), ("person", row.person_id, row.client_id)]


class Calls(Reading):
    """Calls with what they were about, without the caller's number."""

    scope = Scope.CALLS
    queryset = Call.objects.counted().select_related("line", "user", "outcome")
    serializer_class = serializers.CallSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Calls with the enquiries that who asks may read."""
        mine = Enquiry.objects.exclude(concerns_id=self.request.user.pk)
        return super().get_queryset().prefetch_related(Prefetch("enquiries", mine))

    def shown(self, row: Call) -> Shown:
        return [("client", row.client_id, row.client_id), ("person", row.person_id, row.client_id)]


class Documents(Reading):
    """Packages of documents, without the persons named in them."""

    scope = Scope.DOCUMENTS
    queryset = Package.objects.select_related("enquiry").prefetch_related(
        "authorisations__kind", "authorisations__portal"
    )
    serializer_class = serializers.DocumentSerializer
    concerns = "enquiry__concerns_id"


class Tickets(Reading):
    """Tickets to the second level, without what was asked and answered."""

    scope = Scope.TICKETS
    queryset = Escalation.objects.select_related("enquiry", "unit", "issue")
    serializer_class = serializers.TicketSerializer
    of_client = "enquiry__client_id"
    concerns = "enquiry__concerns_id"

    def shown(self, row: Escalation) -> Shown:
        return [("client", row.enquiry.client_id, row.enquiry.client_id)]
