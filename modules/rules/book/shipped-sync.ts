// Brings the shipped rule set into the table: new rules are put in, unedited ones follow the set, what a person edited stays as it is.

import type { ModelStatic, Sequelize } from 'sequelize';
import { takeTurn } from '#src/store/metadata/turn.js';
import type { Rule } from '../rule.js';
import { ruleHash } from './known-rule.js';
import type { RuleRow } from './tables.js';

/** Of modules/rules/set. */
export interface Shipped {
  /** Grows when its text is improved. */
  readonly version: number;
  readonly rule: Rule;
}

/** Who put it in. */
const SHIPPED_BY = 'Lanwarden';

/** `now`: ms since 1970. */
export async function syncShipped(
  db: Sequelize,
  rows: ModelStatic<RuleRow>,
  shipped: readonly Shipped[],
  now: number,
): Promise<void> {
  await db.transaction(async (transaction) => {
    await takeTurn(db, 'shipped rules', transaction);
    const known = new Map((await rows.findAll({ order: ['id'], transaction, lock: true })).map((row) => [row.id, row]));
    const added = shipped.filter(({ rule }) => !known.has(rule.id)).map((each) => newRow(each, now));
    if (added.length > 0) await rows.bulkCreate(added, { transaction });
    for (const { version, rule } of shipped) {
      const row = known.get(rule.id);
      if (row?.origin !== 'shipped' || (row.shippedVersion ?? 0) >= version || isEditedRow(row)) continue;
      await row.update(
        {
          rule: JSON.stringify(rule),
          shippedVersion: version,
          shippedHash: ruleHash(rule),
          version: row.version + 1,
          updatedAt: now,
          updatedBy: SHIPPED_BY,
          ...(!row.stateChosen && { state: rule.state }),
        },
        { transaction },
      );
    }
    const ids = new Set(shipped.map(({ rule }) => rule.id));
    for (const row of known.values()) {
      if (row.origin !== 'shipped' || ids.has(row.id)) continue;
      // It is in the set no more: what somebody chose or wrote is theirs now, the rest goes.
      if (row.stateChosen || isEditedRow(row)) await row.update({ origin: 'own' }, { transaction });
      else await row.destroy({ transaction });
    }
  });
}

export function newRow({ version, rule }: Shipped, now: number): Record<string, unknown> {
  return {
    id: rule.id,
    rule: JSON.stringify(rule),
    state: rule.state,
    stateChosen: false,
    origin: 'shipped',
    shippedVersion: version,
    shippedHash: ruleHash(rule),
    version: 1,
    createdAt: now,
    createdBy: SHIPPED_BY,
    updatedAt: now,
    updatedBy: SHIPPED_BY,
  };
}

export function isEditedRow(row: RuleRow): boolean {
  if (row.origin !== 'shipped') return false;
  // Of the text as it was kept: what a later version adds by default is no edit.
  return ruleHash(JSON.parse(row.rule) as Rule) !== row.shippedHash;
}
