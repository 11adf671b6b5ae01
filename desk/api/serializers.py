"""What the programming interface tells. Personal codes, numbers of callers and texts stay inside.

States are told as words of the rooms' enums; the schema names them as text, so that a new state of a
later version breaks no reader.
"""

from typing import Any

from rest_framework import serializers

from contracts.models import Authorisation, Package
from desk.calls.models import Call
from desk.clients import masking
from desk.clients.models import Client, ContactPoint
from desk.enquiries.models import Enquiry, Promise
from tickets.models import Escalation


class ContactSerializer(serializers.ModelSerializer[ContactPoint]):
    kind = serializers.CharField()
    works = serializers.CharField()

    class Meta:
        model = ContactPoint
        fields = ("kind", "value", "works", "verified_at")

    def to_representation(self, instance: ContactPoint) -> dict[str, Any]:
        """A key says for what it reads; a person who only looks has said nothing, and reads it masked."""
        told: dict[str, Any] = super().to_representation(instance)
        if self.context["request"].auth is None:
            told["value"] = masking.contact(instance)
        return told


class ClientSerializer(serializers.ModelSerializer[Client]):
    kind = serializers.CharField()
    language = serializers.CharField()
    status = serializers.CharField()
    contacts = ContactSerializer(many=True)

    class Meta:
        model = Client
        fields = ("id", "kind", "name", "registry_code", "language", "status", "created_at", "contacts")


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    state = serializers.CharField()
    channel = serializers.CharField()

    class Meta:
        model = Promise
        fields = ("id", "state", "channel", "made_at", "due_at", "kept_at", "broken_at")


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    topic = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    outcome = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, allow_null=True)
    owner = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)
    state = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.CharField()
    repeats = serializers.SlugRelatedField[Any](slug_field="number", read_only=True, allow_null=True)
    promises = PromiseSerializer(many=True)

    class Meta:
        model = Enquiry
        fields = (
            "id", "number", "topic", "client", "person", "owner", "state", "level", "language",
            "kind", "opened_at", "due_at", "closed_at", "outcome", "repeats", "promises",
        )  # fmt: skip


class CallSerializer(serializers.ModelSerializer[Call]):
    direction = serializers.CharField()
    state = serializers.CharField()
    language = serializers.CharField()
    line = serializers.SlugRelatedField[Any](slug_field="name", read_only=True, allow_null=True)
    user = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)
    outcome = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, allow_null=True)
    enquiries = serializers.SlugRelatedField[Any](slug_field="number", read_only=True, many=True)

    class Meta:
        model = Call
        fields = (
            "id", "line", "direction", "state", "language", "user", "client", "person", "enquiries",
            "rang_at", "answered_at", "hung_up_at", "closed_at", "outcome",
        )  # fmt: skip


class AuthorisationSerializer(serializers.ModelSerializer[Authorisation]):
    kind = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    portal = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    state = serializers.CharField()

    class Meta:
        model = Authorisation
        fields = (
            "id", "uuid", "kind", "number", "portal", "state", "valid_from", "valid_until", "pdf_sha256",
            "accepted_at", "published_at", "last_day", "end_reason", "ended_at",
        )  # fmt: skip


class DocumentSerializer(serializers.ModelSerializer[Package]):
    state = serializers.CharField()
    language = serializers.CharField()
    enquiry = serializers.SlugRelatedField[Any](slug_field="number", read_only=True, allow_null=True)
    authorisations = AuthorisationSerializer(many=True)

    class Meta:
        model = Package
        fields = ("id", "client", "enquiry", "state", "language", "drafted_at", "sent_at", "authorisations")


class TicketSerializer(serializers.ModelSerializer[Escalation]):
    state = serializers.CharField()
    enquiry = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    client = serializers.IntegerField(source="enquiry.client_id", allow_null=True)
    unit = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    jira_key = serializers.CharField(source="issue.jira_key")
    status_name = serializers.CharField(source="issue.status_name")

    class Meta:
        model = Escalation
        fields = (
            "id", "uuid", "enquiry", "client", "unit", "state", "jira_key", "status_name", "created_at",
            "answered_at",
        )  # fmt: skip
