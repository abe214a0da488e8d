// A batch as one transaction has it, looked at in the file: what one event brings alone, and what many bring at once.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEvent, NOON, put } from '../../../test/contract/samples.js';
import type { LogEvent } from '../../event/event.js';
import { openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

describe('a batch', () => {
  let dataDir: string;
  let store: SqliteEventStore;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-batch-'));
    const events = { segment: { rows: 100_000 }, minFreeBytes: 0 };
    store = await openSqliteStore({ dataDir, events, clock: new FakeClock(NOON) });
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['an empty text', { 'event.original': '', message: '' }],
    ['no text', { 'event.original': undefined, message: undefined }],
    ['an empty message', { 'event.original': undefined, message: '' }],
    ['an empty message at the end of a text', { 'event.original': 'x', message: '' }],
    ['an empty original', { 'event.original': '', message: undefined }],
    ['a text that is NUL', { 'event.original': '\0', message: '\0' }],
    ['half a character', { 'event.original': 'x \ud83d', message: '\ud83d' }],
    ['an escape that is written out', { 'event.original': 'a \\u0000 b', message: '\\u0000 b' }],
  ])('of one event with %s gives it back', async (_, fields) => {
    const made = Object.entries({ ...makeEvent(), ...fields }).filter(([, value]) => value !== undefined);
    const event = Object.fromEntries(made) as unknown as LogEvent;
    const [id] = await put(store, [event]);
    expect(await store.get(id!)).toEqual({ ...event, 'event.id': id });
  });
});
