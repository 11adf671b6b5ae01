"""Letters that no person wrote: answers of machines, reports of mail servers, loops and lists."""

from __future__ import annotations

from collections.abc import Callable

from .paper import AGENCY, OURS, RETURNED, plain, several, words

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"


def status(action: str, code: str) -> bytes:
    return (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; kadri@raamat.example\nAction: {action}\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; 550 {code} No such user\n"
    ).encode()


def ours(message_id: str, kind: str = "message/rfc822") -> bytes:
    return (
        f"Content-Type: {kind}\n\nFrom: {AGENCY}\nTo: kadri@raamat.example\nSubject: Kasutusleping\n"
        f"Message-ID: {message_id}\nX-Loop: {AGENCY}\n\nTere!\n"
    ).encode()


def report(name: str, *parts: bytes, kind: str = "delivery-status", **more: str) -> bytes:
    more = {"sender": DAEMON, "Subject": "Undelivered Mail Returned to Sender", **more}
    return several(name, *parts, kind=f"multipart/report; report-type={kind}", **more)


def returned(name: str, text: str, **more: str) -> bytes:
    return plain(name, text, **{"sender": DAEMON, "Return_Path": "<>", **more})


LETTERS: dict[str, Callable[[], bytes]] = {
    "away-english": lambda: plain(
        "away-english", "I am away.", Subject="Automatic reply: Contract", Auto_Submitted="auto-replied"
    ),
    "away-estonian-outlook": lambda: plain(
        "away-estonian-outlook",
        "Olen puhkusel.",
        Subject="Automaatvastus: Kasutusleping",
        X_Auto_Response_Suppress="All",
        In_Reply_To=OURS,
    ),
    "away-russian": lambda: plain(
        "away-russian",
        "Я в отпуске.",
        Subject="=?utf-8?B?0JDQstGC0L7QvtGC0LLQtdGCOiDQtNC+0LPQvtCy0L7RgA==?=",
        Precedence="bulk",
    ),
    "vacation-unix": lambda: plain(
        "vacation-unix", "Away", Subject="away from my mail", Precedence="auto_reply"
    ),
    "ticket-system": lambda: plain(
        "ticket-system",
        "Teie pöördumine on registreeritud.",
        Auto_Submitted="auto-generated",
        References=OURS,
    ),
    "bounce-postfix": lambda: report(
        "bounce-postfix", words("I'm sorry"), status("failed", "5.1.1"), ours(RETURNED["postfix"])
    ),
    "bounce-exchange": lambda: report(
        "bounce-exchange",
        words("<p>Teie kirja ei saanud toimetada</p>", "text/html"),
        status("failed", "5.1.10"),
        ours(RETURNED["exchange"], "text/rfc822-headers"),
        Subject="Edastamatu: Kasutusleping",
    ),
    "bounce-qmail": lambda: returned(
        "bounce-qmail",
        "Hi. This is the qmail-send program.\n<kadri@raamat.example>:\nSorry, no mailbox. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\nMessage-ID: {RETURNED['qmail']}\nSubject: x\n",
        Subject="failure notice",
    ),
    "bounce-gmail": lambda: report(
        "bounce-gmail",
        words("Address not found"),
        status("failed", "5.1.1"),
        ours(RETURNED["gmail"]),
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        Subject="Delivery Status Notification (Failure)",
        X_Failed_Recipients="kadri@raamat.example",
    ),
    "bounce-estonian-words": lambda: returned(
        "bounce-estonian-words",
        "Kirja ei õnnestunud kohale toimetada.\n550 5.2.2 postkast on täis\n\n"
        f"Message-ID: {RETURNED['zone']}\n",
        Subject="Tagastatud kiri: kohaletoimetamine nurjus",
    ),
    "bounce-exim": lambda: plain(
        "bounce-exim",
        "This message was created automatically by mail delivery software.\n550 User unknown\n",
        sender="Mail Delivery System <Mailer-Daemon@mx.example>",
        References=RETURNED["exim"],
        Subject="Mail delivery failed: returning message to sender",
        Auto_Submitted="auto-replied",
    ),
    "bounce-of-nothing-of-ours": lambda: report(
        "bounce-of-nothing-of-ours", words("x"), status("failed", "5.1.1"), ours("<vale@kuri.example>")
    ),
    "delayed": lambda: report(
        "delayed",
        words("still trying"),
        status("delayed", "4.4.1"),
        ours(OURS),
        Subject="Warning: message delayed",
    ),
    "delayed-in-words": lambda: returned(
        "delayed-in-words",
        f"451 4.7.1 greylisted, will try again\nMessage-ID: {OURS}\n",
        Subject="Delivery Status Notification (Delay)",
    ),
    "delivered": lambda: report(
        "delivered", words("done"), status("delivered", "2.0.0"), ours(OURS), Subject="Delivered"
    ),
    "read": lambda: report(
        "read",
        words("Loetud"),
        f"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; k@raamat.example\n"
        f"Original-Message-ID: {OURS}\nDisposition: manual-action/MDN-sent-manually; displayed\n".encode(),
        kind="disposition-notification",
        sender="Kadri Lepp <kadri.lepp@raamat.example>",
        Subject="Loetud: leping",
    ),
    "deleted-unread": lambda: report(
        "deleted-unread",
        words("Lugemata"),
        f"Content-Type: message/disposition-notification\n\nOriginal-Message-ID: {OURS}\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n".encode(),
        kind="disposition-notification",
        sender="Kadri Lepp <kadri.lepp@raamat.example>",
        Subject="Lugemata: leping",
    ),
    "own-letter-came-round": lambda: plain("own-letter-came-round", Message_ID=OURS),
    "own-mark-came-round": lambda: plain("own-mark-came-round", X_Loop=AGENCY),
    "newsletter": lambda: plain("newsletter", "Meie uudised", List_Id="<uudised.kiri.example>"),
    "sent-in-bulk": lambda: plain("sent-in-bulk", "Pakkumine", Precedence="bulk"),
}
