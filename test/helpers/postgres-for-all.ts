// Global set-up of the project `postgres`: one server for all of its spec files.

import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', await server.freshDatabase());
  return () => server.stop();
}
