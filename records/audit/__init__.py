"""The audit log: written, chained, exported, checked."""
