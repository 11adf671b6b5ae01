"""Takes a new trusted list into the folder of trust data: only one that is signed by whom we named, that is
not older than what we have, and that is still in force. Written at once or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .trust import NoTrustData, TrustStore
from .trusted_list import (
    Scheme,
    is_list_of_lists,
    load_folder,
    parse_list,
    pointed_signers,
    scheme_of,
    signed_root,
)

MOST = 40 * 1024 * 1024  # bytes; the largest national lists have ten million


@dataclass(frozen=True)
class NewList:
    """A national list whose signature was checked; `store` is what it makes us believe."""

    scheme: Scheme
    data: bytes
    store: TrustStore


def signers_of(data: bytes) -> set[bytes]:
    """Certificates (DER) of a PEM or DER file. Raises NoTrustData."""
    try:
        found = (
            x509.load_pem_x509_certificates(data)
            if b"-----BEGIN" in data
            else [x509.load_der_x509_certificate(data)]
        )
    except ValueError:
        raise NoTrustData("the signer's file is not a certificate") from None
    return {each.public_bytes(Encoding.DER) for each in found}


def checked(data: bytes, signers: Collection[bytes], now: datetime) -> NewList:
    """The list, if one of `signers` signed it and it is in force. Raises NoTrustData."""
    if not signers:
        raise NoTrustData("nobody is named who may sign the trusted list")
    tree = parse_list(data, "the file")
    if is_list_of_lists(tree):
        raise NoTrustData("this is a list of lists: give the national list, and this one as its source")
    scheme = scheme_of(signed_root(tree, set(signers)))
    if scheme.next_update is None:
        raise NoTrustData("the trusted list is closed: no further one will come")
    if scheme.next_update <= now:
        raise NoTrustData(f"the trusted list expired on {scheme.next_update:%d.%m.%Y}")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "list.xml").write_bytes(data)
        return NewList(scheme, data, load_folder(Path(folder)))


def named_in(list_of_lists: bytes, signers: Collection[bytes], territory: str, now: datetime) -> set[bytes]:
    """Who may sign the list of the territory, by a list of lists that one of `signers` signed."""
    tree = parse_list(list_of_lists, "the list of lists")
    if not is_list_of_lists(tree):
        raise NoTrustData("this is not a list of lists")
    root = signed_root(tree, set(signers))
    scheme = scheme_of(root)
    if scheme.next_update is None or scheme.next_update <= now:
        raise NoTrustData("the list of lists has expired")
    found = set(pointed_signers(root, territory))
    if not found:
        raise NoTrustData(f"the list of lists names no signer for {territory}")
    return found


def territory_of(data: bytes) -> str:
    """Which territory a list says it is for, before anything of it is believed."""
    return scheme_of(parse_list(data, "the file").getroot()).territory


def install(new: NewList, folder: Path) -> Path:
    """Put the list in the place of the one that we have of its territory; where it is now. Raises
    NoTrustData when ours is newer, or has the same number and other bytes."""
    if not folder.is_dir():
        raise NoTrustData(f"{folder} is not a folder with trust data")
    target = folder / f"{new.scheme.territory}.xml"
    for path in sorted(folder.glob("*.xml")):
        tree = parse_list(path.read_bytes(), path.name)
        if is_list_of_lists(tree):
            continue
        ours = scheme_of(tree.getroot())
        if ours.territory != new.scheme.territory:
            continue
        target = path
        if ours.sequence > new.scheme.sequence:
            raise NoTrustData(f"{path.name} is newer: number {ours.sequence}, not {new.scheme.sequence}")
        if ours.sequence == new.scheme.sequence and path.read_bytes() != new.data:
            raise NoTrustData(f"{path.name} has the same number {ours.sequence} and says something else")
    _write(target, new.data)
    return target


def _write(target: Path, data: bytes) -> None:
    """Whoever reads meanwhile sees the old list or the new one. The name in between is read by nobody."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
