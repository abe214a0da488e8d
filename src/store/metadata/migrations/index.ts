// The core's own migrations, oldest first. Never edit one after release: add the next.

import type { MigrationOwner } from '../migrate.js';
import { accounts } from './0001-accounts.js';
import { audit } from './0002-audit.js';
import { settings } from './0003-settings.js';

export const coreMigrations: MigrationOwner = { owner: 'core', migrations: [accounts, audit, settings] };
