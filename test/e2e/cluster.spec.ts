// Two portals and two collectors on one PostgreSQL: everything is stored once, and rules see all of it. What kills cost there: cluster-kills.spec.ts.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresReader } from '#src/store/postgres/open.js';
import { until } from '../helpers/program.mjs';
import {
  alertsOf,
  count,
  failure,
  now,
  type Program,
  send,
  startTwoNodes,
  type TwoNodes,
} from '../helpers/two-nodes.js';

let nodes: TwoNodes;
let first: Program;
let second: Program;
beforeAll(async () => {
  nodes = await startTwoNodes();
  ({ first, second } = nodes);
}, 120_000);
afterAll(() => nodes?.dispose(), 60_000);

it('keeps events as long as the portal that has the duties says', async () => {
  const reader = openPostgresReader({ url: nodes.url });
  await until(async () => (await reader.retention?.())?.days === 90, 20_000);
  await reader.close();
});

it('stores what comes to either once, and both portals find all of it', async () => {
  const lines = (name: string): string[] =>
    Array.from({ length: 500 }, (_, n) => `<13>1 ${now()} ${name} app - - - line ${n} of ${name}`);
  await Promise.all([send(first, lines('one')), send(second, lines('two'))]);
  for (const program of [first, second])
    await until(async () => (await count(program, 'host.name:one OR host.name:two')) === 1_000, 30_000);
});

it('a rule that counts over both fires once', async () => {
  const address = '203.0.113.1';
  await send(
    first,
    [1, 2, 3].map((port) => failure(address, port)),
  );
  await send(
    second,
    [4, 5, 6].map((port) => failure(address, port)),
  );
  for (const program of [first, second]) {
    await until(async () => (await alertsOf(program, address))[0]?.count === 6, 30_000);
    expect(await alertsOf(program, address)).toHaveLength(1);
  }
});
