// What is known of unknown messages: takes the collector's reports in, keeps them bounded, and answers the pages.

import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { col, fn, Op, type Order, type Sequelize, type Transaction, where, type WhereOptions } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import { MAX_SAMPLES, MAX_SOURCES, type Sample, type ShapeDelta, type ShapeReport } from './shape-report.js';
import { defineShapeTables, type ShapeRow, type ShapeState, type ShapeTables } from './shape-table.js';

/** Shapes of which nobody has said anything. Beyond it those seen once go, then those not seen for longest. */
export const MAX_OPEN_SHAPES = 5_000;
const BATCH = 400;
const KEY = /^[0-9a-f]{32}$/;
/** A flood that is over for so long is told of no more. */
const OTHERS_DAYS = 7;
const DAY_MS = 86_400_000;

export interface KnownShape {
  readonly key: string;
  readonly app: string;
  readonly template: string;
  readonly state: ShapeState;
  readonly note: string;
  readonly changedBy: string | null;
  readonly changedAt: number | null;
  readonly count: number;
  readonly sources: readonly string[];
  readonly hasMoreSources: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The oldest first. */
  readonly samples: readonly KnownSample[];
}

export interface KnownSample extends Sample {
  /** When it was taken in, ms since 1970. */
  readonly at: number;
}

/** What somebody says of a shape. */
export interface Mark {
  readonly state: ShapeState;
  readonly note?: string | undefined;
  readonly seenAt?: number | undefined;
}

export interface ShapeFilter {
  readonly state: ShapeState;
  readonly sort: 'count' | 'last';
  /** '' for all */
  readonly source: string;
}

@Injectable()
export class KnownShapes {
  readonly #tables: ShapeTables;

  constructor(
    @Inject(DB) private readonly db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly liveConfig: LiveConfig,
  ) {
    this.#tables = defineShapeTables(db);
  }

  /** Adds a report to what is there, in transactions of BATCH shapes. Calls must not overlap. */
  async take({ shapes, others }: ShapeReport): Promise<void> {
    for (let at = 0; at < shapes.length; at += BATCH) await this.#takeBatch(shapes.slice(at, at + BATCH));
    if (others > 0) await this.#countOthers(others);
  }

  /** `from`, `limit`: of the sorted list. */
  async list(
    filter: ShapeFilter,
    from: number,
    limit: number,
  ): Promise<{ readonly shapes: readonly KnownShape[]; readonly total: number }> {
    const order: Order =
      filter.sort === 'count'
        ? [['count', 'DESC'], ['lastAt', 'DESC'], 'key']
        : [['lastAt', 'DESC'], ['count', 'DESC'], 'key'];
    const filtered = { where: this.#where(filter) };
    const [rows, total] = await Promise.all([
      this.#tables.shapes.findAll({ ...filtered, order, offset: from, limit }),
      this.#tables.shapes.count(filtered),
    ]);
    return { shapes: rows.map(toShape), total };
  }

  /** Shapes by state, of this source or all. */
  async counts(source: string): Promise<Readonly<Record<ShapeState, number>>> {
    const of = (state: ShapeState): Promise<number> =>
      this.#tables.shapes.count({ where: this.#where({ state, source }) });
    const [open, known, ignored] = await Promise.all([of('open'), of('known'), of('ignored')]);
    return { open, known, ignored };
  }

  /** Shapes of a state that came from more sources than are kept, this one (not '') not among those: it may be one of the others. */
  async spread({ state, source }: Pick<ShapeFilter, 'state' | 'source'>): Promise<number> {
    if (source === '') return 0;
    const where = { [Op.and]: [{ state, hasMoreSources: true }, this.#naming(source, false)] };
    return this.#tables.shapes.count({ where });
  }

  /** Undefined when there is none. */
  async byKey(key: string): Promise<KnownShape | undefined> {
    const row = KEY.test(key) ? await this.#tables.shapes.findByPk(key) : null;
    return row === null ? undefined : toShape(row);
  }

  /** Messages whose shapes were too many to be told apart, and when that last happened; undefined a week later. */
  async others(): Promise<{ readonly messages: number; readonly lastAt: number } | undefined> {
    return (await this.#tables.others.findByPk(1)) ?? undefined;
  }

  /**
   * Without a note the one that is there stays. `seenAt`: when it was last changed as far as the person knows (ms since 1970, 0: never).
   * @returns false when there is no such shape (any more), or somebody changed it since `seenAt`
   */
  async mark(key: string, { state, note, seenAt }: Mark, who: string): Promise<boolean> {
    const [changed] = await this.#tables.shapes.update(
      { state, ...(note !== undefined && { note }), changedBy: who, changedAt: this.clock.now() },
      { where: { key, ...(seenAt !== undefined && { changedAt: seenAt === 0 ? null : seenAt }) } },
    );
    return changed > 0;
  }

  /** Lets go what is too much, and what is older than the events themselves may get: samples are log text, too. */
  async tidy(): Promise<void> {
    const oldest = this.clock.now() - this.liveConfig.config.events.retention.days * DAY_MS;
    await this.#tables.others.destroy({ where: { lastAt: { [Op.lt]: this.clock.now() - OTHERS_DAYS * DAY_MS } } });
    const unseen = { reportedAt: { [Op.lt]: oldest } };
    await this.#tables.shapes.destroy({ where: { state: 'open', ...unseen } });
    await this.#dropSamples(oldest);
    await this.#dropExcess();
  }

  /** Of shapes that still come, too. In pages: people may have marked any number. */
  async #dropSamples(oldest: number): Promise<void> {
    while ((await this.#dropSomeSamples(oldest)) === BATCH);
  }

  /** @returns of how many shapes, at most BATCH */
  #dropSomeSamples(oldest: number): Promise<number> {
    const { shapes } = this.#tables;
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'inbox', transaction);
      const rows = await shapes.findAll({ where: { sampledAt: { [Op.lt]: oldest } }, limit: BATCH, transaction });
      for (const row of rows) {
        const kept = samplesOf(row).filter(({ at }) => at >= oldest);
        await shapes.update(sampleColumns(kept), { where: { key: row.key }, transaction });
      }
      return rows.length;
    });
  }

