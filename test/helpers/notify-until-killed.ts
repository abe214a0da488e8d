// For the outbox's crash.spec.ts, over a database that is migrated: puts messages and sends them to a local HTTP server, until it kills itself at the point that is asked
// for. Each line of output is the id of a message that was committed.

import { writeSync } from 'node:fs';
import pino from 'pino';
import { configSchema } from '#config/schema.js';
import { systemClock } from '#src/clock.js';
import type { Carrier, SendResult } from '#src/outbox/carrier.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { Outbox } from '#src/outbox/outbox.js';
import { openMetadata } from '#src/store/metadata/open.js';

/** `put`: committed, not routed; `route`: within the transaction that routes; `claimed`; `sent`: arrived, not recorded; `recorded`. */
export const KILL_POINTS = ['put', 'route', 'claimed', 'sent', 'recorded', 'never'] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

const MESSAGES = 5;
/** Some have been brought out before, some not. */
const DIE_AT_TIME = 3;

export async function main(dataDir: string, url: string, point: KillPoint): Promise<void> {
  const db = await openMetadata(configSchema.parse({ data: { dir: dataDir } }));
  const outbox = new Outbox(db, systemClock, pino({ level: 'silent' }), () => 0);
  const times: Partial<Record<KillPoint, number>> = {};
  const passes = (here: KillPoint): void => {
    times[here] = (times[here] ?? 0) + 1;
    if (here === point && times[here] >= DIE_AT_TIME) process.kill(process.pid, 'SIGKILL');
  };
  outbox.register(new HttpCarrier(url, passes));
  outbox.deliveries.onAttempt(() => passes('recorded'));
  await outbox.onApplicationBootstrap();
  for (let n = 0; n < MESSAGES; n++) {
    const id = await db.transaction((transaction) =>
      outbox.put({ type: 'alert.raised', at: Date.now(), facts: {}, body: { n, point } }, transaction),
    );
    writeSync(1, `${id}\n`);
    passes('put');
  }
  while (await isUnderWay(outbox, db)) await new Promise((resolve) => setTimeout(resolve, 10));
  await outbox.onModuleDestroy();
  await db.close();
}

async function isUnderWay(outbox: Outbox, db: Awaited<ReturnType<typeof openMetadata>>): Promise<boolean> {
  const [unrouted] = await db.query('SELECT id FROM outbox_messages WHERE routed_at IS NULL LIMIT 1');
  if (unrouted.length > 0) return true;
  const { deliveries } = await outbox.deliveries.list({}, undefined, 1_000);
  return deliveries.some(({ state }) => state !== 'delivered');
}

class HttpCarrier implements Carrier {
  constructor(
    private readonly url: string,
    private readonly passes: (point: KillPoint) => void,
  ) {}

  async route(): Promise<readonly string[]> {
    this.passes('route');
    return ['a', 'b'];
  }

  async send({ id }: OutboxMessage, channel: string): Promise<SendResult> {
    this.passes('claimed');
    const response = await fetch(this.url, { method: 'POST', headers: { 'webhook-id': id, channel } });
    await response.text();
    this.passes('sent');
    const request = { line: `POST ${this.url}`, headers: {}, body: '' };
    return { outcome: 'delivered', request, response: { line: '200 OK', headers: {}, body: '' } };
  }

  async concurrency(): Promise<number> {
    return 2;
  }
}
