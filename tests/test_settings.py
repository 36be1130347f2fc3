"""Settings: what is refused, what is derived, what never shows."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings, SettingsInvalid


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DXE_DEMO", "DXE_DEMO_DATE", "DXE_SECRET_KEY", "DXE_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))


def test_production_without_a_secret_key_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="DXE_SECRET_KEY"):
        Settings().derived_key("anything")


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_SECRET_KEY", "short")
    with pytest.raises(SettingsInvalid, match="32"):
        Settings().derived_key("anything")


def test_a_demo_makes_its_own_key_once_and_keeps_it_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_DEMO", "1")
    first, second = Settings(), Settings()
    assert first.derived_key("a") == second.derived_key("a") != first.derived_key("b")
    assert (first.var / "demo-secret.key").stat().st_mode & 0o077 == 0


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s" * 40
    monkeypatch.setenv("DXE_SECRET_KEY", secret)
    monkeypatch.setenv("DXE_WECHAT__KJJ__APPID", "wx1")
    monkeypatch.setenv("DXE_WECHAT__KJJ__TOKEN", "wechat-token")
    shown = repr(Settings())
    assert secret not in shown
    assert "wechat-token" not in shown


def test_accounts_are_named_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_WECHAT__KJJ__APPID", "wx1")
    monkeypatch.setenv("DXE_WECHAT__KJJ__TOKEN", "t")
    assert Settings().wechat["kjj"].appid == "wx1"


@pytest.mark.parametrize(
    "value", ['["https://a.example", "https://b.example"]', "https://a.example, https://b.example"]
)
def test_a_list_is_json_or_words(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DXE_WIDGET_ORIGINS", value)
    assert Settings().widget_origins == ("https://a.example", "https://b.example")


def test_a_blank_hotline_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_HOTLINE", "  ")
    assert Settings().hotline is None


def test_the_terms_that_apply_are_those_of_the_first_source_that_has_some(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    documents, knowledge = tmp_path / "documents", tmp_path / "knowledge"
    documents.mkdir()
    monkeypatch.setenv("DXE_SOURCES", f"{documents} {knowledge}")
    assert Settings().terms_file is None
    knowledge.mkdir()
    (knowledge / "terms.yml").write_text("topics: []", "utf-8")
    assert Settings().terms_file == knowledge / "terms.yml"
    monkeypatch.setenv("DXE_TERMS", str(tmp_path / "own.yml"))
    assert Settings().terms_file == tmp_path / "own.yml"


def test_voucher_rules_are_those_of_the_first_source_and_in_a_demo_its_examples_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("DXE_SOURCES", f"{tmp_path / 'a'} {tmp_path / 'b'}")
    # Where no source has the file yet, it is waited for in the first.
    assert Settings().voucher_rules_files == (tmp_path / "a/voucher_rules.yml",)
    (tmp_path / "b/voucher_rules.yml").touch()
    assert Settings().voucher_rules_files == (tmp_path / "b/voucher_rules.yml",)
    own, samples = Settings(demo=True).voucher_rules_files
    assert own == tmp_path / "b/voucher_rules.yml"
    assert samples.is_file()


def test_names_of_the_console_are_a_list_of_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_CONSOLE_HOSTS", "console.gov.test, 10.0.0.5 [2001:db8::1]")
    assert Settings().console_hosts == ("console.gov.test", "10.0.0.5", "[2001:db8::1]")


@pytest.mark.parametrize("name", ["https://console.gov.test", "console.gov.test:8001", "console/x", "*"])
def test_what_is_no_host_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DXE_CONSOLE_HOSTS", name)
    with pytest.raises(ValidationError, match="console_hosts"):
        Settings()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a/b", None])
def test_a_pointer_that_names_no_model_is_no_error(tmp_path: Path, content: bytes | None) -> None:
    settings = Settings(var=tmp_path)
    pointer = settings.models_dir / "CURRENT"
    pointer.parent.mkdir()
    if content is None:
        pointer.mkdir()
    else:
        pointer.write_bytes(content)
    assert settings.current_model_version() is None


def test_only_a_demo_may_live_on_a_day_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().demo_date is None
    monkeypatch.setenv("DXE_DEMO_DATE", "2026-11-30")
    with pytest.raises(ValidationError, match="DXE_DEMO_DATE"):
        Settings()
    monkeypatch.setenv("DXE_DEMO", "1")
    assert Settings().demo_date == date(2026, 11, 30)


@pytest.mark.parametrize("day", ["30.11.2026", "tomorrow", "2026-02-30"])
def test_a_demos_day_is_a_day(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("DXE_DEMO", "1")
    monkeypatch.setenv("DXE_DEMO_DATE", day)
    with pytest.raises(ValidationError, match="demo_date"):
        Settings()
