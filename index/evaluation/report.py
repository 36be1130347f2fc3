"""The report for policy staff: one HTML file without any outside part, in Chinese."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from index.evaluation.charts import SHAPES, Bar, Line, bars, dots, legend_mark, lines
from index.evaluation.curve import Curve, decline_curve
from index.evaluation.rows import METHODS, Row, Tally
from index.evaluation.run import Evaluation
from index.evaluation.targets import Target, targets
from index.evaluation.words import METHODS as METHOD_NAMES
from index.evaluation.words import OUTCOMES, expected, fault, kind_name, percent

_STYLE = Path(__file__).with_name("report.css")
_QUOTED = 260  # characters of a passage or an answer that are shown


def write_report(evaluation: Evaluation, file: Path) -> None:
    """Write the report to `file`, making its folder where needed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render(evaluation), "utf-8")


def render(evaluation: Evaluation) -> str:
    """The whole page."""
    curve = decline_curve(evaluation.rows, evaluation.threshold)
    parts = [
        _head(evaluation),
        _cards(targets(evaluation.totals())),
        _kinds(evaluation),
        _curve(curve) if curve else "",
        _ablation(evaluation),
        _failures(evaluation),
    ]
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>答案质量报告 {evaluation.as_of}</title><style>{_STYLE.read_text('utf-8')}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(evaluation: Evaluation) -> str:
    total = evaluation.total()
    return (
        "<h1>答案质量报告</h1>"
        f'<p class="soft">{len(evaluation.rows)} 个问题 · 索引版本 {escape(evaluation.index_version)}'
        f"（{evaluation.passages} 个段落）· 有效期按 {evaluation.as_of} 判断 · "
        f"题目校验码 {evaluation.questions_sha256[:12]}</p>"
        f"<p>共答对 {total.right} 题（{percent(total.share)}）。“答对”是指：该答的题，首先引用的文件正确，"
        "答案里有题目要求的关键内容；不该答的题，明确说明不能回答。</p>"
    )


def _cards(found: Sequence[Target]) -> str:
    drawn = [
        f'<li class="{"" if target.met is None else "met" if target.met else "missed"}">'
        f"<span>{target.name}</span><b>{target.value}</b><span>{target.verdict}</span></li>"
        for target in found
    ]
    return f'<ul class="cards">{"".join(drawn)}</ul>'


def _kinds(evaluation: Evaluation) -> str:
    rows = [*evaluation.tallies(), evaluation.total()]
    chart = bars([_bar(row) for row in rows], "各类问题答对、答错与误拒的比例")
    legend = _legend(
        ('<i class="right"></i>', "答对"),
        ('<i class="declined"></i>', "误拒（该答未答）"),
        ('<i class="wrong"></i>', "其他错误"),
    )
    head = ("问题类别", "题数", "答对", "文件正确", "前三条命中", "误拒", "应拒已拒")
    body = [
        (
            kind_name(row.kind),
            str(row.questions),
            percent(row.share),
            percent(row.right_guide / row.questions),
            percent(row.in_first_three),
            percent(row.wrongly_declined),
            percent(row.declined),
        )
        for row in rows
    ]
    return f"<section><h2>按问题类别</h2><figure>{chart}{legend}</figure>{_table(head, body)}</section>"


def _bar(row: Tally) -> Bar:
    declined = row.wrongly_declined_count / row.questions
    parts = ((row.share, "right"), (declined, "declined"), (1 - row.share - declined, "wrong"))
    return Bar(f"{kind_name(row.kind)} {row.questions}", parts, percent(row.share, 0))


def _curve(curve: Curve) -> str:
    declined = Line(tuple((p.threshold, p.wrongly_declined) for p in curve.points), "line-declined")
    answered = Line(tuple((p.threshold, p.wrongly_answered) for p in curve.points), "line-answered")
    at, measured = curve.operating, curve.measured
    chart = lines(
        (declined, answered),
        at.threshold,
        (
            (at.threshold, at.wrongly_declined, "point-declined"),
            (at.threshold, at.wrongly_answered, "point-answered"),
        ),
        0.5,
        "误拒与误答随作答门槛的变化",
    )
    legend = _legend(
        ('<i class="line"></i>', "误拒：该答未答"), ('<i class="line dashed"></i>', "误答：该拒未拒")
    )
    return (
        f"<section><h2>拒答曲线</h2><figure>{chart}{legend}"
        f"<figcaption>竖线是现在的门槛 {at.threshold:.2f}：只看这一判断，误拒 {percent(at.wrongly_declined)}，"
        f"误答 {percent(at.wrongly_answered)}；连同其他规则（地区、名录行等），实测误拒 "
        f"{percent(measured.wrongly_declined)}，误答 {percent(measured.wrongly_answered)}。"
        "门槛越高，误答越少，误拒越多。纵轴只画到 50%。</figcaption></figure></section>"
    )


