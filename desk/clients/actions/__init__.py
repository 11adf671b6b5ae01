"""What people do with clients, contact persons and their contacts."""

from desk.clients.actions.cautions import add_caution, lift_caution, prolong_caution
from desk.clients.actions.clients import change_client, create_client, set_language
from desk.clients.actions.contacts import (
    add_contact,
    change_contact,
    confirm_contact,
    fail_contact,
    named_in_document,
    normal,
    prefer_contact,
    remove_contact,
    vouch,
)
from desk.clients.actions.merging import (
    follow,
    merge_clients,
    merge_persons,
    say_different,
    undo_merge,
    unfollowed,
)
from desk.clients.actions.persons import add_role, change_person, create_person, end_role, restore_role
from desk.clients.actions.putting_back import put_back_contact, take_away_contact
from desk.clients.actions.returned import fail_returned

__all__ = [
    "add_caution",
    "add_contact",
    "add_role",
    "change_client",
    "change_contact",
    "change_person",
    "confirm_contact",
    "create_client",
    "create_person",
    "end_role",
    "fail_contact",
    "fail_returned",
    "follow",
    "lift_caution",
    "merge_clients",
    "merge_persons",
    "named_in_document",
    "normal",
    "prefer_contact",
    "prolong_caution",
    "put_back_contact",
    "remove_contact",
    "restore_role",
    "say_different",
    "set_language",
    "take_away_contact",
    "undo_merge",
    "unfollowed",
    "vouch",
]
