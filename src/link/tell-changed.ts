// A command tells the program that runs on a data folder what it changed in the metadata: the collector, who listens on the folder's
// socket, passes it on to the portal. Ingest keys it puts in force itself: its portal may be gone.

import { connect } from 'node:net';
import { messageOf } from '../faults.js';
import type { CollectorSettings, FromCollector, ToCollector } from './messages.js';
import { readMessages, socketPath, writeMessage } from './wire.js';

const ANSWER_MS = 1_000;
/** No socket, or one that a dead collector left. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED']);

/** `unheard`: somebody is there and could not be told, and why. */
export type Told = 'told' | 'nobody' | { readonly unheard: string };

/**
 * Never throws: what was changed is kept by then.
 * @param more `ingestKeys`: all that are good now; they are in force when this resolves with `told`
 */
export function tellChanged(
  dataDir: string,
  table: string,
  more: { readonly ingestKeys?: CollectorSettings['ingestKeys'] } = {},
): Promise<Told> {
  return new Promise((resolve) => {
    let path: string;
    try {
      path = socketPath(dataDir);
    } catch (error) {
      return resolve({ unheard: messageOf(error) });
    }
    const socket = connect(path);
    const settle = (told: Told): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(told);
    };
    const timer = setTimeout(() => settle({ unheard: `no answer within ${ANSWER_MS} ms` }), ANSWER_MS);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle(NOBODY.has(error.code) ? 'nobody' : { unheard: error.message }),
    );
    socket.on('close', () => settle({ unheard: 'it closed the connection' }));
    socket.on('connect', () => writeMessage(socket, { t: 'changed', table, ...more } satisfies ToCollector));
    // It comes back to whoever said it.
    readMessages<FromCollector>(socket, (message) => {
      if (message.t === 'changed') settle('told');
    });
  });
}
