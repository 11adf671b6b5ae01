"""Older rows get what is new: an id of their own, the client, the day in the register, why they ended."""

from django.db import migrations

# Documents that ended before knew only the moment; the notice names the document by its number.
ENDED = """
UPDATE contracts_authorisation AS document
SET last_day = (document.ended_at AT TIME ZONE 'Europe/Tallinn')::date - 1,
    end_notice_id = found.id,
    notice_at = found.accepted_at,
    end_reason = CASE
        WHEN found.id IS NULL THEN 'agreement'
        WHEN found.signed_by = 'person' THEN 'waived'
        WHEN found.asks @> '["person_code"]' THEN 'withdrawn'
        ELSE 'terminated'
    END
FROM contracts_authorisation AS own
JOIN contracts_package AS package ON package.id = own.package_id
LEFT JOIN LATERAL (
    SELECT notice.id, notice.accepted_at, kind.signed_by, kind.asks
    FROM contracts_authorisation AS notice
    JOIN contracts_package AS other ON other.id = notice.package_id AND other.client_id = package.client_id
    JOIN contracts_kind AS kind ON kind.id = notice.kind_id AND kind.effect = 'closes'
    WHERE notice.values ->> 'ended_number' = own.number AND notice.published_at IS NOT NULL
    ORDER BY notice.id DESC
    LIMIT 1
) AS found ON true
WHERE own.id = document.id AND document.state = 'ended' AND document.ended_at IS NOT NULL
"""
PERSONS = """
UPDATE contracts_authorisedperson AS person
SET last_day = (person.ended_at AT TIME ZONE 'Europe/Tallinn')::date - 1,
    end_reason = COALESCE(NULLIF(document.end_reason, ''), 'withdrawn'),
    end_notice_id = document.end_notice_id,
    notice_at = document.notice_at
FROM contracts_authorisation AS document
WHERE document.id = person.authorisation_id AND person.ended_at IS NOT NULL
"""
REGISTRATIONS = """
UPDATE contracts_registration AS row
SET uuid = gen_random_uuid(),
    client_id = package.client_id,
    registered_on = (row.registered_at AT TIME ZONE 'Europe/Tallinn')::date
FROM contracts_authorisation AS document
JOIN contracts_package AS package ON package.id = document.package_id
WHERE document.id = row.authorisation_id
"""
KINDS = """
UPDATE contracts_kind
SET end_reason = CASE
        WHEN signed_by = 'person' THEN 'waived'
        WHEN asks @> '["person_code"]' THEN 'withdrawn'
        ELSE 'terminated'
    END
WHERE effect = 'closes'
"""
GRANTORS = """
UPDATE contracts_kind SET ends_with_grantor = true WHERE code = 'user_poa'
"""
UNDER = """
UPDATE contracts_authorisation AS document
SET granted_under_id = found.power
FROM contracts_authorisation AS own
JOIN LATERAL (
    SELECT finding.by_power_id AS power
    FROM contracts_finding AS finding
    JOIN contracts_verification AS verification ON verification.id = finding.verification_id
    JOIN contracts_container AS container ON container.id = verification.container_id
    WHERE container.package_id = own.package_id AND NOT verification.look_again
    ORDER BY finding.id DESC
    LIMIT 1
) AS found ON found.power IS NOT NULL
JOIN contracts_kind AS kind ON kind.id = own.kind_id
WHERE own.id = document.id AND kind.signed_by = 'representatives' AND own.accepted_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0012_life")]

    # Backwards nothing is to be done: the columns go with the migration before this one.
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (ENDED, PERSONS, REGISTRATIONS, KINDS, GRANTORS, UNDER)
    ]
