"""The connectors file says in Chinese what is wrong with it, and never holds a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.feeds.connectors.config import ConnectorsInvalid, HttpSource, SqlSource, read_connectors

GOOD = """
sources:
  approval:
    title: 审批系统（样例）
    kind: http
    feeds: cases
    url: https://approval.example/api/cases
    token_env: APPROVAL_TOKEN
    fields:
      number: /no
      stage: {from: /status, map: {"01": received}}
  credit:
    title: 信用系统（样例）
    kind: sql
    feeds: credit-events
    url_env: CREDIT_URL
    view: public.v_events
    cursor_column: id
    fields: {number: event_no, uscc: code, kind: type, basis: reason, recorded_on: decided}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "connectors.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_both_kinds_of_sources_are_read(tmp_path: Path) -> None:
    sources = read_connectors(write(tmp_path, GOOD))
    approval, credit = sources["approval"], sources["credit"]
    assert isinstance(approval, HttpSource)
    assert isinstance(credit, SqlSource)
    assert (approval.fields["number"].place, approval.every_minutes) == ("/no", 15)
    assert credit.rows.name == "credit-events"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("feeds: cases", "feeds: weather", "feeds 应是其中之一"),
        ("number: /no", "nummer: /no", "fields 里没有 nummer 这个字段"),
        ("      number: /no\n", "", "fields 里缺少：number"),
        ("https://", "http://", "plain_http: true"),
        ("https://approval", "https://user:secret@approval", "url"),
        ("token_env: APPROVAL_TOKEN", "token: abc", "token：没有这个字段"),
        ("url_env: CREDIT_URL", "url_env: postgresql://a:b@c/d", "url_env"),
        ("kind: http", "kind: ftp", "kind|ftp"),
        ("view: public.v_events", "view: 'x; drop table y'", "view"),
        ("  approval:", "  Approval System:", "只能用小写字母"),
        ("title: 审批系统（样例）", "title: ''", "title：不能为空"),
        ("{from: /status,", "{from: /status, value: x,", "from 和 value 要写其中一个"),
        ("{number: event_no,", "{number: [event_no],", "number"),
        ("kind: http", "kind: http\n   bad", "不是 YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ConnectorsInvalid) as caught:
        read_connectors(write(tmp_path, GOOD.replace(old, new, 1)))
    assert any(part in str(caught.value) for part in message.split("|")), caught.value
    assert any("\u4e00" <= character <= "\u9fff" for character in str(caught.value))
    assert "secret" not in str(caught.value)


def test_a_file_that_is_missing_or_no_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConnectorsInvalid, match="读不了"):
        read_connectors(tmp_path / "none.yml")
    path = tmp_path / "a.yml"
    path.write_bytes("来源".encode("gb18030"))
    with pytest.raises(ConnectorsInvalid, match="UTF-8"):
        read_connectors(path)
    with pytest.raises(ConnectorsInvalid):
        read_connectors(write(tmp_path, ""))
