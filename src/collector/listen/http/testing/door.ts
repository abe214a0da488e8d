// A HTTP listener on a free port with an intake that records, for the specs of the doors.

import { configSchema } from '#config/schema.js';
import { HttpListener } from '../../http.js';
import { RecordingIntake } from '../../testing/recording-intake.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

export class Door {
  readonly intake = new RecordingIntake();
  #listener: HttpListener | undefined;

  /** `lw-key` is the key of the source `web-shop`. */
  async open(listen: Record<string, unknown> = {}, http: Record<string, unknown> = {}): Promise<void> {
    const config = configSchema.parse({ listen: { http: { host: '127.0.0.1', port: 0, ...http }, ...listen } });
    const keys = (key: string): { source: string } | undefined =>
      key === 'lw-key' ? { source: 'web-shop' } : undefined;
    this.#listener = new HttpListener(config.listen, this.intake, keys);
    await this.#listener.start();
  }

  async close(): Promise<void> {
    await this.#listener?.stop();
  }

  async send(
    method: string,
    path: string,
    body?: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const url = `http://127.0.0.1:${this.#listener?.health().port}${path}`;
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, text: bytes.toString('utf8'), bytes, headers: response.headers };
  }

  post(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  get texts(): string[] {
    return this.intake.submitted.map(({ bytes }) => bytes.toString('utf8'));
  }
}
