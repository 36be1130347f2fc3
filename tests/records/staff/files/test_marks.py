from __future__ import annotations

from records.models import AuditEntry, FeedbackMark
from records.staff.accounts.accounts import create_staff
from records.staff.files.marks import record_feedback
from records.storage.database import Database
from tests.records.support import NOW


def test_a_mark_keeps_what_is_needed_to_see_the_answer_again(database: Database) -> None:
    with database.transaction() as session:
        person = create_staff(session, "张三", "hotline", "x", actor="system", now=NOW)
        mark_id = record_feedback(
            session,
            person,
            query="高企 税率",
            answer="15%",
            passage="减按15%",
            index_version="v1",
            note="来电 13800131234 指出",
            now=NOW,
        )
    with database.transaction(read_only=True) as session:
        mark = session.get_one(FeedbackMark, mark_id)
        assert (mark.query, mark.answer, mark.passage) == ("高企 税率", "15%", "减按15%")
        assert (mark.index_version, mark.staff_id) == ("v1", person.id)
        assert mark.note == "来电 138****1234 指出"


def test_a_mark_is_an_audit_entry_that_holds_nothing_of_what_was_asked(database: Database) -> None:
    with database.transaction() as session:
        person = create_staff(session, "张三", "hotline", "x", actor="system", now=NOW)
        mark_id = record_feedback(
            session, person, query="某公司失信了吗", answer="没有", index_version="v1", now=NOW
        )
    with database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).filter_by(action="staff.mark_answer").one()
        assert (entry.actor, entry.subject, entry.outcome, entry.reason) == (
            "staff:张三",
            f"mark:{mark_id} index:v1",
            "done",
            None,
        )
