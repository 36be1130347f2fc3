"""Workbooks (xlsx): their sheets, rows and values. A leaf, for documents (index) and imports (records)."""
