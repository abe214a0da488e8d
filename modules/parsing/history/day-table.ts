// The table of days: one row a day, source and parser. At most KEPT_DAYS days and MAX_PAIRS rows a day.

import { DataTypes, type Model, type ModelStatic, Op, type Sequelize } from 'sequelize';
import { msColumn } from '#src/store/metadata/columns.js';

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

type Stored = Model & Readonly<Record<keyof DayRow, string>>;

export class DayTable {
  readonly #rows: ModelStatic<Stored>;

  constructor(db: Sequelize) {
    const name = { type: DataTypes.STRING(200), primaryKey: true };
    this.#rows = db.define<Stored>(
      'ParserDay',
      {
        day: { type: DataTypes.STRING(10), primaryKey: true },
        ...{ source: { ...name }, parser: { ...name }, events: msColumn('events') },
        ...{ filled: DataTypes.TEXT, lowest: DataTypes.TEXT, tags: DataTypes.TEXT, hours: DataTypes.TEXT },
      },
      { timestamps: false, underscored: true, tableName: 'parser_days' },
    );
  }

  /** Puts these in the place of what is kept of them. */
  async write(rows: readonly DayRow[]): Promise<void> {
    const values = rows.map(({ filled, lowest, tags, hours, ...rest }) => ({
      ...rest,
      ...{ filled: JSON.stringify(filled), lowest: JSON.stringify(lowest) },
      ...{ tags: JSON.stringify(tags), hours: JSON.stringify(hours) },
    }));
    for (let i = 0; i < values.length; i += 200)
      await this.#rows.bulkCreate(values.slice(i, i + 200), {
        updateOnDuplicate: ['events', 'filled', 'lowest', 'tags', 'hours'],
      });
  }

  /** Oldest day first. `parser`: of this one; left out: of all. */
  async since(day: string, parser?: string): Promise<readonly DayRow[]> {
    const where = { day: { [Op.gte]: day }, ...(parser !== undefined && { parser }) };
    const rows = await this.#rows.findAll({ where, order: ['day', 'source', 'parser'] });
    return rows.map(toRow);
  }

  /** Drops what is older than `oldest`, and the hours of what is older than `oldestHours`. */
  async tidy(oldest: string, oldestHours: string): Promise<void> {
    await this.#rows.destroy({ where: { day: { [Op.lt]: oldest } } });
    await this.#rows.update({ hours: '{}' }, { where: { day: { [Op.lt]: oldestHours }, hours: { [Op.ne]: '{}' } } });
  }
}

function toRow({ day, source, parser, events, filled, lowest, tags, hours }: Stored): DayRow {
  return {
    ...{ day, source, parser, events: Number(events) },
    filled: JSON.parse(filled) as DayRow['filled'],
    lowest: JSON.parse(lowest) as DayRow['lowest'],
    tags: JSON.parse(tags) as DayRow['tags'],
    hours: JSON.parse(hours) as DayRow['hours'],
  };
}
