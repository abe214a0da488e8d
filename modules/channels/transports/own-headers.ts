// Headers that a receiver asks for, one a line: `X-Api-Key: abc`. Their values are secrets.

import { z } from 'zod';

const MAX_HEADERS = 20;
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
/** Ours, or those of the connection. */
const TAKEN =
  /^(host|content-length|content-type|content-encoding|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|webhook-.*)$/i;

export const ownHeaders = z
  .string()
  .max(8_000, 'longer than 8,000 characters')
  .superRefine((text, context) => {
    const what = mistakeIn(text);
    if (what !== undefined) context.addIssue({ code: 'custom', message: what });
  });

export function readHeaders(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function mistakeIn(text: string): string | undefined {
  const lines = linesOf(text);
  if (lines.length > MAX_HEADERS) return `at most ${MAX_HEADERS} headers`;
  const names = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (colon < 1 || !NAME.test(name)) return `line ${index + 1}: expected Name: value`;
    if (TAKEN.test(name)) return `line ${index + 1}: ${name} is set by Lanwarden itself`;
    if (!/^[\x20-\x7e\t]*$/.test(line.slice(colon + 1)))
      return `line ${index + 1}: the value holds a character that no header may have`;
    if (names.has(name.toLowerCase())) return `line ${index + 1}: ${name} is there twice`;
    names.add(name.toLowerCase());
  }
  return undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
