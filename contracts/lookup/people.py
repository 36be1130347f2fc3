"""Who acts for an enterprise."""

from typing import Literal

from contracts.lookup.view import View

ContactRole = Literal["legal_representative", "handler", "viewer"]


class PersonView(View):
    """Somebody who acts for an enterprise; the phone is masked."""

    name: str
    masked_phone: str
    role: ContactRole
    role_label: str
    state: Literal["active", "invited", "invitation_expired"]
    is_you: bool = False


class People(View):
    """Everybody who acts for an enterprise, shown to its legal representative."""

    kind: Literal["people"] = "people"
    enterprise_name: str
    people: list[PersonView]
