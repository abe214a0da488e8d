// What the collector and the others (portal, import, other commands) say to each other over the link: few, typed messages.
// On the wire: one JSON object a line over a local socket that only the owner of data.dir can open.

import type { Config, SourceConfig } from '#config/schema.js';
import type { ClockDoubt } from '../collector/clock-guard.js';
import type { Given } from '../collector/given.js';
import type { LogEvent } from '../event/event.js';
import type { EnrichmentState } from '../collector/enrich/state.js';
import type { SpoolHealth } from '../collector/spool/health.js';
import type { LedgerRow } from '../collector/write/ledger.js';
import type { PressureHealth } from '../collector/write/pressure.js';
import type { ListenerHealth } from '../collector/listen/listener.js';
import type { PullHealth } from '../collector/pull/puller.js';
import type { ParserHealth, ParserReport } from '../collector/parse/dispatcher.js';
import type { StoreStats } from '../store/event-store.js';

/** Everything a collector needs to know; a new one replaces the old one whole. */
export interface CollectorSettings {
  readonly config: Config;
  /** Made in the portal; matched behind `config.sources`. */
  readonly sources: readonly SourceConfig[];
  /** Settings of the modules, by id; their stages get them. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** SHA-256 (hex) of the API keys that may send, the source each belongs to, and when it ends (ms since 1970; left out: never). */
  readonly ingestKeys: readonly { readonly hash: string; readonly source: string; readonly until?: number }[];
  /** No portal is beside it that would give stages of modules what they need: none runs. Rules are evaluated over the store then. */
  readonly isAlone?: boolean;
}

/** The state of a collector, pushed each second. Plain JSON. */
export interface CollectorHealth {
  readonly pid: number;
  /** `import`: made by a command for its own lines; it has no listeners. */
  readonly role: 'full' | 'import';
  /** ms since 1970 */
  readonly startedAt: number;
  readonly version: string;
  /** Of the settings that need a restart: who finds another one here starts the collector anew. */
  readonly fingerprint: string;
  readonly state: 'running' | 'draining';
  readonly listeners: readonly ListenerHealth[];
  /** Sources whose rows are pulled out of a database. */
  readonly pulls?: readonly PullHealth[];
  readonly ledger: readonly LedgerRow[];
  readonly balanced: boolean;
  /** What was in memory when the collector before this one ended, and is counted lost since. */
  readonly lostAtStart?: number;
  /** Of these, so many at least had no answer yet (HTTP, RELP): their senders send them again. */
  readonly unansweredAtStart?: number;
  readonly parsers: readonly ParserHealth[];
  readonly pluginProblems: readonly { readonly id: string; readonly path: string; readonly problem: string }[];
  /** `clockDoubt`: no day is sealed for it, and nothing dropped for its age. */
  readonly store: StoreStats & { readonly trouble?: string; readonly clockDoubt?: ClockDoubt };
  /** Left out by a collector without one (imports). */
  readonly spool?: SpoolHealth;
  /** What waits in front of the store, and how long commits take. */
  readonly pressure?: PressureHealth;
  /** Since its start: of what it refused, what somebody wants refused (unknown senders, allow lists). The rest had no room. */
  readonly turnedAway?: number;
  /** Files of the enrichment that cannot be read. */
  readonly enrichmentProblems?: readonly string[];
  /** Messages received in the last second. */
  readonly ratePerSecond: number;
  readonly memoryBytes: number;
  /** Where a portal sees several as one: what each counted, the portal's own first. A collector never says this of itself. */
  readonly each?: readonly CollectorCounts[];
}

/** One of several, with counters that go on through what happens to the others. */
export interface CollectorCounts extends Pick<
  CollectorHealth,
  'startedAt' | 'ledger' | 'lostAtStart' | 'unansweredAtStart' | 'turnedAway'
> {
  /** The id of its node; undefined: the portal's own. */
  readonly node: string | undefined;
  /** What others say of their listeners does not count what these dropped. */
  readonly listeners: CollectorHealth['listeners'];
  readonly pressure?: { readonly refused?: number };
}

/** How the collector reads the times of one source. */
export interface SourceClock {
  /** IANA name, or an offset such as +02:00, of times that carry none. */
  readonly zone: string;
  readonly origin: 'set' | 'guessed' | 'assumed';
  /** Live messages that said a time. */
  readonly samples: number;
  /** Receipt minus the device's time, in ms, as resolved: median of the last samples; undefined without any. */
  readonly driftMs?: number;
}

/** Historical lines on their way in. `bytes` is base64: a log line is not always text. */
export interface ImportFrame {
  readonly bytes: string;
  readonly dedupeKey: string;
  readonly truncated?: boolean;
  /** What the record says of itself by name (CSV columns, an export of ours). */
  readonly given?: Given;
}

export type ToCollector =
  | { readonly t: 'configure'; readonly settings: CollectorSettings }
  | { readonly t: 'tail'; readonly id: number; readonly query: string }
  | { readonly t: 'untail'; readonly id: number }
  /** `reference`: ms from which years are inferred until a full date is seen; needed in the first chunk. */
  | {
      readonly t: 'import';
      readonly id: number;
      readonly source?: string;
      readonly reference: number;
      readonly frames: readonly ImportFrame[];
    }
  /** Of all that this connection imported. */
  | { readonly t: 'importEnd' }
  | { readonly t: 'clocks'; readonly id: number }
  | { readonly t: 'keyUses'; readonly id: number }
  | { readonly t: 'parsers'; readonly id: number }
  /** `lookUp`: an address, domain or hash; what is known of it comes with the answer. */
  | { readonly t: 'enrichment'; readonly id: number; readonly lookUp?: string }
  /**
   * A command changed this table of the metadata: passed on to all peers, who know what they keep of it. `ingestKeys`: those that are
   * good now, put in force before, as no portal may be there to do it; a collector alone reads them itself.
   */
  | { readonly t: 'changed'; readonly table: string; readonly ingestKeys?: CollectorSettings['ingestKeys'] }
  /** From now on this peer takes the reports of a module's stage; one peer gets each. */
  | { readonly t: 'follow'; readonly module: string }
  | { readonly t: 'unfollow'; readonly module: string };

export type ImportCounts = Readonly<
  Record<'stored' | 'duplicate' | 'filtered' | 'limited' | 'refused' | 'failed', number>
>;

export type FromCollector =
  | { readonly t: 'health'; readonly health: CollectorHealth }
  /** `skipped`: that matched and were left out; `unseen`: that nobody had the time to look at. */
  | {
      readonly t: 'events';
      readonly id: number;
      readonly events: readonly LogEvent[];
      readonly skipped: number;
      readonly unseen?: number;
    }
  | { readonly t: 'tailRefused'; readonly id: number; readonly reason: string }
  | { readonly t: 'imported'; readonly id: number; readonly counts: ImportCounts }
  | { readonly t: 'importEnded' }
  | { readonly t: 'clocks'; readonly id: number; readonly clocks: Readonly<Record<string, SourceClock>> }
  /** SHA-256 (hex) of an API key -> when it was used last, ms since 1970; of those used since the collector's start. */
  | { readonly t: 'keyUses'; readonly id: number; readonly uses: Readonly<Record<string, number>> }
  | { readonly t: 'enrichment'; readonly id: number; readonly state: EnrichmentState }
  | { readonly t: 'parsers'; readonly id: number; readonly parsers: readonly ParserReport[] }
  /** To all peers, whoever said it. */
  | { readonly t: 'changed'; readonly table: string }
  /** What the stage of a module gathered since its last report; see Stage.report. */
  | { readonly t: 'stage'; readonly module: string; readonly report: unknown };
