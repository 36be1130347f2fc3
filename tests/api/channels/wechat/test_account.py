"""A wrongly configured account is refused when the process starts, not when the first user writes."""

import pytest

from api.channels.wechat import WeChatAccount, WeChatAccountInvalid
from tests.api.channels.wechat.support import APPID, KEY, OLD_KEY, TOKEN


def test_an_account_without_key_is_plain_and_one_with_a_key_is_safe() -> None:
    assert not WeChatAccount(appid=APPID, token=TOKEN).is_safe_mode
    assert WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY).is_safe_mode


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"appid": "", "token": TOKEN}, "APPID"),
        ({"appid": APPID, "token": ""}, "TOKEN"),
        ({"appid": APPID, "token": TOKEN, "aes_key": "short"}, "AES_KEY"),
        ({"appid": APPID, "token": TOKEN, "aes_key": KEY, "previous_aes_key": "short"}, "PREVIOUS_AES_KEY"),
        ({"appid": APPID, "token": TOKEN, "previous_aes_key": OLD_KEY}, "AES_KEY"),
    ],
)
def test_the_wrong_value_is_named(fields: dict[str, str], named: str) -> None:
    with pytest.raises(WeChatAccountInvalid, match=named):
        WeChatAccount(**fields)


def test_secrets_are_not_in_the_representation() -> None:
    shown = repr(WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY, previous_aes_key=OLD_KEY))
    assert not any(secret in shown for secret in (TOKEN, KEY, OLD_KEY))
