"""Words of a science bureau's field: a question that has one is ours, whether or not a document answers it."""

from index.text.normalise import words

_WORDS = words(
    """
    科技 科研 科学 科创 研发 研究 技术 创新 创业 双创 专精特新 小巨人 瞪羚 独角兽 雏鹰 高企 科小 加计 专利 发明 知识产权
    成果 转化 中试 孵化 众创 实验室 工程中心 院士 专家 博士后 人才 课题 项目 揭榜 首台 首套 首版次 科普 实验动物
    重点实验 工作站 产学研 新型研发 科学家 青年基金 自然科学 基金项目 科技奖 进步奖 技术合同 高新区 高新技术 开发区
    数字化转型 智能制造 技改 贴息 补贴 补助 奖补 后补助 扶持 惠企 免申即享 创新券 申报 立项 项目验收 验收专家 诚信 失信
    受理 窗口 办事 服务厅 大厅 上班时间 办公时间 工作时间 科技局 科学技术局 科经局 科创局 科技厅 科技部
    """
)


def is_of_our_field(text: str) -> bool:
    """Whether folded `text` has a word of the field."""
    return any(word in text for word in _WORDS)
