// Who and what matches are about, as far as all of them agree: of a burst against one host by one address over many users, host and
// address remain.

import type { AlertEntity, EntityKind } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
import { ownText } from './own-text.js';

const FIELDS = {
  src_ip: 'source.ip',
  dst_ip: 'destination.ip',
  host: 'host.name',
  domain: 'dns.question.name',
} as const;
type Kind = 'user' | keyof typeof FIELDS;
const KINDS = ['user', ...Object.keys(FIELDS)] as readonly Kind[];
const MAX_VALUE_CHARS = 300;

export class SharedEntity {
  #shared: { [kind in EntityKind]?: string } | undefined;
  #source: string | undefined;

  add(event: LogEvent): void {
    if (this.#shared === undefined) this.#begin(event);
    else this.#narrow(this.#shared, event);
  }

  get entity(): AlertEntity {
    return this.#shared ?? {};
  }

  /** The device that sent them, when it is one. */
  get source(): string | undefined {
    return this.#source;
  }

  #begin(event: LogEvent): void {
    this.#shared = {};
    this.#source = event['lanwarden.source'];
    for (const kind of KINDS) {
      const value = valueOf(event, kind);
      if (typeof value === 'string') this.#shared[kind] = ownText(value, MAX_VALUE_CHARS);
    }
  }

  #narrow(shared: { [kind in EntityKind]?: string }, event: LogEvent): void {
    if (this.#source !== event['lanwarden.source']) this.#source = undefined;
    for (const kind of KINDS) {
      const held = shared[kind];
      if (held !== undefined && !isSame(valueOf(event, kind), held)) delete shared[kind];
    }
  }
}

/** What both of two groups of matches share. */
export function sharedEntity(a: AlertEntity, b: AlertEntity): AlertEntity {
  const kinds = Object.keys(a) as EntityKind[];
  if (kinds.every((kind) => a[kind] === b[kind])) return a;
  return Object.fromEntries(kinds.filter((kind) => a[kind] === b[kind]).map((kind) => [kind, a[kind]]));
}

/** A machine (`DC1$`) that acts on an account tells of that account. */
function valueOf(event: LogEvent, kind: Kind): unknown {
  if (kind !== 'user') return event[FIELDS[kind]];
  const { 'user.name': user, 'user.target.name': target } = event;
  return target !== undefined && (user === undefined || user.endsWith('$')) ? target : user;
}

function isSame(value: unknown, held: string): boolean {
  return value === held || (typeof value === 'string' && value.length > MAX_VALUE_CHARS && value.startsWith(held));
}
