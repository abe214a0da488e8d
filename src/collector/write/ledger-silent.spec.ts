// Senders that are put aside: the sums hold whatever happens, and who sends again is who it was.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Mark } from '../../store/event-store.js';
import { Ledger, type Opened } from './ledger.js';
import { type LedgerRow, sumOf } from './ledger-row.js';

const SINCE = 1_000_000;

let dir: string;
const open = (marks: readonly Mark[] = [], folder = dir): { ledger: Ledger } & Opened => {
  const ledger = new Ledger(folder, 'c0');
  return { ledger, ...ledger.open(marks) };
};

/** `n` messages from a source, and all of them stored; returns the mark that the store has of it then. */
function store(ledger: Ledger, source: string, n: number, at: number): Mark {
  const slot = ledger.slot(source);
  ledger.arrive(n);
  for (let i = 0; i < n; i += 1) {
    ledger.assign(slot, at);
    ledger.queue(slot);
  }
  const mark = ledger.mark(slot, [{ stored: n, duplicate: 0, spooled: 0 }]);
  ledger.settle(slot, 'stored', n);
  ledger.persist();
  return mark;
}

const shown = (ledger: Ledger): object =>
  Object.fromEntries(ledger.rows().map(({ source, received, stored }) => [source, [received, stored]]));
const total = (ledger: Ledger): LedgerRow => ({ ...sumOf(ledger.rows()), source: '' });

let marks: Mark[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-silent-'));
  const { ledger } = open();
  marks = [
    store(ledger, '10.0.0.1', 1, SINCE - 1),
    store(ledger, 'nas', 2, SINCE - 1),
    store(ledger, '10.0.0.2', 4, SINCE),
    store(ledger, '2001:db8::1', 8, SINCE - 1),
    store(ledger, '(other senders)', 16, SINCE),
  ];
  ledger.close();
});

const ASIDE = { nas: [2, 2], '10.0.0.2': [4, 4], '(other senders)': [25, 25] };

describe('senders that were silent', () => {
  it('are shown as one, with those that are not told apart, and the sums hold, also after a restart', () => {
    const { ledger } = open(marks);
    const before = total(ledger);
    expect(ledger.putAside(SINCE)).toBe(2);
    for (const each of [ledger, open(marks).ledger]) {
      expect(shown(each)).toEqual(ASIDE);
      expect(total(each)).toEqual(before);
      expect([each.size, each.has('10.0.0.1'), each.putAside(SINCE)]).toEqual([5, false, 0]);
    }
  });

  it('go on with their counters when they send again, and are put aside again', () => {
    const { ledger } = open(marks);
    ledger.putAside(SINCE);
    const mark = store(ledger, '10.0.0.1', 32, SINCE + 1);
    const expected = { ...ASIDE, '10.0.0.1': [33, 33], '(other senders)': [24, 24] };
    expect(shown(ledger)).toEqual(expected);
    expect(mark).toMatchObject({ version: 33 });
    const next = open([...marks, mark]).ledger;
    expect(shown(next)).toEqual(expected);
    expect(next.putAside(SINCE + 2)).toBe(2);
    expect(shown(open([...marks, mark]).ledger)).toEqual({ nas: [2, 2], '(other senders)': [61, 61] });
  });

  it('come back with what the store committed beyond their counters', () => {
    open(marks).ledger.putAside(SINCE);
    const newer: Mark = { key: 'ledger/c0/10.0.0.1', version: 3, value: '[3,0]' };
    const { ledger } = open([...marks, newer]);
    expect(shown(ledger)).toEqual({ ...ASIDE, '10.0.0.1': [3, 3], '(other senders)': [24, 24] });
  });

  it('are in one place only, whenever the process that puts them aside is killed', () => {
    const before = mkdtempSync(join(tmpdir(), 'lanwarden-silent-'));
    cpSync(dir, before, { recursive: true });
    open(marks).ledger.putAside(SINCE);
    // Each file is written under another name, and then put in its place.
    const steps = [
      ['silent'],
      ['names.new'],
      ['names.new', 'counts.new'],
      ['names', 'counts.new'],
      ['names', 'counts'],
    ];
    for (const [at, step] of steps.entries()) {
      const folder = mkdtempSync(join(tmpdir(), 'lanwarden-silent-'));
      cpSync(before, folder, { recursive: true });
      for (const file of ['silent', ...step])
        cpSync(join(dir, `ledger-c0.${file.replace('.new', '')}`), join(folder, `ledger-c0.${file}`));
      const { ledger, repaired, lost } = open(marks, folder);
      const expected = at < 3 ? { nas: [2, 2], '10.0.0.1': [1, 1], '(other senders)': [16, 16] } : ASIDE;
      expect(shown(ledger), `step ${at}`).toMatchObject(expected);
      expect([total(ledger).stored, total(ledger).balanced, repaired, lost], `step ${at}`).toEqual([31, true, [], 0]);
      store(ledger, '10.0.0.9', 1, SINCE);
      ledger.close();
      const again = open(marks, folder);
      expect([total(again.ledger).stored, again.repaired], `step ${at}`).toEqual([32, []]);
    }
  });

  it('stay where they are when the disk does not take the new files', () => {
    const { ledger } = open(marks);
    const before = shown(ledger);
    for (const file of ['silent', 'counts']) {
      mkdirSync(join(dir, `ledger-c0.${file}.new`));
      expect(() => ledger.putAside(SINCE)).toThrow('EISDIR');
      rmdirSync(join(dir, `ledger-c0.${file}.new`));
    }
    store(ledger, '10.0.0.2', 1, SINCE);
    expect(shown(ledger)).toEqual({ ...before, '10.0.0.2': [5, 5] });
    expect(shown(open(marks).ledger)).toEqual({ ...before, '10.0.0.2': [5, 5] });
  });

  it('are told when a line of theirs is damaged, and the others are there', () => {
    open(marks).ledger.putAside(SINCE);
    const file = join(dir, 'ledger-c0.silent');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1 << (at % 8);
      writeFileSync(file, damaged);
      const { ledger, repaired } = open();
      expect(ledger.rows().every(({ balanced }) => balanced)).toBe(true);
      expect([17, 24, 16]).toContain(ledger.rows().find(({ source }) => source === '(other senders)')?.stored);
      expect(repaired).toEqual(['(senders that were silent)']);
      ledger.close();
    }
  });
});
