"""Where an answer comes from."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class Citation(BaseModel):
    """One passage of one document, quoted.

    `document` is the file's path below its source folder. A date or number that the document does not
    state is None: it is never guessed. `notice` carries what a reader must know about the document's standing,
    e.g. that a draft guide is 尚未经主管部门核定 or that its period of validity is 文件未载明.
    """

    model_config = ConfigDict(frozen=True)

    document: str
    title: str
    section: str | None = None
    document_number: str | None = None
    issued_by: str | None = None
    region: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    url: str | None = None
    passage: str
    notice: str | None = None
