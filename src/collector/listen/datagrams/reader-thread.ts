// The thread of one socket; see reader.ts.

import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '#src/clock.js';
import { transferOf } from './batch.js';
import { DatagramSocket } from './socket.js';
import type { FromReader, ReaderData, ToReader } from './reader.js';

/** Before the rest of the collector, and other programs: it needs little time, but at once. */
const NICE = -10;

const port = parentPort!;
const tell = (message: FromReader, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const read = new Int32Array((workerData as ReaderData).read);
const socket = new DatagramSocket(
  {
    read: () => void Atomics.add(read, 0, 1),
    give: (batch) => tell({ t: 'batch', batch }, transferOf(batch)),
    failed: (reason) => tell({ t: 'failed', reason }),
  },
  systemClock,
);

port.on('message', (message: ToReader) => {
  switch (message.t) {
    case 'taken':
      return socket.taken();
    case 'open':
      return void socket.open(message.place).then(
        (bound) => tell({ t: 'bound', bound }),
        ({ code, message: text }: NodeJS.ErrnoException) => tell({ t: 'unbound', code, message: text }),
      );
    case 'close':
      return void socket.close().then(() => tell({ t: 'closed' }));
  }
});

// Linux keeps it by thread; elsewhere it would be that of the whole process.
try {
  if (process.platform === 'linux') setPriority(NICE);
} catch {
  // Only root, or a unit with LimitNICE, may ask for it. It reads all the same.
}
