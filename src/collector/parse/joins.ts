// Where one line lacks what an earlier one said (Pi-hole's blocked line and its query), the parser declares a join and this keeps the
// memory, bounded in number and time. Sources do not mix: a key of one device never meets that of another.

import type { Fields } from '../../event/event.js';
import type { ParserPlugin } from '../../plugin/parser.js';

/** Of one parser. */
const MAX_KEYS = 20_000;
/** A domain has 253 characters; what is much longer is not worth remembering. */
const MAX_TEXT_CHARS = 512;

interface Kept {
  readonly values: Fields;
  readonly until: number;
}

/** By key; longest unused first. */
type Memory = Map<string, Kept>;

export class Joins {
  /** Each its own, of one time to live: so what was used longest ago ends first, and no parser pushes out what another keeps. */
  readonly #byParser = new Map<string, Memory>();

  /** Fills what the event lacks from the last event of its key, and remembers what it has. @param now ms since 1970 */
  apply(parser: ParserPlugin, sourceSlot: number, fields: Fields, now: number): void {
    const join = parser.join!;
    const own = join.key(fields);
    if (own === undefined || own.length > MAX_TEXT_CHARS) return;
    const key = `${sourceSlot}\0${own}`;
    const memory = this.#memoryOf(parser.id);
    const before = memory.get(key);
    const known = before !== undefined && before.until >= now ? before.values : undefined;
    const values: Fields = {};
    let any = false;
    for (const name of join.carry) {
      const value = (fields[name] ??= known?.[name] as never);
      if (value === undefined) {
        delete fields[name];
        continue;
      }
      if (typeof value === 'string' && value.length > MAX_TEXT_CHARS) continue;
      values[name] = (typeof value === 'string' ? ownText(value) : value) as never;
      any = true;
    }
    if (!any) return;
    memory.delete(key); // so that the map's order is by last use, and the oldest goes first
    memory.set(ownText(key), { values, until: now + join.ttlMs });
    forgetOld(memory, now);
  }

  #memoryOf(parser: string): Memory {
    let memory = this.#byParser.get(parser);
    if (memory === undefined) this.#byParser.set(parser, (memory = new Map()));
    return memory;
  }
}

/** From the front: what was used longest ago. */
function forgetOld(memory: Memory, now: number): void {
  for (const [key, { until }] of memory) {
    if (until >= now && memory.size <= MAX_KEYS) return;
    memory.delete(key);
  }
}

/** A slice of a line keeps the whole line in memory as long as it lives; a copy does not. */
function ownText(text: string): string {
  return Buffer.from(text).toString();
}
