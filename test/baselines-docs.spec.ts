// docs/baselines.md prints tables that are somewhere else: they must be the same.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASON_CODES, type ReasonCode } from '../modules/baselines/engine/reason.js';

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const document = read('../docs/baselines.md');
const attackCodes = JSON.parse(read('tools/baselines-attack-codes.json')) as Record<string, ReasonCode[]>;

it('prints each reason code with what it says', () => {
  const rows = [...document.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)].map(([, code, what]) => [code, what]);
  expect(Object.fromEntries(rows)).toEqual(REASON_CODES);
});

it('prints each kind of attack with the codes that name it, and all of them are codes', () => {
  const rows = [...document.matchAll(/^\| ([a-z_]+) +\| (`.*`) +\|$/gm)].map(([, attack, codes = '']) => [
    attack,
    [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
  ]);
  expect(Object.fromEntries(rows)).toEqual(attackCodes);
  expect(
    Object.values(attackCodes)
      .flat()
      .filter((code) => !(code in REASON_CODES)),
  ).toEqual([]);
});
