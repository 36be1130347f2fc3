"""A passage: the smallest piece of a document that is retrieved and quoted."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "list", "steps", "row", "table", "question"]


@dataclass(frozen=True)
class Cell:
    """One cell of a table row with the name of its column."""

    column: str
    value: str


@dataclass(frozen=True)
class Passage:
    """What is quoted (`text`, exactly as the document has it but for mended line ends) and where it stands.

    `document` is a position in the index's documents, `section` a number that passages of one section share,
    `headings` the path of headings above it, `part` the items it holds where it is only a part of its section
    (（五）, （一）至（三）), `anchor` a name that is unique within its document and stays while the outline stays,
    `context` what retrieval adds to the text and a quotation never shows.
    """

    document: int
    section: int
    kind: Kind
    text: str
    headings: tuple[str, ...] = ()
    context: str = ""
    cells: tuple[Cell, ...] = ()
    part: str = ""
    anchor: str = ""

    @property
    def heading(self) -> str:
        """The nearest heading, or ""."""
        return self.headings[-1] if self.headings else ""

    @property
    def path(self) -> tuple[str, ...]:
        """Headings and part: 第三章 认定条件, 第十一条, （五）."""
        return (*self.headings, self.part) if self.part else self.headings
