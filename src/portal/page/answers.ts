// What a page's handler may return besides its view model: a redirect, or the model with another status.

import type { Flash } from '../session/visit.js';

export class Redirect {
  constructor(
    readonly to: string,
    readonly flash: Flash | undefined,
    readonly cookies: readonly string[],
  ) {}
}

export class WithStatus {
  constructor(
    readonly status: number,
    readonly model: object,
    /** In place of the route's own. */
    readonly template?: string,
  ) {}
}

/** After a change: 303 to a page of this site, where the message is shown once. htmx follows it too. */
export function redirect(
  to: string,
  options: { readonly flash?: Flash | string; readonly cookies?: readonly string[] } = {},
): Redirect {
  const flash = typeof options.flash === 'string' ? { kind: 'success' as const, text: options.flash } : options.flash;
  return new Redirect(to, flash, options.cookies ?? []);
}

/** The same page once more, e.g. 422 for a form with errors in it. */
export function withStatus(status: number, model: object): WithStatus {
  return new WithStatus(status, model);
}
