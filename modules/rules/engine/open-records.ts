// Records that are being made, by second, key and step. A key's text is made once a second, not with each event: what an event brings (an
// address, a name) leads to it by one look-up. Bounded by its caller, who counts records; of keys without one it holds MAX_KEYS.

import type { FieldName } from '#src/event/fields.js';
import type { LogEvent } from '#src/event/event.js';
import { eventKey, keyOf, keyValue, NO_KEY } from './key.js';
import { ownText } from './own-text.js';
import type { PendingRecord } from './pending-record.js';

/** What an event is counted under, within one second. */
export interface OpenKey {
  readonly text: string;
  /** By number of the step. */
  readonly records: (PendingRecord | undefined)[];
}

/** Beyond it keys are not remembered: a key may then have two records of a second. */
const MAX_KEYS = 60_000;

/** By number of the kind of key (CompiledStep.keyNumber), then by the value as it came, and as it stands in the key. */
type Second = Map<string, OpenKey>[];

export class OpenRecords {
  #bySecond = new Map<number, Second>();
  #keys = 0;
  #lastSecond = NaN;
  #last: Second = [];

  /** Undefined: the event lacks a field of the key. Of several values the first one counts. */
  keyOf(event: LogEvent, second: number, keyNumber: number, groupBy: readonly FieldName[]): OpenKey | undefined {
    const [field] = groupBy;
    if (field === undefined || groupBy.length > 1) {
      const text = field === undefined ? NO_KEY : eventKey(event, groupBy);
      return text === undefined ? undefined : this.#keyNamed(text, second, keyNumber);
    }
    const value = event[field];
    const first = typeof value === 'object' ? value[0] : value;
    if (first === undefined) return undefined;
    const raw = typeof first === 'string' ? first : String(first);
    const keys = this.#keysOf(second, keyNumber);
    const known = keys.get(raw);
    if (known !== undefined) return known;
    const text = keyValue(field, raw);
    const same = raw === text ? undefined : keys.get(text);
    const key = same ?? this.#remember(keys, text, keyOf([[field, text]]));
    if (raw !== text && this.#keys < MAX_KEYS) {
      keys.set(ownText(raw, raw.length), key);
      this.#keys += 1;
    }
    return key;
  }

  clear(): void {
    this.#bySecond = new Map();
    this.#keys = 0;
    this.#lastSecond = NaN;
  }

  #keyNamed(text: string, second: number, keyNumber: number): OpenKey {
    const keys = this.#keysOf(second, keyNumber);
    return keys.get(text) ?? this.#remember(keys, text, text);
  }

  #remember(keys: Map<string, OpenKey>, name: string, text: string): OpenKey {
    const key: OpenKey = { text, records: [] };
    if (this.#keys >= MAX_KEYS) return key;
    keys.set(ownText(name, name.length), key);
    this.#keys += 1;
    return key;
  }

  #keysOf(second: number, keyNumber: number): Map<string, OpenKey> {
    if (second !== this.#lastSecond) {
      this.#lastSecond = second;
      this.#last = this.#bySecond.get(second) ?? this.#begun(second);
    }
    return (this.#last[keyNumber] ??= new Map());
  }

  #begun(second: number): Second {
    const begun: Second = [];
    if (this.#keys >= MAX_KEYS) return begun;
    this.#bySecond.set(second, begun);
    this.#keys += 1;
    return begun;
  }
}
