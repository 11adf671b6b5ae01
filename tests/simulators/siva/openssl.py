"""The command-line tool that does the judging here: another program than the desk's own libraries."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

_PRODUCED = re.compile(r"Produced At: (.+?) GMT")
_STAMPED = re.compile(r"Time stamp: (.+?) GMT")


def run(*command: str) -> str:
    done = subprocess.run(["openssl", *command], capture_output=True, timeout=20, check=False)
    return (done.stdout + done.stderr).decode(errors="replace")


def moment(text: str) -> datetime:
    """ "Nov  2 09:00:01 2026", with or without parts of a second."""
    return datetime.strptime(re.sub(r"\.\d+", "", text), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)


def stamped_at(token: Path) -> datetime | None:
    found = _STAMPED.search(run("ts", "-reply", "-token_in", "-token_out", "-in", str(token), "-text"))
    return moment(found[1]) if found else None


def produced_at(answer: Path) -> datetime | None:
    found = _PRODUCED.search(run("ocsp", "-respin", str(answer), "-resp_text", "-noverify"))
    return moment(found[1]) if found else None


def stamp_holds(token: Path, data: Path, anchors: Path, at: datetime) -> bool:
    said = run(
        "ts", "-verify", "-token_in", "-in", str(token), "-data", str(data), "-CAfile", str(anchors),
        "-partial_chain", "-attime", _epoch(at),
    )  # fmt: skip
    return "Verification: OK" in said


def chain_holds(certificate: Path, anchors: Path, at: datetime) -> bool:
    said = run("verify", "-partial_chain", "-trusted", str(anchors), "-attime", _epoch(at), str(certificate))
    return said.strip().endswith(": OK")


def state_of(
    answer: Path, certificate: Path, issuer: Path, anchors: Path, at: datetime, responders: Path
) -> str:
    """good, revoked, unknown; "" when the answer itself does not hold. `responders` need no issuer."""
    listed = ["-VAfile", str(responders)] if responders.stat().st_size else []
    said = run(
        "ocsp", "-respin", str(answer), "-issuer", str(issuer), "-cert", str(certificate), "-CAfile",
        str(anchors), *listed, "-partial_chain", "-no_nonce", "-attime", _epoch(at),
        "-validity_period", "315360000",
    )  # fmt: skip
    found = re.search(rf"{re.escape(str(certificate))}: (\w+)", said)
    return found[1] if found and "Response verify OK" in said else ""


def value_holds(key: Path, data: Path, value: Path, digest: str, pss: bool) -> bool:
    options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1"] if pss else []
    said = run("dgst", f"-{digest}", "-verify", str(key), *options, "-signature", str(value), str(data))
    return "Verified OK" in said


def policies(certificate: Path) -> set[str]:
    said = run("x509", "-in", str(certificate), "-noout", "-ext", "certificatePolicies,keyUsage")
    return set(re.findall(r"[\d.]{5,}", said)) | ({"repudiation"} if "Non Repudiation" in said else set())


def public_key(certificate: Path) -> str:
    return run("x509", "-in", str(certificate), "-noout", "-pubkey")


def _epoch(at: datetime) -> str:
    return str(int(at.timestamp()))
