"""The commands behind `./run` and `./test`."""

import os
import signal
import subprocess

from launch import desk, environment, packages, system, template
from launch.checking import checked
from launch.place import PROJECT, PYTHON, prepare_folders
from launch.processes import die_with_parent
from launch.running import Running, serve_until_stopped
from launch.stack import Stack


def install() -> None:
    """What every command needs first."""
    prepare_folders()
    packages.install()
    system.install_text()


def serve() -> int:
    """The desk, until Ctrl+C."""
    install()
    with Running() as running:
        return serve_until_stopped(running)


def manage(arguments: list[str]) -> int:
    """One management command; only its own output on stdout, and its own exit status."""
    install()
    settings, stack = _settings_of_command()
    try:
        command = [PYTHON, str(PROJECT / "manage.py"), *arguments]
        return _foreground(command, environment.base() | settings)
    finally:
        if stack:
            stack.leave()


def _settings_of_command() -> tuple[dict[str, str], Stack | None]:
    if environment.has_own_servers():
        return desk.own_settings()
    stack = Stack("demo")
    stack.start()
    settings = desk.demo_settings(stack)
    desk.make_demo_database(stack, environment.base() | settings)
    return environment.unless_named(settings | Running.settings()), stack


def _foreground(command: list[str], process_environment: dict[str, str]) -> int:
    """Run in the terminal's foreground: Ctrl+C is the command's, and we outlive it to tidy up."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(
            command,
            env=process_environment,
            preexec_fn=_hears_the_terminal,
        )
        code = child.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return 128 - code if code < 0 else code


def _hears_the_terminal() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    die_with_parent()


def tool(name: str, arguments: list[str]) -> int:
    """`lint`, `graph`, `audit` and `sbom` run in the private environment."""
    install()
    return _foreground([PYTHON, "-m", f"launch.{name}", *arguments], environment.without_settings())


def test(arguments: list[str]) -> int:
    """pytest on servers of its own; its summary is the last thing printed."""
    if arguments[:1] == ["lint"]:
        return tool("lint", arguments[1:])
    if arguments[:1] == ["graph"]:
        return tool("graph", arguments[1:])
    install()
    fast = arguments[:1] == ["fast"]
    options = ["-m", "not browser and not slow", *arguments[1:]] if fast else arguments
    settings = {} if fast else {"APP_CHROMIUM": system.install_browser()}
    os.chdir(PROJECT)
    stack = Stack(f"test-{os.getpid()}")
    try:
        stack.start()
        process_environment = environment.without_settings() | settings | stack.environment()
        subprocess.run([PYTHON, "-m", "launch.translations"], check=True, env=process_environment)
        process_environment[template.VARIABLE] = template.make(stack, process_environment)
        parallel = [] if _says_how_many(options) else ["-n", "2", "--dist", "loadgroup"]
        return _foreground([PYTHON, "-m", "pytest", *parallel, *options], process_environment)
    finally:
        stack.leave()


def _says_how_many(options: list[str]) -> bool:
    alone = ("-n", "--numprocesses", "--pdb", "--trace", "-pno:xdist", "no:xdist", "--dist")
    return any(option.startswith(alone) for option in options)


def check() -> int:
    """Both main paths, driven over HTTP in a desk of their own."""
    install()
    return checked()
