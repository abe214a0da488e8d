import { mkdtempSync, appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UNIDENTIFIED } from '../../event/source-name.js';
import type { Mark } from '../../store/event-store.js';
import { BatchMarks } from './batch-marks.js';
import { Ledger, type Opened } from './ledger.js';
import type { Offer } from './offer.js';

let dir: string;
const open = (marks: Parameters<Ledger['open']>[0] = [], inSpool = 0): { ledger: Ledger } & Opened => {
  const ledger = new Ledger(dir, 'c0');
  return { ledger, ...ledger.open(marks, inSpool) };
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-ledger-'));
});

describe('the ledger', () => {
  it('balances at every step of a message’s life', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    ledger.arrive(3);
    expect(ledger.rows()).toMatchObject([{ source: UNIDENTIFIED, received: 3, balanced: false }, { source: 'web1' }]);
    for (let i = 0; i < 3; i += 1) ledger.assign(slot, 1_000);
    ledger.count(slot, 'filtered');
    ledger.queue(slot);
    ledger.queue(slot);
    expect(ledger.rows()).toMatchObject([
      { source: 'web1', received: 3, filtered: 1, queued: 2, lost: 0, balanced: true },
    ]);
    ledger.settle(slot, 'stored', 1);
    ledger.settle(slot, 'duplicate', 1);
    expect(ledger.rows()).toMatchObject([
      { received: 3, stored: 1, duplicate: 1, filtered: 1, queued: 0, balanced: true, lastReceived: 1_000 },
    ]);
  });

  it('says so when a message is counted nowhere', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    ledger.arrive(1);
    ledger.assign(slot, 1);
    expect(ledger.rows()).toMatchObject([{ received: 1, balanced: false }]);
  });

  it('knows of what a killed process had in memory how much its senders send again', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    const arrive = (n: number): void => {
      ledger.arrive(n);
      for (let i = 0; i < n; i += 1) {
        ledger.assign(slot, 1);
        ledger.queue(slot);
      }
    };
    ledger.awaitAnswers(6);
    arrive(6);
    arrive(4);
    ledger.settle(slot, 'stored', 3);
    ledger.answered();
    ledger.answered();
    ledger.persist();
    const next = open();
    expect(next).toMatchObject({ lost: 7, unanswered: 4 });
    expect(next.ledger.rows().map(({ source }) => source)).toEqual(['web1']);
    expect(next.ledger.rows()).toMatchObject([{ received: 10, stored: 3, lost: 7, balanced: true }]);
    expect(open()).toMatchObject({ lost: 0, unanswered: 0 });
  });

  it('counts a source that is called like its own record beside that, through a start', () => {
    const { ledger } = open();
    const slot = ledger.slot('(awaited)');
    ledger.awaitAnswers(3);
    ledger.arrive(2);
    for (let i = 0; i < 2; i += 1) ledger.assign(slot, 1);
    ledger.queue(slot);
    ledger.queue(slot);
    ledger.settle(slot, 'stored', 2);
    ledger.persist();
    const next = open().ledger;
    for (const each of [ledger, next])
      expect(each.rows()).toMatchObject([{ source: '(awaited)', received: 2, stored: 2, balanced: true }]);
    expect(next.slot('(awaited)')).toBe(slot);
  });

  it('takes no message for lost and unanswered that waits in the spool', () => {
    const { ledger } = open();
    ledger.arrive(2); // these nobody waits for
    ledger.awaitAnswers(5);
    ledger.arrive(5);
    ledger.spool(5);
    ledger.persist();
    expect(open([], 5)).toMatchObject({ lost: 2, unanswered: 0 });
  });

  it('takes no message for unanswered that the store may have taken in the end', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    ledger.awaitAnswers(5);
    ledger.arrive(10);
    for (let i = 0; i < 10; i += 1) ledger.assign(slot, 1);
    for (let i = 0; i < 10; i += 1) ledger.queue(slot);
    const mark = ledger.mark(slot, [{ stored: 5, duplicate: 0, spooled: 0 }]);
    ledger.persist();
    // killed between the commit and the count of it
    expect(open([mark])).toMatchObject({ lost: 5, unanswered: 0 });
  });

  it('counts as lost what a killed process had in memory', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    ledger.arrive(10);
    for (let i = 0; i < 8; i += 1) ledger.assign(slot, 1);
    for (let i = 0; i < 8; i += 1) ledger.queue(slot);
    ledger.settle(slot, 'stored', 5);
    ledger.persist();
    // no close: the process was killed, with two messages not looked at and three in the queue
    const next = open();
    expect(next.lost).toBe(5);
    expect(next.ledger.rows()).toMatchObject([
      { source: UNIDENTIFIED, received: 2, lost: 2, balanced: true },
      { source: 'web1', received: 8, stored: 5, lost: 3, balanced: true },
    ]);
    expect(open().lost).toBe(0);
  });

  it('believes the store about a commit that happened just before the kill', () => {
    const { ledger } = open();
    const slot = ledger.slot('web1');
    ledger.arrive(4);
    for (let i = 0; i < 4; i += 1) ledger.assign(slot, 1);
    for (let i = 0; i < 4; i += 1) ledger.queue(slot);
    ledger.persist();
    const mark = ledger.mark(slot, [{ stored: 3, duplicate: 1, spooled: 0 }]);
    const next = open([mark]);
    expect(next.lost).toBe(0);
    expect(next.ledger.rows()).toMatchObject([{ received: 4, stored: 3, duplicate: 1, lost: 0, balanced: true }]);
  });

  it('keeps its counts when the store is newer than its own file', () => {
    const mark = { key: 'ledger/c0/web1', version: 7, value: '[7,0]' };
    expect(open([mark]).ledger.rows()).toMatchObject([{ source: 'web1', received: 7, stored: 7, balanced: true }]);
  });

  it('survives a name that was cut by a crash, and hundreds of sources', () => {
    const { ledger } = open();
    for (let i = 0; i < 300; i += 1) ledger.count(ledger.slot(`host ${i}\n"`), 'dropped', i);
    ledger.close();
    appendFileSync(join(dir, 'ledger-c0.names'), '"cut');
    const next = open().ledger;
    next.count(next.slot('new'), 'dropped');
    next.close();
    const again = open().ledger;
    expect(again.rows()).toHaveLength(301);
    expect(again.rows()[300]).toMatchObject({ source: 'new', dropped: 1 });
    expect(again.rows()[299]).toMatchObject({ source: 'host 299\n"', dropped: 299 });
  });

  describe('with messages in the spool', () => {
    /** 10 spooled, 4 of them on their way to the store, 3 others in its queue directly. */
    const begun = (): { ledger: Ledger; slot: number } => {
      const { ledger } = open();
      const slot = ledger.slot('web1');
      ledger.arrive(3);
      for (let i = 0; i < 3; i += 1) ledger.assign(slot, 1);
      for (let i = 0; i < 3; i += 1) ledger.queue(slot);
      ledger.arrive(10);
      ledger.spool(10);
      ledger.see(slot, 2);
      ledger.persist();
      return { ledger, slot };
    };

    it('counts them as queued, and under their own source when they are settled', () => {
      const { ledger, slot } = begun();
      expect(ledger.rows()).toMatchObject([
        { received: 10, queued: 10, balanced: true },
        { received: 3, queued: 3 },
      ]);
      ledger.finish(slot, 'stored', 4);
      ledger.unspool(4);
      expect(ledger.rows()).toMatchObject([
        { received: 6, queued: 6, balanced: true },
        { received: 7, stored: 4, queued: 3, lastReceived: 2, balanced: true },
      ]);
    });

    it('does not take for lost what waits there when the process is killed', () => {
      begun();
      const next = open([], 10);
      expect(next.lost).toBe(3);
      expect(next.ledger.rows()).toMatchObject([
        { received: 10, queued: 10, lost: 0, balanced: true },
        { source: 'web1', received: 3, lost: 3, balanced: true },
      ]);
    });

    it('balances when the store had more than the counters, and the spool gives it again', () => {
      const { ledger, slot } = begun();
      const mark = ledger.mark(slot, [{ stored: 4, duplicate: 0, spooled: 4 }]);
      const next = open([mark], 10).ledger;
      expect(next.rows().every(({ balanced }) => balanced)).toBe(true);
      next.unspool(4); // duplicates by the spool's own keys
      next.finish(slot, 'stored', 6);
      next.unspool(6);
      expect(next.rows().every(({ balanced }) => balanced)).toBe(true);
    });

    it('tells those apart from direct ones that the store had when the process was killed before they were counted', () => {
      const { ledger, slot } = begun();
      const spooled = { source: { slot }, isSpooled: true, hasSpoolKey: true };
      const direct = { source: { slot }, isSpooled: false, hasSpoolKey: false };
      // Two appends: the first one was counted.
      const marks = new BatchMarks(ledger);
      const [first, second] = [[spooled], [spooled, spooled, spooled, direct]].map((each) => marks.of(each as Offer[]));
      first!.marks([0], []);
      const found = second!.marks([0, 1, 2, 3], []);
      ledger.finish(slot, 'stored', 1);
      ledger.unspool(1);
      ledger.persist();
      // Of ten one is settled. Three of the others are stored, but the spool knows nothing of it.
      const next = open(found, 9);
      expect(next.lost).toBe(2);
      expect(next.ledger.rows()).toMatchObject([
        { received: 9, queued: 9, lost: 0, balanced: true },
        { source: 'web1', received: 7, stored: 5, lost: 2, balanced: true },
      ]);
      next.ledger.unspool(3); // duplicates by the spool's own keys
      next.ledger.finish(slot, 'stored', 6);
      next.ledger.unspool(6);
      expect(next.ledger.rows()).toMatchObject([{ received: 13, stored: 11, lost: 2, balanced: true }]);
      next.ledger.persist();
      expect(open(found).lost).toBe(0);
    });

    it('loses nothing where an append was counted in part: what was stored of it, and not its duplicate', () => {
      const { ledger } = open();
      const slot = ledger.slot('web1');
      ledger.arrive(6);
      ledger.spool(6);
      const mark = ledger.mark(slot, [{ stored: 5, duplicate: 1, spooled: 6 }]);
      ledger.finish(slot, 'stored', 5);
      ledger.unspool(5);
      ledger.persist();
      const next = open([mark], 1);
      expect(next.lost).toBe(0);
      expect(next.ledger.rows()).toMatchObject([
        { received: 1, queued: 1, balanced: true },
        { source: 'web1', received: 6, stored: 5, duplicate: 1, lost: 0, balanced: true },
      ]);
    });

    it('balances when a record was written and the kill came before it was counted', () => {
      begun();
      expect(open([], 12).ledger.rows()).toMatchObject([{ received: 12, queued: 12, balanced: true }, { lost: 3 }]);
    });

    it('says how many were lost where records are damaged', () => {
      begun();
      const next = open([], 8);
      expect(next.lost).toBe(5);
      next.ledger.loseSpooled(1);
      expect(next.ledger.rows()[0]).toMatchObject({ received: 10, queued: 7, lost: 3, balanced: true });
    });
  });

  it('tells who is long silent from those that take a place', () => {
    const before = open().ledger;
    expect(before.current).toBe(0);
    const day = 86_400_000;
    before.assign(before.slot('silent'), 0);
    before.assign(before.slot('web1'), day);
    expect(before.current).toBe(2);
    before.close();
    const ledger = new Ledger(dir, 'c0');
    ledger.open([], 0, 31 * day);
    expect(ledger.current).toBe(1);
    ledger.slot('new');
    expect([ledger.current, ledger.has('silent')]).toEqual([2, true]);
  });

  it('reads the counts of the first versions', () => {
    writeFileSync(join(dir, 'ledger-c0.names'), `${JSON.stringify(UNIDENTIFIED)}\n"web1"\n`);
    writeFileSync(
      join(dir, 'ledger-c0.bin'),
      new Float64Array([...new Array<number>(10).fill(0), 5, 4, 1, 0, 0, 0, 0, 0, 2, 99]),
    );
    expect(open().ledger.rows()).toMatchObject([{ source: 'web1', received: 5, stored: 4, duplicate: 1, dropped: 2, lastReceived: 99 }]); // prettier-ignore
    expect(open().ledger.rows()).toMatchObject([{ source: 'web1', received: 5, stored: 4 }]);
  });

  it('never breaks, whichever byte of its files is damaged: a source begins anew, and says so', () => {
    const files = ['counts', 'names'].map((kind) => join(dir, `ledger-c0.${kind}`));
    const { ledger } = open();
    const slots = ['web1', 'web2', 'web3'].map((name) => ledger.slot(name));
    ledger.arrive(300);
    for (const slot of slots) {
      for (let i = 0; i < 100; i += 1) ledger.assign(slot, 1_700_000_000_000);
      ledger.count(slot, 'filtered', 30);
      ledger.count(slot, 'refused', 70);
    }
    ledger.close();
    const whole = files.map((file) => readFileSync(file));
    for (const [which, file] of files.entries()) {
      for (let at = 0; at < whole[which]!.length; at += 1) {
        files.forEach((each, i) => writeFileSync(each, whole[i]!));
        const damaged = Buffer.from(whole[which]!);
        damaged[at]! ^= 1 << (at % 8);
        writeFileSync(file, damaged);
        const { ledger: next, repaired, lost } = open();
        const rows = next.rows();
        const where = `${file} at ${at}`;
        expect(
          rows.every(({ balanced, received }) => balanced && received >= 0 && received <= 300),
          where,
        ).toBe(true);
        expect(lost, where).toBe(0);
        const isFull = rows.filter(({ received, filtered }) => received === 100 && filtered === 30).length === 3;
        expect(isFull || repaired.length > 0, where).toBe(true);
        next.close();
      }
    }
  });
});

