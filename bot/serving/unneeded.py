"""Packages that Rasa imports at its start and a served bot of ours never calls.

Rasa imports every component, channel and store that it ships, and with them their libraries: two thirds of its start
and a third of its memory. `leave_out` puts an empty module in the place of each package named here. A class may be
derived from what is in one, and a function decorated with it; calling anything says what is missing.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

PACKAGES = frozenset(
    (  # noqa: SIM905 - so that it can be read as groups
        # Neural networks: the pipeline in config.yml has none.
        "tensorflow tensorflow_addons keras jax "
        # Needed by components when they are trained, which `rasa train` does.
        "sklearn sklearn_crfsuite scipy matplotlib networkx pandas dask "
        # Channels, stores and brokers that credentials.yml and endpoints.yml do not name, and their tokens.
        "slack slack_sdk aiogram telebot twilio mattermostwrapper rocketchat_API webexteamssdk fbmessenger "
        "socketio engineio boto3 botocore pymongo redis aio_pika kafka confluent_kafka google azure psycopg2 jwt "
        # Questions on a terminal, reminders, reports of errors to elsewhere.
        "questionary prompt_toolkit apscheduler sentry_sdk"
    ).split()
)


class NotHere(RuntimeError):
    """Something of a package was called that this process leaves out."""


class _Anything(type):
    """A class whose every attribute is another one."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__qualname__}.{name}")

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        # A decorator is given a function or class and hands it back; everything else is use.
        if len(arguments) == 1 and not named and callable(arguments[0]):
            return arguments[0]
        if cls.__dict__.get("is_placeholder"):
            raise NotHere(
                f"{cls.__qualname__} is not loaded in the process that serves the bot: take its package out of "
                "bot/serving/unneeded.py if it is needed"
            )
        return super().__call__(*arguments, **named)


def _placeholder(name: str) -> Any:
    return _Anything(name.rpartition(".")[2], (), {"__qualname__": name, "is_placeholder": True})


class _EmptyModule(ModuleType):
    """A package without content."""

    __path__: Sequence[str] = ()
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _placeholder(f"{self.__name__}.{name}")
        setattr(self, name, found)
        return found


class _LeaveOut(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the packages above, and all below them, as empty modules."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


def leave_out() -> None:
    """Do so from now on; called before Rasa is imported."""
    if any(isinstance(finder, _LeaveOut) for finder in sys.meta_path):
        return
    loaded = sorted(name for name in PACKAGES if name in sys.modules)
    if loaded:
        raise RuntimeError("already imported: {}".format(", ".join(loaded)))
    sys.meta_path.insert(0, _LeaveOut())
