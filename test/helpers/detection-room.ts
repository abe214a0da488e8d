// Detection over a real store, a real metadata database and the collector's real half of the rules, in one process: events are appended,
// the stage sees the commits, and what it reports goes to detection unless the link is cut.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { configSchema } from '#config/schema.js';
import type { AlertBook } from '#src/alerts/alert-book.js';
import { ScoredEvents } from '#src/alerts/scored-events.js';
import { AlertBook as Book } from '#src/alerts/alert-book.js';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { Duties } from '#src/cluster/duties.js';
import type { Fields } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { NewMessage } from '#src/outbox/message.js';
import type { Stage } from '#src/plugin/module.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { EventReader, EventStore } from '#src/store/event-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { Detection } from '../../modules/rules/detect/detection.js';
import { Memory } from '../../modules/rules/detect/memory.js';
import { Raiser } from '../../modules/rules/detect/raiser.js';
import { firstRules } from '../../modules/rules/migrations/0001-rules.js';
import { detectionTables } from '../../modules/rules/migrations/0002-detection.js';
import { seenAgain } from '../../modules/rules/migrations/0004-seen-again.js';
import { type Rule, ruleSchema } from '../../modules/rules/rule.js';
import { RuleBook } from '../../modules/rules/rule-book.js';
import { createRulesStage } from '../../modules/rules/stage.js';
import { FakeClock } from './fake-clock.js';
import { openMigrated } from './migrated.js';
import { eventually } from './eventually.js';
import { logEvent } from './event-portal.js';

export const ROOM_NOW = Date.UTC(2026, 10, 20, 12);

/** A portal, as far as detection goes. */
export interface Running {
  readonly detection: Detection;
  readonly rules: RuleBook;
  /** In order, as when the program is told to stop. */
  stop(): Promise<void>;
  /** It does nothing any more and has written nothing last, as after a kill. */
  kill(): Promise<void>;
}

export class DetectionRoom {
  readonly clock = new FakeClock(ROOM_NOW);
  /** What was put into the outbox. */
  readonly told: NewMessage[] = [];
  readonly logged: string[] = [];
  /** Reports reach detection. */
  isLinked = true;
  /** Of the portal that was started last. */
  scored = new ScoredEvents();
  #stage: Stage | undefined;
  #running: Running[] = [];
  #settings: unknown;
  #deliver: ((report: unknown) => void) | undefined;
  #onHealth: ((health: CollectorHealth | undefined) => void) | undefined;

  private constructor(
    private readonly dir: string,
    readonly db: Sequelize,
    readonly store: EventStore,
  ) {}

  static async open(): Promise<DetectionRoom> {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-detection-'));
    const db = await openMigrated(dir, { owner: 'rules', migrations: [firstRules, detectionTables, seenAgain] });
    const { events } = configSchema.parse({});
    const clock = new FakeClock(ROOM_NOW);
    const store = await openSqliteStore({ dataDir: dir, events: { ...events, minFreeBytes: 0 }, clock });
    const room = new DetectionRoom(dir, db, store);
    room.#stage = createRulesStage({}, await store.position());
    return room;
  }

