// What a killed process costs: nothing that was acknowledged, and the ledger says what was in flight.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledged } from '../helpers/acknowledged.js';
import { startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
let program: Program;

beforeEach(async () => {
  program = await startProgram();
}, 90_000);

afterEach(() => program?.dispose());

const NOW = new Date().toISOString();
const lines = (from: number, n: number): string =>
  Array.from({ length: n }, (_, i) => `<13>1 ${NOW} flood app - - - message ${from + i}\n`).join('');

/** Sends in a loop over new connections until told to stop; what is sent while nobody listens is nobody's. */
function flood(port: number): () => Promise<void> {
  let going = true;
  const run = async (): Promise<void> => {
    for (let n = 0; going; n += 200) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.once('connect', () => socket.end(lines(n, 200)));
      });
    }
  };
  const done = run();
  return () => {
    going = false;
    return done;
  };
}

describe('kill -9', () => {
  it('of the collector in mid-flood: it is back, keeps what it acknowledged, and says what it lost', async () => {
    const stopFlood = flood(program.ports.syslog);
    const posts = acknowledged(program.ports.http);
    await until(() => program.total('stored') > 2_000 && posts.ids.length > 5, 20_000);
    const pid = program.link.health().pid;
    process.kill(pid, 'SIGKILL');
    await until(() => program.link.health() !== undefined && program.link.health().pid !== pid, 20_000);
    const before = posts.ids.length;
    await until(() => posts.ids.length > before + 5, 20_000);
    await posts.stop();
    await stopFlood();
    // Reports come once a second: the last one must know of what was sent last.
    await until(async () => {
      const { count } = (await program.get('/api/v1/events/count?q=*&from=-1d&to=now')) as { count: number };
      return count === program.total('stored') && program.total('queued') === 0;
    }, 20_000);
    const total = (counter: string): number => program.total(counter);
    expect(program.link.health().balanced).toBe(true);
    expect(total('received')).toBe(total('stored') + total('duplicate') + total('lost'));
    const stored = new Set(
      program.search('host:acked', 10_000).map((event: Record<string, unknown>) => event['message']),
    );
    expect(posts.ids.filter((id) => !stored.has(id))).toEqual([]);
  });

  it('of the portal: not one message is missed, and the next start takes the collector over', async () => {
    const collector = program.link.health().pid;
    program.child!.kill('SIGKILL');
    await once(program.child!, 'exit');
    const socket = connect(program.ports.syslog, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(lines(0, 5_000));
    await once(socket, 'close');
    await until(() => program.total('stored') === 5_000, 20_000);
    await program.serve();
    expect(program.link.health()).toMatchObject({ pid: collector, balanced: true });
    expect((await program.get('/api/v1/events/count?q=host:flood&from=-1d&to=now')) as { count: number }).toMatchObject(
      { count: 5_000 },
    );
    expect(await program.stop()).toBe(0);
  });
});
