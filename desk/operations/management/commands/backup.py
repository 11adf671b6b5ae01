"""Database and files into one encrypted file, while work goes on."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.operations.backup import making
from desk.operations.backup.postgres import NoTool, ToolFailed


class Command(BaseCommand):
    help = (
        "Makes a backup of database and files, encrypted by BACKUP_KEY; exit status 1 when it is not whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="where it is put, under a name with its time"
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="afterwards delete all but the N newest in DIR"
        )
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep must be at least 1", returncode=2)
        try:
            path, made, row = making.make(options["folder"], say=self.stderr.write, keep=options["keep"])
        except (making.NoKey, NoTool, ToolFailed, OSError) as trouble:
            raise CommandError(f"no backup was made: {trouble}") from None
        told = {
            "file": str(path), "size": row.size, "sha256": row.digest, "version": made.version,
            "started_at": made.started_at, "finished_at": made.finished_at, "tables": len(made.tables),
            "rows": row.rows, "files": row.files, "destroyed_meanwhile": len(made.destroyed),
            "missing": made.missing, "log_head": made.log_head,
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(
                f"{path}: {row.size / 10**6:.1f} MB, {row.rows} rows, {row.files} files, sha256 {row.digest}"
            )
        if made.missing:
            named = ", ".join(made.missing[:5])
            raise CommandError(
                f"{len(made.missing)} files are named in the database and not in the store, though nothing"
                f" says that they were destroyed: {named}. The backup holds the rest; mend the store from an"
                " older one"
            )
