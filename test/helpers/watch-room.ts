// The watches of the rules over a real store, a real metadata database and the real alert book; the collector says what the test says.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { configSchema, type SourceConfig, sourceSchema } from '#config/schema.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { Duties } from '#src/cluster/duties.js';
import type { Fields } from '#src/event/event.js';
import type { NewMessage } from '#src/outbox/message.js';
import type { CollectorHealth, SourceClock } from '#src/portal/collector-link.js';
import type { FieldHistory } from '#src/portal/parsing/parsing-history.js';
import type { EventStore } from '#src/store/event-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { Raiser } from '../../modules/rules/detect/raiser.js';
import { firstRules } from '../../modules/rules/migrations/0001-rules.js';
import { detectionTables } from '../../modules/rules/migrations/0002-detection.js';
import { standingConditions } from '../../modules/rules/migrations/0003-conditions.js';
import { seenAgain } from '../../modules/rules/migrations/0004-seen-again.js';
import type { MatchRecord } from '../../modules/rules/match-record.js';
import { ruleSchema } from '../../modules/rules/rule.js';
import { RuleBook } from '../../modules/rules/rule-book.js';
import { newWatchMemory } from '../../modules/rules/watch/watch-memory.js';
import { WatchService } from '../../modules/rules/watch/watch.js';
import { WatchedSources } from '../../modules/rules/watch/watched-sources.js';
import { Watches } from '../../modules/rules/watch/watches.js';
import { FakeClock } from './fake-clock.js';
import { openMigrated } from './migrated.js';
import { collectorHealth, ledgerRow } from './collector-health.js';
import { logEvent } from './event-portal.js';

/** A Friday noon. */
export const WATCH_NOW = Date.UTC(2026, 10, 20, 12);

export class WatchRoom {
  readonly clock = new FakeClock(WATCH_NOW);
  /** What was put into the outbox. */
  readonly told: NewMessage[] = [];
  sources: readonly SourceConfig[] = [];
  /** ms, by source: what the ledger says. */
  readonly lastReceived: Record<string, number> = {};
  clocks: Readonly<Record<string, SourceClock>> = {};
  /** Undefined: the collector is away. */
  listeningSince: number | undefined = WATCH_NOW - 100 * 86_400_000;
  minFreeBytes = 0;
  /** What the collector says differently. */
  reported: Partial<CollectorHealth> = {};
  /** What is known of the fields that parsers fill. */
  fieldHistories: readonly FieldHistory[] = [];
  rules!: RuleBook;
  #service!: WatchService;
  #onRecords: ((records: readonly MatchRecord[]) => void) | undefined;

  private constructor(
    private readonly dir: string,
    readonly db: Sequelize,
    readonly store: EventStore,
  ) {}

  /** @param url of a PostgreSQL database for the metadata; left out: SQLite */
  static async open(url?: string): Promise<WatchRoom> {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-watch-'));
    const migrations = [firstRules, detectionTables, standingConditions, seenAgain];
    const db = await openMigrated({ dir, url }, { owner: 'rules', migrations });
    const { events } = configSchema.parse({});
    const clock = new FakeClock(WATCH_NOW);
    const store = await openSqliteStore({ dataDir: dir, events: { ...events, minFreeBytes: 0 }, clock });
    const room = new WatchRoom(dir, db, store);
    await room.start();
    return room;
  }

  /** A new program over the same data; what ran before is dropped without a word. */
  async start(duties: Duties = Duties.ours(pino({ level: 'silent' }))): Promise<void> {
    const { db, clock, store } = this;
    this.rules = await RuleBook.open({
      db,
      clock,
      shipped: () => [],
      check: () => [],
      onContextChange: () => () => undefined,
      context: () => ({ lists: {}, zone: 'UTC' }),
    });
    const log = pino({ level: 'silent' });
    const raiser = new Raiser(this.#book(), this.rules, db, clock, duties);
    const collector = {
      health: () => this.#health(),
      onHealth: () => () => undefined,
      clocks: () => Promise.resolve(this.clocks),
    };
    const detection = {
      onRecords: (listener: (records: readonly MatchRecord[]) => void) => {
        this.#onRecords = listener;
        return () => undefined;
      },
      state: () => ({ activity: 'following' }) as never,
    };
    const configured = (): { sources: SourceConfig[] } => ({ sources: [...this.sources] });
    const liveConfig = {
      get config() {
        return configured() as never;
      },
    };
    const sources = new WatchedSources(collector, { list: () => Promise.resolve([]) }, liveConfig);
    this.#service = new WatchService({
      rules: this.rules,
      raiser,
      detection,
      collector,
      clock,
      log,
      duties,
      watches: new Watches({
        store,
        sources,
        parsing: { read: () => Promise.resolve(this.fieldHistories) },
        health: () => this.#health(),
        disk: () => ({ dir: this.dir, minFreeBytes: this.minFreeBytes, hasEvents: true }),
      }),
      newMemory: (stopping) => newWatchMemory({ db, store, raiser, log }, stopping),
    });
    this.#service.onApplicationBootstrap();
  }

  async save(rule: Record<string, unknown>): Promise<void> {
    await this.rules.save(ruleSchema.parse(rule), 'tester');
  }

  /** One look now and one in 15 s more (what a look has to read first is there then); answers with all alerts, oldest first. */
  async look(): Promise<readonly KeptAlert[]> {
    for (let looks = 0; looks < 2; looks++) {
      this.clock.advance(15_000);
      this.#service.tick();
      await this.#service.idle();
    }
    const { alerts } = await this.#book().list({}, undefined, 100);
    return alerts.toReversed();
  }

  /** `at`: ms since 1970. */
  async append(
    kind: 'live' | 'import',
    ...events: readonly { readonly at: number; readonly fields?: Fields }[]
  ): Promise<void> {
    await this.store.append({ kind, events: events.map(({ at, fields = {} }) => ({ event: logEvent(fields, at) })) });
  }

  /** As if detection had just got them. */
  records(...records: readonly Partial<MatchRecord>[]): void {
    const none = { step: 0, key: '[]', count: 1, first: 0, last: 0, events: [], entity: {}, byReceipt: 0, rule: '' };
    this.#onRecords?.(records.map((record) => ({ ...none, ...record })));
  }

  source(name: string, different: Partial<SourceConfig> = {}): SourceConfig {
    return sourceSchema.parse({ name, ...different });
  }

  async close(): Promise<void> {
    await this.#service.onModuleDestroy();
    await this.rules.onModuleDestroy();
    await this.db.close();
    await this.store.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #book(): AlertBook {
    return new AlertBook(this.db, this.clock, { put: (message) => Promise.resolve(`msg_${this.told.push(message)}`) });
  }

  #health(): CollectorHealth | undefined {
    if (this.listeningSince === undefined) return undefined;
    const ledger = Object.entries(this.lastReceived).map(([source, at]) =>
      ledgerRow({ source, received: 1, stored: 1, lastReceived: at }),
    );
    return collectorHealth({ ledger, startedAt: this.listeningSince, ...this.reported });
  }
}
