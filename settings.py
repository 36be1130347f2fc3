"""Service settings: one frozen object, from DXE_* environment variables or a .env file.

Only entry points read it; everything else gets what it needs by its constructor.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_MODEL = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")  # a file's name
ROOT = Path(__file__).resolve().parent
_Words = Annotated[tuple[str, ...], NoDecode]
_HOST_NAME = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?", re.ASCII)


class SettingsInvalid(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


class WeChatSettings(BaseModel):
    """One official account: DXE_WECHAT__<ACCOUNT>__{APPID,SECRET,TOKEN,AES_KEY,PREVIOUS_AES_KEY,REGION}."""

    model_config = ConfigDict(frozen=True)

    appid: str
    token: SecretStr
    secret: SecretStr | None = None
    aes_key: SecretStr | None = None
    previous_aes_key: SecretStr | None = None
    region: str | None = None


class PortalSettings(BaseModel):
    """The host portal whose signed tokens bind an enterprise: DXE_PORTAL__{ISSUER,AUDIENCE,KEY,ALGORITHM}.

    `key` is a shared secret of at least 32 characters for HS256, else the portal's public key in PEM.
    """

    model_config = ConfigDict(frozen=True)

    issuer: str
    key: SecretStr
    audience: str = "dianxiaoer"
    algorithm: Literal["HS256", "RS256", "ES256", "EdDSA"] = "HS256"


class Settings(BaseSettings):
    """All settings, with the defaults of a local demo. Paths are absolute; ports are TCP on this machine."""

    model_config = SettingsConfigDict(
        env_prefix="DXE_", env_nested_delimiter="__", env_file=".env", extra="ignore", frozen=True
    )

    var: Path = ROOT / "var"
    demo: bool = False
    demo_date: date | None = None  # the day that a demo lives on; today without
    database_url: str | None = None
    api_host: str = "0.0.0.0"  # noqa: S104 - the public face; everything else listens on the loopback
    api_port: int = 8000
    api_workers: int = Field(default=1, ge=1)
    console_host: str = "127.0.0.1"
    console_port: int = 8001
    console_hosts: _Words = ()  # names under which it is reached, besides console_host
    rasa_port: int = 5005
    actions_port: int = 5055
    rasa_url: str | None = None
    actions_url: str | None = None
    secret_key: SecretStr | None = None
    hotline: str | None = None
    region: str | None = None
    bureau_name: str | None = None
    encoder: str = "reuse"
    encoder_query_prefix: str | None = None
    encoder_passage_prefix: str | None = None
    encoder_max_length: int | None = Field(default=None, ge=8)
    encoder_batch_size: int = Field(default=32, ge=1)
    encoder_backend: Literal["torch", "onnx"] = "torch"
    encoder_device: Literal["cpu", "cuda", "auto"] = "cpu"
    sources: Annotated[tuple[Path, ...], NoDecode] = (ROOT / "knowledge",)
    terms: Path | None = None
    widget_origins: _Words = ()
    trusted_proxies: _Words = ()
    messages_per_minute: int = Field(default=60, ge=1)
    streams_per_address: int = Field(default=100, ge=1)  # open at once in one process
    codes_per_hour: int = Field(default=60, ge=1)  # of one address, behind which a whole hall may sit
    log_max_mb: float = Field(default=20.0, ge=0.1)  # of one file of dxe.log, in millions of bytes
    log_files: int = Field(default=5, ge=1)  # with the one that is written
    start_grace_seconds: float = Field(default=60.0, ge=5)  # in which a process need not answer yet
    sms_url: str | None = None
    sms_token: SecretStr | None = None
    holidays: Path | None = None
    portal: PortalSettings | None = None
    connectors: Path | None = None
    webhook: dict[str, SecretStr] = {}
    wechat: dict[str, WeChatSettings] = {}
    wechat_api_base: str = "https://api.weixin.qq.com"

    @field_validator("var", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("sources", "widget_origins", "trusted_proxies", "console_hosts", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        """Take a JSON list, or words separated by commas or blanks."""
        if not isinstance(value, str):
            return value
        return json.loads(value) if value.lstrip().startswith("[") else value.replace(",", " ").split()

    @field_validator("console_hosts", mode="after")
    @classmethod
    def _names_alone(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [name for name in value if not _HOST_NAME.fullmatch(name)]:
            raise ValueError(
                f"{wrong[0]!r}：只写主机名或 IP 地址，不带协议、端口和路径，如 console.kjj.example.gov.cn"
            )
        return value

    @field_validator("hotline", "region", "bureau_name", mode="after")
    @classmethod
    def _blank_is_unset(cls, value: str | None) -> str | None:
        return value.strip() or None if value else None

    @model_validator(mode="after")
    def _only_a_demo_has_a_day_of_its_own(self) -> Settings:
        if self.demo_date is not None and not self.demo:
            raise ValueError("DXE_DEMO_DATE 只用于演示：请同时设 DXE_DEMO=1，正式环境不要设它")
        return self

    @field_validator("wechat", mode="after")
    @classmethod
    def _accounts_in_lower_case(cls, value: dict[str, WeChatSettings]) -> dict[str, WeChatSettings]:
        return {name.lower(): account for name, account in value.items()}

    @property
    def index_dir(self) -> Path:
        """Folder of index versions, encoders and CURRENT."""
        return self.var / "index"

    @property
    def terms_file(self) -> Path | None:
        """The terms.yml that applies as it is edited: the setting, or that of the first source that has one."""
        if self.terms is not None:
            return self.terms.expanduser()
        return self._find_in_sources("terms.yml")

    @property
    def voucher_rules_files(self) -> tuple[Path, ...]:
        """The voucher_rules.yml of the first source that has one, and in a demo the demo's examples (样例)."""
        first = [source / "voucher_rules.yml" for source in self.sources[:1]]
        own = self._find_in_sources("voucher_rules.yml")
        samples = (ROOT / "records/demo/voucher_rules.yml",) if self.demo else ()
        return (*([own] if own else first), *samples)

    @property
    def audit_heads(self) -> Path:
        """File of the audit log's exported heads, one a day: to be copied to where nobody can rewrite it."""
        return self.var / "audit" / "heads.txt"

    @property
    def credit_rules_file(self) -> Path:
        """The credit_rules.yml of the first source that has one, else the one that is delivered."""
        return self._find_in_sources("credit_rules.yml") or ROOT / "knowledge" / "credit_rules.yml"

    def _find_in_sources(self, name: str) -> Path | None:
        return next((path for source in self.sources if (path := source / name).is_file()), None)

    @property
    def models_dir(self) -> Path:
        """Folder of Rasa models and CURRENT."""
        return self.var / "models"

    @property
    def records_url(self) -> str:
        """SQLAlchemy address of the database: the setting, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.var / 'records.db'}"

    @property
    def rasa_base_url(self) -> str:
        return self.rasa_url or f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_base_url(self) -> str:
        return self.actions_url or f"http://127.0.0.1:{self.actions_port}"

    @property
    def rasa_token(self) -> str:
        """Bearer token with which the gateway calls Rasa."""
        return self.derived_key("rasa-channel").hex()

    @property
    def sms_secret(self) -> str | None:
        """Bearer token for the SMS service, or None."""
        return self.sms_token.get_secret_value() if self.sms_token else None

    def current_model_version(self) -> str | None:
        """Return the name of the Rasa model that is served; None before the first training, or where none is named."""
        try:
            name = (self.models_dir / "CURRENT").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None  # a turn is answered all the same; dxe doctor tells that there is no model
        return name.removesuffix(".tar.gz") if _MODEL.fullmatch(name) else None

    @cached_property
    def _secret(self) -> bytes:
        if self.secret_key is not None:
            value = self.secret_key.get_secret_value()
            if len(value) < 32:
                raise SettingsInvalid("DXE_SECRET_KEY 过短：请设为至少 32 个字符的随机串。")
            return value.encode()
        if not self.demo:
            raise SettingsInvalid("缺少 DXE_SECRET_KEY：请设为至少 32 个字符的随机串；试用请设 DXE_DEMO=1。")
        return _demo_secret(self.var / "demo-secret.key")

    def derived_key(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, of DXE_SECRET_KEY (HMAC-SHA256) or a demo's own. Raises SettingsInvalid."""
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    @property
    def actions_token(self) -> str:
        """Bearer token with which Rasa calls the action server."""
        return self.derived_key("actions-endpoint").hex()


def _demo_secret(path: Path) -> bytes:
    """Return the demo's random key, made once, linked into place whole and readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    return path.read_bytes()
