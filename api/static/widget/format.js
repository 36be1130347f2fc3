/** Figures as people read them: money from fen, days and times in China's time. */

const ZONE = "Asia/Shanghai";
const time = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const date = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, year: "numeric", month: "long", day: "numeric" });

/** 1234567 fen -> "12,345.67". Whole numbers only, so that no fen is lost to rounding. */
export function yuan(fen) {
  const whole = Math.trunc(Math.abs(fen) / 100);
  const rest = String(Math.abs(fen) % 100).padStart(2, "0");
  return `${fen < 0 ? "−" : ""}${String(whole).replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
}

/** "2024-05-06" -> "2024年5月6日": a calendar day, in no time zone. */
export function day(iso) {
  const [year, month, dayOfMonth] = iso.split("-").map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}

/** The day of an instant, in China: "2024年5月6日". */
export const dayOf = (instant) => date.format(new Date(instant));

/** The hour of an instant, in China: "09:05". */
export const clock = (instant) => time.format(new Date(instant));

/** A document's validity in words. What it does not state is said to be missing. */
export function period(from, to) {
  if (from && to) return `${day(from)} 至 ${day(to)}`;
  if (from) return `${day(from)} 起施行，截止日期文件未载明`;
  if (to) return `有效期至 ${day(to)}`;
  return "文件未载明";
}
