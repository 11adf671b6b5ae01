"""Who may read over the programming interface: those who may read the same on pages."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from desk.people.models import User
from desk.people.permissions import at_the_desk


class AtTheDesk(BasePermission):
    """Specialists, seniors and the head; the refusal is the page's own text."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the rule of the pages lets this person in."""
        if not isinstance(request.user, User):
            return False
        refusal = at_the_desk(request.user)
        if refusal is not None:
            self.message = refusal
        return refusal is None
