// Portals on one database seal with one key: what one of them sealed the others have to open.

import { QueryTypes, type Sequelize } from 'sequelize';
import { Fault } from '#src/faults.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import type { SecretBox } from './secret-box.js';

/**
 * The first portal of a PostgreSQL database leaves there which key it has; the others must have the same. SQLite has one portal, which may
 * begin with a new key.
 * @throws Fault SECRET_KEY
 */
export async function agreeOnKey(db: Sequelize, box: SecretBox): Promise<void> {
  if (!isPostgres(db)) return;
  const known = await knownKey(db);
  if (known !== undefined && !box.hasKey) throw new Fault('SECRET_KEY', `There is no ${box.path}. ${WAY_OUT}`);
  const own = box.fingerprint();
  if (known === own) return;
  if (known === undefined)
    await db.query('INSERT INTO secret_keys (id, fingerprint) VALUES (1, $own) ON CONFLICT (id) DO NOTHING', {
      bind: { own },
    });
  if ((await knownKey(db)) !== own)
    throw new Fault('SECRET_KEY', `${box.path} is not the key of the other portals on this database. ${WAY_OUT}`);
}

const WAY_OUT =
  'Copy secret.key of the first portal there (mode 0600), or name it by secrets.keyFile. If that is lost: DELETE FROM secret_keys, and set the secrets of channels and second factors anew.';

async function knownKey(db: Sequelize): Promise<string | undefined> {
  const [row] = await db.query<{ fingerprint: string }>('SELECT fingerprint FROM secret_keys WHERE id = 1', {
    type: QueryTypes.SELECT,
  });
  return row?.fingerprint;
}
