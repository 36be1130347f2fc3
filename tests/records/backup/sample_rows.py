"""A row or more in every table, with a value in every column: what a backup must bring back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.models import (
    Base,
    Binding,
    Case,
    CaseMaterial,
    CaseStageEntry,
    Challenge,
    Contact,
    Conversation,
    CreditEvent,
    DataSource,
    DemoLoad,
    DistrictContact,
    Enterprise,
    EnterpriseTerm,
    ExternalService,
    FeedbackMark,
    HolidayNotice,
    ImportRun,
    Invitation,
    LockRelease,
    Message,
    OutboxEntry,
    PhoneClaim,
    RegisterEntry,
    RegisterTerm,
    ServiceItem,
    SignInAttempt,
    SmsOutboxEntry,
    Staff,
    StaffSession,
    Ticket,
    Turn,
    TurnEffect,
    UnansweredQuestion,
    UsedPortalToken,
    VoucherBatch,
    WebhookEvent,
)
from records.storage.database import Database
from records.vouchers.ledger import record_grant, record_redemption, record_reservation
from tests.records.support import NOW

# The last microsecond before midnight in Shanghai: a day or a zone that slips shows.
MOMENT = datetime(2026, 2, 28, 15, 59, 59, 999_999, tzinfo=UTC)
LATER = MOMENT + timedelta(days=400)
DAY, LAST_DAY = date(2026, 2, 28), date(9999, 12, 31)
ODD = "引号\"'、反斜线\\、制表\t换行\n、Ω、𠮷、😀、--; DROP TABLE cases"
MOST_FEN = 10**15 - 1
HASH = "a" * 64


def add_sample_rows(database: Database) -> None:
    """Store them, the ledger and the audit log by their own functions."""
    with database.transaction() as session:
        for rows in (_basics(), _cases(), _conversations(), _identity(), _desk(), _published()):
            for row in rows:
                session.add(row)
                session.flush()  # in this order
        _vouchers(session)
        for number in range(3):
            record_audit(
                session,
                actor=f"staff:样例{number}",
                action="staff.view_credit",
                subject="uscc:none",
                outcome="found",
                reason=ODD,
                now=MOMENT,
            )


def rows_of(
    database: Database, *, without: frozenset[str] = frozenset()
) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows, as Python sees them, by table."""
    with database.transaction(read_only=True) as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def empty_columns(database: Database) -> set[str]:
    """Return the columns in which no row has a value."""
    with database.transaction(read_only=True) as session:
        return {
            str(column)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if not session.execute(select(func.count(column))).scalar_one()
        }


def _basics() -> list[Base]:
    return [
        Enterprise(
            id=7,
            uscc="91330109YL0000001C",
            name=ODD,
            pinyin_initials="YH",
            region="浙江省/杭州市",
            address=ODD,
            is_sample=True,
            created_at=MOMENT,
        ),
        Contact(id=8, enterprise_id=7, name="钱样例", phone="16000000002", role="legal_representative"),
        Contact(id=9, enterprise_id=7, name="赵样例", phone="16000000001", role="handler", removed_at=LATER),
        EnterpriseTerm(term="引号", enterprise_id=7),
        ServiceItem(
            id=3,
            code="work-permit",
            name="外国人来华工作许可",
            topic="foreigner-work-permit",
            guide="work-permit",
            region="全国",
            statutory_days=20,
            promised_days=10,
            acceptance_days=5,
            approved_on_timeout=True,
            time_limit_source=ODD,
            timeout_source=ODD,
            section="外专科",
            contact=ODD,
            is_current=False,
        ),
        Staff(
            id=4,
            name="样例员工",
            role="auditor",
            password_hash="$argon2id$…",
            created_at=MOMENT,
            is_active=False,
        ),
        HolidayNotice(
            year=2027,
            source=ODD,
            holidays=["2027-01-01"],
            workdays=[],
            recorded_by="staff:admin",
            recorded_at=MOMENT,
        ),
        DemoLoad(id=1, as_of=DAY, loaded_at=MOMENT),
        # The breach that is repaired has the larger id: an order of ids alone would not do.
        CreditEvent(
            id=6,
            number="诚-6",
            enterprise_id=7,
            kind="serious_breach",
            basis=ODD,
            document=ODD,
            authority=ODD,
            source="credit",
            recorded_on=DAY,
            valid_to=LAST_DAY,
            created_at=MOMENT,
        ),
        CreditEvent(
            id=5,
            enterprise_id=7,
            kind="repair",
            basis="样例",
            recorded_on=DAY,
            repairs_id=6,
            created_at=MOMENT,
        ),
    ]


def _cases() -> list[Base]:
    case = Case(
        id=11,
        number="XS2026-000123",
        enterprise_id=7,
        service_item_id=3,
        title=ODD,
        section="外专科",
        stage="supplement_requested",
        since=LATER,
        opened_at=MOMENT,
        due_on=LAST_DAY,
        action_due_on=DAY,
        source="master",
    )
    return [
        case,
        CaseStageEntry(
            id=21, case_id=11, sequence=1, stage="received", at=MOMENT, note=ODD, due_on=DAY, key="k1"
        ),
        CaseStageEntry(id=20, case_id=11, sequence=2, stage="supplement_requested", at=LATER),
        CaseMaterial(
            id=2,
            case_id=11,
            position=1,
            name=ODD,
            state="tolerated",
            due_on=DAY,
            note=ODD,
            updated_at=MOMENT,
        ),
    ]


