"""Attacks on the zip around the signatures."""

import io
import struct
import zipfile
from collections.abc import Callable

from tests.contracts.containers.attacks import NAME, attack, changed, parts, signed
from tests.contracts.containers.conftest import FILES, MARI
from tests.simulators.eid import Lab
from tests.simulators.eid.writer import container, sign_xml, zipped


@attack("ZIP_STRUCTURE")
def bytes_before_the_zip(lab: Lab) -> bytes:
    return b"#!/bin/sh\n" + signed(lab)


@attack("ZIP_STRUCTURE")
def bytes_after_the_zip(lab: Lab) -> bytes:
    return signed(lab) + b"trailing"


@attack("ZIP_STRUCTURE")
def local_name_differs_from_the_directory(lab: Lab) -> bytes:
    return signed(lab).replace(b"VK-2026-000001.pdf", b"VK-2026-000009.pdf", 1)


@attack("ZIP_STRUCTURE")
def bytes_between_entries(lab: Lab) -> bytes:
    data = signed(lab)
    directory = data.index(b"PK\x01\x02")
    data = data[:directory] + b"hidden" + data[directory:]
    offset = struct.unpack_from("<L", data, len(data) - 6)[0]
    return data[:-6] + struct.pack("<L", offset + 6) + data[-2:]


@attack("DUPLICATE_NAME")
def two_entries_of_one_name(lab: Lab) -> bytes:
    out = io.BytesIO(signed(lab))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(NAME.upper(), b"%PDF other")
    return out.getvalue()


@attack("UNSAFE_NAME")
def name_that_climbs_out(lab: Lab) -> bytes:
    return container({"../evil.pdf": b"x"}, [sign_xml(lab, lab.card(MARI), {"../evil.pdf": b"x"})])


@attack("UNSAFE_NAME")
def name_that_is_absolute(lab: Lab) -> bytes:
    return container({"/etc/evil.pdf": b"x"}, [sign_xml(lab, lab.card(MARI), {"/etc/evil.pdf": b"x"})])


@attack("UNSAFE_NAME")
def name_that_reads_backwards(lab: Lab) -> bytes:
    name = "leping\u202efdp.exe"
    return container({name: b"x"}, [sign_xml(lab, lab.card(MARI), {name: b"x"})])


@attack("ZIP_BOMB")
def a_bomb(lab: Lab) -> bytes:
    return container(
        {**FILES, "zeros.pdf": b"\0" * (8 * 1024 * 1024)}, [sign_xml(lab, lab.card(MARI), FILES)]
    )


@attack("TOO_MANY_FILES")
def thousands_of_files(lab: Lab) -> bytes:
    return container({f"{n}.pdf": b"x" for n in range(2000)}, [])


@attack("MIMETYPE_MISSING")
def no_mimetype(lab: Lab) -> bytes:
    return _rezipped(lab, lambda names: [n for n in names if n != "mimetype"])


@attack("MIMETYPE_NOT_FIRST")
def mimetype_last(lab: Lab) -> bytes:
    return _rezipped(lab, lambda names: [*names[1:], names[0]])


def _rezipped(lab: Lab, order: Callable[[list[str]], list[str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(signed(lab))) as old, zipfile.ZipFile(out, "w") as new:
        for name in order(old.namelist()):
            new.writestr(name, old.read(name))
    return out.getvalue()


@attack("MIMETYPE_UNKNOWN")
def container_of_another_kind(lab: Lab) -> bytes:
    return zipped(parts(signed(lab)), b"application/vnd.etsi.asic-s+zip")


@attack("MANIFEST_MISSING")
def no_manifest(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.pop("META-INF/manifest.xml"))


@attack("UNEXPECTED_ENTRY")
def something_else_in_meta_inf(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({"META-INF/payload.exe": b"MZ"}))


@attack("FORMAT_NOT_SUPPORTED")
def cades_container(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({"META-INF/signature001.p7s": b"0"}))


@attack("ZIP_UNSUPPORTED")
def entry_packed_by_another_method(lab: Lab) -> bytes:
    out = io.BytesIO(signed(lab))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("lzma.pdf", b"%PDF" * 50)
    return out.getvalue()


@attack("ZIP_DAMAGED")
def checksum_of_an_entry_wrong(lab: Lab) -> bytes:
    data = bytearray(signed(lab))
    local, central = data.index(b"META-INF/manifest.xml") - 16, data.rindex(b"META-INF/manifest.xml") - 30
    data[local] ^= 1
    data[central] ^= 1
    return bytes(data)


@attack("ZIP_STRUCTURE")
def directory_says_one_entry_less(lab: Lab) -> bytes:
    data = bytearray(signed(lab))
    for at in (-14, -12):
        data[at] -= 1
    return bytes(data)


@attack("UNEXPECTED_ENTRY")
def second_manifest(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({"META-INF/manifest2.xml": e["META-INF/manifest.xml"]}))


@attack("UNSAFE_NAME")
def meta_inf_in_other_letters(lab: Lab) -> bytes:
    return changed(lab, lambda e: e.update({"meta-inf/signatures1.xml": e["META-INF/signatures0.xml"]}))


@attack("MANIFEST_DAMAGED")
def file_listed_twice_in_the_manifest(lab: Lab) -> bytes:
    def edit(entries: dict[str, bytes]) -> None:
        text = entries["META-INF/manifest.xml"]
        line = text[text.rindex(b"<manifest:file-entry") : text.index(b"</manifest:manifest>")]
        entries["META-INF/manifest.xml"] = text.replace(
            b"</manifest:manifest>", line + b"</manifest:manifest>"
        )

    return changed(lab, edit)


@attack("ZIP_UNSUPPORTED")
def entry_that_needs_a_version_nobody_has(lab: Lab) -> bytes:
    data = bytearray(signed(lab))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, directory + 6, 136)
    return bytes(data)


@attack("ZIP_UNSUPPORTED")
def entry_said_to_be_a_patch(lab: Lab) -> bytes:
    """A flag that changes how other readers unpack it; first found by chance (fuzz, seed 20261122)."""
    data = bytearray(signed(lab))
    directory = data.index(b"PK\x01\x02")
    data[6] |= 32
    data[directory + 8] |= 32
    return bytes(data)


@attack("ZIP_UNSUPPORTED")
def directory_alone_says_a_patch(lab: Lab) -> bytes:
    """Other readers believe the directory, not the entry; found by chance too (fuzz, seed 6)."""
    data = bytearray(signed(lab))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 32
    return bytes(data)
