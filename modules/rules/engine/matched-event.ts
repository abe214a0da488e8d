// The event that is being folded, as its records take it: read once, whatever number of rules it matches.

import type { AlertEvent } from '#src/alerts/alert.js';
import type { LogEvent } from '#src/event/event.js';
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

  begin(event: LogEvent, time: number): void {
    this.event = event;
    this.time = time;
    this.isByReceipt = time !== event['@timestamp'];
    this.#named = undefined;
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
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
