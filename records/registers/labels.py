"""What the registers are called."""

from __future__ import annotations

from contracts.lookup import Register

REGISTER_LABELS: dict[Register, str] = {
    "high_tech_enterprise": "高新技术企业",
    "incubator": "科技企业孵化器",
    "science_commissioner": "科技特派员",
}
