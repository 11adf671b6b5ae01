"""What people do with clients, contact persons and their contacts."""

from desk.clients.actions.clients import change_client, create_client, set_language
from desk.clients.actions.contacts import add_contact, confirm_contact, fail_contact, remove_contact
from desk.clients.actions.persons import add_role, change_person, create_person, end_role

__all__ = [
    "add_contact",
    "add_role",
    "change_client",
    "change_person",
    "confirm_contact",
    "create_client",
    "create_person",
    "end_role",
    "fail_contact",
    "remove_contact",
    "set_language",
]
