"""Logs: one line per event on standard error; the supervisor or the service manager keeps them."""

from artel.installation import environment

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.LOG_LEVEL.read()},
    "loggers": {
        # Django's own handlers print only in debug, or mail to administrators; everything goes one way here.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING" if environment.LOG_LEVEL.read() != "DEBUG" else "DEBUG"},
    },
}

__all__ = ["LOGGING"]
