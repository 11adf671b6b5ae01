"""What letters need from the first day: where they are sorted, how they end, and text modules to begin with.

Only what is missing is added, so the administrator's own wording stays as it is.
"""

# ruff: noqa: E501  (a table is read by rows)

from django.db import transaction

from desk.enquiries.models import OutcomeCode, TextModule, Topic

TO_SORT = "to-sort"  # topic of a letter that nobody has read yet; not offered for choosing
NOT_FOR_US, JOINED = "not-for-us", "joined"  # outcomes of an enquiry that a letter opened in vain

_OUTCOMES = {
    NOT_FOR_US: ("Kiri polnud meile", "Letter was not for us", "Письмо было не нам"),
    JOINED: ("Liidetud teise pöördumisega", "Joined to another enquiry", "Присоединено к другому обращению"),
}

# code: topic or none, names, then the text in Estonian, English, Russian
_MODULES: dict[str, tuple[str, tuple[str, str, str], tuple[str, str, str]]] = {
    "greeting": ("", ("Algus ja lõpp", "Opening and close", "Начало и конец"), (
        "Tere, {name}!\n\nTäname pöördumise eest. Registreerisime selle numbriga {number}.\n\n\n\n{signature}",
        "Dear {name},\n\nThank you for contacting us. Your enquiry has the number {number}.\n\n\n\n{signature}",
        "Здравствуйте, {name}!\n\nСпасибо за обращение. Оно зарегистрировано под номером {number}.\n\n\n\n{signature}",
    )),
    "more-information": ("", ("Palume täpsustada", "Please tell us more", "Просим уточнить"), (
        "Et saaksime teid aidata, palume täpsustada:\n– mis ettevõtte ja registrikoodiga on tegu;\n– mida tegite ja mis teade ilmus;\n– millal see juhtus.\n\nKui võimalik, lisage kuvatõmmis. Ootame teie vastust samale kirjale.",
        "To be able to help you, please tell us:\n– which company it is about (registry code);\n– what you did and which message appeared;\n– when it happened.\n\nIf you can, attach a screenshot. Please answer this same letter.",
        "Чтобы мы могли помочь, пожалуйста, уточните:\n– о каком предприятии идёт речь (регистровый код);\n– что вы делали и какое сообщение появилось;\n– когда это произошло.\n\nЕсли возможно, приложите снимок экрана. Ждём ответа на это же письмо.",
    )),
    "user-contract": ("user-contract", ("Kasutuslepingu sõlmimine", "Making a user contract", "Заключение договора пользования"), (
        "Kasutuslepingu sõlmib ettevõtte esindaja. Saadame lepingu eelnõu e-postiga; palun allkirjastage see digitaalselt ja tagastage konteiner kirjas oleva lingi kaudu.",
        "The user contract is made by a representative of the company. We send the draft by e-mail; please sign it digitally and return the container through the link in the letter.",
        "Договор пользования заключает представитель предприятия. Мы отправим проект договора по электронной почте; подпишите его цифровой подписью и верните контейнер по ссылке из письма.",
    )),
    "main-user": ("main-user", ("Peakasutaja volikiri", "Power of attorney of the main user", "Доверенность главного пользователя"), (
        "Peakasutaja lisamiseks on vaja volikirja, mille allkirjastab ettevõtte esindusõiguslik isik. Volikirjas peavad olema ettevõtte nimi ja registrikood, volitatud isiku nimi ja isikukood ning teenuse nimetus.",
        "To add a main user we need a power of attorney signed by a person with the right to represent the company. It must name the company and its registry code, the authorised person and their personal code, and the service.",
        "Для добавления главного пользователя нужна доверенность, подписанная лицом с правом представительства. В ней должны быть название и регистровый код предприятия, имя и личный код уполномоченного лица и название услуги.",
    )),
    "joint-rights": ("joint-rights", ("Ühine esindusõigus", "Joint right of representation", "Совместное право представительства"), (
        "Äriregistri andmetel võivad teie ettevõtet esindada juhatuse liikmed ühiselt. Seepärast peavad dokumendi allkirjastama kõik nimetatud esindajad, soovitatavalt samas konteineris.",
        "According to the Business Register the board members of your company represent it jointly. All of them must therefore sign the document, preferably in the same container.",
        "По данным коммерческого регистра члены правления вашего предприятия представляют его совместно. Поэтому документ должны подписать все названные представители, желательно в одном контейнере.",
    )),
    "login-failure": ("login-failure", ("Sisselogimine ei õnnestu", "Login fails", "Не удаётся войти"), (
        "Palun proovige järgmist:\n1. Sulgege kõik brauseri aknad ja avage portaal uuesti.\n2. Kontrollige ID-kaardi või Mobiil-ID tööd aadressil www.id.ee.\n3. Proovige teise brauseriga.\n\nKui viga kordub, kirjutage meile vea täpne tekst ja kellaaeg.",
        "Please try the following:\n1. Close all browser windows and open the portal again.\n2. Check your ID-card or Mobile-ID at www.id.ee.\n3. Try another browser.\n\nIf it happens again, send us the exact text of the error and the time.",
        "Пожалуйста, попробуйте следующее:\n1. Закройте все окна браузера и откройте портал снова.\n2. Проверьте работу ID-карты или Mobiil-ID на сайте www.id.ee.\n3. Попробуйте другой браузер.\n\nЕсли ошибка повторится, сообщите нам точный текст ошибки и время.",
    )),
    "passed-on": ("", ("Küsimus on II tasandil", "Passed to the second level", "Вопрос передан на 2-й уровень"), (
        "Teie küsimus vajab valdkonnaspetsialisti vastust. Edastasime selle talle ja anname teile vastusest teada hiljemalt kokkulepitud tähtajaks.",
        "Your question needs the answer of a subject specialist. We have passed it on and will let you know the answer by the agreed time at the latest.",
        "На ваш вопрос должен ответить профильный специалист. Мы передали его и сообщим вам ответ не позднее согласованного срока.",
    )),
    "not-ours": ("", ("Pole meie pädevuses", "Not within our competence", "Не в нашей компетенции"), (
        "See küsimus ei kuulu meie asutuse pädevusse. Palun pöörduge asutuse poole, kes selle teemaga tegeleb; vajadusel edastame teie kirja neile ise ja anname teile sellest teada.",
        "This question is not within the competence of our agency. Please contact the authority in charge of it; if needed we pass your letter on ourselves and let you know.",
        "Этот вопрос не относится к компетенции нашего учреждения. Обратитесь, пожалуйста, в учреждение, которое занимается этой темой; при необходимости мы сами перешлём ваше письмо и сообщим вам об этом.",
    )),
}  # fmt: skip


@transaction.atomic
def seed_texts() -> None:
    """Add what is missing: the topic of letters to sort, two outcomes, and eight text modules."""
    group = Topic.objects.filter(code="documents").first()
    Topic.objects.get_or_create(
        code=TO_SORT,
        defaults={
            "parent": group, "position": 99, "active": False,
            **_names(("Sortimata kiri", "Letter to sort", "Неразобранное письмо")),
        },
    )  # fmt: skip
    for position, (code, names) in enumerate(_OUTCOMES.items(), start=90):
        OutcomeCode.objects.get_or_create(
            code=code, defaults={"position": position, "no_client": True, **_names(names)}
        )
    topics = {topic.code: topic for topic in Topic.objects.all()}
    for position, (code, (topic, names, texts)) in enumerate(_MODULES.items(), start=1):
        words = {f"text_{language}": text for language, text in zip(("et", "en", "ru"), texts, strict=True)}
        TextModule.objects.get_or_create(
            code=code,
            defaults={"topic": topics.get(topic), "position": position, **_names(names), **words},
        )


def _names(names: tuple[str, str, str]) -> dict[str, str]:
    return {"name_et": names[0], "name_en": names[1], "name_ru": names[2]}
