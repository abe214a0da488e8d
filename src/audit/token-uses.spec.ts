// Which uses of a token become entries, on a fake clock.

import { beforeEach, expect, it } from 'vitest';
import { BestEffort } from '#src/store/metadata/best-effort.js';
import type { AuditEntry } from './audit-log.js';
import { TokenUses } from './token-uses.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

let clock: FakeClock;
let written: Omit<AuditEntry, 'at'>[];
let record: (entry: Omit<AuditEntry, 'at'>) => Promise<void>;
let uses: TokenUses;
beforeEach(() => {
  clock = new FakeClock(1_000_000);
  written = [];
  record = async (entry) => void written.push(entry);
  uses = new TokenUses({ record: (entry) => record(entry) }, clock, new BestEffort(clock, { warn: () => undefined }));
});

const use = (token: number, address: string): Promise<void> =>
  uses.note(token, address, { actor: `token:${token}`, action: 'tokens.used', outcome: 'success', address });

it('tells of a token also when another one came from a thousand addresses', async () => {
  for (let n = 0; n < 1_000; n++) await use(1, `10.0.${n >> 8}.${n & 255}`);
  await use(2, '192.0.2.1');
  expect(written.filter(({ actor }) => actor === 'token:1')).toHaveLength(20);
  expect(written.filter(({ actor }) => actor === 'token:2')).toHaveLength(1);
});

it('tells of a new address an hour after the places were full: the oldest gives way', async () => {
  for (let n = 0; n < 20; n++) await use(1, `10.0.0.${n}`);
  await use(1, '192.0.2.1');
  expect(written).toHaveLength(20);
  clock.advance(3_600_000);
  await use(1, '192.0.2.1');
  await use(1, '10.0.0.19');
  expect(written.slice(20).map(({ address }) => address)).toEqual(['192.0.2.1']);
});

it('tells once a day of each address', async () => {
  await use(1, '192.0.2.1');
  clock.advance(86_399_000);
  await use(1, '192.0.2.1');
  clock.advance(1_000);
  await use(1, '192.0.2.1');
  expect(written.map(({ details }) => details)).toEqual([{}, { moreSinceLast: 1 }]);
});

it('lets a token be used that cannot be told of, and tells of it as soon as it can', async () => {
  const works = record;
  record = () => Promise.reject(new Error('SQLITE_FULL: database or disk is full'));
  await use(1, '192.0.2.1');
  record = works;
  clock.advance(10_000); // until then nothing is tried
  await use(1, '192.0.2.1');
  expect(written).toHaveLength(1);
});
