"""Letters that a person wrote, as awkward as people's programs make them."""

from __future__ import annotations

from collections.abc import Callable

from .paper import AGENCY, OURS, head, page, plain, several, words

RUSSIAN = "Здравствуйте! Как войти в портал и подписать договор?"
LINK = "https://kotkas.example/sisene"


def named(subject: bytes, name: str, text: bytes, charset: str = "") -> bytes:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    top = head(name, Subject="KOHT", Content_Type=kind).encode().replace(b"KOHT", subject)
    return top + b"\n" + text + b"\n"


def answer(name: str, text: str, **more: str) -> bytes:
    return plain(name, text, In_Reply_To=OURS, References=OURS, **more)


LETTERS: dict[str, Callable[[], bytes]] = {
    "estonian": lambda: plain("estonian"),
    "english": lambda: plain("english", "Hello, how can I sign in to the portal?"),
    "russian-koi8": lambda: named(b"KOI8", "russian-koi8", RUSSIAN.encode("koi8-r"), "koi8-r"),
    "russian-without-charset": lambda: named(
        RUSSIAN[:20].encode("cp1251"), "russian-without-charset", RUSSIAN.encode("cp1251")
    ),
    "says-utf8-is-baltic": lambda: named(
        b"Vale", "says-utf8-is-baltic", "Küsimus õhuloa kohta, šokk!".encode("cp1257"), "utf-8"
    ),
    "says-latin1-is-utf8": lambda: named(b"Vale", "says-latin1-is-utf8", "Õhuluba".encode(), "iso-8859-1"),
    "charset-that-is-none": lambda: named(
        b"Vale", "charset-that-is-none", "Õhuluba".encode(), "x-valjamoeldud"
    ),
    "eight-bit-title": lambda: named("Õhusaasteluba".encode(), "eight-bit-title", b"Tere, kas ma saan?"),
    "encoded-title": lambda: plain(
        "encoded-title", Subject="=?windows-1257?Q?K=FCsimus?= =?utf-8?B?IMO1aHVs?= =?utf-8?B?b2E=?="
    ),
    "title-of-5000-letters": lambda: plain("title-of-5000-letters", Subject="pikk " * 1_000),
    "html-with-remote-content": lambda: page(
        "html-with-remote-content",
        '<p>Tere! Palun vaadake.</p><img src="https://jalgija.example/1.gif" width=1 height=1>'
        '<img src="https://pilt.example/logo.png" alt="Tamme Puit"><script>fetch("https://kuri.example")</script>'
        '<iframe src="https://kuri.example"></iframe><link rel=stylesheet href="https://kuri.example/a.css">',
    ),
    "html-link-that-lies": lambda: page(
        "html-link-that-lies",
        f'<p>Sisenege: <a href="https://kuri.example/varas">{LINK}</a>'
        f' või <a href="{LINK}">{LINK}</a> või <a href="javascript:alert(1)">siin</a></p>',
    ),
    "html-with-hidden-words": lambda: page(
        "html-with-hidden-words",
        '<div style="display:none">peidetud</div><p>Nähtav</p><p style="font-size:0px">null</p>',
    ),
    "html-nested-5000-deep": lambda: page(
        "html-nested-5000-deep", "<div>" * 5_000 + "sügav" + "</div>" * 5_000
    ),
    "plain-and-html": lambda: several(
        "plain-and-html",
        words("Tavaline tekst"),
        words("<p>Sama lehena</p>", "text/html"),
        kind="multipart/alternative",
    ),
    "flowed": lambda: plain(
        "flowed",
        "See rida läheb \nedasi siin.\n\nUus lõik.",
        Content_Type="text/plain; charset=utf-8; format=flowed",
    ),
    "answer-outlook": lambda: answer(
        "answer-outlook", "Jah, sobib.\n\n-----Algne kiri-----\nFrom: Klienditugi\nSent: eile\n\nKas sobib?"
    ),
    "answer-gmail": lambda: answer(
        "answer-gmail",
        "Aitäh!\n\nE, 2. märts 2026 kell 09:00 klienditugi kirjutas:\n> Tere!\n> Leping on lisatud.\n",
    ),
    "answer-between-the-lines": lambda: answer(
        "answer-between-the-lines",
        "On Mon, 2 Mar 2026, Klienditugi wrote:\n> Kas nimi on õige?\nJah.\n> Kas telefon on õige?\nEi ole.",
    ),
    "answer-with-signature": lambda: answer(
        "answer-with-signature", "Saadan homme.\n\n-- \nMari Tamm\nTamme Puit OÜ"
    ),
    "without-message-id": lambda: plain("without-message-id", Message_ID="-"),
    "without-date": lambda: plain("without-date", Date="-"),
    "date-that-is-none": lambda: plain("date-that-is-none", Date="31. veebruar 20266 kell 25:61"),
    "answer-goes-elsewhere": lambda: plain("answer-goes-elsewhere", Reply_To="keegi@kuri.example"),
    "two-senders": lambda: b"From: teine@kuri.example\n" + plain("two-senders"),
    "sender-without-address": lambda: plain("sender-without-address", sender="Mari Tamm"),
    "as-the-ministry": lambda: (
        b"Authentication-Results: mx.kuri.example; dmarc=pass\n"
        + plain("as-the-ministry", sender='"Minister" <minister@ministeerium.example>')
    ),
    "as-ourselves": lambda: plain("as-ourselves", sender=f"Klienditugi <{AGENCY}>"),
    "proved": lambda: b"Authentication-Results: mx.keskkonnaamet.example; dmarc=pass\n" + plain("proved"),
    "proved-false": lambda: (
        b"Authentication-Results: mx.keskkonnaamet.example; dmarc=fail\n"
        b"Authentication-Results: mx.keskkonnaamet.example; dmarc=pass\n" + plain("proved-false")
    ),
    "number-of-another": lambda: plain("number-of-another", Subject="Re: P-2026-000001 minu asi"),
    "about-automatic-replies": lambda: plain(
        "about-automatic-replies", Subject="Automaatvastus tuli, aga sisu ei ole"
    ),
    "sent-by-the-clients-system": lambda: plain(
        "sent-by-the-clients-system", Auto_Submitted="auto-generated"
    ),
}
