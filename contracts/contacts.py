"""Whom to ask, as the bureau has published it, and what of the province's external services was simplified."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class DistrictContactView(_View):
    """Who looks after a district (包区), by the document that says so; people may have changed since."""

    region: str
    district: str
    leader: str
    section: str
    contact: str
    phone: str | None
    published_on: date | None
    document: str


class ItemContact(_View):
    """Where questions on a service item go first (首问); `contact` is None where the bureau has published none.

    `section_is_sample`: the section is an example of the catalogue, not one that the bureau has named.
    """

    service_item: str
    region: str | None
    section: str | None
    section_is_sample: bool
    contact: str | None


class ExternalServiceView(_View):
    """A kind of external business (对外业务事项) and what was simplified; days are working days."""

    name: str
    region: str | None
    section: str | None
    days_before: int | None
    days_after: int | None
    simplified: str | None
    covers: int
    of_total: int | None
    document: str
