// Senders that mean no good, all at once beside honest ones: those are served, memory stays under its ceiling, nothing hangs.

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { until } from '../helpers/program.mjs';
import { amount, SEED } from './form.js';
import { sendGarbage } from './garbage.mjs';
import { openRoom, type Room } from './room.js';

/** Both ends have a limit of open files; some are needed for the rest. */
const CONNECTIONS = Math.min(amount('CONNECTIONS', 1_000, 10_000), openFiles() - 1_000);
const SLOW = amount('SLOW', 200, 2_000);
const SLOW_SECONDS = amount('SLOW_SECONDS', 5, 60);
const GARBAGE_SECONDS = amount('GARBAGE_SECONDS', 6, 600);
/** Honest ones must get through within that. */
const SERVED_MS = 30_000;

let room: Room | undefined;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await room?.dispose();
  room = undefined;
});

it(
  `${CONNECTIONS} connections, of which ${SLOW} send a byte a second: honest senders are served`,
  async () => {
    const FRAME_TIMEOUT_MS = 3_000;
    room = await openRoom({
      LANWARDEN_LISTEN__TCP__MAX_CONNECTIONS: String(CONNECTIONS + 1_000),
      LANWARDEN_LISTEN__TCP__MAX_CONNECTIONS_PER_PEER: String(CONNECTIONS),
      LANWARDEN_LISTEN__TCP__FRAME_TIMEOUT_MS: String(FRAME_TIMEOUT_MS),
    });
    room.startSending();
    await room.moreAcknowledged();
    sockets = await openMany(room.program.ports.syslog, CONNECTIONS);
    expect(sockets.filter((each) => !each.destroyed).length).toBe(CONNECTIONS);
    await room.moreAcknowledged(100, SERVED_MS);
    const slow = sockets.slice(0, SLOW);
    for (let second = 0; second < SLOW_SECONDS; second += 1) {
      for (const socket of slow) if (!socket.destroyed) socket.write('<');
      await sleep(1_000);
    }
    await room.moreAcknowledged(100, SERVED_MS);
    // A message that is never ended is taken as it is after a while, and its connection closed.
    await until(() => slow.every((socket) => socket.destroyed), FRAME_TIMEOUT_MS + SERVED_MS);
    const endless = sockets.slice(SLOW, SLOW + 200);
    for (const socket of endless) socket.write(Buffer.alloc(60_000, 'x'));
    await room.moreAcknowledged(100, SERVED_MS);
    await room.portalAnswers();
    for (const socket of sockets) socket.destroy();
    await room.stopSending();
    const figures = await room.expectAllWell(0);
    console.log(JSON.stringify({ fault: 'slow-loris', connections: CONNECTIONS, slow: SLOW, ...figures }));
  },
  240_000 + SLOW_SECONDS * 2_000,
);

it(
  `${GARBAGE_SECONDS} s of garbage on every port: honest senders are served`,
  async () => {
    room = await openRoom({ LANWARDEN_LISTEN__TLS__ENABLED: 'true', LANWARDEN_LISTEN__TLS__SELF_SIGNED: 'true' });
    room.startSending();
    await room.moreAcknowledged();
    const { syslog, tls, http } = room.program.ports;
    const seconds = GARBAGE_SECONDS;
    const sent = sendGarbage({ udp: syslog, tcp: syslog, tls, http, seed: SEED, seconds });
    for (const end = performance.now() + seconds * 1_000; performance.now() < end;) {
      await room.moreAcknowledged(20, SERVED_MS);
      await room.portalAnswers();
      await sleep(500);
    }
    const garbage = await sent;
    await room.moreAcknowledged(20, SERVED_MS);
    await room.stopSending();
    console.log(JSON.stringify({ fault: 'garbage', seconds, garbage, ...(await room.expectAllWell(0)) }));
  },
  240_000 + GARBAGE_SECONDS * 2_000,
);

/** From many addresses of this machine, so that there are ports enough. */
async function openMany(port: number, count: number): Promise<Socket[]> {
  const made: Socket[] = [];
  while (made.length < count) {
    const some = Array.from({ length: Math.min(200, count - made.length) }, (_, i) => {
      const localAddress = `127.0.1.${1 + ((made.length + i) % 50)}`;
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      socket.on('error', () => socket.destroy());
      socket.resume();
      return socket;
    });
    made.push(...some);
    await until(() => some.every((socket) => !socket.connecting), 30_000);
  }
  return made;
}

function openFiles(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 4_096);
}
