/** The bureau's accent colour and the light or dark page. A colour that could not be read is darkened or lightened. */

const READABLE = 4.5; // WCAG 2.2, 1.4.3 (AA)
const PAPER = { light: "#ffffff", dark: "#17222a" };
const ON_ACCENT = { light: "#ffffff", dark: "#10191f" };

/** Set the page's theme and follow the system's where it is "auto". */
export function applyTheme(root, theme, accent) {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const name = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    root.dataset.theme = name;
    if (!/^#[0-9a-f]{6}$/i.test(accent)) return;
    const paper = PAPER[name];
    const readable = makeReadable(accent, paper);
    root.style.setProperty("--accent", readable);
    root.style.setProperty("--accent-strong", mix(readable, name === "light" ? "#000000" : "#ffffff", 0.25));
    root.style.setProperty("--accent-soft", mix(paper, readable, 0.1));
  };
  apply();
  if (theme === "auto" && system.addEventListener) system.addEventListener("change", apply);
}

/** Return the colour of words on the accent. */
export const onAccent = (theme) => ON_ACCENT[theme];

/** Return the colour nearest to `colour` that is readable on `paper`: "#rrggbb". */
export function makeReadable(colour, paper) {
  const towards = luminance(paper) > 0.5 ? "#000000" : "#ffffff";
  for (let part = 0; part < 1; part += 0.05) {
    const candidate = mix(colour, towards, part);
    if (contrast(candidate, paper) >= READABLE) return candidate;
  }
  return towards;
}

function mix(from, to, part) {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((value, at) => Math.round(value + (b[at] - value) * part).toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
