"""The console's JSON contract."""
