// The event that is being folded, as its records take it: read once, whatever number of rules it matches.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
import type { Origin, Writable } from '../match-record.js';
import { SharedEntity } from './entity.js';
import { ownText } from './own-text.js';

/** Who and what an event is about; absent, or no text: undefined. */
export class MatchedEvent {
  event!: LogEvent;
  /** ms, see ruleTime. */
  time = 0;
  /** Its own time was too far from its receipt. */
  isByReceipt = false;
  user: string | undefined;
  address: string | undefined;
  target: string | undefined;
  host: string | undefined;
  domain: string | undefined;
  source: string | undefined;
  #named: AlertEvent | undefined;
  #origin: Origin | undefined;

  begin(event: LogEvent, time: number): void {
    this.event = event;
    this.time = time;
    this.isByReceipt = time !== event['@timestamp'];
    this.#named = undefined;
    this.#origin = undefined;
    const { 'user.name': user, 'user.target.name': other } = event;
    // A machine (`DC1$`) that acts on an account tells of that account.
    const isMachine = typeof user === 'string' && user.endsWith('$');
    this.user = text(other !== undefined && (user === undefined || isMachine) ? other : user);
    this.address = text(event['source.ip']);
    this.target = text(event['destination.ip']);
    this.host = text(event['host.name']);
    this.domain = text(event['dns.question.name']);
    this.source = event['lanwarden.source'];
  }

  /** As alerts show it: one object for all records that name it. @param maxChars of its message */
  named(maxChars: number): AlertEvent {
    this.#named ??= {
      id: this.event['event.id'] ?? '',
      time: this.time,
      message: ownText(this.event.message ?? this.event['event.original'], maxChars),
    };
    return this.#named;
  }

  /** Alone; one object for all records that name it. @param maxChars of its message */
  origin(maxChars: number): Origin {
    if (this.#origin !== undefined) return this.#origin;
    const alone = new SharedEntity();
    alone.add(this);
    const { entity, source } = alone;
    const origin: Writable<Origin> = { event: this.named(maxChars), entity, byReceipt: this.isByReceipt ? 1 : 0 };
    if (source !== undefined) origin.source = source;
    return (this.#origin = origin);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
