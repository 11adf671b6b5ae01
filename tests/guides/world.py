"""What tests of guides begin with."""

from desk.guides import actions
from desk.guides.actions import Wording
from desk.guides.models import GuideVersion
from desk.people.models import User

LOGIN = Wording(
    title_et="Sisselogimise tõrge",
    title_ru="Сбой входа",
    title_en="Login failure",
    body_et="> Proovime koos.\n\nKontrolli **ID-kaardi** sertifikaate.",
    body_ru="> Попробуем вместе.",
    steps=[
        ("Ava privaatne aken", "Open a private window", "Откройте приватное окно"),
        ("Sisesta PIN2", "Enter PIN2", "Введите PIN2"),
        ("Suuna IT-toele", "Hand to IT support", "Передайте ИТ"),
    ],
)
CONTRACT = Wording(
    title_et="Kasutuslepingu sõlmimine",
    title_ru="Заключение договора",
    title_en="Making a user contract",
    body_et="Volikirja ja lepingu allkirjastab **juhatuse liige**. Esindusõigust kontrollime.",
    body_ru="Доверенность подписывает член правления.",
    body_en="The power of attorney is signed by a member of the board.",
)


def published(by: User, wording: Wording = LOGIN, *topics: str) -> GuideVersion:
    """A guide in force, owned by `by`."""
    version = actions.draft(guide=None, wording=wording, topic_codes=topics, by=by)
    return actions.publish(version=version, by=by)