  /** Two portals that count at the same moment must not both drop what is too much. */
  #dropExcess(): Promise<void> {
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'inbox', transaction);
      const excess = (await this.#tables.shapes.count({ where: { state: 'open' }, transaction })) - MAX_OPEN_SHAPES;
      if (excess <= 0) return;
      await this.db.query(
        `DELETE FROM inbox_shapes WHERE key IN (SELECT key FROM inbox_shapes WHERE state = 'open'
         ORDER BY CASE WHEN count = 1 THEN 0 ELSE 1 END, reported_at LIMIT :excess)`,
        { replacements: { excess }, transaction },
      );
    });
  }

  /** The names stand as JSON texts in a list: with their quotes around them no name is found in another. */
  #where({ state, source }: Pick<ShapeFilter, 'state' | 'source'>): WhereOptions {
    if (source === '') return { state };
    return { [Op.and]: [{ state }, this.#naming(source, true)] };
  }

  #naming(source: string, isNamed: boolean): ReturnType<typeof where> {
    const position = fn(isPostgres(this.db) ? 'strpos' : 'instr', col('sources'), JSON.stringify(source));
    return where(position, isNamed ? { [Op.gt]: 0 } : { [Op.eq]: 0 });
  }

  async #takeBatch(deltas: readonly ShapeDelta[]): Promise<void> {
    const byKey = new Map(deltas.map((delta) => [keyOf(delta), delta]));
    await this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'inbox', transaction);
      const known = await this.#known([...byKey.keys()], transaction);
      const rows = [...byKey].map(([key, delta]) => ({
        ...merged(known.get(key), delta, this.clock.now()),
        key,
        reportedAt: this.clock.now(),
      }));
      await this.#tables.shapes.bulkCreate(rows, {
        transaction,
        // What people said stays.
        updateOnDuplicate: [
          'count',
          'sources',
          'hasMoreSources',
          'firstAt',
          'lastAt',
          'samples',
          'sampledAt',
          'reportedAt',
        ],
      });
    });
  }

  async #known(keys: readonly string[], transaction: Transaction): Promise<Map<string, KnownShape>> {
    const rows = await this.#tables.shapes.findAll({ where: { key: [...keys] }, transaction });
    return new Map(rows.map((row) => [row.key, toShape(row)]));
  }

  async #countOthers(messages: number): Promise<void> {
    await this.db.query(
      `INSERT INTO inbox_others (id, messages, last_at) VALUES (1, $messages, $now)
       ON CONFLICT (id) DO UPDATE SET messages = inbox_others.messages + $messages, last_at = $now`,
      { bind: { messages, now: this.clock.now() } },
    );
  }
}

export function keyOf({ app, template }: { readonly app: string; readonly template: string }): string {
  return createHash('sha256').update(`${app}\u0000${template}`).digest('hex').slice(0, 32);
}

function merged(known: KnownShape | undefined, delta: ShapeDelta, now: number): Record<string, unknown> {
  const sources = new Set([...(known?.sources ?? []), ...delta.sources]);
  return {
    app: delta.app,
    template: delta.template,
    state: 'open',
    note: '',
    count: (known?.count ?? 0) + delta.count,
    sources: JSON.stringify([...sources].slice(0, MAX_SOURCES)),
    hasMoreSources: delta.hasMoreSources || known?.hasMoreSources === true || sources.size > MAX_SOURCES,
    firstAt: Math.min(known?.firstAt ?? Infinity, delta.first),
    lastAt: Math.max(known?.lastAt ?? 0, delta.last),
    ...sampleColumns(newestSamples(known?.samples ?? [], delta.samples, now)),
  };
}

/** The last ones that came, so that they grow old only with their shape. */
function newestSamples(known: readonly KnownSample[], fresh: readonly Sample[], now: number): readonly KnownSample[] {
  const kept = known.filter(({ raw }) => !fresh.some((sample) => sample.raw === raw));
  return [...kept, ...fresh.map((sample) => ({ ...sample, at: now }))].slice(-MAX_SAMPLES);
}

function sampleColumns(samples: readonly KnownSample[]): {
  readonly samples: string;
  readonly sampledAt: number | null;
} {
  return { samples: JSON.stringify(samples), sampledAt: samples[0]?.at ?? null };
}

/** Those of before each had a time, and of an older portal beside this one, are as old as their shape. */
function samplesOf({ samples, firstAt }: ShapeRow): readonly KnownSample[] {
  return (JSON.parse(samples) as (Sample & { readonly at?: number })[]).map((sample) => ({ at: firstAt, ...sample }));
}

function toShape(row: ShapeRow): KnownShape {
  const { key, app, template, state, note, changedBy, changedAt, count, hasMoreSources, firstAt, lastAt } = row;
  return {
    key,
    app,
    template,
    state,
    note,
    changedBy,
    changedAt,
    count,
    hasMoreSources,
    firstAt,
    lastAt,
    sources: JSON.parse(row.sources) as string[],
    samples: samplesOf(row),
  };
}
