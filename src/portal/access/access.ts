// Who may call a route, and what the audit log says of it. A route without one of these is refused, and a test finds it.

import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export type Access =
  { readonly kind: 'public' } | { readonly kind: 'signed-in' } | { readonly kind: 'permission'; readonly id: string };

export const ACCESS = 'lanwarden:access';
export const AUDITED = 'lanwarden:audited';

/** Only who holds this permission of a module, e.g. `@Permission('events.read')`. On a class it holds for all its routes. */
export const Permission = (id: string): CustomDecorator =>
  SetMetadata(ACCESS, { kind: 'permission', id } satisfies Access);

/** Everybody who is logged in: profile, logout. */
export const SignedIn = (): CustomDecorator => SetMetadata(ACCESS, { kind: 'signed-in' } satisfies Access);

/** Nobody needs to be logged in. A form still needs its CSRF token. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);

/** Each call is written to the audit log under this action, with its outcome. Every route that changes something has it. */
export const Audited = (action: string): CustomDecorator => SetMetadata(AUDITED, action);

/** Changes nothing worth a record (a look, a theme); say why. */
export const NotAudited = (reason: string): CustomDecorator => SetMetadata(AUDITED, { reason });
