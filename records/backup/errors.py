"""Why a backup was not made or not restored. Messages are Chinese and say what to do."""

from __future__ import annotations


class BackupFailed(Exception):
    """No backup was made, and no half file is left."""


class BackupRefused(Exception):
    """The file is no backup, not a whole one, or not one that this installation can take; nothing was changed."""


class DatabaseNotEmpty(BackupRefused):
    """There are rows that a restore would mix with."""