def _ablation(evaluation: Evaluation) -> str:
    rows = [row for row in [*evaluation.tallies(), evaluation.total()] if row.hit_at_1]
    if not rows:
        return ""
    keyless = sum(row.question.expects_answer and not row.question.key for row in evaluation.rows)
    note = f"有 {keyless} 题没有写明关键内容，只能按所标的章节算，段落一项因此偏低。" if keyless else ""
    chart = dots(
        [(kind_name(row.kind), [row.hit_at_1[method] for method in METHODS]) for row in rows],
        "各类问题首条命中率，按检索方法",
    )
    legend = _legend(
        *((legend_mark(shape), METHOD_NAMES[m]) for shape, m in zip(SHAPES, METHODS, strict=True))
    )
    head = ("问题类别", *(f"{METHOD_NAMES[m]}" for m in METHODS))
    exact = [(kind_name(r.kind), *(percent(r.hit_at_1[m]) for m in METHODS)) for r in rows]
    loose = [(kind_name(r.kind), *(percent(r.guide_at_1[m]) for m in METHODS)) for r in rows]
    return (
        f"<section><h2>检索方法对照</h2><p>第一条就是答案所在段落的比例。前三种只用用户打的原字，"
        f"“完整排序”还会改正错字、理解简称和地区。各方法都只在有效的文件里找。{note}</p>"
        f"<figure>{chart}{legend}</figure><h3>段落正确</h3>{_table(head, exact)}"
        f"<h3>文件正确</h3>{_table(head, loose)}</section>"
    )


def _failures(evaluation: Evaluation) -> str:
    failed = [row for row in evaluation.rows if fault(row)]
    if not failed:
        return "<section><h2>答错的题</h2><p>没有答错的题。</p></section>"
    parts = [f"<section><h2>答错的题（{len(failed)}）</h2>"]
    order = {row.question.kind: position for position, row in reversed(list(enumerate(evaluation.rows)))}
    for kind, rows in groupby(
        sorted(failed, key=lambda row: order[row.question.kind]), key=lambda r: r.question.kind
    ):
        own = list(rows)
        parts.append(f"<h3>{escape(kind_name(kind))}（{len(own)}）</h3>")
        parts += [_failure(row, evaluation.titles) for row in own]
    return "".join(parts) + "</section>"


def _failure(row: Row, titles: dict[str, str]) -> str:
    question = row.question
    where = [part for part in (question.region, f"按 {question.on}" if question.on else None) if part]
    facts = [("应当", escape(expected(row, titles))), ("实际", _happened(row))]
    shown = row.cited or row.best
    if shown is not None:
        lead = "引用" if row.cited else "最接近"
        score = "" if shown.score is None else f"（得分 {shown.score:.2f}）"
        section = f" › {shown.section.replace(' > ', ' › ')}" if shown.section else ""
        source = f"《{shown.title}》{section}{score}"
        quoted = f"<blockquote>{escape(_cut(shown.passage))}</blockquote>"
        facts.append((lead, escape(source) + quoted))
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    place = f' <span class="soft">（{escape("，".join(where))}）</span>' if where else ""
    title = f'<span class="tag">{fault(row)}</span>{escape(question.question)}{place}'
    return f'<article id="{escape(question.id, quote=True)}"><h4>{title}</h4><dl>{listed}</dl></article>'


def _happened(row: Row) -> str:
    told = f"{OUTCOMES[row.outcome]}（可信程度 {row.probability:.2f}）：{_cut(row.text)}"
    if row.missing_keys and row.outcome == "answered":
        told += f"\n缺少：{'、'.join(row.missing_keys)}"
    if row.unsupported:
        told += f"\n出处里没有的数字：{'、'.join(row.unsupported)}"
    return escape(told)


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "……"


def _legend(*entries: tuple[str, str]) -> str:
    return f'<ul class="legend">{"".join(f"<li>{key}{name}</li>" for key, name in entries)}</ul>'


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>'
