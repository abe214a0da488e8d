// Two portals and two collectors on one PostgreSQL, as two machines would have them, and what tests send to them and ask of them.

import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './postgres.js';
import { startProgram } from './program.mjs';

export type Program = Awaited<ReturnType<typeof startProgram>>;

export interface TwoNodes {
  /** Was started before the other, so it has the duties. */
  readonly first: Program;
  readonly second: Program;
  /** `postgres://` of metadata and events. */
  readonly url: string;
  dispose(): Promise<void>;
}

export async function startTwoNodes(): Promise<TwoNodes> {
  const server = await startPostgres();
  const started: Program[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(started.map((program) => program.dispose()));
    await server.stop();
  };
  const url = await server.freshDatabase();
  const env = {
    LANWARDEN_DATABASE__URL: url,
    LANWARDEN_EVENTS__STORE: 'postgres',
    LANWARDEN_LOG__LEVEL: 'info',
    LANWARDEN_SECRETS__KEY_FILE: join(mkdtempSync(join(tmpdir(), 'lanwarden-cluster-')), 'secret.key'),
  };
  try {
    for (let n = 0; n < 2; n += 1) started.push(await startProgram(env));
  } catch (error) {
    await dispose();
    throw error;
  }
  return { first: started[0]!, second: started[1]!, url, dispose };
}

export async function send(program: Program, lines: readonly string[]): Promise<void> {
  const socket = connect(program.ports.syslog, '127.0.0.1');
  await new Promise((resolve) => socket.end(lines.map((line) => `${line}\n`).join(''), () => resolve(undefined)));
}

export const now = (): string => new Date().toISOString();
export const failure = (address: string, port: number): string =>
  `<38>1 ${now()} web1 sshd 42 - - Failed password for bob from ${address} port ${port} ssh2`;

export type Alert = { readonly id: string; readonly count: number; readonly entity: { readonly src_ip?: string } };

export async function alertsOf(program: Program, address: string): Promise<readonly Alert[]> {
  const { alerts } = (await program.get('/api/v1/alerts?rule=brute-force-address')) as { alerts: readonly Alert[] };
  return alerts.filter(({ entity }) => entity.src_ip === address);
}

export async function count(program: Program, query: string): Promise<number> {
  const answer = await program.get(`/api/v1/events/count?q=${encodeURIComponent(query)}&from=-1d&to=now`);
  return (answer as { count: number }).count;
}
