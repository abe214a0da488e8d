// The issuer: what it says of itself (fetched when first needed, kept for an hour, never while the login page waits), where to send
// people, and what it says of a person who comes back. Every request to it ends after five seconds.

import { Inject, Injectable } from '@nestjs/common';
import type * as OpenIdClient from 'openid-client';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { type Claims, claimAt } from './claims.js';
import type { Flow } from './flows.js';

export interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
}

const TIMEOUT_SECONDS = 5;
const KEEP_MS = 3_600_000;
/** A failure is remembered for so long: who is not there is not asked by each click. */
const KEEP_FAILURE_MS = 5_000;
/** Clocks of small machines differ. */
const CLOCK_TOLERANCE_SECONDS = 60;

type Client = typeof OpenIdClient;

interface Known {
  /** ms since 1970. */
  until: number;
  readonly found: Promise<OpenIdClient.Configuration>;
}

/** Loaded when somebody logs in with it: it takes 7 MB that most installations never need. */
const loadClient = (): Promise<Client> => import('openid-client');

@Injectable()
export class Issuer {
  #known: Known | undefined;
  readonly #oidc: Config['oidc'];

  constructor(
    @Inject(CONFIG) { oidc }: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#oidc = oidc;
  }

  get isOn(): boolean {
    return this.#oidc.issuer !== undefined && this.#oidc.clientId !== undefined;
  }

  /** Throws what openid-client throws; see refusals.ts. */
  async metadata(): Promise<Readonly<OpenIdClient.ServerMetadata>> {
    return (await this.#configuration()).serverMetadata();
  }

  /** Where the person logs in. */
  async authorizationUrl({ state, nonce, verifier, redirectUri }: Flow): Promise<string> {
    const client = await loadClient();
    const configuration = await this.#configuration();
    return client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#oidc.scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /** `query`: of the callback's address, as it came. Checks state, nonce, PKCE, issuer, audience, times and signature. */
  async person({ redirectUri, state, nonce, verifier }: Flow, query: string): Promise<Person> {
    const client = await loadClient();
    const configuration = await this.#configuration();
    const tokens = await client.authorizationCodeGrant(configuration, new URL(`${redirectUri}${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
    });
    const claims = tokens.claims()!;
    const whole = await this.#complete(configuration, claims, tokens.access_token);
    return { issuer: claims.iss, subject: claims.sub, claims: whole };
  }

  /** Many issuers keep groups out of the ID token: what is asked for and is not in it is looked up. The token's claims win. */
  async #complete(configuration: OpenIdClient.Configuration, claims: Claims, accessToken: string): Promise<Claims> {
    const client = await loadClient();
    const { usernameClaim = 'preferred_username', roleClaim } = this.#oidc;
    const wanted = [usernameClaim, ...(roleClaim === undefined ? [] : [roleClaim])];
    const isWhole = wanted.every((claim) => claimAt(claims, claim) !== undefined);
    if (isWhole || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const more = await client.fetchUserInfo(configuration, accessToken, String(claims['sub']));
    return { ...more, ...claims };
  }

  #configuration(): Promise<OpenIdClient.Configuration> {
    const now = this.clock.now();
    if (this.#known === undefined || now >= this.#known.until) this.#known = this.#ask(now);
    return this.#known.found;
  }

  #ask(now: number): Known {
    const asked = { until: now + KEEP_MS, found: this.#discover() };
    asked.found.catch(() => (asked.until = this.clock.now() + KEEP_FAILURE_MS));
    return asked;
  }

  async #discover(): Promise<OpenIdClient.Configuration> {
    const client = await loadClient();
    const { issuer = '', clientId = '', clientSecret, allowInsecure } = this.#oidc;
    return client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      clientSecret === undefined ? client.None() : secretAuth(client, clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        execute: [client.enableNonRepudiationChecks, ...(allowInsecure ? [client.allowInsecureRequests] : [])],
      },
    );
  }
}

/** Basic is what OpenID Connect takes for granted (Core, section 9); issuers that do not offer it say so. */
function secretAuth(client: Client, secret: string): OpenIdClient.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported;
    const isPost = offered?.includes('client_secret_post') === true && !offered.includes('client_secret_basic');
    return (isPost ? post : basic)(server, ...rest);
  };
}
