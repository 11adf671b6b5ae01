"""The administrator keeps people and their roles, the skills they hold, and the reasons of breaks."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.people import approvals
from desk.people.actions import access_changed
from desk.people.models import ApprovalPolicy, BreakReason, Skill, Unit, User, UserRole
from desk.people.policy_form import PolicyForm

if TYPE_CHECKING:
    WordsBase = admin.ModelAdmin[Any]
else:
    WordsBase = SimpleHistoryAdmin


class UserRoleInline(admin.TabularInline[UserRole, User]):
    model = UserRole
    fields = ("role", "from_day", "until_day")
    extra = 1


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    list_display = ("username", "first_name", "last_name", "extension", "weekly_hours", "is_active")
    list_filter = ("is_active", "training", "roles__role", "skills")
    inlines = [UserRoleInline]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "spoken", "extension")}),
        (_("Work"), {"fields": ("weekly_hours", "skills", "training")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    filter_horizontal = ("skills",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever is logged in comes in anew with other roles, and not at all without an account."""
        super().save_related(request, form, formsets, change)
        person: User = form.instance
        if change and (not person.is_active or any(roles.has_changed() for roles in formsets)):
            assert isinstance(request.user, User)
            access_changed(user=person, by=request.user)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Nobody chooses a password for somebody else; a demo has no other way."""
        if not settings.DEMO:
            raise PermissionDenied(_("The person sets the password with a one-time code: Login by password."))
        return super().user_change_password(request, id, form_url)


@admin.register(Skill, BreakReason)
class BilingualAdmin(WordsBase):
    """Lists of words; what is no longer wanted is taken out of use, since old rows still name it."""

    list_display = ("name_et", "name_en", "code", "position", "active")
    list_editable = ("position", "active")
    list_filter = ("active",)


@admin.register(Unit)
class UnitAdmin(WordsBase):
    """Whose matters topics are; the head reads their figures. Taken out of use, never deleted."""

    list_display = ("name_et", "name_en", "code", "head", "position", "active")
    list_editable = ("position", "active")
    list_select_related = ("head",)
    list_filter = ("active",)

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        """Topics name it."""
        return False


@admin.register(ApprovalPolicy)
class PolicyAdmin(WordsBase):
    """Who must look a second time at what; a rule that is deleted leaves what is usual."""

    form = PolicyForm
    list_display = ("what", "kind", "verdict", "second")
    list_filter = ("second",)

    @admin.display(description=_("what is decided"))
    def what(self, policy: ApprovalPolicy) -> str:
        return approvals.named(policy.kind)