  /** @param wrap changes what detection reads the store with */
  async start(wrap: (store: EventReader) => EventReader = (store) => store): Promise<Running> {
    const { db, clock, told } = this;
    this.scored = new ScoredEvents();
    const rules = await RuleBook.open({
      db,
      clock,
      shipped: () => [],
      check: () => [],
      onContextChange: () => () => undefined,
      context: () => ({ lists: {}, zone: 'UTC' }),
    });
    const outbox = { put: (message: NewMessage) => Promise.resolve(`msg_${told.push(message)}`) };
    const duties = Duties.ours(pino({ level: 'silent' }));
    const raiser = new Raiser(new Book(db, clock, outbox), rules, db, clock, duties);
    const detection = new Detection({
      rules,
      raiser,
      newMemory: () => new Memory(db, clock),
      store: wrap(this.store),
      clock,
      duties,
      scored: this.scored,
      isShared: false,
      log: pino({ level: 'debug' }, { write: (line) => void this.logged.push(line) }),
      collector: {
        health: () => ({}) as CollectorHealth,
        onHealth: (listener) => {
          this.#onHealth = listener;
          return () => (this.#onHealth = undefined);
        },
        onStageReport: (_module, listener) => {
          this.#deliver = listener;
          return () => (this.#deliver = undefined);
        },
        reconfigure: () => this.#configure(rules.active()),
        tail: () => () => undefined,
        clocks: () => Promise.resolve({}),
        enrichment: async () => undefined,
        parsers: async () => undefined,
      },
    });
    detection.onModuleInit();
    detection.onApplicationBootstrap();
    await this.#isReady(detection);
    const running = {
      detection,
      rules,
      stop: async () => {
        this.#running = this.#running.filter((each) => each !== running);
        await detection.onModuleDestroy();
        await rules.onModuleDestroy();
      },
      kill: async () => {
        this.#running = this.#running.filter((each) => each !== running);
        const position = await this.#position();
        await detection.onModuleDestroy();
        await this.#putBack(position);
      },
    };
    this.#running.push(running);
    return running;
  }

  /** Stores events; each is as many ms after ROOM_NOW as it says. They were received then, too, unless it says otherwise. */
  async append(kind: 'live' | 'import', ...events: readonly { at: number; fields: Fields }[]): Promise<void> {
    const made = events.map(({ at, fields }) => ({ event: logEvent(fields, ROOM_NOW + at) }));
    const { ids, position } = await this.store.append({ kind, events: made });
    const stored = made.map(({ event }, index) => ({ ...event, 'event.id': ids[index] as string }));
    this.#stage?.committed?.({ events: stored, kind, position, isQuiet: true });
    this.report();
  }

  /** As the collector does 50 ms after a commit, and each second: all parts. */
  report(): void {
    if (this.#deliver === undefined || !this.isLinked) return;
    for (let report = this.#stage?.report?.(); report !== undefined; report = this.#stage?.report?.())
      this.#deliver(JSON.parse(JSON.stringify(report)));
  }

  /** A report is made and lost on the way. */
  loseReport(): void {
    this.#stage?.report?.();
  }

  /** Kills the collector: what its stage knew is gone, a new one begins at the end of the store. */
  async restartCollector(): Promise<void> {
    this.#onHealth?.(undefined);
    this.#stage = createRulesStage(this.#settings ?? {}, await this.store.position());
  }

  alerts(): Promise<readonly KeptAlert[]> {
    return this.book()
      .list({}, undefined, 100)
      .then(({ alerts }) => alerts.toReversed());
  }

  book(): AlertBook {
    return new Book(this.db, this.clock, { put: () => Promise.resolve('') });
  }

  async save(running: Running, rule: Record<string, unknown>): Promise<Rule> {
    await running.rules.save(ruleSchema.parse(rule), 'tester');
    this.report();
    return ruleSchema.parse(rule);
  }

  async close(): Promise<void> {
    for (const running of this.#running) await running.stop();
    await this.db.close();
    await this.store.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Until detection has taken all that was reported. */
  async #isReady(detection: Detection): Promise<void> {
    await eventually(() => {
      if (detection.state().activity === 'starting') throw new Error('still starting');
    });
  }

  #configure(settings: unknown): void {
    this.#settings = settings;
    this.#stage?.configure?.(settings);
  }

  async #position(): Promise<Record<string, unknown> | undefined> {
    const [rows] = await this.db.query('SELECT * FROM rule_position');
    return rows[0] as Record<string, unknown> | undefined;
  }

  async #putBack(place: Record<string, unknown> | undefined): Promise<void> {
    if (place === undefined) return void (await this.db.query('DELETE FROM rule_position'));
    const { position, rule_time } = place;
    await this.db.query('UPDATE rule_position SET position = $position, rule_time = $rule_time', {
      bind: { position, rule_time },
    });
  }
}

/** A store that breaks in the middle of a reading by arrival, after so many batches. */
export function breaksAfter(store: EventReader, batches: number): EventReader {
  return withScan(store, async function* (request) {
    let read = 0;
    for await (const batch of store.scan(request)) {
      if (request.order === 'arrival' && read === batches) throw new Error('the disk is gone');
      read += 1;
      yield batch;
    }
  });
}

/** A store that gives out the first batch of what arrived, and the others when `gate` opens. */
export function pausesAfterOne(store: EventReader, gate: Promise<void>): EventReader {
  return withScan(store, async function* (request) {
    for await (const batch of store.scan(request)) {
      yield batch;
      if (request.order === 'arrival' && batch.events.length > 0) await gate;
    }
  });
}

/** A store that cannot be read by time as long as `isBroken`. */
export function breaksWhile(store: EventReader, isBroken: () => boolean): EventReader {
  return withScan(store, async function* (request) {
    if (request.order === 'time' && isBroken()) throw new Error('the disk is gone');
    yield* store.scan(request);
  });
}

/** A store that does not find in time what may match, read by time; everything it gives. */
export function findsTooSlowly(store: EventReader): EventReader {
  return withScan(store, (request) => {
    if (request.order === 'time' && request.query?.kind === 'and') throw new Fault('QUERY_DEADLINE', 'too slow');
    return store.scan(request);
  });
}

/** A store that finds nothing for hours when it is read in this order, as long as `isSlow`, unless it is told to end. */
export function isSlowBy(store: EventReader, order: 'time' | 'arrival', isSlow: () => boolean): EventReader {
  return withScan(store, async function* (request) {
    if (request.order === order && isSlow())
      await new Promise((_, reject) => {
        request.signal?.addEventListener('abort', () => reject(new Fault('QUERY_DEADLINE', 'cancelled')));
      });
    yield* store.scan(request);
  });
}

/** A store whose readings in this order begin when `gate` opens. */
export function scansAfter(
  store: EventReader,
  gate: Promise<void>,
  order: 'time' | 'arrival' = 'arrival',
): EventReader {
  return withScan(store, async function* (request) {
    if (request.order === order) await gate;
    yield* store.scan(request);
  });
}

function withScan(store: EventReader, scan: EventReader['scan']): EventReader {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name === 'scan' ? scan : Reflect.get(target, name);
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value;
    },
  });
}
