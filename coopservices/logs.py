"""Structured logs: one line a happening, with the request's id and nothing about the person.

An exception's own words may quote a row, a form or a ballot (PostgreSQL's do). So in production a
line says what kind of exception it was and through which lines of code it came, and never what it
said.
"""

import sys
from traceback import walk_tb
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_configuration(*, as_json: bool) -> dict[str, Any]:
    """The `logging` configuration: JSON lines without exceptions' words, or plain lines for a
    person at a terminal.
    """
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    rendering: list[Processor] = (
        [kinds_and_places, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *rendering,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": []},  # Django's own would mail whole requests to ADMINS
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "celery": {"level": "WARNING"},  # beat would tell of every quarter of a minute
            "kombu": {"level": "WARNING"},
        },
    }


def kinds_and_places(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by `exception`: a list, the last raised first, of each kind and the lines
    it came through.
    """
    problem = _exception_of(event.pop("exc_info", None))
    if problem is None:
        return event
    kind = type(problem).__name__
    for words in filter(None, (repr(problem), str(problem))):
        event["event"] = str(event["event"]).replace(words, kind)
    event["exception"] = [_kind_and_places(each) for each in _chain(problem)]
    return event


def _exception_of(found: Any) -> BaseException | None:
    if isinstance(found, tuple):
        found = found[1]
    elif found and not isinstance(found, BaseException):
        found = sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None


def _chain(problem: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    following: BaseException | None = problem
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain


def _kind_and_places(problem: BaseException) -> dict[str, Any]:
    return {"kind": type(problem).__name__, "through": _places(problem.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    frames = walk_tb(trace)
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in frames]
