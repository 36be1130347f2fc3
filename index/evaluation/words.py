"""How the report says things in Chinese."""

from index.evaluation.rows import Method, Row, is_unanswerable

KINDS = {
    "fact": "事实",
    "procedure": "流程",
    "materials": "材料",
    "time": "时限",
    "amount": "金额与标准",
    "contact": "联系方式",
    "audience": "适用对象",
    "fragment": "词语片段",
    "paraphrase": "口语说法",
    "typo": "错别字与拼音",
    "dated": "指定时间",
    "region": "指定地区",
    "follow_up": "追问",
    "clarify": "应当反问",
    "unanswerable": "资料里没有",
    "no_answer": "资料里没有",
    "out_of_scope": "与业务无关",
    "other_region": "未收录的地区",
    "other": "未分类",
}
OUTCOMES = {
    "answered": "作答",
    "clarify": "反问",
    "no_answer": "说明没有答案",
    "out_of_scope": "说明超出范围",
    "other_region": "说明未收录该地区",
}
METHODS: dict[Method, str] = {
    "lexical": "字词（BM25）",
    "dense": "语义向量",
    "joined": "两者合并",
    "learned": "完整排序",
}


def kind_name(kind: str) -> str:
    """The kind in Chinese; a kind of the bureau's own as it is."""
    return KINDS.get(kind, kind)


def expected(row: Row, titles: dict[str, str]) -> str:
    """What would have been right."""
    question = row.question
    if not question.expects_answer:
        return OUTCOMES[question.outcome] if question.outcome else "说明不能回答"
    guides = "或".join(f"《{titles.get(guide, guide)}》" for guide in question.guides)
    section = f"“{question.section}”一节" if question.section else ""
    key = f"，答案里有“{'”“'.join(question.key)}”" if question.key else ""
    return f"引用{guides}{section}{key}"


def fault(row: Row) -> str:
    """What went wrong, in a word; "" when nothing did."""
    if row.unsupported:
        return "数字无出处"
    if row.right:
        return ""
    if not row.question.expects_answer:
        return "该拒未拒" if is_unanswerable(row.question) and not row.declined else "处理方式不对"
    if row.declined:
        return "误拒"
    if row.outcome == "clarify":
        return "多余的反问"
    if not row.right_guide:
        return "引错文件"
    return "缺少关键内容"


def percent(share: float | None, digits: int = 1) -> str:
    """`91.3%`, or a dash where nothing counts for it."""
    return "—" if share is None else f"{share * 100:.{digits}f}%"
