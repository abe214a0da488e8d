// Where the issuer sends people back to. It must be registered there letter by letter, so `portal.url` should name it; without that
// it follows the address that the browser used.

import type { FastifyRequest } from 'fastify';
import type { PortalSettings } from '#src/portal/settings.js';

const CALLBACK_PATH = '/login/oidc/callback';

export function redirectUri({ publicOrigin }: PortalSettings, request: FastifyRequest): string {
  return `${publicOrigin ?? `${request.protocol}://${request.host}`}${CALLBACK_PATH}`;
}
