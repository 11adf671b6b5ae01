"""Django admin is the administrator's workplace: the role opens it, not Django's staff flag."""

from django.contrib import admin
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.people.enums import Role
from desk.people.models import User


class DeskAdmin(admin.AdminSite):
    site_header = _("Abilaud: administration")
    site_title = _("Abilaud")
    index_title = _("Templates, lists and people")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.holds(Role.ADMINISTRATOR)


class RoleBackend(ModelBackend):
    """The administrator may do everything that Django admin shows; client data are not shown there."""

    def has_perm(self, user_obj: object, perm: str, obj: Model | None = None) -> bool:
        return isinstance(user_obj, User) and user_obj.holds(Role.ADMINISTRATOR)

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        return isinstance(user_obj, User) and user_obj.holds(Role.ADMINISTRATOR)
