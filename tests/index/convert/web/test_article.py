"""Pages of government sites."""

import socket
from pathlib import Path

import pytest

from index.convert import convert
from index.model.errors import DocumentError

MODERN = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="ArticleTitle" content="关于申报科技创新券的通知"><title>关于申报科技创新券的通知_江城市科学技术局</title>
<style>p{}</style><script>var a="脚本"</script></head><body>
<div class="header"><a href="/">首页</a><a href="/a">政务公开</a></div>
<div class="nav"><ul><li><a>机构职能</a></li></ul></div>
<div class="main"><div class="position">您现在的位置：<a>首页</a>&gt;<a>通知公告</a></div>
<h1>关于申报科技创新券的通知</h1><div>来源：江城市科学技术局 发布时间：2024-05-06</div>
<div id="zoom"><div class="TRS_Editor"><p align="center"><b>关于申报科技创新券的通知</b></p><p>各有关单位：</p>
<p>　　根据《管理办法》，<br>现组织申报。<br>有关事项如下。</p><h3>一、申报条件</h3>
<ul><li>注册在江城<ul><li>含各区</li></ul></li><li>信用良好</li></ul><ol><li>登录系统</li><li>提交材料</li></ol>
<table border=1><tr><th rowspan=2>区</th><th colspan=2>联系方式</th></tr><tr><th>联系人</th><th>电话</th></tr>
<tr><td rowspan=2>江岸区</td><td>张三</td><td>027-1</td></tr><tr><td>李四</td><td>027-2</td></tr></table>
<p style="display:none">看不见</p><p>附件：申报书.docx</p></div></div><p>【打印】【关闭】</p></div>
<div class="footer">主办：江城市科学技术局 ICP备案号：鄂ICP备1号</div></body></html>"""

OLD = """<html><head><title>办事指南-江城市科技局网站</title></head>
<body><table width=100%>
<tr><td><a>首页</a> <a>新闻</a></td></tr><tr><td><table><tr><td width=20%><a>栏目一</a><br><a>栏目二</a></td>
<td><p>科技型中小企业评价办事指南</p>
<p>一、受理单位：江城市科技局政务服务窗口。</p><p>二、办理时限：15个工作日内办结，遇节假日顺延。</p>
<table border=1><tr><td>材料名称</td><td>份数</td></tr><tr><td>营业执照</td><td>1</td></tr></table></td></tr>
</table></td></tr><tr><td>版权所有 江城市科技局</td></tr></table></body></html>"""


def read(tmp_path: Path, page: str | bytes, name: str = "a.html") -> list[str]:
    (tmp_path / name).write_bytes(page if isinstance(page, bytes) else page.encode())
    return convert(tmp_path / name, name).split("\n\n")


def test_the_article_with_its_lists_and_tables_and_nothing_else(tmp_path: Path) -> None:
    assert read(tmp_path, MODERN) == [
        "# 关于申报科技创新券的通知",
        "各有关单位：",
        "根据《管理办法》，现组织申报。",
        "有关事项如下。",
        "### 一、申报条件",
        "- 注册在江城",
        "  - 含各区",
        "- 信用良好",
        "1. 登录系统",
        "2. 提交材料",
        "| 区 | 联系方式·联系人 | 联系方式·电话 |\n| --- | --- | --- |\n"
        "| 江岸区 | 张三 | 027-1 |\n| 江岸区 | 李四 | 027-2 |",
        "附件：申报书.docx",
    ]


def test_a_page_laid_out_by_tables(tmp_path: Path) -> None:
    assert read(tmp_path, OLD) == [
        "# 办事指南",
        "科技型中小企业评价办事指南",
        "一、受理单位：江城市科技局政务服务窗口。",
        "二、办理时限：15个工作日内办结，遇节假日顺延。",
        "| 材料名称 | 份数 |\n| --- | --- |\n| 营业执照 | 1 |",
    ]


@pytest.mark.parametrize(
    ("stated", "used"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("big5", "big5"), ("", "gb18030")]
)
def test_charsets(tmp_path: Path, stated: str, used: str) -> None:
    words = (
        "企業申請科技創新券的公告，請於期限內提出申請並檢附相關證明文件。"
        if used == "big5"
        else "企业申请创新券兑付应当提交发票和合同，由科技局受理。"
    )
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={stated}'>" if stated else ""
    page = f"<html><head>{meta}</head><body><p>{words * 4}</p></body></html>"
    assert read(tmp_path, page.encode(used)) == [words * 4]


def test_nothing_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        site = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = f"""<!DOCTYPE html SYSTEM "{site}/a.dtd"><html><head><link rel=stylesheet href={site}/a.css>
        <base href="{site}/">
        <script src={site}/a.js></script></head><body><img src={site}/a.png><iframe src={site}/b></iframe>
        <p>企业申请创新券兑付应当提交发票和合同，由科技局受理。</p></body></html>"""
        assert read(tmp_path, page) == ["企业申请创新券兑付应当提交发票和合同，由科技局受理。"]
        with pytest.raises(TimeoutError):
            server.accept()


def test_web_pages_saved_as_office_files_are_read(tmp_path: Path) -> None:
    rows = "<tr><td>区</td><td>电话</td></tr><tr><td>江岸区</td><td>027-82345678</td></tr>"
    page = f"<html><body><table>{rows}</table></body></html>"
    assert read(tmp_path, page, "a.xls") == ["| 区 | 电话 |\n| --- | --- |\n| 江岸区 | 027-82345678 |"]


def test_a_page_without_text(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有正文"):
        read(tmp_path, "<html><body><script>1</script></body></html>")


def test_a_page_nested_too_deep_is_refused(tmp_path: Path) -> None:
    deep = "<div>" * 5_000 + "企业申请创新券兑付应当提交发票和合同。" + "</div>" * 5_000
    with pytest.raises(DocumentError, match="嵌套过深"):
        read(tmp_path, f"<html><body><p>开头有一段可以读取的文字。</p>{deep}</body></html>")


def test_huge_spans_cost_nothing(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=99999 colspan=99999>企业</td><td>电话号码</td></tr><tr><td>乙企业</td></tr>"
    span = f"<table>{rows}</table>"
    assert "企业" in "".join(read(tmp_path, f"<html><body><p>企业名录如下。</p>{span}</body></html>"))


BODY = "<div id='zoom'><p>" + "为做好评价工作，现将有关事项通知如下。" * 5 + "</p></div>"


@pytest.mark.parametrize(
    "box",
    [
        "<table><tr><td>索引号</td><td>LJ-1</td><td>发文字号</td><td>南科函〔2025〕21号</td></tr></table>",
        "<ul class='header'><li><b>文 号：</b><span>南科函〔2025〕21号</span></li></ul>",
        "<p>[ 发文字号 ] 南科函〔2025〕21号</p>",
    ],
)
def test_the_number_in_the_box_over_an_article_is_read(tmp_path: Path, box: str) -> None:
    page = f"<html><body><h1>关于开展评价工作的通知</h1>{box}{BODY}</body></html>"
    assert read(tmp_path, page)[:2] == ["# 关于开展评价工作的通知", "发文字号：南科函〔2025〕21号"]


def test_numbers_of_other_documents_beside_an_article_are_not_its_own(tmp_path: Path) -> None:
    listed = "".join(f"<p>文号：南科函〔2025〕{n}号</p>" for n in (1, 2))
    page = f"<html><body><h1>关于开展评价工作的通知</h1>{BODY}<div>{listed}</div></body></html>"
    assert not any("〔2025〕" in block for block in read(tmp_path, page))


NOTICE = """<h1>关于申报贷款贴息的通知</h1><p>一、贴息对象。在江城市注册的高新技术企业。</p>
<p>二、贴息标准。按实际支付利息的40%补贴。</p>"""


@pytest.mark.parametrize(
    "words", ["page-content", "wrap page_detail", "main share", "container header-fixed"]
)
def test_an_article_in_a_part_that_is_called_something_else_is_read(tmp_path: Path, words: str) -> None:
    inner = f"<div class='nav'><a>首页</a></div>{NOTICE}"
    page = f"<title>关于申报贷款贴息的通知</title><body><div class='{words}'>{inner}</div>"
    blocks = read(tmp_path, page)
    assert "二、贴息标准。按实际支付利息的40%补贴。" in blocks
    assert "首页" not in "".join(blocks)


@pytest.mark.parametrize("words", ["footer", "page-footer", "share copyright"])
def test_a_part_of_the_site_is_left_out_also_where_it_says_more_than_the_article(
    tmp_path: Path, words: str
) -> None:
    site = (
        "<p>主管：江城市人民政府，承建：江城市大数据中心，值班时间为工作日上午和下午，欢迎来电来访。</p>" * 4
    )
    page = f"<title>关于申报贷款贴息的通知</title><body><div>{NOTICE}</div><div class='{words}'>{site}</div>"
    assert "承建" not in "".join(read(tmp_path, page))


@pytest.mark.parametrize("link", ['href="/a/申报书.docx"', 'href="/download?id=7"'])
def test_files_that_are_attached_are_named_and_links_to_other_pages_are_not(
    tmp_path: Path, link: str
) -> None:
    attached = f"<p>附件：</p><p><a {link}>1. 贴息申报书.docx</a></p>"
    related = "<ul><li><a href='/b'>我市召开大会</a></li><li><a href='/c'>新增百家企业</a></li></ul>"
    page = f"<title>关于申报贷款贴息的通知</title><body><div class='nr'>{NOTICE}{attached}</div><div>{related}</div>"
    text = "".join(read(tmp_path, page))
    assert "贴息申报书.docx" in text
    assert "召开大会" not in text


def test_the_line_of_buttons_is_left_out(tmp_path: Path) -> None:
    buttons = "【字体：<a>大</a> <a>中</a> <a>小</a>】<a>打印</a> <a>关闭</a> 分享到：<a>微信</a><a>微博</a>"
    page = f"<title>关于申报贷款贴息的通知</title><body><div class='nr'><div>{buttons}</div>{NOTICE}</div>"
    assert "打印" not in "".join(read(tmp_path, page))
