"""A copy of the house in which things are broken, and processes that run its tests: each is forked
off with other people's libraries imported, none of ours, and has the database afresh.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from bench.mutants.faults import Fault
from bench.mutants.reach import Measuring, Reach, hash_of

HOUSE = Path(__file__).resolve().parents[2]
APPS = ("coopservices", "participation", "priorities", "outcomes")
LINKED = (".venv", "node_modules")
KEPT = "mutants_kept"  # the database that each process has a copy of
# What takes longest to import.
LIBRARIES = (
    "altair axe_playwright_python.sync_playwright celery django.db.models "
    "cryptography.hazmat.primitives.asymmetric.ed25519 hypothesis.strategies pytest_django shapely"
)
# pytest would rewrite the asserts of libraries that are imported already, and warns that it cannot.
QUIETLY = ("-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
TIMES_AS_LONG, SECONDS_MORE = 4, 40  # of the processor, after which a fault is noticed by time
ALSO_WAITING = 10  # times as much by the clock


def known_to_git(*which: str) -> list[str]:
    """Return the names of files that git lists."""
    command = ["git", "ls-files", *which, "--exclude-standard"]
    done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


class Chosen:
    """A plugin of pytest: these tests and no others, in this order as far as databases let it."""

    def __init__(self, tests: Sequence[str], to: Path) -> None:
        self.place = {test: n for n, test in enumerate(tests)}
        self.to = to

    @pytest.hookimpl(wrapper=True)  # before pytest-django sorts them by what they do to databases
    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])
        return (yield)

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.to.exists():
            self.to.write_text(report.nodeid)


class Ground:
    """The copy, the tools and what was measured, all in one folder."""

    def __init__(self, place: Path) -> None:
        self.place, self.house = place, place / "house"
        self.database_url = os.environ.get("DATABASE_URL", "")

    def prepare(self) -> None:
        """Copy what git knows or could know, and what is built; install what measures."""
        shutil.rmtree(self.house, ignore_errors=True)
        built = [*HOUSE.glob("locale/*/LC_MESSAGES/*.mo"), *HOUSE.glob("static/build/**/*")]
        names = [path.relative_to(HOUSE).as_posix() for path in built]
        for name in [*known_to_git("--cached", "--others"), *names]:
            if (HOUSE / name).is_file():
                (self.house / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(HOUSE / name, self.house / name)
        for name in LINKED:
            (self.house / name).symlink_to((HOUSE / name).resolve())
        if not (self.place / "lib").exists():
            pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
            subprocess.run([*pip, self.place / "lib", "coverage"], check=True)
        sys.path.append(str(self.place / "lib"))
        for name in LIBRARIES.split():
            __import__(name)
        self._keep_database()

    def measure(self) -> None:
        """Run each file of tests once with nothing broken, but for those that are as they were."""
        for file in self.test_files():
            to = self._measured(file)
            if not to.exists():
                to.parent.mkdir(exist_ok=True)
                self._fork(lambda file=file, to=to: self._measure(file, to), 1800)
                print(f"{'measured' if to.exists() else 'NOT MEASURED'} {file}", flush=True)

    def reach(self) -> Reach:
        """What has been measured of the tests as they are."""
        paths = [self._measured(file) for file in self.test_files()]
        return Reach.of_measured((path for path in paths if path.exists()), self.house)

    def test_files(self) -> list[str]:
        """The files of tests of the application, those of slices first. What starts processes of
        its own is left out: they cannot be measured, and would be left behind.
        """
        names = [
            path.relative_to(self.house).as_posix()
            for path in (self.house / "tests").rglob("test_*.py")
            if "tests.running" not in path.read_text()
        ]
        kept = [name for name in names if not name.startswith(("tests/engines/", "tests/e2e/"))]
        return sorted(kept, key=lambda name: (-name.count("/"), name))

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        """The copy with this fault in it; afterwards it is as it was, its times too."""
        path = self.house / fault.file
        text, times = path.read_bytes(), path.stat()
        path.write_bytes(fault.in_text(text))
        try:
            yield
        finally:
            path.write_bytes(text)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def noticed_by(self, tests: Sequence[str], usual_seconds: float) -> str:
        """Run tests until one fails, and return its name: "time" if they took far longer than
        usual, "import" if none could be run, "" if none failed.
        """
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            to = Path(folder) / "noticed-by"
            status = self._fork(lambda: self._run(tests, to), usual_seconds)
            if os.WIFSIGNALED(status):
                return "time"
            return to.read_text() if to.exists() else ("import" if status else "")

    def _run(self, tests: Sequence[str], to: Path) -> int:
        sys.dont_write_bytecode = True
        files = sorted({test.partition("::")[0] for test in tests})
        arguments = [*files, "-x", "--reuse-db", *QUIETLY]
        return pytest.main(arguments, plugins=[Chosen(tests, to)])

    def _measure(self, file: str, to: Path) -> int:
        arguments = [file, "--reuse-db", *QUIETLY]
        return pytest.main(arguments, plugins=[Measuring(self.house, APPS, to)])

    def _measured(self, file: str) -> Path:
        digest = hash_of((self.house / file).read_bytes())
        return self.place / "reach" / f"{file.replace('/', '.')}-{digest}.json"

    def _fork(self, what: Callable[[], int], usual_seconds: float) -> int:
        """Do something in a process of its own, in the copy, and return how that ended."""
        with tempfile.TemporaryDirectory(prefix="mutant-") as var:
            if child := os.fork():
                return os.waitpid(child, 0)[1]
            status = 1
            try:
                seconds = SECONDS_MORE + TIMES_AS_LONG * usual_seconds
                signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
                signal.alarm(int(ALSO_WAITING * seconds))
                said = os.open(self.place / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(said, 1)
                os.dup2(said, 2)
                os.environ["VAR_DIR"] = var
                os.chdir(self.house)
                for name in [name for name in sys.modules if name.split(".")[0] == "bench"]:
                    del sys.modules[name]  # those of the copy are broken, and read by its tests
                sys.path.insert(0, str(self.house))
                self._copy_database(Path(var))
                status = int(what())
            except BaseException:  # noqa: BLE001 (the process ends here, whatever it was)
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(status)

    def _keep_database(self) -> None:
        """Make the database with all its migrations once, to be copied for each process."""
        migrations = [path for app in APPS for path in (self.house / app / "migrations").glob("0*")]
        texts = [path.read_bytes() for path in sorted(migrations)]
        kept = self.place / f"kept-{hash_of(self.database_url.encode(), *texts)}"
        if not kept.exists():
            name = KEPT if self.database_url else str(self.place / "kept.sqlite3")
            code = (
                "import tests.environment, django; django.setup();"
                "from django.db import connection;"
                f"connection.settings_dict['TEST']['NAME'] = {name!r};"
                "connection.creation.create_test_db(verbosity=0, autoclobber=True)"
            )
            environment = os.environ | {"DJANGO_SETTINGS_MODULE": "coopservices.settings"}
            command = [sys.executable, "-c", code]
            subprocess.run(command, cwd=self.house, env=environment, check=True)
            kept.touch()

    def _copy_database(self, var: Path) -> None:
        """Give this process the database as it was kept."""
        if not self.database_url:
            shutil.copy2(self.place / "kept.sqlite3", var / f"test-{os.getpid()}.sqlite3")
            return
        at = urlsplit(self.database_url)
        name = f"test_{at.path.strip('/')}"
        server = urlunsplit(at._replace(path="/postgres"))
        with closing(psycopg2.connect(server)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE {KEPT}")
