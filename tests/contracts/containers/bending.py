"""Ways to bend a container: its bytes, its zip, its XML, its parts' places, and the DER inside."""

import base64
import io
import unicodedata
import zipfile
from collections.abc import Callable
from random import Random

from lxml import etree

from tests.contracts.containers.proofs import Good

DS = "{http://www.w3.org/2000/09/xmldsig#}"
_DER = ("X509Certificate", "EncapsulatedTimeStamp", "EncapsulatedOCSPValue", "EncapsulatedX509Certificate")
_PUT = [
    b" ", b"\n", b"<!-- -->", b"<?x y?>", b"&#x41;", b"<![CDATA[x]]>", b"\x00", b"<", b'Id="S0-P" ',
    b"\xef\xbb\xbf", b'<!DOCTYPE x [<!ENTITY e "y">]>', b"&lt;", b'xml:space="preserve" ',
]  # fmt: skip
_URIS = ["", "x", "#", "a%00b", "%2e%2e/x", "KL-2026-000001%20leping.pdf"]
_HEADS = (0x30, 0x31, 0x02, 0x03, 0x04, 0x05, 0x06, 0xA0, 0xA1, 0xA3)
Entries = list[tuple[str, bytes]]


class Bender:
    """Bends one of the good containers by one to three mutations; which, the random numbers say."""

    def __init__(self, goods: list[Good]) -> None:
        self.goods = goods
        self.entries = {good.name: _entries(good.data) for good in goods}
        self.kinds: dict[str, Callable[[Random, Entries], bytes]] = {
            "zip": self._zip,
            "xml": self._xml,
            "xml text": self._xml_text,
            "places": self._places,
            "other's part": self._others,
            "der": self._der,
            "other's der": self._others_der,
            "value": self._value,
        }

    def bent(self, random: Random) -> tuple[Good, str, bytes]:
        """The good one, the kind of the first mutation, and the bytes."""
        good = random.choice(self.goods)
        if random.random() < 0.25:
            return good, "bytes", _bytes(random, good.data)
        kind = random.choice(list(self.kinds))
        data = self.kinds[kind](random, list(self.entries[good.name]))
        if random.random() < 0.1:
            data = _bytes(random, data)
        return good, kind, data

    # ---- the zip -----------------------------------------------------------------------------

    def _zip(self, random: Random, entries: Entries) -> bytes:
        what = random.randrange(9)
        at = random.randrange(len(entries))
        name, data = entries[at]
        if what == 0:
            random.shuffle(entries)
        elif what == 1:
            entries.insert(random.randrange(len(entries) + 1), (name, data))
        elif what == 2:
            entries[at] = (_other_name(random, name), data)
        elif what == 3:
            del entries[at]
        elif what == 4:
            entries.append((_other_name(random, name), random.choice([b"", data, b"%PDF other"])))
        elif what == 5:
            entries.insert(random.randrange(len(entries) + 1), (_other_name(random, name) + "/", b""))
        raw = _zipped(random, entries)
        if what == 6:
            raw = random.randbytes(random.randrange(1, 40)) + raw
        elif what == 7:
            raw += random.randbytes(random.randrange(1, 40))
        elif what == 8:
            raw = _headers(random, raw)
        return raw

    # ---- the XML -----------------------------------------------------------------------------

    def _xml(self, random: Random, entries: Entries) -> bytes:
        at = random.choice([n for n, (name, _) in enumerate(entries) if name.endswith(".xml")])
        root = etree.fromstring(entries[at][1])
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            _bend_tree(random, root)
        entries[at] = (entries[at][0], etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
        return _zipped(random, entries)

    def _xml_text(self, random: Random, entries: Entries) -> bytes:
        at = random.choice([n for n, (name, _) in enumerate(entries) if name.endswith(".xml")])
        text = entries[at][1]
        if random.random() < 0.5:
            text = _bytes(random, text)
        else:
            where = random.choice([n for n, byte in enumerate(text) if byte in b"<>\"'= "])
            text = text[:where] + random.choice(_PUT) + text[where:]
        entries[at] = (entries[at][0], text)
        return _zipped(random, entries)

    # ---- places and parts --------------------------------------------------------------------

    def _places(self, random: Random, entries: Entries) -> bytes:
        """Two parts have each other's bytes, or a part has a little of another."""
        one, other = random.randrange(len(entries)), random.randrange(len(entries))
        first, second = entries[one], entries[other]
        if random.random() < 0.7:
            entries[one], entries[other] = (first[0], second[1]), (second[0], first[1])
        else:
            entries[one] = (first[0], first[1] + second[1][: random.randrange(1, 200)])
        return _zipped(random, entries)

    def _others(self, random: Random, entries: Entries) -> bytes:
        """A part of another good container in the place of ours, or beside it."""
        theirs = self.entries[random.choice(self.goods).name]
        name, data = random.choice(theirs)
        own = [n for n, (mine, _) in enumerate(entries) if mine == name]
        if own and random.random() < 0.6:
            entries[own[0]] = (name, data)
        elif name.endswith(".xml"):
            entries.append((f"META-INF/signatures{random.randrange(7, 99)}.xml", data))
        else:
            entries.insert(random.randrange(1, len(entries) + 1), (name, data))
        return _zipped(random, entries)

    # ---- what is inside ----------------------------------------------------------------------

    def _der(self, random: Random, entries: Entries) -> bytes:
        return self._inside(random, entries, _DER, _der_bent)

    def _others_der(self, random: Random, entries: Entries) -> bytes:
        """A certificate, stamp or answer of another good container."""

        def swapped(random: Random, der: bytes, tag: str) -> bytes:
            theirs = self.entries[random.choice(self.goods).name]
            roots = [etree.fromstring(d) for n, d in theirs if n.startswith("META-INF/") and "sign" in n]
            found = [e for root in roots for e in root.iter("{*}" + random.choice([tag, *_DER]))]
            return base64.b64decode(random.choice(found).text or "") if found else der[::-1]

        return self._inside(random, entries, _DER, swapped)

    def _value(self, random: Random, entries: Entries) -> bytes:
        def bent(random: Random, value: bytes, tag: str) -> bytes:
            choice = random.randrange(4)
            if choice == 0:
                return _bytes(random, value)
            if choice == 1:
                return bytes(len(value))
            return value[::-1] if choice == 2 else b"\x00" + value

        return self._inside(random, entries, ("SignatureValue", "DigestValue"), bent)

    def _inside(
        self, random: Random, entries: Entries, tags: tuple[str, ...],
        bend: Callable[[Random, bytes, str], bytes],
    ) -> bytes:  # fmt: skip
        at = random.choice(
            [n for n, (name, _) in enumerate(entries) if name.endswith(".xml") and "sign" in name]
        )
        root = etree.fromstring(entries[at][1])
        found = [e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in tags]
        element = random.choice(found)
        raw = base64.b64decode("".join((element.text or "").split()))
        element.text = base64.b64encode(bend(random, raw, element.tag.rpartition("}")[2])).decode()
        entries[at] = (entries[at][0], etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
        return _zipped(random, entries)


def _entries(data: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _zipped(random: Random, entries: Entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, data) in enumerate(entries):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            stored = name == "mimetype" or random.random() < 0.05
            if random.random() < 0.02 and number:
                info.extra = b"\x99\x99\x04\x00abcd"
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
        if random.random() < 0.05:
            archive.comment = random.randbytes(random.randrange(1, 30))
    return out.getvalue()


def _headers(random: Random, raw: bytes) -> bytes:
    """Something in a header of the zip: its fields are where two readers may differ."""
    signature = random.choice([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"])
    places = [n for n in range(len(raw) - 22) if raw.startswith(signature, n)] or [len(raw) - 22]
    at = min(random.choice(places) + random.randrange(46), len(raw) - 1)
    return raw[:at] + bytes([random.choice([0, 1, 8, 0xFF, random.randrange(256)])]) + raw[at + 1 :]


def _other_name(random: Random, name: str) -> str:
    return random.choice(
        [
            name.upper(), name.lower(), "./" + name, "../" + name, "/" + name, name + " ", name + ".",
            unicodedata.normalize("NFD", name + "õ"), name.replace("/", "\\"), "META-INF/" + name, name * 2,
            name.replace("0", "1"), "\u202e" + name, name + "\u200b", "sub/" + name, "mimetype", "x",
            "META-INF/manifest.xml", "META-INF/signatures7.xml", "META-INF/evil-signatures.xml",
        ]
    )  # fmt: skip


def _bytes(random: Random, data: bytes) -> bytes:
    if not data:
        return random.randbytes(4)
    bent = bytearray(data)
    for _ in range(random.choice([1, 1, 1, 2, 8])):
        at, what = random.randrange(len(bent) or 1), random.randrange(7)
        if what == 0 and bent:
            bent[at] ^= 1 << random.randrange(8)
        elif what == 1 and bent:
            bent[at] = random.randrange(256)
        elif what == 2:
            bent[at:at] = random.randbytes(random.randrange(1, 9))
        elif what == 3:
            del bent[at : at + random.randrange(1, 9)]
        elif what == 4:
            bent[at:at] = bent[at : at + random.randrange(1, 64)]
        elif what == 5:
            to = random.randrange(len(bent) or 1)
            size = random.randrange(1, 32)
            bent[at : at + size], bent[to : to + size] = bent[to : to + size], bent[at : at + size]
        elif random.random() < 0.2:
            del bent[at:]
    return bytes(bent)


def _bend_tree(random: Random, root: etree._Element) -> None:
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    one, other = random.choice(elements), random.choice(elements)
    parent = one.getparent()
    what = random.randrange(10)
    if what == 0 and parent is not None:
        parent.insert(random.randrange(len(parent) + 1), etree.fromstring(etree.tostring(one)))
    elif what == 1 and parent is not None:
        parent.remove(one)
    elif what == 2 and parent is not None and other not in list(one.iter()):
        other.insert(random.randrange(len(other) + 1), one)
    elif what == 3:
        one.text, other.text = other.text, one.text
    elif what == 4 and one.attrib:
        name = random.choice(list(one.attrib))
        values = [v for e in elements for v in e.attrib.values()]
        one.set(name, random.choice([*values, *_URIS]))
    elif what == 5:
        one.set(
            random.choice(["Id", "id", "ID", "Type", "URI", "Target", "x"]),
            random.choice(["S0", "x", "#S0-P"]),
        )
    elif what == 6:
        one.tag = random.choice([other.tag, one.tag + "x", etree.QName(one).localname])
    elif what == 7:
        one.insert(0, random.choice([etree.Comment("x"), etree.ProcessingInstruction("x", "y")]))
    elif what == 8:
        one.text = (one.text or "") + random.choice([" ", "\n\t", "A", "=", "\u00a0"])
    elif parent is not None:
        wrapper = etree.Element(random.choice([one.tag, other.tag]))
        parent.replace(one, wrapper)
        wrapper.append(one)


def _der_bent(random: Random, der: bytes, tag: str) -> bytes:
    """Bytes of the DER, or the head of one of its elements."""
    if random.random() < 0.5:
        return _bytes(random, der)
    heads = [n for n in range(len(der) - 1) if der[n] in _HEADS]
    at = random.choice(heads or [0])
    bent = bytearray(der)
    what = random.randrange(4)
    if what == 0:
        bent[at] = random.choice([0x30, 0x31, 0x04, 0x24, 0x05, 0xA0, 0x1F, 0x00])
    elif what == 1:
        bent[at + 1] = random.choice([0x80, 0x84, 0xFF, 0x00, (bent[at + 1] + 1) % 256])
    elif what == 2:
        bent[at : at + 2 + bent[at + 1]] = b""
    else:
        bent[at:at] = bent[at : at + 2 + bent[at + 1]]
    return bytes(bent)
