"""How an index is: what is answered from, and why what CURRENT names is not."""

from dataclasses import dataclass
from typing import Literal

Condition = Literal["ok", "unverified", "refused", "damaged", "missing"]


@dataclass(frozen=True)
class IndexState:
    """`version` is answered from (None: nothing can be); `reason` in plain Chinese, "" where all is well.

    unverified: well, but of a build that wrote no checksums; refused: what CURRENT names is damaged, and the version
    that was loaded before goes on; damaged: it is, and there is no other; missing: there is no index.
    """

    condition: Condition
    version: str | None = None
    reason: str = ""

    @property
    def serves(self) -> bool:
        """Whether questions are answered."""
        return self.version is not None
