"""Libraries of the system: Pango and HarfBuzz for PDF, Chromium for the browser tests.

Root installs them with apt. Anybody else gets them unpacked under `.local/`, which needs apt-get and dpkg
as tools only; where those are missing too, the launcher says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from launch.packages import installing
from launch.place import LOCAL, LOGS, ROOT, Stop, say

TEXT_PACKAGES = [
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fontconfig-config",
    "fonts-dejavu-core",
]
# Playwright's own node is linked against libatomic.
BROWSER_PACKAGES = ["chromium-headless-shell", "libatomic1", "fonts-dejavu-core"]

TEXT_ROOT = LOCAL / "system" / "text"
BROWSER_ROOT = LOCAL / "system" / "browser"
_ARCH = f"{os.uname().machine}-linux-gnu"

# Loaded as WeasyPrint's cffi does. Without hb-subset it embeds fonts through fontTools: slower, and the
# bytes differ each time; so its absence stops the start.
_TEXT_LIBRARIES = [
    *("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
    *("libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1"),
]
_BROWSER_LIBRARIES = ["libatomic.so.1"]


def library_path() -> dict[str, str]:
    """The environment that lets programs find what was unpacked; empty where nothing was."""
    folders = [
        str(root / folder)
        for root in (TEXT_ROOT, BROWSER_ROOT)
        if (root / "complete").exists()
        for folder in (f"usr/lib/{_ARCH}", f"lib/{_ARCH}")
    ]
    if not folders:
        return {}
    present = os.environ.get("LD_LIBRARY_PATH")
    found = {"LD_LIBRARY_PATH": ":".join([*folders, *([present] if present else [])])}
    if (TEXT_ROOT / "fonts.conf").exists() and not Path("/etc/fonts/fonts.conf").exists():
        found["FONTCONFIG_FILE"] = str(TEXT_ROOT / "fonts.conf")
    return found


def install_text() -> None:
    """What WeasyPrint needs; the start ends here when its output could not be reproduced."""
    if _loads(_TEXT_LIBRARIES):
        return
    with installing():
        if not _loads(_TEXT_LIBRARIES):
            _install("text libraries", TEXT_PACKAGES, TEXT_ROOT)
    if not _loads(_TEXT_LIBRARIES):
        raise Stop(f"PDF cannot be rendered: install {' '.join(TEXT_PACKAGES)}")


def install_browser() -> str:
    """The path of a headless Chromium that starts, with what Playwright needs beside it."""
    with installing():
        if not browser() or not _loads(_BROWSER_LIBRARIES):
            _install("headless Chromium", BROWSER_PACKAGES, BROWSER_ROOT)
    found = browser()
    if not found or not _loads(_BROWSER_LIBRARIES):
        raise Stop(f"browser tests need: {' '.join(BROWSER_PACKAGES)}")
    return found


def browser() -> str | None:
    """The first Chromium that exists: of APP_CHROMIUM, of the system, of `.local/`."""
    candidates = [
        os.environ.get("APP_CHROMIUM", ""),
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        str(BROWSER_ROOT / "chromium.sh") if (BROWSER_ROOT / "complete").exists() else "",
    ]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def _loads(libraries: list[str]) -> bool:
    """A fresh process finds every library, those unpacked under `.local/` included."""
    code = f"import ctypes; [ctypes.CDLL(name) for name in {libraries}]"
    environment = os.environ | library_path()
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, env=environment)
    return done.returncode == 0


def _install(what: str, packages: list[str], root: Path) -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise Stop(f"{what} missing, and no apt-get here: install {' '.join(packages)}")
    if ROOT:
        say(f"installing {what} with apt")
        _apt(["apt-get", "-qq", "update"])
        _apt(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages])
    else:
        say(f"unpacking {what} under .local (without root)")
        _unpack(packages, root)
    say(f"{what}: done")


def _apt(command: list[str], *, cwd: Path = LOCAL) -> str:
    """Run apt without questions; its output goes to the log, and is returned."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
    )
    with (LOGS / "system.log").open("a") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        raise Stop(f"{command[0]} failed; is the package archive reachable?\n{done.stderr[-1500:]}")
    return done.stdout


def _unpack(packages: list[str], root: Path) -> None:
    """Debian packages and what they lack here, unpacked below `root` without changing the system."""
    shutil.rmtree(root, ignore_errors=True)
    work = root / "work"
    for folder in ("lists/partial", "cache/archives/partial", "deb"):
        (work / folder).mkdir(parents=True)
    options = [
        *("-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::Cache={work}/cache"),
        *("-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none"),
    ]
    _apt(["apt-get", *options, "-qq", "update"])
    plan = _apt(["apt-get", *options, "-s", "install", "--no-install-recommends", *packages])
    missing = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    if missing:
        _apt(["apt-get", *options, "-qq", "download", *missing], cwd=work / "deb")
    for archive in sorted((work / "deb").glob("*.deb")):
        _apt(["dpkg", "-x", str(archive), str(root)])
    shutil.rmtree(work)
    _font_settings(root)
    if root == BROWSER_ROOT:
        _browser_script(root)
    (root / "complete").touch()


def _font_settings(root: Path) -> None:
    (root / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{LOCAL}/cache/fonts</cachedir></fontconfig>\n"
    )


def _browser_script(root: Path) -> None:
    """Chromium needs its libraries and fonts named; a script keeps them from everything else."""
    libraries = f"{root}/usr/lib/{_ARCH}:{root}/lib/{_ARCH}:{root}/usr/lib/{_ARCH}/pulseaudio"
    script = root / "chromium.sh"
    script.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="{root}/fonts.conf"\n'
        f'exec "{root}/usr/lib/chromium/chromium-headless-shell" "$@"\n'
    )
    script.chmod(0o755)
