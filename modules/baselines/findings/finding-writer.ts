// Writes findings: a row an entity and day, bounded. Within the transaction of whoever found them, so that a position is never ahead.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import type { FoundEvent } from '../stage-report.js';
import { makeRoom } from './full-day.js';
import { codesText, findingOf, type FindingRow, scoredEvents } from './finding-row.js';
import { type Day, dayKey, fold, join } from './found.js';

/** Entities with a finding on one day: a flood of made-up names must not fill the database. Who may take whose place: full-day.ts. */
const MAX_ROWS_A_DAY = 500;

/** Above so many entity-days a whole day of rows is read at once. */
const SINGLE_READS = 20;

export class FindingWriter {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly maxRowsADay = MAX_ROWS_A_DAY,
  ) {}

  async writeLive(found: readonly FoundEvent[], transaction: Transaction): Promise<void> {
    const days = fold(found, 'live');
    await takeTurn(this.db, TURN, transaction);
    const known = await this.#rows([...days.values()], transaction);
    await this.#write(days, (day) => {
      const row = known.get(dayKey(day));
      return row === undefined ? day : join(kept(row), day);
    }, known, transaction); // prettier-ignore
  }

  /** In place of what history said of that day before; what somebody judged stays, and what came live is joined. */
  async writeHistory(day: number, found: readonly Day[], transaction: Transaction): Promise<void> {
    const days = new Map(found.filter((each) => each.day === day).map((each) => [dayKey(each) as string, each]));
    await takeTurn(this.db, TURN, transaction);
    const known = await this.#rowsOfDay(day, transaction);
    for (const [key, { id, origin, verdict_id }] of known)
      if (origin === 'history' && verdict_id === null && !days.has(key))
        await this.db.query('DELETE FROM baselines_findings WHERE id = $id', { bind: { id }, transaction });
    await this.#write(days, (each) => {
      const row = known.get(dayKey(each));
      return row?.origin === 'live' ? join(kept(row), each) : each;
    }, known, transaction); // prettier-ignore
  }

  async #write(
    days: ReadonlyMap<string, Day>,
    whole: (day: Day) => Day,
    known: ReadonlyMap<string, FindingRow>,
    transaction: Transaction,
  ): Promise<void> {
    const room = new Map<number, number>();
    for (const [key, day] of [...days].toSorted(([, a], [, b]) => b.score - a.score)) {
      if (!known.has(key)) {
        const left = room.get(day.day) ?? this.maxRowsADay - (await this.#countOf(day.day, transaction));
        room.set(day.day, left - 1);
        if (left <= 0 && !(await makeRoom(this.db, day, transaction))) continue;
      }
      await this.#put(whole(day), transaction);
    }
  }

  async #put(day: Day, transaction: Transaction): Promise<void> {
    const { entity, reasons, events, hours, firstAt, lastAt, ...plain } = day;
    const bind = {
      kind: entity.kind,
      name: entity.name,
      day: plain.day,
      score: plain.score,
      time: plain.time,
      state: plain.state,
      origin: plain.origin,
      summary: plain.summary,
      firstAt,
      lastAt,
      reasons: JSON.stringify(reasons),
      codes: codesText(reasons),
      events: JSON.stringify(events),
      hours: JSON.stringify(hours),
      now: this.clock.now(),
    };
    await this.db.query(PUT, { bind, transaction });
  }

  async #rows(days: readonly Day[], transaction: Transaction): Promise<ReadonlyMap<string, FindingRow>> {
    const found: FindingRow[] = [];
    if (days.length > SINGLE_READS) {
      for (const day of new Set(days.map((each) => each.day)))
        found.push(...(await this.#rowsOfDay(day, transaction)).values());
      return byKey(found);
    }
    for (const { entity, day } of days) {
      const rows = await this.db.query<FindingRow>(
        'SELECT * FROM baselines_findings WHERE entity_kind = $kind AND entity_name = $name AND day = $day',
        { bind: { ...entity, day }, type: QueryTypes.SELECT, transaction },
      );
      found.push(...rows);
    }
    return byKey(found);
  }

  async #rowsOfDay(day: number, transaction: Transaction): Promise<ReadonlyMap<string, FindingRow>> {
    const rows = await this.db.query<FindingRow>('SELECT * FROM baselines_findings WHERE day = $day', {
      bind: { day },
      type: QueryTypes.SELECT as const,
      transaction,
    });
    return byKey(rows);
  }

  async #countOf(day: number, transaction: Transaction): Promise<number> {
    const [row] = await this.db.query<{ n: number | string }>(
      'SELECT COUNT(*) AS n FROM baselines_findings WHERE day = $day',
      { bind: { day }, type: QueryTypes.SELECT, transaction },
    );
    return Number(row?.n ?? 0);
  }
}

/** The live half and the training write the same rows. */
const TURN = 'baselines findings';

const PUT = `
  INSERT INTO baselines_findings
    (entity_kind, entity_name, day, score, time, state, origin, summary, reasons, codes, events, hours, first_at, last_at, updated_at)
  VALUES ($kind, $name, $day, $score, $time, $state, $origin, $summary, $reasons, $codes, $events, $hours, $firstAt, $lastAt, $now)
  ON CONFLICT (entity_kind, entity_name, day) DO UPDATE SET
    score = $score, time = $time, state = $state, origin = $origin, summary = $summary, reasons = $reasons, codes = $codes,
    events = $events, hours = $hours, first_at = $firstAt, last_at = $lastAt, updated_at = $now`;

function byKey(rows: readonly FindingRow[]): ReadonlyMap<string, FindingRow> {
  return new Map(rows.map((row) => [dayKey(findingOf(row)), row]));
}

function kept(row: FindingRow): Day {
  return { ...findingOf(row), events: scoredEvents(row) };
}
