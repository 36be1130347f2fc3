"""What of a question names its subject: words of asking, politeness and grammar are left out."""

import re
from functools import lru_cache

from index.text.normalise import words

# Whole words only, as rjieba cuts them: 能 in 功能 and 请 in 申请 stay.
_WORDS = words(
    """
    份 月份 号 时间 申报 申请 办理 评 评上 证 符合 满足 具备 准备 提供 提交 需
    不能 不要 还要 要进 做个 搞个 能用 才能 啥意思 一年 一个月 一天 之类 能拿 够不够
    想要 打算 就是 等等 以及 不过 如 某 请问 问 想问 咨询 想 知道 你好 您好 麻烦
    帮 帮忙 帮我 告诉 介绍 介绍一下 一下 说 说说 讲 能 能不能 可以 可不可以 可 行
    行不行 是不是 是 不是 有 没有 有没有 什么 啥 怎么 怎么样 怎样 咋 咋样 如何 哪些
    哪个 哪里 哪儿 哪 哪几 哪几种 哪几项 哪几个 谁 多少 几 几个 吗 呢 啊 呀 吧 嘛
    么 了 的 地 得 着 过 我 我们 咱们 你 你们 您 他 他们 她 它 自己 这 那 这个
    那个 这边 那边 这里 那里 这些 那些 边 要 需要 要不要 用不用 会 会不会 应该 应当
    必须 下 就 都 还 还是 也 又 再 才 和 与 跟 及 或 或者 在 到 对 给 按 为
    为了 把 被 让 叫 从 向 往 比 以 于 之 其 而 但 但是 如果 的话 因为 所以
    公司 企业 单位 一般 到底 具体 主要 关于 有关 方面 情况 问题 内容 相关 个 种 项
    家 次 条 位 点 些 样 一个 一些 哪些方面 东西 事 事情 事儿 人 去 来 做 弄 搞
    办 算 算不算 能否 是否 可否 吗? 啦 哦 哈 嗯 哎 诶 唉 喂 老师 同志 现在 目前
    今年 最近 上 里 中 内 时 时候 后 前 一 二 两 干嘛 干 干什么 有什么用 什么样
    为什么 为啥 怎么回事 意思 什么叫 叫做 叫作 指 还有 不 没 很 太 最 更 多 少 大
    问下 谢谢 换个 办好 办下来 能办 办完 搞定 下来 到手 请教 打听 对不对
    小 好 用 用来 看 找 拿 交 写 报 花 属于 归
    """
)

# 几级, 几次, 多少个: they ask for a number and name nothing.
_COUNTING = re.compile(r"(?:几|多少|多大|多久|多长|哪几)")


def is_asking(word: str) -> bool:
    """Whether a folded word only asks, counts or is polite."""
    return word in _WORDS or bool(_COUNTING.match(word))


@lru_cache(maxsize=4096)
def subject_of(text: str) -> str:
    """The words of folded `text` that say what it is about; words that stand together stay together."""
    import rjieba

    parts: list[str] = []
    joined = False
    for cut in rjieba.cut(text):
        word = cut.removeprefix("哪")  # 哪五库
        keeps = not is_asking(word) and any(char.isalnum() for char in word)
        if keeps and joined:
            parts[-1] += word
        elif keeps:
            parts.append(word)
        joined = keeps
    return " ".join(parts)
