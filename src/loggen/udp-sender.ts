// One datagram a line, over a connected socket (no address lookup per datagram).

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { lookup } from 'node:dns/promises';
import { setImmediate } from 'node:timers/promises';
import { Fault, messageOf } from '#src/faults.js';
import type { Sender, Target } from './sender.js';

/** Datagrams wait in our memory when the kernel's buffer is full; above this the caller waits. */
const MAX_QUEUED_BYTES = 1_048_576;
const SEND_BUFFER_BYTES = 4_194_304;

/** @throws Fault USAGE when the host has no address */
export async function openUdpSender({ host, port }: Target): Promise<Sender> {
  const address = await addressOf(host);
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', sendBufferSize: SEND_BUFFER_BYTES });
  let errors = 0;
  const count = (error: Error | null): void => {
    if (error !== null) errors += 1;
  };
  socket.on('error', count);
  socket.connect(port, address);
  await once(socket, 'connect');

  const drained = async (): Promise<void> => {
    while (socket.getSendQueueSize() > 0) await setImmediate();
  };
  return {
    send(chunk, ends, lines) {
      let start = 0;
      for (let i = 0; i < lines; i += 1) {
        const end = ends[i] as number;
        socket.send(chunk, start, end - start, count);
        start = end;
      }
      return socket.getSendQueueSize() > MAX_QUEUED_BYTES ? drained() : undefined;
    },
    get errors() {
      return errors;
    },
    async close() {
      await drained();
      await setImmediate(); // the callbacks of the last datagrams
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw new Fault('USAGE', `The host ${host} has no address: ${messageOf(cause)}. Check --host.`, { cause });
  }
}
