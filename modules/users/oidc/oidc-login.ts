// The two halves of a login with the issuer: off to it, and back from it. Whatever goes wrong there is a refusal with a sentence for the
// person; what it was in full is in our log.

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from '#config/schema.js';
import { CONFIG, LOG } from '#src/portal/deps.js';
import { type Admission, Admissions } from './admission.js';
import { type Flow, Flows } from './flows.js';
import { Issuer } from './issuer.js';
import { inFull, issuerRefusal, type Refusal, refusalOf } from './refusals.js';

export type Started = { readonly kind: 'started'; readonly to: string; readonly cookie: string } | Refused;
export type Finished =
  | { readonly kind: 'finished'; readonly admitted: Extract<Admission, { kind: 'admitted' }>; readonly next: string }
  | Refused;
interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
  /** The user name, when it came so far. */
  readonly name?: string;
}

@Injectable()
export class OidcLogin {
  readonly title: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly issuer: Issuer,
    private readonly flows: Flows,
    private readonly admissions: Admissions,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.title = config.oidc.title;
  }

  get isOn(): boolean {
    return this.issuer.isOn;
  }

  /** The button of the login page; undefined when there is none. Asks nobody. */
  button(next: string): { readonly title: string; readonly href: string } | undefined {
    if (!this.isOn) return undefined;
    const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
    return { title: this.title, href: `/login/oidc${query}` };
  }

  async start(where: Pick<Flow, 'next' | 'redirectUri'>): Promise<Started> {
    const { flow, cookie } = this.flows.begin(where);
    try {
      return { kind: 'started', to: await this.issuer.authorizationUrl(flow), cookie };
    } catch (error) {
      return this.#refused(error);
    }
  }

  /** The login that this browser began and the issuer answers with `query`; it can be taken once. */
  take(cookieHeader: string | undefined, query: string): Flow | undefined {
    return this.flows.end(cookieHeader, new URLSearchParams(query).get('state'));
  }

  /** `query`: of the address that the issuer sent the browser to, with its `?`. */
  async finish(flow: Flow, query: string): Promise<Finished> {
    let person;
    try {
      person = await this.issuer.person(flow, query);
    } catch (error) {
      return this.#refused(error);
    }
    const admission = await this.admissions.decide(person);
    if (admission.kind === 'admitted') return { kind: 'finished', admitted: admission, next: flow.next };
    return { kind: 'refused', refusal: refusalOf(admission, this.title), name: admission.name };
  }

  clearCookie(): string {
    return this.flows.clearCookie();
  }

  #refused(error: unknown): Refused {
    const refusal = issuerRefusal(error, this.title);
    if (refusal === undefined) throw error;
    this.log.warn({ reason: refusal.reason, cause: inFull(error) }, 'login with the OpenID Connect issuer failed');
    return { kind: 'refused', refusal };
  }
}
