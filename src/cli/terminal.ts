// Text for a terminal. Log text is an attacker's: escape sequences could retitle the window, hide lines or type commands, and
// bidirectional controls could make a line read as another, so everything that is not plainly visible is shown as what it is.

/** C0, DEL, C1 (xterm obeys U+009B as CSI), line separators, bidirectional and zero-width controls, lone surrogates, tags. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** The same text with every control character written out: `\n`, `\x1b`, `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** JSON that a terminal can show: the same value, with what JSON would leave as it is written as escapes. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (char) =>
    [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

export interface Column {
  readonly title: string;
  /** The last column takes what is left when it has none. */
  readonly maxWidth?: number;
}

/** Rows of cells as aligned lines that fit `width` columns; longer cells end in `…`. Cells are made visible here. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(visible))];
  const widths = columns.map(({ maxWidth = Infinity }, i) =>
    Math.min(maxWidth, Math.max(...cells.map((row) => widthOf(row[i] ?? '')))),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP, 0);
  widths[last] = Math.max(MIN_LAST_WIDTH, Math.min(widths[last] ?? 0, width - before));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, i) => fit(cell, widths[i] ?? 0))
          .join(' '.repeat(GAP))
          .trimEnd()}\n`,
    )
    .join('');
}

const GAP = 2;
const MIN_LAST_WIDTH = 10;

function fit(text: string, width: number): string {
  const full = widthOf(text);
  if (full <= width) return text + ' '.repeat(width === Infinity ? 0 : width - full);
  let used = 0;
  let cut = '';
  for (const char of text) {
    used += widthOf(char);
    if (used > width - 1) break;
    cut += char;
  }
  return `${cut}…`;
}

/** Columns that a terminal takes: two for East Asian wide characters and most emoji, none for combining marks. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 0x300) width += 1;
    else if (!COMBINING.test(char)) width += WIDE.test(char) ? 2 : 1;
  }
  return width;
}

const COMBINING = /^\p{M}$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(char: string): string {
  const code = char.codePointAt(0) as number;
  return SHORT[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}
