"""A desk whose enterprise has credit events, and the look-ups of its standing and of a check."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from actions.binding.binding_result import BindingResult
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.show_credit import ShowCredit
from actions.guidance.guidance import Guidance
from actions.seam.turn import ActionTurn
from contracts import ReplyDraft
from desk.desk import Desk as PublicDesk
from index.library import Library
from records.bindings.binding import record_unbinding
from records.catalogue.service_items import read_catalogue, sync_service_items
from records.credit.record import record_credit_event
from records.credit.rules_file import CreditRulesFile
from records.models import CreditKind
from tests.actions.desk import NOW, Desk
from tests.conftest import ROOT


class CreditDesk(Desk):
    """`say` asks of the standing or the check that was shown; what is asked is given, as the learned heads would."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with self.database.transaction() as session:
            sync_service_items(session, read_catalogue(ROOT / "knowledge"))
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        library = Library(folder / "index")
        public = PublicDesk(self.database, self.clock, library, rules)
        guidance = Guidance(public, self.database, self.clock, None, "")
        self.check = CheckCreditRules(self.database, self.clock, rules, library, guidance)
        self.credit = ShowCredit(self.database, self.clock, rules, self.check)

    def say(
        self, text: str, asked: str | None, topic: str | None = None, uscc: str | None = None
    ) -> ReplyDraft:
        named = {name: value for name, value in (("topic", topic), ("uscc", uscc)) if value}
        return self.ask(self.credit, text, asked=asked, about=True, **named)  # type: ignore[arg-type]

    def show_standing(self) -> ReplyDraft:
        return self.ask(self.credit, "我的科研诚信情况怎么样？", asked="state")

    def record(
        self,
        kind: CreditKind,
        recorded_on: date = date(2026, 3, 1),
        valid_to: date | None = None,
        repairs: int | None = None,
    ) -> int:
        with self.database.transaction() as session:
            return record_credit_event(
                session,
                self.enterprise.id,
                kind,
                basis="逾期未提交验收材料",
                document="样例文号〔2026〕1号",
                authority="样例科技局",
                recorded_on=recorded_on,
                valid_to=valid_to,
                repairs_id=repairs,
                now=NOW,
            )

    def unbind(self) -> None:
        with self.database.transaction() as session:
            record_unbinding(session, self.conversation_id, now=NOW)

    def bind_and_go_on(self) -> ReplyDraft:
        """Bind the conversation and return the answer of the look-up that waited for it."""
        self.bind()
        after = BindingResult(self.database, self.clock, [self.credit, self.check])
        turn = ActionTurn(self.conversation_id, "/code_verified", "code_verified", {}, dict(self.slots))
        result = asyncio.run(after.run(turn))
        self.slots |= dict(result.slots)
        _, answer = result.replies
        return answer
