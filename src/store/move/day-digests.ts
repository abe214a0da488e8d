// What a store's reader gives, as one count and one SHA-256 a UTC day: over each event with all its fields and its id, in the order of
// event time. Two stores whose days agree give the same answers.

import { createHash, type Hash } from 'node:crypto';
import type { FieldName } from '../../event/fields.js';
import type { LogEvent } from '../../event/event.js';
import type { EventReader } from '../event-store.js';
import { dayNamer } from '../segments.js';

export interface DayDigest {
  readonly events: number;
  /** Hexadecimal. */
  readonly digest: string;
}

/** Characters that are handed to the hash at once. */
const CHUNK_CHARS = 65_536;
const BATCH = 2_000;

/** By day, `YYYYMMDD`. @param onEvents so many more were read */
export async function digestDays(
  store: EventReader,
  onEvents: (events: number) => void,
): Promise<ReadonlyMap<string, DayDigest>> {
  const days = new Map<string, Day>();
  const dayOf = dayNamer();
  const range = { from: -Infinity, to: Infinity };
  for await (const { events } of store.scan({ range, order: 'time', batchSize: BATCH })) {
    for (const event of events) {
      const name = dayOf(event['@timestamp']);
      let day = days.get(name);
      if (day === undefined) days.set(name, (day = new Day()));
      day.add(event);
    }
    onEvents(events.length);
  }
  return new Map([...days].map(([name, day]) => [name, day.digest()]));
}

/** The event as JSON, fields by name: the same text whatever the order in which a store gives them. */
function canonical(event: LogEvent): string {
  let text = '';
  for (const name of Object.keys(event).sort()) {
    const value = event[name as FieldName];
    if (value !== undefined) text += `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return `{${text.slice(1)}}\n`;
}

class Day {
  readonly #hash: Hash = createHash('sha256');
  #events = 0;
  #pending = '';

  add(event: LogEvent): void {
    this.#events += 1;
    this.#pending += canonical(event);
    if (this.#pending.length > CHUNK_CHARS) this.#flush();
  }

  digest(): DayDigest {
    this.#flush();
    return { events: this.#events, digest: this.#hash.digest('hex') };
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}
