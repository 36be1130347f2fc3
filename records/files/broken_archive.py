"""What reading a zipped file raises that is no archive, cut short, changed, encrypted, or packed in an unknown way."""

from __future__ import annotations

import zlib
from zipfile import BadZipFile

# zipfile says "encrypted" and "packed in an unknown way" by RuntimeError and a class of it.
BROKEN_ZIP = (BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError)
