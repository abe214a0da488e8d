// Accounts without the portal: what `lanwarden user` and `lanwarden token` open, also before the first start.

import type { Config } from '#config/schema.js';
import { systemClock } from '#src/clock.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { SettingsStore } from '#src/settings/settings-store.js';
import { SourceBook, type SourceRules } from '#src/sources/source-book.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { AccountsService } from './accounts.service.js';
import { BreachedPasswords } from './breached-passwords.js';
import { PasswordRules } from './password-rules.js';
import { SecondFactor } from './second-factor.js';
import { TokensService } from './tokens.service.js';

/** To a server: one for a transaction, one for what is asked meanwhile. The portal, which has this beside its own, asks a little at a time. */
const CONNECTIONS = 2;

export interface AccountsHandle {
  readonly accounts: AccountsService;
  readonly tokens: TokensService;
  readonly secondFactor: SecondFactor;
  readonly audit: AuditLog;
  readonly settings: SettingsStore;
  readonly sources: SourceBook;
  /** Logs a user out everywhere, e.g. after a new password. */
  endSessions(userId: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens and migrates the metadata database. @throws Fault DATABASE_CORRUPT, DATABASE_NEWER, DATA_DIR */
export async function openAccounts(
  config: Pick<Config, 'data' | 'database' | 'accounts' | 'secrets'>,
): Promise<AccountsHandle> {
  const database = { ...config.database, pool: { max: CONNECTIONS } };
  const db = await openMetadata({ data: config.data, database });
  try {
    await migrateMetadata(db, [coreMigrations]);
  } catch (error) {
    await db.close();
    throw error;
  }
  const box = SecretBox.of(config);
  return {
    accounts: new AccountsService(db, systemClock, passwordRules(config)),
    tokens: new TokensService(db, systemClock),
    secondFactor: new SecondFactor(db, systemClock, box),
    audit: new AuditLog(db, systemClock),
    settings: new SettingsStore(db, systemClock, box),
    sources: new SourceBook(db, systemClock, noRules),
    endSessions: async (userId) => {
      for (const table of ['sessions', 'half_sessions'])
        await db.query(`DELETE FROM ${table} WHERE user_id = :userId`, { replacements: { userId } });
    },
    close: () => db.close(),
  };
}

/** With the list of stolen passwords, when there is one. */
export function passwordRules({ accounts }: Pick<Config, 'accounts'>): PasswordRules {
  const path = accounts.breachedPasswords;
  return new PasswordRules(path === undefined ? undefined : new BreachedPasswords(path));
}

/** The commands read sources; only the portal, which knows the rest of the configuration, makes them. */
const noRules = (): SourceRules => ({ takenNames: [], classes: [], parsers: undefined });
