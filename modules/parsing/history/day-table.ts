// The table of days: one row a day, source and parser. At most KEPT_DAYS days and MAX_PAIRS rows a day.

import { DataTypes, type Model, type ModelStatic, Op, type Sequelize } from 'sequelize';
import { msColumn } from '#src/store/metadata/columns.js';
import { takeTurn } from '#src/store/metadata/turn.js';

export const KEPT_DAYS = 28;
export const MAX_PAIRS = 3_000;

export interface DayRow {
  /** YYYY-MM-DD in the installation's zone. */
  readonly day: string;
  readonly source: string;
  readonly parser: string;
  readonly events: number;
  /** Field -> events that have it. */
  readonly filled: Readonly<Record<string, number>>;
  /** Field -> lowest share (0..1) of an hour with enough events. */
  readonly lowest: Readonly<Record<string, number>>;
  /** Defect -> events. */
  readonly tags: Readonly<Record<string, number>>;
  /** Hour since 1970 -> events, then those with each of FIELDS; of the last two days. */
  readonly hours: Readonly<Record<string, readonly number[]>>;
}

/** What a page needs of a row: no hours. */
export type DaySums = Omit<DayRow, 'lowest' | 'hours'>;

/** Which row is meant. */
type DayKey = Pick<DayRow, 'day' | 'source' | 'parser'>;

type Columns = Readonly<Record<keyof DayRow, string>>;
type Stored = Model & Columns;

export class DayTable {
  readonly #rows: ModelStatic<Stored>;

  constructor(private readonly db: Sequelize) {
    const name = { type: DataTypes.STRING(200), primaryKey: true };
    this.#rows = db.define<Stored>(
      'ParserDay',
      {
        day: { type: DataTypes.STRING(10), primaryKey: true },
        source: { ...name },
        parser: { ...name },
        events: msColumn('events'),
        filled: DataTypes.TEXT,
        lowest: DataTypes.TEXT,
        tags: DataTypes.TEXT,
        hours: DataTypes.TEXT,
      },
      { timestamps: false, underscored: true, tableName: 'parser_days' },
    );
  }

  /**
   * Changes these rows in one transaction; other portals wait for theirs meanwhile. At most 200.
   * @param change given a row as it is; undefined where there is none
   */
  async change<K extends DayKey>(
    keys: readonly K[],
    change: (key: K, known: DayRow | undefined) => DayRow,
  ): Promise<readonly DayRow[]> {
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'parser days', transaction);
      const where = { [Op.or]: keys.map(({ day, source, parser }) => ({ day, source, parser })) };
      const known = new Map((await this.#rows.findAll({ where, transaction })).map((row) => [keyOf(row), toRow(row)]));
      const rows = keys.map((key) => change(key, known.get(keyOf(key))));
      const updateOnDuplicate: (keyof DayRow)[] = ['events', 'filled', 'lowest', 'tags', 'hours'];
      await this.#rows.bulkCreate(rows.map(toStored), { updateOnDuplicate, transaction });
      return rows;
    });
  }

  /** Oldest day first. */
  async since(day: string): Promise<readonly DayRow[]> {
    const where = { day: { [Op.gte]: day } };
    const rows = await this.#rows.findAll({ where, order: ['day', 'source', 'parser'], raw: true });
    return rows.map(toRow);
  }

  /** Of one parser, oldest day first. Tens of thousands at the bounds, so no more is read of them than is needed. */
  async sumsOf(parser: string, day: string): Promise<readonly DaySums[]> {
    const where = { day: { [Op.gte]: day }, parser };
    const attributes: (keyof DaySums)[] = ['day', 'source', 'parser', 'events', 'filled', 'tags'];
    const rows = await this.#rows.findAll({ where, attributes, order: ['day', 'source'], raw: true });
    return rows.map(toSums);
  }

  /** Drops what is older than `oldest`, and the hours of what is older than `oldestHours`. */
  async tidy(oldest: string, oldestHours: string): Promise<void> {
    await this.#rows.destroy({ where: { day: { [Op.lt]: oldest } } });
    await this.#rows.update({ hours: '{}' }, { where: { day: { [Op.lt]: oldestHours }, hours: { [Op.ne]: '{}' } } });
  }
}

function keyOf({ day, source, parser }: DayKey): string {
  return JSON.stringify([day, source, parser]);
}

function toStored({ filled, lowest, tags, hours, ...rest }: DayRow): Record<string, unknown> {
  return {
    ...rest,
    filled: JSON.stringify(filled),
    lowest: JSON.stringify(lowest),
    tags: JSON.stringify(tags),
    hours: JSON.stringify(hours),
  };
}

function toRow(row: Columns): DayRow {
  return {
    ...toSums(row),
    lowest: JSON.parse(row.lowest) as DayRow['lowest'],
    hours: JSON.parse(row.hours) as DayRow['hours'],
  };
}

function toSums({ day, source, parser, events, filled, tags }: Pick<Columns, keyof DaySums>): DaySums {
  return {
    day,
    source,
    parser,
    events: Number(events),
    filled: JSON.parse(filled) as DayRow['filled'],
    tags: JSON.parse(tags) as DayRow['tags'],
  };
}
