// Nothing from a log or a person is printed raw in a page: `<%-` is legal only for include(...) and the layout's body.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const RAW = /<%-\s*([\s\S]*?)-?%>/g;
/** Raw outputs of a template that are not allowed. */
function rawOutputs(template: string): string[] {
  return [...template.matchAll(RAW)]
    .map((match) => (match[1] ?? '').trim())
    .filter((code) => !isLegal(code.replace(/\s*;$/, '')));
}

function isLegal(code: string): boolean {
  if (code === 'body') return true;
  const open = /^include\s*\(/.exec(code)?.[0].length;
  return open !== undefined && closingParenthesis(code, open) === code.length - 1;
}

/** Where the parenthesis that was open before `from` closes; parentheses in quotes do not count. */
function closingParenthesis(code: string, from: number): number {
  const bare = code.replace(/'[^']*'|"[^"]*"/g, (quoted) => '_'.repeat(quoted.length));
  for (let at = from, depth = 1; at < bare.length; at += 1) {
    if (bare[at] === '(') depth += 1;
    if (bare[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function templates(): string[] {
  return ['views', 'modules'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ejs'))
      .map((path) => join(folder, path)),
  );
}

describe('templates', () => {
  it('are looked at at all', () => expect(templates().length).toBeGreaterThan(0));

  it.each(templates())('%s prints nothing raw', (path) => expect(rawOutputs(readFileSync(path, 'utf8'))).toEqual([]));

  it.each([
    ["<%- include('_rows', { rows }) %>", []],
    ['<%-body%>', []],
    ['<%- body -%>', []],
    ['<td><%- event.message %></td>', ['event.message']],
    ["<%- include('a') + name %>", ["include('a') + name"]],
    ["<%- include('a') + f(name) %>", ["include('a') + f(name)"]],
    ["<%- include('a)', { b: c(d) }); %>", []],
    ['<%= event.message %>', []],
    ['<%- body2 %><%-\n x\n%>', ['body2', 'x']],
  ])('the scan judges %j', (template, expected) => expect(rawOutputs(template)).toEqual(expected));
});
