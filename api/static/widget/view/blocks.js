/**
 * The structure of a plain text: paragraphs, headings, numbered steps, bullets, checklists and tables.
 * Pure: text in, records out. Official documents number 一、 > （一） > 1. > （1） > ①.
 */

const HAN = "一二三四五六七八九十百";
const MARKERS = [
  { type: "check", depth: 1, pattern: /^(?:[-*•]\s*)?(\[[ xX]?\]|[□☐☑✓✔])\s*/ },
  { type: "bullet", depth: 1, pattern: /^([-*•●▪])\s+|^([•●▪·])\s*/ },
  { type: "step", depth: 1, pattern: new RegExp(`^([${HAN}]{1,3}、)\\s*`) },
  { type: "step", depth: 2, pattern: new RegExp(`^([（(][${HAN}]{1,3}[）)])\\s*`) },
  { type: "step", depth: 1, pattern: new RegExp(`^(第[${HAN}]{1,3}步)[：:，、\\s]*`) },
  { type: "step", depth: 3, pattern: /^(\d{1,2}[.．、](?!\d)|\d{1,2}[)）])\s*/ },
  { type: "step", depth: 4, pattern: /^([（(]\d{1,2}[）)])\s*/ },
  { type: "step", depth: 5, pattern: /^([①-⑳])\s*/ },
];
// Nothing of a quoted text is dropped but the signs of Markdown.
const HEADING = /^#{1,6}\s+(.+)$|^(【[^】]{1,24}】)$|^([^，。；？！:：]{2,16}[:：])$/;
// A short name and what it is (联系人：张三), no sentence.
const FACT = /^([^，。；！？、：:《“\s]{1,14}(?:（[^）]{1,8}）)?)：([^。；：]{1,60})$/;
const TABLE_ROW = /^\|.*\|$/;
const TABLE_RULE = /^\|?[\s:|-]*-{2,}[\s:|-]*\|?$/;

/**
 * Return the blocks of a text, in order:
 * `{type: "paragraph", lines}`, `{type: "heading", text}`, `{type: "table", head, rows}`,
 * `{type: "facts", facts: [{name, value}]}`,
 * `{type: "list", items: [{type, marker, depth, checked, lines}]}`; depth counts from 1 within its list.
 */
export function parseBlocks(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    const taken = takeTable(lines, at) || takeFacts(lines, at);
    if (taken) {
      blocks.push(taken.block);
      at = taken.next;
      continue;
    }
    takeLine(blocks, lines[at], lines[at + 1]);
    at += 1;
  }
  return blocks.filter((block) => block.type !== "gap").map(settle);
}

function takeLine(blocks, line, next) {
  const last = blocks[blocks.length - 1];
  const trimmed = line.trim();
  if (!trimmed) {
    if (last && last.type === "paragraph") blocks.push({ type: "gap" });
    return;
  }
  const item = parseItem(trimmed);
  const heading = HEADING.exec(trimmed);
  if (item) {
    if (last && last.type === "list") last.items.push(item);
    else blocks.push({ type: "list", items: [item] });
  } else if (heading && next !== undefined) {
    blocks.push({ type: "heading", text: heading[1] || heading[2] || heading[3] });
  } else if (last && last.type === "list" && /^(\s{2,}|\t|\u3000)/.test(line)) {
    last.items[last.items.length - 1].lines.push(trimmed);
  } else if (last && last.type === "paragraph") last.lines.push(trimmed);
  else blocks.push({ type: "paragraph", lines: [trimmed] });
}

function parseItem(line) {
  for (const { type, depth, pattern } of MARKERS) {
    const found = pattern.exec(line);
    if (!found || found[0].length === line.length) continue;
    const marker = found[1] || found[2];
    return { type, depth, marker, checked: /[xX☑✓✔]/.test(marker), lines: [line.slice(found[0].length)] };
  }
  return null;
}

/** Depths are the document's own; in one list only those that occur count. */
function settle(block) {
  if (block.type !== "list") return block;
  const depths = [...new Set(block.items.map((item) => item.depth))].sort((a, b) => a - b);
  return { ...block, items: block.items.map((item) => ({ ...item, depth: depths.indexOf(item.depth) + 1 })) };
}

/** A table is rows between pipes, or two or more lines of tab-separated cells; the first row is its head. */
function takeTable(lines, start) {
  const isPiped = TABLE_ROW.test(lines[start].trim());
  const belongs = (line) => line !== undefined && (isPiped ? TABLE_ROW.test(line.trim()) : /\S\t+\S/.test(line));
  let end = start;
  while (belongs(lines[end])) end += 1;
  if (end - start < 2) return null;
  const rows = lines.slice(start, end).filter((line) => !isPiped || !TABLE_RULE.test(line.trim()))
    .map((line) => (isPiped ? line.trim().slice(1, -1).split("|") : line.split("\t")).map((cell) => cell.trim()));
  return { block: { type: "table", head: rows[0], rows: rows.slice(1) }, next: end };
}

/** Facts are two or more lines that each name one thing and say what it is: the card of a row or a contact. */
function takeFacts(lines, start) {
  const facts = [];
  for (let line = lines[start]; line !== undefined; line = lines[start + facts.length]) {
    const found = parseItem(line.trim()) ? null : FACT.exec(line.trim());
    if (!found) break;
    facts.push({ name: found[1], value: found[2] });
  }
  return facts.length < 2 ? null : { block: { type: "facts", facts }, next: start + facts.length };
}
