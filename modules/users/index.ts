// Users: the way in (login, first run), the profile, and for admins the accounts of people and the tokens of programs.

import { definePortalModule } from '#src/plugin/module.js';

export default definePortalModule({
  id: 'users',
  title: 'Users',
  contract: '^1.0.0',
  required: true,
  permissions: [
    { id: 'users.manage', title: 'Add and change accounts', roles: ['admin'] },
    { id: 'users.tokens', title: 'Create and revoke API tokens and API keys of sources', roles: ['admin'] },
  ],
  nav: [
    { label: 'Users', href: '/users', permission: 'users.manage', icon: 'users', order: 90, key: 'u' },
    { label: 'API tokens', href: '/users/tokens', permission: 'users.tokens', icon: 'key', order: 91, key: 't' },
  ],
  portal: async () => (await import('./users.module.js')).UsersModule,
});
