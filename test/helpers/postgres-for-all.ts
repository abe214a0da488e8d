// Before all tests: one PostgreSQL server for those of them that need a database and no server of their own (`freshDatabase`). It starts beside
// the first ones, which wait for it when they ask.

import type { TestProject } from 'vitest/node';
import { freePorts } from './free-ports.mjs';
import { addressOf, startPostgres } from './postgres.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [port = 0] = await freePorts(1);
  project.provide('postgresUrl', addressOf(port, 'postgres'));
  // It would go round all their databases.
  const starting = startPostgres({ port, flags: ['autovacuum=off'] });
  starting.catch(() => undefined); // told at the end
  return async () => (await starting).stop();
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a database whose owner may make others. */
    postgresUrl: string;
  }
}
