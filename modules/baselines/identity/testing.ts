// For the specs of whoever observes: nobody said anything about who is who.

import type { IdentitySettings } from './identity-settings.js';

export const NO_IDENTITY: IdentitySettings = { aliases: {}, shared: [], owners: {}, ignored: [] };
