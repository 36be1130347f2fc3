"""`dxe serve`: prepare what is missing, then start and watch the four processes."""

from cli.serve.command import serve

__all__ = ["serve"]
