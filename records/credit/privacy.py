"""Keeps natural persons out of what is shown of a credit event: numbers, and names beside words that tell of persons.

Errs on the side of hiding where a text names somebody (负责人张三, 张三伪造数据), and leaves sentences about nobody in
particular alone (负责人未按期提交). A help for slips, no licence: see `hide_persons`.
"""

from __future__ import annotations

import re

from records.values.masking import mask_text

HIDDEN = "某某"

_TITLE = (
    r"(?:(?:直接|主要|项目|课题|第一|相关|其他)?(?:责任人员|责任人|负责人员|负责人)|法定代表人|法人代表|法人|实际控制人"
    r"|联系人|经办人|承担人|申请人|申报人|当事人|主持人|第一作者|通讯作者|作者|参与人|授权代表|股东|董事长|总经理)"
)
# Words before a name that stand before much else too (成员单位, 员工宿舍): a name only where it plainly ends.
_ROLE = (
    r"(?:员工|职工|雇员|工作人员|研究人员|科研人员|技术人员|财务人员|总监|组长|成员|同事|经理|主管|主任|所长|院长|会计|出纳|秘书"
    r"|教师|教授|研究员|工程师|博士|研究生|学生|导师|专家|候选人|委托人|被处理人|行为人)"
)
_CALLED = r"(?:同志|先生|女士)"
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
# What begins with a surname and is none: what stands at the beginning of a sentence or after a role is looked at twice.
_NO_NAME = (
    r"(?:安[徽庆阳康全装置排保检]|白[银山条天色]|鲍鱼|毕[节业竟]|蔡甸|曹[县妃]|常[州熟德年规务见态]|陈[述列旧仓]|成[都果本员立绩]|程[序度]|邓州"
    r"|丁[类级]|董事|杜绝|范[围县例]|方[案法式面]|房[屋产租价地]|付[款费诸出]|高[新校等管层薪价铁温压速标频清端达]|葛洲|顾[问客虑]|韩[国城]"
    r"|何[时人种处]|贺[州信兰]|洪[湖水]|胡[乱同]|华[北东南中为侨]|黄[石冈山州河金浦土铜]|季[度节]|贾汪|江[苏西北岸汉夏阴门宁干河津水堤]"
    r"|姜堰|金[额融华属山坛东]|康[复养]|孔[洞径]|雷[同达州电]|黎[平族]|李[沧]|连[续带]|梁[山平柱]|廖化|林[业地芝区场木权]|龙[岩华岗头]"
    r"|卢[湾森]|鲁[山班]|陆[丰续地上]|路[线径面]|吕梁|罗[湖山列定]|马[鞍上来]|毛[利坯料巾]|孟[州津]|明[知确]|宁[波夏德可]"
    r"|潘集|彭州|齐[齐全鲁]|钱[塘款]|秦[皇淮]|邱县|任[务何期意职]|沈[阳]|施[工行用]|石家庄|石[景油化河嘴材料墨英]|时[间任期]|史[料实]|宋[代城]"
    r"|苏[州北南]|汤[阴山料]|唐[山河]|陶瓷|田[间地野径]|万[元一州宁分吨]|汪清|王牌|温[州度岭江室]"
    r"|武[汉昌夷进器威]|吴[江兴中忠]|夏[邑季津]|萧山|谢绝|徐[州汇]|许[昌可多诺]|薛城|严[重格肃禁]|杨[浦陵凌]|姚安|叶[县城片轮]|易[于地]"
    r"|尹山|应[当该付收]|于[是洪都]|余[杭姚额款量热]|袁州|曾[经因在]|张家[口港界]|张[店贴掖北]|章[程丘节]|赵县|郑州|钟[祥表]|周[口期边至报转围]"
    r"|邵阳|向[导社上]|段落|颜[料色]|焦[炭点]|霍州|庄[稼园]|尚未|孟津|梅花|萧县|葛根|洪峰|欧[洲元盟]|柳[州树]|秦岭"
    r"|祝贺|诸[多暨城]|邹[城平]|左右|党[员委组校支]|司法|权[利益]|包[括装]|印[章刷]|车[辆间]|单[位独]|公[司开布示]|花[费名]"
    r"|解[释除决]|年[度龄]|管理|项目|计划|规定|双方|平[台时]|团队|各方)"
)
# After it comes a place or an organisation: 江宁区, 周庄镇, 康达公司.
_PLACE = r"(?![省市县区镇乡村局院所厂校委办处部会社])"
# The surnames that nine people in ten have: rarer ones begin too many words (费用, 师资) to stand without a title.
_COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
    "陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤赖樊殷施洪翟颜倪温"
    "葛康俞章欧鲁毕聂齐梅焦柳尚耿庄霍涂欧安"
)
_COMMON_NAME = rf"(?!{_NO_NAME})(?:{_COMPOUND}|[{_COMMON}])(?:{_PLACE}{_GIVEN})"
# What only somebody does, at once after a name.
_ADVERB = r"(?:多次|再次|屡次|涉嫌|故意|长期|曾经?|已经?|均|共同|分别|先后|私自|擅自|违规)"
_DEED = (
    r"(?:伪造|编造|捏造|虚报|虚构|虚假|篡改|抄袭|剽窃|侵占|侵犯|挪用|套取|骗取|隐瞒|买卖|购买|代写|冒用|冒充|冒领|谎报|瞒报|泄露"
    r"|私分|截留|贪污|受贿|行贿|滥用|违反|违背|拒不|拒绝|逾期|弄虚作假|一稿多投|重复发表|不当署名|提供虚假|提交虚假|未按|未经|未履行"
    r"|因|被|在|于\d|系|作为|利用|将)"
)
_AFTER_TITLE = re.compile(
    rf"(?P<lead>{_TITLE}(?:姓名)?\s*(?:[:：(（为是系叫]\s*)?)(?!{_WORDS}){_NAME}"
    rf"(?:(?:[、,，和与及]|以及)(?!{_WORDS}|{_TITLE}){_NAME}{_ENDS})*"
)
_BEFORE_TITLE = re.compile(rf"(?<![{_HAN}])(?!{_WORDS}){_NAME}(?=[（(]原?{_TITLE}[）)])")
_ROLE_NAME = rf"{_COMMON_NAME}(?:{_ENDS}|(?={_ADVERB}?{_DEED}))"
_AFTER_ROLE = re.compile(
    rf"(?P<lead>{_ROLE}\s*(?:[:：(（为是系叫]\s*)?)(?!{_WORDS}){_ROLE_NAME}"
    rf"(?:[、,，和与及](?!{_WORDS}|{_TITLE}){_ROLE_NAME})*"
)
_CALLED_SO = re.compile(
    rf"(?!(?<=公)司|{_WORDS}|{_NO_NAME})(?:{_COMPOUND}|[{_SURNAMES}])[{_HAN}]{{0,2}}?(?={_CALLED})"
)
_DOER = re.compile(
    rf"(?P<lead>(?:^|[^{_HAN}]|经查实?|经核实|查明|查实|发现|认定)\s*)"
    rf"(?!{_WORDS}){_COMMON_NAME}(?:[、和与及](?!{_WORDS}){_COMMON_NAME})*(?=等?(?:人|[二两三四五]人)?{_ADVERB}?{_DEED})"
)


def hide_persons(text: str) -> str:
    """Return a text without phones, identity numbers and the names that stand beside words that tell of persons.

    Such are a title or role before the name (负责人张三, 员工李四), 同志 or a title after it, and a misdeed after a
    name that begins a clause (张三伪造数据). It recognises no names as such: one within a clause and without such a
    word, a foreign one or one of a rare surname stays. The bureau must not put names into the public text.
    """
    masked = _CALLED_SO.sub(HIDDEN, mask_text(text))
    for pattern in (_AFTER_TITLE, _AFTER_ROLE, _DOER):
        masked = pattern.sub(lambda found: found["lead"] + HIDDEN, masked)
    return _BEFORE_TITLE.sub(HIDDEN, masked)
