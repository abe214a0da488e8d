// What the stored events suggest about who is who: accounts that look like a second one of somebody, and devices that ask for names and
// belong to nobody. Few, bounded reads; what takes too long is left out.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { entityHref } from '#src/portal/events/entity-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import { termFor } from '#src/query/print.js';
import { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader } from '#src/store/event-store.js';
import { sourceAddress } from '../identity/networks.js';
import { readBaselinesSettings } from '../settings.js';
import { checkEntry, sameName } from './check-entry.js';
import { type LookAlike, lookAlikes } from './look-alikes.js';

export interface Suggested {
  readonly accounts: readonly (LookAlike & { readonly shownName: string; readonly shownIs: string })[];
  readonly devices: readonly { readonly address: string; readonly count: number; readonly href: string }[];
  /** Something took too long. */
  readonly isPartial: boolean;
}

const ACCOUNT_DAYS = 7;
const DEVICE_DAYS = 1;
const DAY_MS = 86_400_000;
const MAX_ACCOUNTS = 500;
/** Addresses that are looked at; each asks for one event. */
const MAX_ADDRESSES = 20;
const MAX_SHOWN = 10;
const DEADLINE_MS = 1_500;

@Injectable()
export class Suggestions {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: LiveConfig,
  ) {}

  async find(signal: AbortSignal): Promise<Suggested> {
    const [accounts, devices] = [await this.#accounts(signal), await this.#devices(signal)];
    return {
      accounts: accounts ?? [],
      devices: devices ?? [],
      isPartial: accounts === undefined || devices === undefined,
    };
  }

  async #accounts(signal: AbortSignal): Promise<Suggested['accounts'] | undefined> {
    const said = readBaselinesSettings(this.settings.loaded.modules['baselines']);
    const names = await this.#top('user.name', { kind: 'all' }, ACCOUNT_DAYS, MAX_ACCOUNTS, signal);
    const found =
      names &&
      lookAlikes(
        names.map(({ value }) => value),
        () => false,
      );
    return found
      ?.filter((each) => Object.keys(checkEntry('aliases', each, said)).length === 0)
      .slice(0, MAX_SHOWN)
      .map((each) => ({ ...each, shownName: visibleText(each.name, 80), shownIs: visibleText(each.is, 80) }));
  }

  async #devices(signal: AbortSignal): Promise<Suggested['devices'] | undefined> {
    const { identity } = readBaselinesSettings(this.settings.loaded.modules['baselines']);
    const asked: Query = { kind: 'exists', field: 'dns.question.name' };
    const addresses = await this.#top('source.ip', asked, DEVICE_DAYS, MAX_ADDRESSES, signal);
    if (addresses === undefined) return undefined;
    const found: Suggested['devices'][number][] = [];
    for (const { value: address, count } of addresses) {
      const isSaid = Object.keys(identity.owners).some((device) => sameName('owners', device, address));
      if (isSaid || sourceAddress(address)?.isPrivate !== true) continue;
      const hasOwner = await this.#hasOwner(address, asked, signal);
      if (hasOwner === undefined) return undefined;
      if (!hasOwner) found.push({ address, count, href: entityHref('ip', address) });
    }
    return found.slice(0, MAX_SHOWN);
  }

  /** Of its newest question. Undefined: that took too long. */
  #hasOwner(address: string, asked: Query, signal: AbortSignal): Promise<boolean | undefined> {
    const from = parseQuery(termFor('source.ip', address));
    if (from.kind !== 'query') return Promise.resolve(true);
    const query: Query = { kind: 'and', of: [from.query, asked] };
    return inTime(async () => {
      const range = this.#range(DEVICE_DAYS);
      const { events } = await this.store.search({ query, range, limit: 1, deadlineMs: DEADLINE_MS, signal });
      return events[0]?.['lanwarden.owner'] !== undefined || events[0]?.['user.name'] !== undefined;
    });
  }

  #top(
    field: string,
    query: Query,
    days: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly { readonly value: string; readonly count: number }[] | undefined> {
    return inTime(() =>
      this.store.top({ field, query, range: this.#range(days), limit, deadlineMs: DEADLINE_MS, signal }),
    );
  }

  #range(days: number): { readonly from: number; readonly to: number } {
    const now = this.clock.now();
    return { from: now - days * DAY_MS, to: now + 1 };
  }
}

async function inTime<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return undefined;
    throw error;
  }
}
