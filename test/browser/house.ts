// What a browser test stands in: the built program with people in it, a Chromium, and a device that sends syslog over UDP.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openWindow, startChromium, type Window } from './chromium.js';
import { lanwarden, MAIN, startProgram, until } from '../helpers/program.mjs';
import { TestBrowser } from '../helpers/test-browser.js';

export const PASSWORD = 'correct horse battery';

/** What channels send to in these tests runs on this machine. */
const OWN_RECEIVERS = { LANWARDEN_CHANNELS__TARGETS__LOOPBACK: 'true' };

/** Accounts by name, with their roles. */
const ROLES = { admin: 'admin', colleague: 'admin', viewer: 'viewer' } as const;
export type Person = keyof typeof ROLES;

type Cookies = { name: string; value: string; url: string }[];

export interface House {
  readonly program: Awaited<ReturnType<typeof startProgram>>;
  readonly browser: Browser;
  /** A window with cookies of its own; of nobody unless `as` says who is logged in already. */
  open(path: string, options?: BrowserContextOptions & { readonly as?: Person }): Promise<Window>;
  /** Somebody who is logged in, without a Chromium. */
  logIn(person: Person): Promise<TestBrowser>;
  /** The portal's API, as an admin: `call('POST', '/rules', rule)`. @throws what it answers other than 2xx */
  call(method: string, path: string, body?: object): Promise<unknown>;
  /** One syslog message over UDP. `from`: an address of this machine, 127.0.0.1 unless said. */
  send(line: string, from?: string): Promise<void>;
  /** The same, and waits until a search for `query` finds as many. */
  sendAndStore(lines: readonly string[], query: string): Promise<void>;
  /** Ends all sessions of this person, as if their time were over. */
  endSessions(person: Person): void;
  close(): Promise<void>;
}

/** `people`: accounts made before, see ROLES. None: the first run. */
export async function startHouse(
  people: readonly Person[] = ['admin'],
  env: Record<string, string> = {},
): Promise<House> {
  const [program, browser] = await Promise.all([startProgram({ ...OWN_RECEIVERS, ...env }), startChromium()]);
  const accounts = Promise.all(people.map((person) => addAccount(person, program.env)));
  const sessions = new Map<Person, Promise<Cookies>>();
  const sessionOf = (person: Person): Promise<Cookies> => {
    const session = sessions.get(person) ?? logIn(person, program.url).then(cookiesOf);
    sessions.set(person, session);
    return session;
  };
  const cookiesOf = ({ cookies }: TestBrowser): Cookies =>
    [...cookies].map(([name, value]) => ({ name, value, url: program.url }));
  const send = (line: string, from = '127.0.0.1'): Promise<void> => sendUdp(line, program.ports.syslog, from);
  return {
    program,
    browser,
    async open(path, { as, ...options } = {}) {
      await accounts;
      const context = await browser.newContext({
        baseURL: program.url,
        viewport: { width: 1_280, height: 900 },
        reducedMotion: 'reduce', // what is on its way to another colour has neither
        ...options,
      });
      if (as !== undefined) await context.addCookies(await sessionOf(as));
      const window = await openWindow(context);
      await window.page.goto(path);
      return window;
    },
    async logIn(person) {
      await accounts;
      return logIn(person, program.url);
    },
    async call(method, path, body) {
      const headers = { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${program.url}/api/v1${path}`, { method, headers, ...sent });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    send,
    async sendAndStore(lines, query) {
      for (const line of lines) await send(line);
      const counted = `/api/v1/events/count?${new URLSearchParams({ q: query })}`;
      await until(async () => ((await program.get(counted)) as { count: number }).count >= lines.length, 10_000);
    },
    endSessions(person) {
      lanwarden(['user', 'passwd', person, '--password-file', '-'], program.env, PASSWORD);
      sessions.delete(person);
    },
    async close() {
      await browser.close();
      await program.dispose();
    },
  };
}

async function addAccount(person: Person, env: NodeJS.ProcessEnv): Promise<void> {
  const args = [MAIN, 'user', 'add', person, '--role', ROLES[person], '--password-file', '-'];
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(PASSWORD);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`user add ${person} ended with ${code}`);
}

/** Logs in without a browser: the same session serves all windows of that person. */
async function logIn(person: Person, url: string): Promise<TestBrowser> {
  const browser = new TestBrowser(url);
  await browser.logIn(person, PASSWORD);
  await browser.open('/');
  return browser;
}

async function sendUdp(line: string, port: number, from: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, from, resolve));
  await new Promise((resolve) => socket.send(line, port, '127.0.0.1', resolve));
  socket.close();
}
