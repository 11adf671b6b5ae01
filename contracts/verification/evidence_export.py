"""The evidence about one container as one JSON object, to be kept beside the original."""

from typing import Any

from contracts.verification.evidence import Evidence, Look, stored_report


def as_json(evidence: Evidence) -> dict[str, Any]:
    """The stored reports with what belongs to them; persons by name, without codes."""
    container = evidence.container
    return {
        "package": container.package.numbers,
        "container": {
            "sha256": container.blob.sha256,
            "size": container.blob.size,
            "source": container.source,
            "received_at": container.received_at,
        },
        "documents": [
            {"number": each.number, "kind": each.kind.code, "sha256": each.pdf_sha256}
            for each in evidence.documents
        ],
        "looks": [_look_as_json(each) for each in evidence.looks],
    }


def _look_as_json(look: Look) -> dict[str, Any]:
    report, trouble = stored_report(look.reported.report if look.reported else None)
    return {
        "again": look.again,
        "findings": [
            {
                "verdict": each.verdict,
                "standing": each.standing,
                "problems": each.problems,
                "rules": each.rules,
                "trust_list": each.trust_list,
                "found_at": each.found_at,
                "decided_by": str(each.decided_by) if each.decided_by else None,
                "reason": each.reason,
                "check_at_sending": each.check_at_sending_id,
                "check_at_acceptance": each.check_at_acceptance_id,
            }
            for each in look.findings
        ],
        "signatures": [
            {"name": each.name, "level": each.level, "signed_at": each.signed_at} for each in look.signatures
        ],
        "report": report,
        "report_trouble": trouble or None,
    }
