// What the form begins with: a stored message, and the sender it would come from.

import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { SourceConfig } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import type { Principal } from '#src/portal/session/visit.js';
import { parseQuery } from '#src/query/parse.js';
import { termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { EMPTY, type TryForm } from './try-form.js';

/** A quiet source may be searched for long; the form is of use without. */
const DEADLINE_MS = 2_000;
const DAY_MS = 86_400_000;

export interface Suggestion {
  readonly form: TryForm;
  /** Why the form is empty though something was asked for. */
  readonly note: string | undefined;
}

@Injectable()
export class Suggestions {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly permissions: Permissions,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async suggest(asked: { readonly event: string; readonly source: string }, who: Principal): Promise<Suggestion> {
    if (asked.event === '' && asked.source === '') return { form: EMPTY, note: undefined };
    if (!this.permissions.holds(who, 'events.read'))
      return { form: EMPTY, note: 'Your role may not read stored messages: paste one.' };
    const event = asked.event === '' ? await this.#last(asked.source) : await this.store.get(asked.event);
    if (event !== undefined) return { form: await this.#formOf(event), note: undefined };
    const form = { ...EMPTY, ...(asked.source === '' ? {} : await this.#sender(asked.source)) };
    const note =
      asked.event === ''
        ? 'Nothing of this source was found among the stored messages: paste one.'
        : 'There is no such event any more: paste the message.';
    return { form, note };
  }

  /** A form of another page names the source that a message was of (`from`); here it gets the sender that leads to it. */
  async complete(body: unknown): Promise<unknown> {
    const { from, peer } = (body ?? {}) as { from?: unknown; peer?: unknown };
    if (typeof from !== 'string' || typeof peer === 'string') return body;
    return { ...(body as object), ...(await this.#sender(from.slice(0, 200))) };
  }

  async #formOf(event: LogEvent): Promise<TryForm> {
    const host = event['host.name'] ?? '';
    const sender = await this.#sender(event['lanwarden.source'], isIP(host) === 0 ? undefined : host);
    const receivedAt = new Date(event['event.ingested']).toISOString();
    return { ...EMPTY, ...sender, text: event['event.original'], receivedAt };
  }

  /** A message does not say how it came: this finds the same source again. `address`: what is known of it. */
  async #sender(name: string, address?: string): Promise<Partial<TryForm>> {
    if (isIP(name) !== 0) return { peer: name };
    const config = (await this.directory.byName(name))?.config;
    if (config !== undefined) return senderOf(config, address);
    return { ...(address === undefined ? {} : { peer: address }), transport: 'http', source: name };
  }

  async #last(source: string): Promise<LogEvent | undefined> {
    const parsed = parseQuery(termFor('lanwarden.source', source));
    if (parsed.kind !== 'query') return undefined;
    try {
      const range = { from: 0, to: this.clock.now() + DAY_MS };
      const { events } = await this.store.search({ query: parsed.query, range, limit: 1, deadlineMs: DEADLINE_MS });
      return events[0];
    } catch (error) {
      if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return undefined;
      throw error;
    }
  }
}

function senderOf({ match, name }: SourceConfig, address: string | undefined): Partial<TryForm> {
  const transport = match.listener[0] ?? (match.tls.length > 0 ? 'tls' : 'udp');
  // The first address of a range belongs to it.
  const peer = match.peer.length > 0 ? match.peer[0]!.split('/', 1)[0]! : address;
  const isByKey = Object.values(match).every((conditions) => conditions.length === 0);
  return {
    transport,
    ...(peer === undefined ? {} : { peer }),
    ...(match.tls[0] === undefined ? {} : { tls: match.tls[0] }),
    ...(isByKey ? { source: name, transport: 'http' as const } : {}),
  };
}
