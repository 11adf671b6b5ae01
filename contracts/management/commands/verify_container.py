"""Judges one signed container without the database: see docs/commands.md."""

import hashlib
import json
import logging
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts.containers import expectations
from contracts.containers.archive import MAX_CONTAINER
from contracts.containers.problems import sentence
from contracts.containers.report import ContainerReport, Problem, SignatureReport, Verdict, Weight
from contracts.containers.trust import NoTrustData, TrustStore
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from contracts.verification.trusted import trust_store

EXIT = {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.INDETERMINATE: 2}
NOT_A_CONTAINER, TROUBLE = 64, 70


class Command(BaseCommand):
    help = "Verify a signed container. Exit: 0 passed, 1 failed, 2 indeterminate, 64 none, 70 trouble."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Wrong usage ends with 70 too: argparse's own 2 means indeterminate here."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self._usage  # type: ignore[method-assign]
        return parser

    def _usage(self, message: str) -> NoReturn:
        self.stderr.write(f"verify_container: {message}")
        sys.exit(TROUBLE)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--draft", type=Path, action="append", default=[], help="a PDF that must be inside"
        )
        parser.add_argument(
            "--required", default="", help="personal codes that must all have signed: EE…,EE…"
        )
        parser.add_argument(
            "--trust-dir", type=Path, help="trusted lists *.xml and PEM files; else TRUST_DIR"
        )
        parser.add_argument(
            "--at", type=_moment, help="ISO time that counts as now (freshness of trust data)"
        )
        parser.add_argument("--min-rsa", type=int, default=2048, help="smallest RSA key accepted, bits")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.CRITICAL)  # what we could not judge is in the verdict
        try:
            report = self._judged(options)
        except (NoTrustData, OSError) as trouble:
            raise CommandError(_text(trouble), returncode=TROUBLE) from None
        except Exception as trouble:  # noqa: BLE001 - exit 1 would say "failed"
            raise CommandError(f"unexpected: {type(trouble).__name__}", returncode=TROUBLE) from None
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(_as_json(report) if options["json"] else _as_text(report))
        code = EXIT[report.verdict] if report.is_container else NOT_A_CONTAINER
        if code:
            sys.exit(code)

    def _judged(self, options: dict[str, Any]) -> ContainerReport:
        trust = _trust(options["trust_dir"])
        drafts = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in options["draft"]}
        required = {_identity(code) for code in options["required"].split(",") if code.strip()}
        with options["file"].open("rb") as handle:
            data = handle.read(MAX_CONTAINER + 1)
        validator = LocalValidator(trust, options["at"] or datetime.now(UTC), options["min_rsa"])
        report = validator.validate(data)
        problems: list[Problem] = []
        if report.is_container and drafts:
            problems += expectations.check_files(report, drafts)
        if report.is_container and required:
            problems += expectations.check_signatures(report) + expectations.check_required(report, required)
        if not problems:
            return report
        return replace(report, verdict=Verdict.FAILED, problems=(*report.problems, *problems))


def _trust(folder: Path | None) -> TrustStore:
    return trust_store() if folder is None else load_folder(folder)


def _text(trouble: Exception) -> str:
    if isinstance(trouble, OSError):
        return f"{trouble.filename}: {trouble.strerror}"
    return str(trouble)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _identity(code: str) -> str:
    """ "EE38001085718" from that, from "PNOEE-38001085718" or from the bare code."""
    code = code.strip().upper().removeprefix("PNO").replace("-", "")
    return code if code[:2].isalpha() else f"EE{code}"


def _as_json(report: ContainerReport) -> str:
    told = [p for p in report.everything_wrong() if p.weight is not Weight.WARNING]
    return json.dumps(
        {
            "verdict": report.verdict.value,
            "problems": [{"code": p.code, "text": sentence(p)} for p in told],
            "signatures": [_signature(s) for s in report.signatures],
            "files": [{"name": f.name, "sha256": f.sha256} for f in report.files],
        },
        ensure_ascii=False,
    )


def _signature(signature: SignatureReport) -> dict[str, object]:
    signer = signature.signer
    return {
        "valid": signature.valid,
        "signer": {"scheme": signer.scheme, "code": signer.code, "name": signer.name},
        "level": signature.level.value,
        "format": signature.format.value,
        "claimed_at": _iso(signature.claimed_at),
        "trusted_at": _iso(signature.trusted_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_text(report: ContainerReport) -> str:
    lines = [report.verdict.value]
    lines += [f"  {p.code} ({p.weight.value}): {sentence(p)}" for p in report.everything_wrong()]
    for each in report.signatures:
        state = "valid" if each.valid else "NOT valid"
        who = f"{each.signer.name}, {each.signer.scheme}-{each.signer.code}"
        lines.append(
            f"  signature {state}: {who}, {each.level.value}, {each.format.value}, {_iso(each.trusted_at)}"
        )
    lines += [f"  file {f.name} {f.sha256}" for f in report.files]
    return "\n".join(lines)
