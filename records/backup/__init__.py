"""Backups: everything the database keeps, in one file that either kind of database can be restored from."""
