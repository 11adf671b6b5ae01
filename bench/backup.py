"""How long a backup and its restoration take, how big it is, and how much memory they need.

    python bench/backup.py [ENQUIRIES]      (100000; DATABASE_URL is where fresh databases are made)

Two years of believable rows by `seed` in a fresh database, a thousand files of 40 kB, then `backup` and
`restore --verify` as the operator runs them. Everything made is taken away again.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILES, SIZE = 1000, 40_000
STORE = f"""
import os, django; django.setup()
from desk.records import blobs
for at in range({FILES}):
    blobs.store(os.urandom({SIZE}), "application/pdf", "bench")
"""


def measured(arguments: list[str], env: dict[str, str]) -> tuple[float, int, str]:
    """Seconds, peak memory of the process or a child of its in kB, stdout."""
    began = time.monotonic()
    process = subprocess.Popen(arguments, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments}: status {status}")
    return time.monotonic() - began, usage.ru_maxrss, said


def main(enquiries: int) -> None:
    """Print one line of JSON."""
    folder = Path(tempfile.mkdtemp(prefix="bench-backup-"))
    name = f"bench_backup_{os.getpid()}"
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    import django

    django.setup()
    from desk.operations.restoring import place

    env = os.environ | {
        "DATABASE_URL": place.url_of(name), "DATA_DIR": str(folder / "data"), "DEMO": "1", "DEBUG": "1",
        "BACKUP_KEY": "YmFja3VwLWtleS1vZi10aGUtYmVuY2gtMDAwMDAwMDE=", "CELERY_BROKER_URL": "memory://",
    }  # fmt: skip
    manage = [sys.executable, "manage.py"]
    place.create(name)
    restored = f"{name}_restored"
    try:
        for command in (["migrate", "-v", "0"], ["reference_data"], ["mark_demo"]):
            measured([*manage, *command], env)
        measured([*manage, "seed", "--clients", str(enquiries // 10), "--enquiries", str(enquiries)], env)
        measured([sys.executable, "-c", STORE], env)
        seconds, memory, said = measured([*manage, "backup", str(folder / "backups"), "--json"], env)
        made = json.loads(said)
        told: dict[str, Any] = {
            "enquiries": enquiries, "rows": made["rows"], "files": made["files"],
            "size_mb": round(made["size"] / 1e6, 1), "backup_s": round(seconds, 1),
            "backup_mb": round(memory / 1024),
        }  # fmt: skip
        with place.connected(name) as found:
            size = found.execute("SELECT pg_database_size(current_database())").fetchone()
            told["database_mb"] = round(size[0] / 1e6) if size else 0
        options = ["--verify", "--into", restored, "--data", str(folder / "restored"), "--json"]
        seconds, memory, said = measured([*manage, "restore", str(folder / "backups"), *options], env)
        told |= {"restore_s": round(seconds, 1), "restore_mb": round(memory / 1024)}
        told["ok"] = json.loads(said)["ok"]
        print(json.dumps(told))
    finally:
        for database in (name, restored):
            place.drop(database)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
