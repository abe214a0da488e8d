// Two portals and two collectors on one PostgreSQL: what one of all does goes over to the other when its holder is killed, and a killed
// collector costs nothing that it acknowledged.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { acknowledged } from '../helpers/acknowledged.js';
import { until } from '../helpers/program.mjs';
import { alertsOf, count, failure, type Program, send, startTwoNodes, type TwoNodes } from '../helpers/two-nodes.js';

const HAS_DUTIES = 'this portal has the duties';
let nodes: TwoNodes;
let first: Program;
let second: Program;
beforeAll(async () => {
  nodes = await startTwoNodes();
  ({ first, second } = nodes);
}, 120_000);
afterAll(() => nodes?.dispose(), 60_000);

it('when the portal that has the duties is killed, the other has them within ten seconds, and goes on where it was', async () => {
  await send(
    second,
    [1, 2, 3].map((port) => failure('203.0.113.1', port)),
  );
  await send(
    first,
    [4, 5, 6].map((port) => failure('203.0.113.1', port)),
  );
  await until(async () => (await alertsOf(first, '203.0.113.1'))[0]?.count === 6, 30_000);
  expect([first, second].map(({ output }) => output.includes(HAS_DUTIES))).toEqual([true, false]);
  first.child!.kill('SIGKILL');
  const isTaken = until(() => second.output.includes(HAS_DUTIES), 10_000);
  // Its collector goes on, and what it takes is judged by the other portal.
  await Promise.all([
    isTaken,
    send(
      first,
      [1, 2, 3].map((port) => failure('203.0.113.2', port)),
    ),
  ]);
  await send(
    second,
    [4, 5].map((port) => failure('203.0.113.2', port)),
  );
  await until(async () => (await alertsOf(second, '203.0.113.2'))[0]?.count === 5, 30_000);
  // What was raised before goes on in its alert.
  await send(
    second,
    [7, 8].map((port) => failure('203.0.113.1', port)),
  );
  await until(async () => (await alertsOf(second, '203.0.113.1'))[0]?.count === 8, 30_000);
  expect(
    [await alertsOf(second, '203.0.113.1'), await alertsOf(second, '203.0.113.2')].map(({ length }) => length),
  ).toEqual([1, 1]);
  await first.serve();
  expect(first.output.split(HAS_DUTIES)).toHaveLength(2);
});

it('a killed collector loses nothing that it acknowledged', async () => {
  const posts = acknowledged(second.ports.http);
  for (let kills = 0; kills < 3; kills += 1) {
    const before = posts.ids.length;
    await until(() => posts.ids.length > before + 5, 30_000);
    const { pid } = second.link.health();
    process.kill(pid, 'SIGKILL');
    await until(() => second.link.health() !== undefined && second.link.health().pid !== pid, 30_000);
  }
  await posts.stop();
  const { ids } = posts;
  await until(async () => (await count(first, 'host.name:acked')) >= ids.length, 30_000);
  const stored = new Set(first.search('host.name:acked', 10_000).map(({ message }) => message));
  expect(ids.filter((id) => !stored.has(id))).toEqual([]);
  expect(await count(first, 'host.name:acked')).toBe(stored.size);
});
