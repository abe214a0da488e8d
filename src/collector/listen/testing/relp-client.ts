// A RELP client for the specs: sends what it is told to, keeps what it was answered, and follows the protocol strictly where it reads.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly txnr: number;
  readonly command: string;
  readonly data: string;
}

const HEADER = /^(\d{1,9}) ([a-zA-Z]{1,32}) (\d{1,9})/;

export class RelpClient {
  readonly answers: Answer[] = [];
  #txnr = 0;
  #unread = '';
  #waiting: (() => void)[] = [];
  isClosed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  /** @param dial opens the connection; by default TCP to this machine */
  static async connect(port: number, dial = (): Socket => connect(port, '127.0.0.1')): Promise<RelpClient> {
    const socket = dial();
    await once(socket, 'encrypted' in socket ? 'secureConnect' : 'connect');
    return new RelpClient(socket);
  }

  /** Connected, and the session open. */
  static async open(port: number, dial?: () => Socket): Promise<RelpClient> {
    const client = await RelpClient.connect(port, dial);
    client.command('open', 'relp_version=0\nrelp_software=spec\ncommands=syslog');
    await client.answered(1);
    return client;
  }

  /** Returns the transaction. */
  command(command: string, data = ''): number {
    this.#txnr += 1;
    this.socket.write(RelpClient.frame(this.#txnr, command, data));
    return this.#txnr;
  }

  static frame(txnr: number, command: string, data: string): Buffer {
    const bytes = Buffer.from(data);
    const head = `${txnr} ${command} ${bytes.length}`;
    return Buffer.concat([Buffer.from(bytes.length === 0 ? head : `${head} `), bytes, Buffer.from('\n')]);
  }

  /** Resolves when so many frames came from the server, or the connection is closed. */
  async answered(count: number): Promise<readonly Answer[]> {
    while (this.answers.length < count && !this.isClosed) await new Promise<void>((wake) => this.#waiting.push(wake));
    return this.answers;
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  #read(text: string): void {
    this.#unread += text;
    for (let header = HEADER.exec(this.#unread); header !== null; header = HEADER.exec(this.#unread)) {
      const length = Number(header[3]);
      const from = header[0].length + (length > 0 ? 1 : 0);
      if (this.#unread.length < from + length + 1) break;
      if (this.#unread[from + length] !== '\n')
        throw new Error(`no RELP from the server: ${this.#unread.slice(0, 100)}`);
      const data = this.#unread.slice(from, from + length);
      this.#unread = this.#unread.slice(from + length + 1);
      this.answers.push({ txnr: Number(header[1]), command: header[2]!, data });
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
