// What a person's own program would be: a web server that takes webhooks, verifies their signature with the Standard Webhooks library, and
// remembers when each came. And the channel of the built program that sends to it.

import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** What a program needs so that its channels may send to this machine. */
export const TO_LOOPBACK = { LANWARDEN_CHANNELS__TARGETS__LOOPBACK: 'true' };

export class WebhookReceiver {
  /** In order of arrival: `{ id, at, body }`, `at` in ms since 1970. A retry comes twice. */
  got = [];
  /** That were not signed as they must be. */
  refused = 0;
  /** The next so many are answered with 503. */
  failures = 0;
  #signature;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => response.writeHead(this.#take(request, Buffer.concat(chunks).toString())).end());
    });
  }

  start() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** Makes a channel of a running program (test/helpers/program.mjs) that sends here. */
  async connect(program, routing = {}) {
    const response = await fetch(`${program.url}/api/v1/channels`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: `receiver ${this.server.address().port}`,
        kind: 'webhook',
        settings: { url: `http://127.0.0.1:${this.server.address().port}/hook` },
        routing,
      }),
    });
    if (!response.ok) throw new Error(`no channel: ${response.status} ${await response.text()}`);
    this.#signature = new Webhook((await response.json()).signingSecret);
  }

  #take({ headers }, text) {
    if (this.failures > 0) {
      this.failures -= 1;
      return 503;
    }
    try {
      const body = this.#signature.verify(text, headers);
      this.got.push({ id: headers['webhook-id'], at: Date.now(), body });
      return 204;
    } catch {
      this.refused += 1;
      return 401;
    }
  }
}
