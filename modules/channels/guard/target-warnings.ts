// Whether the guard would refuse a channel's address as it is set now: said when it is saved, not only when the first alert is lost.

import { Injectable } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { ChannelBook } from '../book/channel-book.js';
import type { Channel } from '../book/channel-row.js';
import type { ChannelsSettings, TargetRules } from '../settings.js';
import { checkHost, guardedLookup, TargetRefused } from './target-guard.js';

export interface TargetWarning {
  /** Of the field: `settings.url`, `secrets.url`, `settings.host` */
  readonly path: string;
  /** A sentence. */
  readonly text: string;
}

/** A page does not wait for a name server that is slow. */
const LOOKUP_MS = 250;
/** Names of the fields that say where a message goes. */
const PLACES = ['url', 'server', 'host'] as const;

@Injectable()
export class TargetWarnings {
  constructor(
    private readonly book: ChannelBook,
    private readonly live: LiveConfig,
  ) {}

  /** Undefined: it may go there, or nobody can say now. */
  async of(channel: Channel): Promise<TargetWarning | undefined> {
    const { targets } = this.live.loaded.modules['channels'] as ChannelsSettings;
    for (const [path, place] of await this.#places(channel)) {
      const refusal = await refusalOf(place, targets);
      if (refusal !== undefined) return { path, text: `As it is set now, nothing arrives there: ${refusal}` };
    }
    return undefined;
  }

  async #places({ id, settings, secretNames }: Channel): Promise<readonly (readonly [string, string])[]> {
    const open = PLACES.map((name) => [`settings.${name}`, settings[name]] as const);
    const isSealed = secretNames.includes('url');
    const sealed = isSealed ? [['secrets.url', await this.#secretUrl(id)] as const] : [];
    return [...open, ...sealed].flatMap(([path, value]) =>
      typeof value === 'string' && value !== '' ? [[path, value] as const] : [],
    );
  }

  /** That its secrets cannot be read is said elsewhere. */
  async #secretUrl(id: string): Promise<string | undefined> {
    try {
      return (await this.book.secretsOf(id))['url'];
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

/** `place`: an address of the web, or a host. */
async function refusalOf(place: string, rules: TargetRules): Promise<string | undefined> {
  const host = URL.canParse(place) && place.includes('://') ? new URL(place).hostname : place;
  try {
    checkHost(host, rules);
  } catch (error) {
    if (error instanceof TargetRefused) return error.message;
    throw error;
  }
  return lookedUp(host, rules);
}

function lookedUp(host: string, rules: TargetRules): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LOOKUP_MS, undefined);
    guardedLookup(rules)(host.replace(/^\[(.*)\]$/, '$1'), { all: true }, (error) => {
      clearTimeout(timer);
      resolve(error instanceof TargetRefused ? error.message : undefined);
    });
  });
}
