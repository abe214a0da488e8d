// The core's own migrations, oldest first. Never edit one after release: add the next.

import type { MigrationOwner } from '../migrate.js';
import { accounts } from './0001-accounts.js';
import { audit } from './0002-audit.js';
import { settings } from './0003-settings.js';
import { secondFactor } from './0004-second-factor.js';
import { invites } from './0005-invites.js';
import { tokenScopes } from './0006-token-scopes.js';
import { identities } from './0007-identities.js';
import { auditIndex } from './0008-audit-index.js';
import { alerts } from './0009-alerts.js';
import { outbox } from './0010-outbox.js';
import { nodes } from './0011-nodes.js';
import { secretKey } from './0012-secret-key.js';
import { duties } from './0013-duties.js';
import { outboxOrder } from './0014-outbox-order.js';
import { outboxAlerts } from './0015-outbox-alerts.js';

export const coreMigrations: MigrationOwner = {
  owner: 'core',
  migrations: [
    accounts,
    audit,
    settings,
    secondFactor,
    invites,
    tokenScopes,
    identities,
    auditIndex,
    alerts,
    outbox,
    nodes,
    secretKey,
    duties,
    outboxOrder,
    outboxAlerts,
  ],
};
