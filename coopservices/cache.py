"""Caches: Redis with patience, what each process remembers, and limits in the database."""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Seconds for which a Redis that failed is left alone, so that a frozen one costs a page one second
# in all.
PAUSE = 5.0

log = structlog.get_logger(__name__)


def _patiently(name: str) -> Callable[..., Any]:
    """The cache operation of this name, asked of Redis, or of our own memory while Redis is down or
    slow.
    """
    ask_redis = getattr(RedisCache, name)

    @wraps(ask_redis)
    def operation(self: "PatientRedisCache", *args: Any, **kwargs: Any) -> Any:
        if not self.is_away():
            try:
                return ask_redis(self, *args, **kwargs)
            except RedisError as problem:
                self.leave_alone(problem)
        return getattr(self.memory, name)(*args, **kwargs)

    return operation


class PatientRedisCache(RedisCache):
    """Redis as a cache; while it is away, each process remembers for itself, and limits on signing
    in still hold.
    """

    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options.setdefault("socket_timeout", 1)
        options.setdefault("socket_connect_timeout", 0.5)
        super().__init__(server, params)
        self.memory = LocMemCache("while-redis-is-away", {"max_entries": settings.MOST_REMEMBERED})

    get = _patiently("get")
    get_many = _patiently("get_many")
    has_key = _patiently("has_key")
    add = _patiently("add")
    set = _patiently("set")
    set_many = _patiently("set_many")
    touch = _patiently("touch")
    incr = _patiently("incr")
    delete = _patiently("delete")
    delete_many = _patiently("delete_many")
    clear = _patiently("clear")

    @classmethod
    def is_away(cls) -> bool:
        """Whether Redis failed a moment ago; any thread of this process may have noticed."""
        return monotonic() < cls.away_until

    @classmethod
    def leave_alone(cls, problem: RedisError) -> None:
        """Ask Redis nothing for a moment."""
        cls.away_until = monotonic() + PAUSE
        log.warning("cache_unreachable", problem=type(problem).__name__)


# How allauth names what must not be forgotten: limits on guessing, and codes that were used.
LIMITS = ("allauth:rl:", "allauth.mfa.")


def _unless_a_limit(name: str) -> Callable[..., Any]:
    """The cache operation of this name, asked of the database where it is about a limit."""

    def operation(self: BaseCache, key: str, *args: Any, **kwargs: Any) -> Any:
        of = caches["limits"] if key.startswith(LIMITS) else super(LimitsApart, self)
        return getattr(of, name)(key, *args, **kwargs)

    return operation


class LimitsApart(BaseCache):
    """A cache that leaves limits to the database."""

    get = _unless_a_limit("get")
    set = _unless_a_limit("set")
    add = _unless_a_limit("add")
    delete = _unless_a_limit("delete")


class RedisAndLimits(LimitsApart, PatientRedisCache):
    """Redis, and limits in the database."""


class MemoryAndLimits(LimitsApart, LocMemCache):
    """What each process remembers, and limits in the database."""


class OwnMemory(LocMemCache):
    """What one process remembers. Any key will do, so none is searched for what memcached would
    refuse.
    """

    def validate_key(self, key: str) -> None:
        """Refuse no key."""
