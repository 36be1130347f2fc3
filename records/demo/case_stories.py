"""Cases of the demo that show something: one past its limit, one paused, materials tolerated and mended too late."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.lookup import MaterialState, Stage


@dataclass(frozen=True)
class StoryStep:
    """A step so many working days before the day of the demo; the enterprise has `days` working days to act."""

    stage: Stage
    back: int
    note: str | None = None
    days: int | None = None


@dataclass(frozen=True)
class StoryMaterial:
    """A material that is due `due` working days after the day of the demo (negative: before), or not at all."""

    name: str
    state: MaterialState = "received"
    due: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Story:
    """A case of a service item (code of the catalogue), told in days before that of the demo."""

    item: str
    steps: tuple[StoryStep, ...]
    materials: tuple[StoryMaterial, ...] = ()


_PERMIT = "foreigner-work-permit"

# By the place among an enterprise's cases: those of the first sample enterprise.
OF_THE_FIRST: tuple[Story, ...] = (
    Story(
        "high-tech-enterprise-certification",
        (
            StoryStep("received", 4, "材料已由窗口收件（样例）"),
            StoryStep("supplement_requested", 2, "缺经营场所证明的清晰扫描件（样例）", days=10),
        ),
        (
            StoryMaterial("认定申请书"),
            StoryMaterial("知识产权证书"),
            StoryMaterial("经营场所证明", "supplement", 8, "扫描件不清晰（样例）"),
        ),
    ),
    Story(
        _PERMIT,
        (
            StoryStep("received", 34, "材料已由窗口收件（样例）"),
            StoryStep("accepted", 32, "材料齐全，予以受理（样例）"),
            StoryStep("review", 30),
        ),
        (StoryMaterial("工作许可申请表"), StoryMaterial("劳动合同"), StoryMaterial("护照信息页")),
    ),
    Story(
        "tech-sme-evaluation",
        (
            StoryStep("received", 18, "材料已由窗口收件（样例）"),
            StoryStep("accepted", 16, "容缺受理（样例）"),
            StoryStep("review", 9),
        ),
        (
            StoryMaterial("企业信息表"),
            StoryMaterial("上年度财务报表", "tolerated", -4, "容缺受理时承诺补齐（样例）"),
            StoryMaterial("研发人员花名册", "tolerated", 6),
        ),
    ),
    Story(
        _PERMIT,
        (
            StoryStep("received", 15, "材料已由窗口收件（样例）"),
            StoryStep("accepted", 13, "材料齐全，予以受理（样例）"),
            StoryStep("review", 11),
            StoryStep("expert_review", 5),
        ),
        (StoryMaterial("工作许可申请表"), StoryMaterial("最高学历认证")),
    ),
    Story(
        "science-project-application",
        (
            StoryStep("received", 30, "材料已由窗口收件（样例）"),
            StoryStep("supplement_requested", 26, "缺合作协议的签章页（样例）", days=10),
        ),
        (
            StoryMaterial("项目申报书"),
            StoryMaterial("合作协议", "supplement", -16, "签章页缺失（样例）"),
            StoryMaterial("查新报告", "missing"),
        ),
    ),
)
# Of the second: no notice has been given in time, so that the application counts as accepted.
OF_THE_SECOND: tuple[Story, ...] = (
    Story(
        _PERMIT, (StoryStep("received", 8, "材料已由窗口收件（样例）"),), (StoryMaterial("工作许可申请表"),)
    ),
)
