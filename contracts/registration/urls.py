"""Addresses of the registrar's list; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import references, register_packages, registered_letters, registration

urlpatterns: list[URLPattern | URLResolver] = [
    path("registration/", registration.registrations, name="registrations"),
    path("registration/panel/", registration.registrations_panel, name="registrations_panel"),
    path("registration/references/", references.take, name="references"),
    path("registration/packages/", register_packages.index, name="register_packages"),
    path("registration/packages/make/", register_packages.make, name="make_register_package"),
    path("registration/packages/<int:pk>/", register_packages.page, name="register_package"),
    path("registration/packages/<int:pk>/file/", register_packages.fetch, name="fetch_register_package"),
    path("registration/<int:pk>/", registration.register, name="register"),
    path("registration/<int:pk>/record/", registration.page, name="registration"),
    path("registration/<int:pk>/correct/", registration.correct, name="correct_registration"),
    path("registration/<int:pk>/drop/", registration.drop, name="drop_registration"),
    path("registration/letter/<int:pk>/", registered_letters.received_panel, name="received_in_register"),
    path("registration/letter/<int:pk>/put/", registered_letters.put_received, name="register_received"),
    path("registration/sent/<int:pk>/", registered_letters.sent_panel, name="sent_in_register"),
    path("registration/sent/<int:pk>/put/", registered_letters.put_sent, name="register_sent"),
]
