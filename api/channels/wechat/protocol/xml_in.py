"""WeChat's XML, read without trust."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from api.channels.wechat.protocol.errors import MalformedPush

# Not allowed in XML 1.0 even in CDATA. Users' keyboards do send some, and one must not make a message
# unreadable.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def strip_illegal(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot carry."""
    return _ILLEGAL.sub("", text)


def decode_body(body: bytes) -> str:
    """Return the body as text; raises MalformedPush when it is not UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedPush("内容不是 UTF-8 编码。") from error


def read_fields(xml: str) -> dict[str, str]:
    """Return the fields directly below <xml>, by name; nested ones are left out.

    Raises MalformedPush for anything else than one <xml> element, for a document type and for entities.
    """
    try:
        root = fromstring(strip_illegal(xml), forbid_dtd=True)
    except ParseError as error:
        raise MalformedPush("内容不是格式良好的 XML。") from error
    except DefusedXmlException as error:
        raise MalformedPush("XML 不得含有文档类型或实体声明。") from error
    if root.tag != "xml":
        raise MalformedPush("XML 的根元素应为 <xml>。")
    return {child.tag: child.text or "" for child in root if not len(child)}
