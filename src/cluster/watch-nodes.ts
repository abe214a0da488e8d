// A process takes its place among the nodes of its metadata database.

import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '../link/messages.js';
import { nodeIdOf } from '../node-id.js';
import { VERSION } from '../version.js';
import { NodeWatch } from './node-watch.js';
import { nodeNameOf } from './node-name.js';
import { Nodes } from './nodes.js';

const STATEMENT_TIMEOUT_MS = 5_000;

export interface WatchNodes {
  readonly config: Pick<Config, 'data' | 'database' | 'node'>;
  readonly kind: 'portal' | 'collector';
  readonly hasDuties: () => boolean;
  readonly health: () => CollectorHealth | undefined;
  readonly log: Logger;
  /** How often the node says that it is there; left out: as often as others expect it. */
  readonly everyMs?: number;
}

/** On SQLite there is one node, and nothing is written. @throws Fault DATA_DIR */
export async function watchNodes({ config, log, everyMs, ...own }: WatchNodes): Promise<NodeWatch> {
  const { url } = config.database;
  if (url === undefined) return new NodeWatch();
  const { openPostgres } = await import('../store/metadata/postgres/open.js');
  let opened: Promise<Sequelize> | undefined;
  const db = (): Promise<Sequelize> => {
    // `read`: a collector may write its row and make no tables.
    opened ??= openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: STATEMENT_TIMEOUT_MS, use: 'read' });
    opened.catch(() => (opened = undefined));
    return opened;
  };
  const watch = new NodeWatch({
    nodes: new Nodes(db),
    own: {
      ...own,
      id: nodeIdOf(config.data.dir),
      name: nodeNameOf(config),
      version: VERSION,
      startedAt: Date.now(),
    },
    log,
    close: async () => (await opened)?.close(),
    everyMs,
  });
  await watch.start();
  return watch;
}
