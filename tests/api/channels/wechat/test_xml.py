"""XML in and out, against wechatpy, and against whatever else may come."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from api.channels.wechat.protocol.errors import MalformedPush
from api.channels.wechat.protocol.xml_in import decode_body, read_fields, strip_illegal
from api.channels.wechat.protocol.xml_out import text_reply
from tests.api.channels.wechat.support import NOW, OFFICIAL, OPENID, text_push, to_xml
from tests.characters import CJK, OTHERS, in_groups


def written(text: str) -> str:
    return text_reply(text, to_user=OPENID, from_user=OFFICIAL, now=NOW)


@given(st.text())
def test_a_reply_says_what_was_given_and_nothing_else(text: str) -> None:
    fields = read_fields(written(text))
    # XML itself reads a carriage return as a line feed.
    assert fields["Content"] == strip_illegal(text).replace("\r\n", "\n").replace("\r", "\n")
    assert fields["ToUserName"] == OPENID
    assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


def test_every_character_that_xml_can_carry_comes_through_a_push() -> None:
    for text in in_groups((*CJK, *OTHERS), 200):
        body = f"<xml><Content><![CDATA[{text}]]></Content></xml>".encode("utf-8", "surrogatepass")
        with suppress(MalformedPush):  # halves of surrogate pairs are no UTF-8
            read = read_fields(decode_body(body))["Content"]
            assert read == strip_illegal(text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "]]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA[",
        "]]>]]>",
        "]]",
        "<script>alert(1)</script>&amp;",
        "\x00\x0b控制字符\ufffe",
    ],
)
def test_text_cannot_break_out_of_its_element(text: str) -> None:
    message = parse_message(written(text))
    assert message.type == "text"
    assert message.content == strip_illegal(text)


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_we_read_what_wechatpy_reads(content: str) -> None:
    body = to_xml(text_push(content))
    ours, theirs = read_fields(decode_body(body)), parse_message(body)
    assert ours["Content"].strip() == (theirs.content or "").strip()
    assert int(ours["MsgId"]) == theirs.id
    assert ours["FromUserName"] == theirs.source


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "您好",
        "{}",
        "<xml>",
        "<xml></xml><xml></xml>",
        "<html></html>",
        "<xml><a></xml>",
        "<!DOCTYPE xml><xml/>",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
        '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
        "<xml><Content>&undefined;</Content></xml>",
    ],
)
def test_what_is_no_message_is_malformed(xml: str) -> None:
    with pytest.raises(MalformedPush):
        read_fields(xml)


@given(
    st.one_of(
        st.text(), st.text(alphabet="<>/xml!&;[]CDATA\"'= \n"), st.binary().map(lambda b: b.decode("latin-1"))
    )
)
def test_no_text_raises_another_error(text: str) -> None:
    with suppress(MalformedPush):
        assert isinstance(read_fields(text), dict)


@pytest.mark.parametrize("declared", ["gb2312", "utf-16", "no-such-encoding"])
def test_a_declared_encoding_does_not_matter(declared: str) -> None:
    assert read_fields(f'<?xml version="1.0" encoding="{declared}"?><xml><A>中</A></xml>') == {"A": "中"}


def test_a_body_that_is_not_utf8_is_malformed() -> None:
    with pytest.raises(MalformedPush):
        decode_body("<xml><Content>您好</Content></xml>".encode("gb18030"))


def test_control_characters_do_not_make_a_message_unreadable() -> None:
    assert read_fields("<xml><Content><![CDATA[您\x08好\x14]]></Content></xml>") == {"Content": "您好"}


def test_nested_elements_are_left_out() -> None:
    assert read_fields("<xml><A>1</A><B><C>2</C></B></xml>") == {"A": "1"}
