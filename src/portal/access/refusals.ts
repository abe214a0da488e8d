// Changes that were refused for lack of a permission or of the form's token, in the audit log. Bounded: one entry a minute for each
// person or token and action; those between are counted and stand in the next entry.

import type { OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AuditLog } from '#src/audit/audit-log.js';
import type { Clock } from '#src/clock.js';
import type { Fault } from '#src/faults.js';
import type { PortalRequest } from '../session/visit.js';
import { actorOf } from './audit.interceptor.js';

const EVERY_MS = 60_000;
/** Persons and actions: there are not so many; a portal with more refuses without a record. */
const MAX_KEYS = 2_000;

interface Refused {
  readonly at: number;
  /** After the entry. */
  more: number;
}

type Entry = Parameters<AuditLog['record']>[0];

export class Refusals implements OnModuleDestroy {
  readonly #recent = new Map<string, Refused & { readonly entry: Entry }>();

  constructor(
    private readonly log: Pick<AuditLog, 'record'>,
    private readonly clock: Clock,
  ) {}

  /** Strangers are not written down: anybody could fill the log. */
  async note({ visit, params }: PortalRequest, action: string, fault: Fault): Promise<void> {
    if (visit?.principal === undefined) return;
    await this.flush();
    const actor = actorOf(visit);
    const key = `${actor}\n${action}`;
    const known = this.#recent.get(key);
    if (known !== undefined) return void (known.more += 1);
    if (this.#recent.size >= MAX_KEYS) return;
    const details = { refused: fault.details?.['permission'] ?? fault.details?.['reason'] };
    const target = (params as { id?: string } | undefined)?.id;
    const entry: Entry = { actor, action, target, outcome: 'failure', address: visit.address, details };
    this.#recent.set(key, { at: this.clock.now(), more: 0, entry });
    await this.log.record(entry);
  }

  async onModuleDestroy(): Promise<void> {
    await this.#flush(Infinity);
  }

  @Interval(EVERY_MS)
  flush(): Promise<void> {
    return this.#flush(this.clock.now());
  }

  /** Those whose minute is over: what came after the first is written with its count. */
  async #flush(now: number): Promise<void> {
    for (const [key, { at, more, entry }] of this.#recent) {
      if (now - at < EVERY_MS) continue;
      this.#recent.delete(key);
      if (more > 0) await this.log.record({ ...entry, details: { ...entry.details, times: more } });
    }
  }
}
