// ASCII case: the only case that equality and wildcards ignore, as SQL's NOCASE does.

/** `text` with A-Z in lower case and everything else as it is. */
export function lowerAscii(text: string): string {
  return UPPER.test(text) ? text.replace(UPPER_RUNS, (run) => run.toLowerCase()) : text;
}

/** Whether `text` is `lowered` (a result of lowerAscii) but for ASCII case. Allocates nothing. */
export function equalsLowered(text: string, lowered: string): boolean {
  if (text.length !== lowered.length) return false;
  if (text === lowered) return true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== lowered.charCodeAt(i)) return false;
  }
  return true;
}

const UPPER = /[A-Z]/;
const UPPER_RUNS = /[A-Z]+/g;
