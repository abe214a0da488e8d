// The program at the other end of a webhook: takes what comes as the standardwebhooks package says that it must be signed.

import { Webhook } from 'standardwebhooks';
import { startWebServer, type WebServer } from '../helpers/channel-job.js';
import { until } from '../helpers/program.mjs';

export interface WebhookBody {
  readonly type: string;
  readonly alert?: {
    readonly id: string;
    readonly rule: { readonly id: string; readonly name: string };
    readonly entity: Readonly<Record<string, string>>;
    readonly count: number;
    readonly summary: string;
    readonly url?: string;
  };
}
export interface Signed {
  readonly id: string;
  readonly body: WebhookBody;
}

export interface Receiver extends WebServer {
  /** Unless it is taken with 200. */
  refuseWith(text: string | undefined): void;
  /** All that came so far, each verified. @throws when a signature does not fit */
  verified(secret: string): readonly Signed[];
  /** Waits until `n` have come that `fit`, each verified; answers with those. */
  wait(secret: string, fit: (body: WebhookBody) => boolean, n?: number): Promise<readonly Signed[]>;
}

export async function startReceiver(): Promise<Receiver> {
  let refusal: string | undefined;
  const server = await startWebServer((response) => {
    if (refusal === undefined) response.end('{"taken":true}');
    else response.writeHead(400).end(refusal);
  });
  const verified = (secret: string): readonly Signed[] =>
    server.told.map(({ headers, body }) => ({
      id: String(headers['webhook-id']),
      body: new Webhook(secret).verify(body, headers as Record<string, string>) as WebhookBody,
    }));
  return {
    ...server,
    refuseWith: (text) => (refusal = text),
    verified,
    async wait(secret, fit, n = 1) {
      const found = (): readonly Signed[] => verified(secret).filter(({ body }) => fit(body));
      await until(() => found().length >= n, 15_000);
      return found();
    },
  };
}
