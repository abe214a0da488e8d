// Reads the delivery log, newest first. What an index answers is one query; a text is looked for in windows, until the time for a page is
// over.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { Delivery, DeliveryState } from './delivery.js';
import { type DeliveryRow, toDelivery } from './delivery-row.js';
import type { MessageType } from './message.js';

export interface DeliveryFilter {
  readonly channel?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly type?: MessageType | undefined;
  /** About this alert alone, or a digest that stands for it. */
  readonly alertId?: string | undefined;
  /** Somewhere in what it tells, in its message's id, the last answer or error. */
  readonly text?: string | undefined;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** To go on from; undefined at the end. */
  readonly next: number | undefined;
}

export const COLUMNS = `d.*, m.type AS type, m.about AS about, m.alert_id AS alert_id, m.at AS at`;
export const FROM = 'FROM outbox_deliveries d JOIN outbox_messages m ON m.id = d.message_id';

/** Deliveries that are looked through in one query. */
const WINDOW = 4_000;
/** After so long the page is shown as far as it is. */
const PAGE_MS = 100;

export async function searchDeliveries(
  db: Sequelize,
  filter: DeliveryFilter,
  after: number | undefined,
  limit: number,
): Promise<DeliveryPage> {
  const startedAt = performance.now();
  const found: Delivery[] = [];
  for (let below = after; ;) {
    const border = filter.text ? await borderBelow(db, below) : undefined;
    found.push(...(await read(db, { ...filter, below, border }, limit + 1 - found.length)));
    if (found.length > limit) return { deliveries: found.slice(0, limit), next: found[limit - 1]!.id };
    if (border === undefined) return { deliveries: found, next: undefined };
    if (performance.now() - startedAt > PAGE_MS) return { deliveries: found, next: border };
    below = border;
  }
}

/** The last delivery of the window below this one; undefined when it reaches the end. */
async function borderBelow(db: Sequelize, below: number | undefined): Promise<number | undefined> {
  const [row] = await db.query<{ id: number }>(
    `SELECT id FROM outbox_deliveries ${below === undefined ? '' : 'WHERE id < $below'} ORDER BY id DESC LIMIT 1 OFFSET ${WINDOW - 1}`,
    { type: QueryTypes.SELECT, ...(below !== undefined && { bind: { below } }) },
  );
  return row?.id;
}

interface Wanted extends DeliveryFilter {
  /** Not included. */
  readonly below: number | undefined;
  readonly border: number | undefined;
}

async function read(db: Sequelize, wanted: Wanted, limit: number): Promise<readonly Delivery[]> {
  const { conditions, bind } = conditionsOf(wanted);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = await db.query<DeliveryRow>(`SELECT ${COLUMNS} ${FROM} ${where} ORDER BY d.id DESC LIMIT ${limit}`, {
    type: QueryTypes.SELECT,
    bind,
  });
  return rows.map(toDelivery);
}

function conditionsOf({ channel, state, type, alertId, text, below, border }: Wanted): {
  readonly conditions: readonly string[];
  readonly bind: Record<string, unknown>;
} {
  const wanted: readonly [condition: string, name: string, value: unknown][] = [
    ['d.channel = $channel', 'channel', channel],
    ['d.state = $state', 'state', state],
    ['m.type = $type', 'type', type],
    [`m.id IN (${OF_ALERT})`, 'alertId', alertId],
    ['d.id < $below', 'below', below],
    ['d.id >= $border', 'border', border],
    [`(${TEXT_COLUMNS.map(contains).join(' OR ')})`, 'text', text && `%${text.replaceAll(/[!%_]/g, '!$&')}%`],
  ];
  const given = wanted.filter(([, , value]) => value !== undefined && value !== '');
  return {
    conditions: given.map(([condition]) => condition),
    bind: Object.fromEntries(given.map(([, name, value]) => [name, value])),
  };
}

/** What is about it alone, and digests that stand for it. */
const OF_ALERT = `SELECT id FROM outbox_messages WHERE alert_id = $alertId
  UNION ALL SELECT message_id FROM outbox_message_alerts WHERE alert_id = $alertId`;

const TEXT_COLUMNS = ['m.about', 'm.id', 'd.channel', 'd.last_line', 'd.last_error'];
const contains = (column: string): string => `LOWER(COALESCE(${column}, '')) LIKE LOWER($text) ESCAPE '!'`;
