from django.urls import URLPattern, URLResolver, path

from stats.views import choices, contacts, records, signals

urlpatterns: list[URLPattern | URLResolver] = [
    path("contacts/", contacts.index, name="contacts"),
    path("contacts/topics/", contacts.topics, name="contacts_topics"),
    path("contacts/when/", contacts.in_time, name="contacts_when"),
    path("contacts/channels/", contacts.channels, name="contacts_channels"),
    path("contacts/words/", contacts.new_words, name="contacts_words"),
    path("contacts/clients/", contacts.clients, name="contacts_clients"),
    path("contacts/table/", contacts.csv, name="contacts_csv"),
    path("contacts/kept/", choices.save, name="save_choice"),
    path("contacts/kept/<int:pk>/remove/", choices.remove, name="remove_choice"),
    path("contacts/records/", records.show, name="records"),
    path("contacts/signals/", signals.index, name="signals"),
    path("contacts/signals/new/", signals.create, name="signal_new"),
    path("contacts/signals/mine/", signals.unit_panel, name="unit_signals"),
    path("contacts/signals/<int:pk>/", signals.page, name="signal"),
    path("contacts/signals/<int:pk>/acknowledge/", signals.acknowledge, name="acknowledge_signal"),
    path("contacts/signals/<int:pk>/answer/", signals.answer, name="answer_signal"),
]
