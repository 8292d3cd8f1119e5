"""A whole platform of one's own: its own folder, port and database, stopped by the process ids it
was started with.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")  # where Debian puts it
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL")
POSTGRESQL = next(  # the folder of its programs, where Debian puts them; None without
    (each.parent for each in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[::-1]),
    Path(found).resolve().parent if (found := shutil.which("initdb")) else None,
)


def free_port() -> int:
    """A port of this machine at which nobody answers at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Platform:
    """Web, worker and beat over one database. `environment` is all that its processes are told."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.environment |= {
            "VAR_DIR": str(var),
            "HTTPS": "0",
            "SITE": self.base_url,
            "PYTHONPATH": str(HOUSE),
            **environment,
        }
        (var / "log").mkdir(parents=True, exist_ok=True)

    def manage(self, *command: str, seconds: float = 120, **environment: str) -> str:
        """Run a management command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=HOUSE,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, code: str, **options: object) -> str:
        """Run a few lines inside the platform and return what they printed."""
        return self.manage("shell", "--no-imports", "--command", code, **options).strip()

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a long-running process in a session of its own; what it says goes to
        log/`name`.log.
        """
        with (self.var / "log" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=HOUSE,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_web(
        self, *, workers: int = 1, port: int = 0, **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start granian, at our own port unless another is given, and wait until it is ready."""
        port = port or self.port
        process = self.start(
            f"web-{port}",
            *(
                "granian",
                "--interface",
                "wsgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--workers",
                str(workers),
            ),
            *(
                "--blocking-threads",
                "4",
                "--no-ws",
                "--log-level",
                "warning",
                "coopservices.wsgi:application",
            ),
            **environment,
        )
        self.wait_for(f"http://127.0.0.1:{port}/readyz")
        return process

    def start_worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        return self.start(
            "worker",
            *(
                "celery",
                "-A",
                "coopservices",
                "worker",
                "--loglevel",
                "warning",
                "--without-gossip",
                "--without-mingle",
            ),
            *(options or ("--pool", "solo")),
            **environment,
        )

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self.start(
            "beat", "celery", "-A", "coopservices", "beat", "--loglevel", "warning", "--pidfile="
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process that we started, with its children, and think of it no more."""
        send(process, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def wait_for(self, address: str, *, seconds: float = 60) -> None:
        """Ask until the page answers 200."""
        deadline = time.monotonic() + seconds
        while not _answers(address):
            given_up = time.monotonic() > deadline or any(
                process.poll() is not None for process in self.processes
            )
            assert not given_up, f"{address} does not answer\n{self.logs()}"
            time.sleep(0.1)

    def logs(self) -> str:
        """The last lines of every process."""
        ends = [
            (log.name, log.read_text(errors="replace")[-3000:])
            for log in (self.var / "log").iterdir()
        ]
        return "\n".join(f"== {name}\n{end}" for name, end in ends)

    def stop(self) -> None:
        """Ask every process we started to end, and end those that do not."""
        for process in self.processes:
            send(process, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=8)
            except subprocess.TimeoutExpired:
                send(process, signal.SIGKILL)
                process.wait()
        self.processes.clear()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):
            return True
    except (URLError, OSError):
        return False


def send(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """Send a signal to a process that we started, and to its children."""
    if process.poll() is None:
        os.killpg(process.pid, what)


@contextmanager
def a_platform(var: Path, *, database_url: str = "", **environment: str) -> Iterator[Platform]:
    """A platform with a key store and a migrated database of its own: on the server of
    `database_url`, else SQLite in its folder.
    """
    with _own_database(database_url) as own:
        production = {
            "PRODUCTION": "1",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_DEMONSTRATION": "1",
        }
        if own:
            environment = {
                "DATABASE_URL": own,
                "EMAIL_URL": f"filemail:///{var / 'mail'}",
                **production,
                **environment,
            }
        platform = Platform(var, **environment)
        try:
            platform.manage("migrate", "--verbosity", "0", seconds=600)
            platform.manage("prepare_key_store")
            yield platform
        finally:
            platform.stop()


@contextmanager
def _own_database(server: str) -> Iterator[str]:
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"coopservices_{secrets.token_hex(6)}"
    _tell(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _tell(server: str, statement: str) -> None:
    """Run one statement in a connection of its own: the server may be killed in between."""
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


class Server:
    """A server of our own at a port of its own, which can be killed and started again. `address`
    and `command` hold `{port}`, and `answers` tells whether an address does.
    """

    def __init__(
        self, folder: Path, address: str, command: list[str], answers: Callable[[str], bool]
    ) -> None:
        self.folder, self.answers = folder, answers
        port = str(free_port())
        self.address = address.replace("{port}", port)
        self.command = [part.replace("{port}", port) for part in command]
        self.log = folder / f"{Path(command[0]).name}.log"
        self.start()

    def start(self) -> None:
        """Start it, again if need be, and wait until it answers."""
        self.process = self._started()
        deadline = time.monotonic() + 60
        while not self.answers(self.address):
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.05)
            if self.process.poll() is not None:  # the killed one has not let go of everything yet
                self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=_owner(self.folder),
            )

    def kill(self) -> None:
        """Kill it at once with its children, which PostgreSQL lets out of its group."""
        if self.process.poll() is None:
            for pid in [self.process.pid, *_children(self.process.pid)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _owner(folder: Path) -> int | None:
    """Whose the folder is, where that is somebody else: PostgreSQL does not run as root."""
    owner = folder.stat().st_uid
    return None if owner == os.geteuid() else owner


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # ended meanwhile
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


@contextmanager
def a_redis_server(folder: Path) -> Iterator[Server]:
    """A Redis of our own, keeping an append-only file in the folder."""
    command = ["redis-server", "--bind", "127.0.0.1", "--port", "{port}", "--dir", str(folder)]
    server = Server(
        folder,
        "redis://127.0.0.1:{port}/0",
        [*command, "--appendonly", "yes"],
        lambda address: _is_open(urlsplit(address).port or 0),
    )
    try:
        yield server
    finally:
        send(server.process, signal.SIGCONT)
        server.kill()


@contextmanager
def a_redis(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same: its address and its process, to be frozen or killed for good."""
    with a_redis_server(folder) as server:
        yield server.address, server.process


@contextmanager
def a_postgresql(**settings: str) -> Iterator[Server]:
    """A PostgreSQL of our own, by its own defaults but for these settings; its folder holds
    `cluster`. Needs the programs of POSTGRESQL.
    """
    assert POSTGRESQL is not None
    with tempfile.TemporaryDirectory(prefix="coopservices-postgresql-") as name:
        folder = Path(name)
        if os.geteuid() == 0:  # as whom it refuses to run
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        cluster = str(folder / "cluster")
        subprocess.run(
            [
                *(str(POSTGRESQL / "initdb"), "--pgdata", cluster, "--username", "postgres"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            user=_owner(folder),
        )
        command = [str(POSTGRESQL / "postgres"), "-D", cluster, "-p", "{port}", "-k", name]
        told = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        address = "postgres://postgres@127.0.0.1:{port}/postgres"
        server = Server(folder, address, [*command, *told], _takes_queries)
        try:
            yield server
        finally:
            server.kill()


def _takes_queries(address: str) -> bool:
    try:
        psycopg2.connect(address, connect_timeout=3).close()
    except psycopg2.Error:
        return False
    return True


@contextmanager
def a_proxy(folder: Path, *, to: int | tuple[int, ...]) -> Iterator[int]:
    """The proxy as it is shipped, before the web servers at the ports `to`: its own port. Needs
    nginx.
    """
    port = free_port()
    shipped = (HOUSE / "deploy" / "nginx.conf").read_text()
    servers = "".join(
        f"server 127.0.0.1:{each}; " for each in (to if isinstance(to, tuple) else (to,))
    )
    for there, here in {
        "http {": f"http {{ upstream web_servers {{ {servers}}}",
        "http://web:8000": "http://web_servers",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "/tmp/": f"{folder}/",
    }.items():
        assert there in shipped
        shipped = shipped.replace(there, here)
    if os.geteuid() == 0:  # its workers would be nobody, who may not write into our folder
        shipped = f"user root;\n{shipped}"
    (folder / "nginx.conf").write_text(shipped)
    with (folder / "nginx.log").open("ab") as log:
        process = subprocess.Popen(
            [
                shutil.which("nginx") or "/usr/sbin/nginx",
                "-e",
                "stderr",
                "-c",
                str(folder / "nginx.conf"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for_port(port)
        yield port
    finally:
        send(process, signal.SIGTERM)
        process.wait()


def _wait_for_port(port: int, *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not _is_open(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
