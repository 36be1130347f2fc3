"""One record of another system as our fields: constants, translated codes, amounts in its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from records.feeds.columns import Column
from records.feeds.connectors.config import FieldRule, SourceConfig
from records.feeds.connectors.connector import Connector


class Mapper:
    """Maps records by the rules of a source."""

    def __init__(self, config: SourceConfig, connector: Connector) -> None:
        self._rules = config.fields
        self._connector = connector
        self.columns = [_in_unit(column, config.fields.get(column.field)) for column in config.rows.columns]

    def fields(self, record: Mapping[str, object]) -> dict[str, object]:
        """Return our fields as raw values, to be read and checked like those of a file."""
        return {name: self._value(record, rule) for name, rule in self._rules.items()}

    def _value(self, record: Mapping[str, object], rule: FieldRule) -> object:
        if rule.place is None:
            return rule.value
        value = self._connector.field(record, rule.place)
        if not rule.map or value is None:
            return value
        code = str(value) if isinstance(value, str | int | Decimal) else ""
        return rule.map.get(code, value)


def _in_unit(column: Column, rule: FieldRule | None) -> Column:
    return replace(column, read=column.units[rule.unit]) if rule is not None and rule.unit else column
