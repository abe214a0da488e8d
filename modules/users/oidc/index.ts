// Login with OpenID Connect, as parts of the users module.

import { Admissions } from './admission.js';
import { Flows } from './flows.js';
import { Identities } from './identities.js';
import { Issuer } from './issuer.js';
import { OidcAdminController } from './oidc-admin.controller.js';
import { OidcController } from './oidc.controller.js';
import { OidcLogin } from './oidc-login.js';

export const oidcControllers = [OidcController, OidcAdminController];
export const oidcProviders = [Admissions, Flows, Identities, Issuer, OidcLogin];
