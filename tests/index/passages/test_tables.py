from index.passages.tables import describe_row, read_table


def test_rows_name_their_columns() -> None:
    table = read_table("区\t责任领导\t联系人\n江岸区\t徐涛（副局长）\t亓巍\n江汉区\t余文珠\t石俊马")
    assert table is not None
    assert describe_row(table.cells(table.rows[0])) == "区：江岸区；责任领导：徐涛（副局长）；联系人：亓巍"


def test_markdown_table_with_rule_and_merged_first_cell() -> None:
    table = read_table("| 区 | 联系人 |\n|---|:--:|\n| 江岸区 | 亓巍 |\n|  | 王五 |")
    assert table is not None
    assert table.rows == (("江岸区", "亓巍"), ("江岸区", "王五"))


def test_caption_over_the_table_is_not_its_header() -> None:
    table = read_table("附件 分工表\t\t\n区\t领导\t联系人\n甲区\t张\t李\n乙区\t王\t赵")
    assert table is not None
    assert table.header == ("区", "领导", "联系人")


def test_a_paragraph_is_no_table() -> None:
    assert read_table("没有制表符的一段话") is None


def test_the_row_over_a_rule_is_the_header_whatever_it_says() -> None:
    table = read_table(
        "| 指标 | 2023 | 企业名称（须与营业执照上的名称完全一致） |\n| --- | --- | --- |\n| 研发投入 | 3% | 甲 |"
    )
    assert table is not None
    assert table.header == ("指标", "2023", "企业名称（须与营业执照上的名称完全一致）")


def test_an_empty_row_over_a_rule_says_that_there_is_no_header() -> None:
    table = read_table("|  |  |\n| --- | --- |\n| 江岸区 | 亓巍 |\n| 江汉区 | 石俊马 |")
    assert table is not None
    assert table.header == ("", "")
    assert len(table.rows) == 2


def test_a_row_begins_with_what_it_is_about_not_with_its_number() -> None:
    table = read_table(
        "| 序号 | 区 | 电话 |\n| --- | --- | --- |\n| 1 | 江岸区 | 8273 |\n| 2 | 江汉区 | 8274 |"
    )
    assert table is not None
    assert [describe_row(table.cells(row)) for row in table.rows] == [
        "区：江岸区；电话：8273",
        "区：江汉区；电话：8274",
    ]


def test_a_code_is_no_number_in_a_list() -> None:
    table = read_table("| 序号 | 事项 |\n| --- | --- |\n| LJ-1 | 备案 |\n| LJ-2 | 认定 |")
    assert table is not None
    assert describe_row(table.cells(table.rows[0])) == "序号：LJ-1；事项：备案"
