// What several processes on one metadata database have to agree on. With SQLite there is one portal, and nothing to agree on.

import type { Logger } from 'pino';
import type { Config } from '#config/schema.js';
import { Duties } from './duties.js';
import type { NodeWatch } from './node-watch.js';
import { Notices } from './notices.js';

export interface Cluster {
  readonly duties: Duties;
  readonly notices: Notices;
  /** Left out: there are no others. */
  readonly nodes?: NodeWatch;
}

export interface OpenCluster extends Cluster {
  /** Resolves when it was tried whether the duties are ours. Not before all who want to hear and to do have said so. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A portal that is the only one. */
export function alone(log: Logger): Cluster {
  return { duties: Duties.ours(log), notices: new Notices(log) };
}

/** @throws Fault CONFIG_INVALID (database.url), from `start` */
export async function joinCluster({ database: { url } }: Pick<Config, 'database'>, log: Logger): Promise<OpenCluster> {
  if (url === undefined) return { ...alone(log), start: () => Promise.resolve(), close: () => Promise.resolve() };
  const { Election } = await import('./election.js');
  const parts = { duties: new Duties(log), notices: new Notices(log) };
  const election = new Election({ url, ...parts, log });
  return { ...parts, start: () => election.start(), close: () => election.stop() };
}
