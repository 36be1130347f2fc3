"""What all look-ups return is made of. Times are aware."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """A record that does not change."""

    model_config = ConfigDict(frozen=True)


class Freshness(View):
    """Of when data are whose master is another system (数据截至…); `is_stale`: it did not answer when last asked."""

    source: str
    as_of: datetime
    is_stale: bool = False