def _conversations() -> list[Base]:
    return [
        Conversation(
            id="c" * 32,
            channel="wechat",
            account="main",
            user_hash=HASH,
            token_hash=HASH,
            site="官网",
            region="浙江省",
            topic="hte",
            last_sequence=1,
            created_at=MOMENT,
            last_active_at=LATER,
        ),
        Turn(
            id="t" * 32,
            conversation_id="c" * 32,
            client_message_id=ODD,
            state="done",
            created_at=MOMENT,
            closed_at=LATER,
            command="/code_verified",
            own_reply={"text": ODD, "outcome": "form"},
            runs=2,
            taken_at=LATER,
        ),
        TurnEffect(
            turn_id="t" * 32, step=ODD[:80], result={"replies": [ODD], "slots": {}}, written_at=MOMENT
        ),
        TurnEffect(turn_id="t" * 32, step="action_unbind", result=None, written_at=LATER),
        Message(
            id=1,
            conversation_id="c" * 32,
            turn_id="t" * 32,
            sender="bot",
            text=ODD,
            reply={"文": ODD, "b": [1, 2.5, None, True, {"z": 2**53 + 1, "a": ""}], "a": "乙"},
            created_at=MOMENT,
        ),
        Message(id=2, conversation_id="c" * 32, sender="user", text="", reply=None, created_at=MOMENT),
        OutboxEntry(conversation_id="c" * 32, sequence=1, kind="reply", message_id=1, created_at=MOMENT),
    ]


def _identity() -> list[Base]:
    return [
        Binding(
            id=1,
            conversation_id="c" * 32,
            enterprise_id=7,
            contact_id=9,
            bound_at=MOMENT,
            expires_at=LATER,
            ended_at=LATER,
            method="portal",
            ended_reason="revoked",
        ),
        PhoneClaim(
            conversation_id="c" * 32,
            phone_hash=HASH,
            masked_phone="160****0001",
            sealed_phone="…",
            address_hash=HASH,
            expires_at=LATER,
        ),
        Challenge(
            id="h" * 32,
            conversation_id="c" * 32,
            uscc_hash=HASH,
            phone_hash=HASH,
            address_hash=HASH,
            masked_phone="160****0001",
            contact_id=9,
            code_hash=HASH,
            state="open",
            created_at=MOMENT,
            expires_at=LATER,
        ),
        Invitation(
            id=1, contact_id=9, invited_by_id=8, created_at=MOMENT, expires_at=LATER, accepted_at=LATER
        ),
        UsedPortalToken(token_hash=HASH, used_at=MOMENT, expires_at=LATER),
        LockRelease(id=1, subject_hash=HASH, staff_id=4, released_at=MOMENT),
        SmsOutboxEntry(id=1, phone="16000000001", code="123456", created_at=MOMENT),
        StaffSession(
            token_hash=HASH,
            staff_id=4,
            created_at=MOMENT,
            last_seen_at=MOMENT,
            expires_at=LATER,
            ended_at=LATER,
        ),
        SignInAttempt(id=1, name_hash=HASH, at=MOMENT),
    ]


def _desk() -> list[Base]:
    return [
        Ticket(
            id=1,
            number="T-1",
            conversation_id="c" * 32,
            kind="complaint",
            text=ODD,
            state="open",
            created_at=MOMENT,
            updated_at=LATER,
        ),
        UnansweredQuestion(
            id=1,
            conversation_id="c" * 32,
            question=ODD,
            outcome="no_answer",
            region="浙江省",
            index_version="v1",
            asked_at=MOMENT,
        ),
        FeedbackMark(
            id=1,
            staff_id=4,
            query=ODD,
            answer=ODD,
            passage=ODD,
            index_version="v1",
            note=ODD,
            created_at=MOMENT,
        ),
    ]


def _published() -> list[Base]:
    return [
        DataSource(
            name="master",
            title="审批系统（样例）",
            kind="http",
            feeds="cases",
            cursor="7",
            every_minutes=15,
            last_success_at=MOMENT,
            last_attempt_at=LATER,
            last_error=ODD,
        ),
        WebhookEvent(source="master", event_id="e1", body_hash=HASH, received_at=MOMENT),
        ImportRun(
            id=1,
            kind="cases",
            file_name="办件.xlsx",
            file_hash=HASH,
            rows=2,
            added=1,
            changed=1,
            actor="system",
            imported_at=MOMENT,
        ),
        RegisterEntry(
            id=1,
            register="incubator",
            name=ODD,
            name_key="样例",
            uscc="91330109YL0000001C",
            region="浙江省",
            level="国家级",
            certificate_number="GR1",
            listed_on=DAY,
            valid_to=LAST_DAY,
            removed_on=LAST_DAY,
            document=ODD,
            source="master",
            is_sample=True,
            updated_at=MOMENT,
        ),
        RegisterTerm(term="样例", entry_id=1),
        DistrictContact(
            id=1,
            region="湖北省/武汉市",
            district="样例区",
            leader="样例",
            section="样例科",
            contact="样例",
            phone="0",
            published_on=DAY,
            document=ODD,
        ),
        ExternalService(
            id=1,
            code="样例",
            name=ODD,
            region="河南省/周口市",
            section="样例科",
            of_total=44,
            days_before=20,
            days_after=0,
            simplified=ODD,
            document=ODD,
        ),
    ]


def _vouchers(session: Session) -> None:
    batch = VoucherBatch(
        id=5,
        number="YL-1",
        enterprise_id=7,
        name=ODD,
        scope=["检验检测", ODD],
        region="浙江省",
        partner_regions=["江苏省"],
        source="master",
        valid_from=date(2026, 1, 1),
        valid_to=LAST_DAY,
    )
    session.add(batch)
    session.flush()
    record_grant(session, 5, MOST_FEN, key="grant", now=NOW, note=ODD, source="master")
    record_reservation(session, 5, 2, key="reserve", now=NOW, source="master")
    record_redemption(
        session,
        5,
        1,
        key="redeem",
        reservation_key="reserve",
        now=NOW,
        service="检验检测",
        source="master",
    )
