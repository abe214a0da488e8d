// What people do with alerts: states, notes, assignees, comments, two at once, and what is told of it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALERT_NOW, openAlertBook, type TestAlertBook } from '../../test/helpers/alert-book.js';
import type { Fault } from '#src/faults.js';

let test: TestAlertBook;
beforeEach(async () => {
  test = await openAlertBook();
});
afterEach(() => test.close());

const types = (): string[] => test.told.map(({ type }) => type);

describe('triage', () => {
  it('acknowledges, assigns, comments, closes and opens again, with a history that says who and when', async () => {
    const id = await test.raise();
    test.clock.advance(1_000);
    await test.book.triage([id], [{ kind: 'acknowledge' }, { kind: 'assign', to: 'bob' }], 'alice');
    await test.book.triage([id], [{ kind: 'comment', text: 'Looks like a scanner.' }], 'bob');
    await test.book.triage([id], [{ kind: 'close', reason: 'benign', note: 'our own scanner' }], 'bob');
    expect(await test.book.get(id)).toMatchObject({
      state: 'closed',
      reason: 'benign',
      note: 'our own scanner',
      assignee: 'bob',
      stateBy: 'bob',
      stateAt: ALERT_NOW + 1_000,
    });
    await test.book.triage([id], [{ kind: 'open' }], 'carol');
    const kept = (await test.book.get(id))!;
    expect(kept).toMatchObject({ state: 'open', reason: undefined, note: '', stateBy: 'carol', assignee: 'bob' });
    expect(kept.history.map(({ action, text, who }) => [action, text, who])).toEqual([
      ['raised', '5', undefined],
      ['acknowledged', '', 'alice'],
      ['assigned', 'bob', 'alice'],
      ['commented', 'Looks like a scanner.', 'bob'],
      ['closed', 'benign: our own scanner', 'bob'],
      ['opened', '', 'carol'],
    ]);
  });

  it('tells once that an alert is closed, and with what reason', async () => {
    const id = await test.raise();
    await test.book.triage([id], [{ kind: 'acknowledge' }], 'alice');
    await test.book.triage([id], [{ kind: 'close', reason: 'true', note: '' }], 'alice');
    await test.book.triage([id], [{ kind: 'close', reason: 'false', note: 'no' }], 'bob');
    expect(types()).toEqual(['alert.raised', 'alert.closed']);
    expect(test.told[1]?.body['alert']).toMatchObject({ state: 'closed', closed: { reason: 'true', by: 'alice' } });
    expect(await test.book.get(id)).toMatchObject({ reason: 'false', note: 'no' });
  });

  it('does nothing to what is so already, and says what is not there', async () => {
    const id = await test.raise();
    const { changed, missing } = await test.book.triage([id, 'al_0000000000000000000'], [{ kind: 'open' }], 'alice');
    expect([changed, missing]).toEqual([[], ['al_0000000000000000000']]);
    expect((await test.book.get(id))?.history).toHaveLength(1);
  });

  it('closes many at once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push(await test.raise({ key: String(n) }));
    const step = { kind: 'close', reason: 'false', note: 'a mistake of the rule' } as const;
    expect((await test.book.triage(ids, [step], 'alice')).changed).toHaveLength(30);
    expect((await test.book.counts()).states).toEqual({ open: 0, acknowledged: 0, closed: 30 });
    expect(types().filter((type) => type === 'alert.closed')).toHaveLength(30);
  });

  it('lets the second of two know what the first one did, and a comment is in nobody’s way', async () => {
    const id = await test.raise();
    const { version } = (await test.book.get(id))!;
    await test.book.triage([id], [{ kind: 'comment', text: 'hm' }], 'bob', version);
    await test.book.triage([id], [{ kind: 'acknowledge' }], 'bob', version);
    const second = test.book.triage([id], [{ kind: 'close', reason: 'false', note: '' }], 'alice', version);
    const fault = (await second.catch((error: unknown) => error)) as Fault;
    expect([fault.code, fault.message.includes('bob')]).toEqual(['CONFLICT', true]);
    expect((await test.book.get(id))?.state).toBe('acknowledged');
  });

  it.each([
    [false, 'ended by itself'],
    [true, 'is no longer watched'],
  ])('does not open again what ended meanwhile (nobody looks: %s)', async (isUnwatched, said) => {
    const id = await test.raise();
    const { version } = (await test.book.get(id))!;
    const end = { id, at: ALERT_NOW, summary: 'It is over.', isUnwatched };
    await test.db.transaction((transaction) => test.book.recover(end, transaction));
    const late = test.book.triage([id], [{ kind: 'acknowledge' }], 'alice', version);
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(said) as string });
    expect((await test.book.get(id))?.state).toBe('closed');
  });

  it('tells who hears of silences alone that one was closed', async () => {
    const id = await test.raise({ messageType: 'source.silent', source: 'nas', count: 0, events: [] });
    await test.book.triage([id], [{ kind: 'close', reason: 'benign', note: '' }], 'alice');
    expect(types()).toEqual(['source.silent', 'source.back']);
  });

  it('lets one of several at the same moment win', async () => {
    const id = await test.raise();
    const done = await Promise.allSettled(
      ['a', 'b', 'c'].map((who) => test.book.triage([id], [{ kind: 'assign', to: who }], who, 1)),
    );
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await test.book.get(id))?.version).toBe(2);
  });

  it('refuses more alerts than can be looked at', async () => {
    const ids = Array.from({ length: 501 }, (_, n) => `al_${n}`);
    await expect(test.book.triage(ids, [{ kind: 'open' }], 'alice')).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