describe('collectors that share a store', () => {
  const file = (different: Partial<Record<'received' | 'stored', number>>, at = dir): void => {
    const ledger = new Ledger(at, 'c0');
    ledger.open([]);
    const slot = ledger.slot('web1');
    const { received = 0, stored = 0 } = different;
    ledger.arrive(received);
    for (let i = 0; i < received; i += 1) ledger.assign(slot, 1);
    for (let i = 0; i < stored; i += 1) ledger.queue(slot);
    ledger.settle(slot, 'stored', stored);
    ledger.persist();
  };
  const at = (folder: string, name: string, marks: readonly Mark[]): Ledger & { opened: Opened } => {
    const ledger = new Ledger(folder, 'c0', name);
    return Object.assign(ledger, { opened: ledger.open(marks) });
  };
  const c0 = (stored: number): Mark => ({ key: 'ledger/c0/web1', version: stored, value: `[${stored},0]` });

  it('do not take each other’s marks for their own, whatever the sources are named', () => {
    const other = mkdtempSync(join(tmpdir(), 'lanwarden-ledger-'));
    const store = new Map<string, Mark>();
    const folders = [
      [dir, 'aaaa', 7],
      [other, 'bbbb', 3],
    ] as const;
    for (let start = 1; start <= 3; start += 1)
      for (const [folder, name, n] of folders) {
        const ledger = at(folder, name, [...store.values()]);
        expect([ledger.opened.lost, ledger.rows()]).toMatchObject([
          0,
          start === 1 ? [] : [{ stored: (start - 1) * n }],
        ]);
        const slot = ledger.slot('web1');
        ledger.arrive(n);
        for (let i = 0; i < n; i += 1) {
          ledger.assign(slot, 1);
          ledger.queue(slot);
        }
        ledger.persist();
        // Committed, and killed before it was counted.
        const mark = ledger.mark(slot, [{ stored: n, duplicate: 0, spooled: 0 }]);
        store.set(mark.key, mark);
      }
    expect([...store.keys()]).toEqual(['ledger/aaaa/web1', 'ledger/bbbb/web1']);
    expect(at(other, 'bbbb', [...store.values()]).rows()).toMatchObject([{ received: 9, stored: 9, lost: 0 }]);
  });

  it('take along what a folder had under the name before, as far as it is missing there', () => {
    file({ received: 10, stored: 4 });
    const moved = at(dir, 'aaaa', [c0(9)]);
    expect([moved.opened.lost, moved.rows()]).toMatchObject([1, [{ received: 10, stored: 9, lost: 1 }]]);
    moved.close();
    // Another one with the old name goes on: that is not ours any more.
    expect(at(dir, 'aaaa', [c0(10)]).rows()).toMatchObject([{ received: 10, stored: 9, lost: 1 }]);
  });

  it('invent nothing from marks of another folder with the same name before', () => {
    file({ received: 5, stored: 5 });
    expect(at(dir, 'aaaa', [c0(1_000)]).rows()).toMatchObject([{ received: 5, stored: 5, balanced: true }]);
    expect(at(mkdtempSync(join(tmpdir(), 'lanwarden-ledger-')), 'bbbb', [c0(1_000)]).rows()).toEqual([]);
    const spooled = mkdtempSync(join(tmpdir(), 'lanwarden-ledger-'));
    file({ received: 5, stored: 5 }, spooled);
    const mark = { ...c0(8), value: '[8,0,[8,3]]' };
    expect(at(spooled, 'cccc', [mark]).rows()).toMatchObject([{ received: 5, stored: 5, balanced: true }]);
  });

  it('find what they had when they go back to a store of their own, and on again', () => {
    file({ received: 5, stored: 5 });
    at(dir, 'aaaa', [c0(5)]).close();
    expect(at(dir, 'c0', [c0(5)]).rows()).toMatchObject([{ received: 5, stored: 5 }]);
    file({ received: 2 });
    expect(at(dir, 'aaaa', [c0(7)]).rows()).toMatchObject([{ received: 7, stored: 7, lost: 0 }]);
  });
});
