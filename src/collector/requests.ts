// What portals and commands ask of a collector over its link.

import { messageOf } from '../faults.js';
import type { CollectorSettings, FromCollector, ToCollector } from '../link/messages.js';
import type { Peer } from '../link/server.js';
import type { Log } from '../log.js';
import type { Enricher } from './enrich/enricher.js';
import { stateOf } from './enrich/state.js';
import type { Sources } from './identify/sources.js';
import type { ImportSessions } from './import-sessions.js';
import type { IngestKeys } from './ingest-keys.js';
import type { CollectorPlugins } from './plugins.js';
import type { TailHub } from './tail-hub.js';

export interface RequestParts {
  readonly log: Log;
  readonly plugins: CollectorPlugins;
  readonly sources: Sources;
  readonly enricher: Enricher;
  readonly imports: ImportSessions;
  readonly tails: TailHub;
  readonly keys: IngestKeys;
  readonly zone: () => string;
  readonly configure: (settings: CollectorSettings) => void;
  readonly useKeys: (keys: CollectorSettings['ingestKeys']) => void;
  readonly tellAll: (message: FromCollector) => void;
}

export class Requests {
  constructor(private readonly parts: RequestParts) {}

  take(peer: Peer, message: ToCollector): void {
    const { plugins, sources, enricher, imports, tails, keys, zone, configure, useKeys, tellAll } = this.parts;
    switch (message.t) {
      case 'configure':
        return configure(message.settings);
      case 'tail':
        return tails.watch(peer, message.id, message.query);
      case 'untail':
        return tails.unwatch(peer, message.id);
      case 'import':
        return this.#logFailure(imports.take(peer, message));
      case 'importEnd':
        return this.#logFailure(imports.end(peer));
      case 'clocks':
        return void peer.send({ t: 'clocks', id: message.id, clocks: sources.clocks(zone()) });
      case 'enrichment':
        return void peer.send({ t: 'enrichment', id: message.id, state: stateOf(enricher, message.lookUp) });
      case 'parsers':
        return void peer.send({ t: 'parsers', id: message.id, parsers: plugins.dispatcher.reports() });
      case 'keyUses':
        return void peer.send({ t: 'keyUses', id: message.id, uses: keys.uses() });
      case 'changed':
        if (message.ingestKeys !== undefined) useKeys(message.ingestKeys);
        return tellAll({ t: 'changed', table: message.table });
      case 'follow':
        return plugins.stages.follow(peer, message.module);
      case 'unfollow':
        return plugins.stages.unfollow(peer, message.module);
    }
  }

  /** Its connection is closed. */
  forget(peer: Peer): void {
    const { tails, plugins, imports } = this.parts;
    tails.unwatch(peer);
    plugins.stages.unfollow(peer);
    this.#logFailure(imports.abandon(peer));
  }

  #logFailure(work: Promise<void>): void {
    work.catch((error: unknown) => this.parts.log.error({ error: messageOf(error) }, 'import failed'));
  }
}
