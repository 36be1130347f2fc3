"""Keeps natural persons out of what is shown of a credit event: numbers, and names after words for persons.

Errs on the side of hiding where a text names somebody (负责人张三), and leaves sentences about nobody in particular
alone (负责人未按期提交).
"""

from __future__ import annotations

import re

from records.masking import mask_text

HIDDEN = "某某"

_TITLE = (
    r"(?:(?:直接|主要|项目|课题|第一|相关|其他)?(?:责任人员|责任人|负责人员|负责人)|法定代表人|法人代表|法人|实际控制人"
    r"|联系人|经办人|承担人|申请人|申报人|当事人|主持人|第一作者|通讯作者|作者|参与人|授权代表|股东|董事长|总经理)"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗凤花俞袁柳鲍"
    "史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬常乐傅皮卞齐康伍余卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝臧伏戴宋茅庞熊纪舒屈祝董梁"
    "杜阮蓝闵席季麻贾路娄江童颜郭梅盛林刁钟徐邱骆夏蔡田樊胡凌霍虞万柯卢莫房裘缪丁宣邓郁杭洪诸左崔吉钮龚程邢裴陆荣翁"
    "荀羊惠甄曲封储靳段焦谷侯宁仇甘厉祖武符刘景詹束龙叶幸司黎薄印怀蒲鄂索咸籍赖卓蔺屠蒙池乔胥闻党翟谭姬申冉宰雍桑桂"
    "牛燕冀尚农温庄晏柴瞿阎慕习艾鱼古易廖居衡步耿满匡寇阙东沃越师巩聂晁敖冷辛阚简饶沙丰游权盖桓岳帅况亢商佘佟伯肖闫付"
    "覃苟亓"
)
# Also the beginnings of words: a name only where it plainly ends.
_DOUBTFUL = "应高方任安成于时单曾向从解代年元连能包石车白终公有相明支项计强平危管爱兰涂广那边扶勾赏墨哈利弘"
_COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|钟离|长孙"
    "|宇文|司徒|鲜于|司空|令狐"
)
# Characters that begin the next word rather than end a given name: 张三伪造, 李四于2025年.
_NEXT = (
    "伪虚编造未违不拒骗提篡抄剽侵买挪套截隐擅在于因将被对与和及等为是系按已曾的以至自从由向其该并且也均应"
    "存没无逾挂重多签弄冒私串泄迟涉遭受经仍"
)
_HAN = r"\u4e00-\u9fff·"
_GIVEN = rf"[ \u3000]{{0,3}}(?![{_NEXT}])[{_HAN}](?:(?![{_NEXT}])[{_HAN}])?"
_ENDS = rf"(?=[^{_HAN}]|[{_NEXT}]|$)"
_NAME = rf"(?:(?:{_COMPOUND}|[{_SURNAMES}]){_GIVEN}|[{_DOUBTFUL}]{_GIVEN}{_ENDS})"
_WORDS = (
    r"(?:应[当该]|单位|任[职期何]|方面|成立|连[续同]|能够|相关|有[关意权]|明[知确]|包括|全[部体]|代[表写投]|公[司开布示]|常年|严[重格肃]"
    r"|万元|利[用益]|从[未事中业]|解[释除]|终[止身]|年[度龄]|车[辆间]|房屋|权[利益]|印[章发]|申[请报诉]|许可|程序|计划|项目|管理|曾[因经在于被]"
    r"|时任|强[行调]|安排|范围|高[度新校级])"
)
_AFTER_TITLE = re.compile(
    rf"(?P<lead>{_TITLE}(?:姓名)?\s*(?:[:：(（为是系叫]\s*)?)(?!{_WORDS}){_NAME}"
    rf"(?:(?:[、,，和与及]|以及)(?!{_WORDS}|{_TITLE}){_NAME}{_ENDS})*"
)
_BEFORE_TITLE = re.compile(rf"(?<![{_HAN}])(?!{_WORDS}){_NAME}(?=[（(]原?{_TITLE}[）)])")


def hide_persons(text: str) -> str:
    """Return a text without phones, identity numbers and the names that stand with words for persons."""
    masked = mask_text(text)
    masked = _AFTER_TITLE.sub(lambda found: found["lead"] + HIDDEN, masked)
    return _BEFORE_TITLE.sub(HIDDEN, masked)
