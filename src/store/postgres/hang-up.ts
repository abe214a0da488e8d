// The end of a connection whose server may not answer any more: nobody waits for it longer than a moment.

import type pg from 'pg';

/** A server that is there answers a good-bye within a round trip. */
const GOODBYE_MS = 2_000;

/** Without a good-bye; whoever waits for an answer gets an error. */
export function hangUp(client: pg.ClientBase): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** Says good-bye, and hangs up where nobody hears it. */
export async function endSoon(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => hangUp(client), GOODBYE_MS);
  try {
    await client.end();
  } catch {
    hangUp(client); // it is gone either way
  } finally {
    clearTimeout(timer);
  }
}
