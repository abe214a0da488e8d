// Trying a message through the page, with the trial that runs the collector's own code.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEventPortal, type EventPortal } from '../../../test/helpers/event-portal.js';
import { PASSWORD } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import sources from '../index.js';
import { eventually } from '../../../test/helpers/eventually.js';

const SSHD = '<38>Nov 20 10:00:01 web1 sshd[7]: Accepted password for eve from 192.0.2.7 port 50222 ssh2';
const FORM = {
  text: SSHD,
  transport: 'udp',
  peer: '10.0.0.9',
  tls: '',
  source: '',
  receivedAt: '2026-11-20T10:00:05Z',
};

/** The page's words, without its tags and with entities resolved. */
function wordsOf(html: string): string {
  const words = html.slice(html.indexOf('<main')).replace(/<[^>]*>/g, ' ');
  return words.replaceAll('&#39;', "'").replaceAll('&#34;', '"').replaceAll('&amp;', '&').replace(/\s+/g, ' ');
}

describe('trying a message', () => {
  let portal: EventPortal;
  let admin: TestBrowser;
  let viewer: TestBrowser;

  beforeAll(async () => {
    portal = await startEventPortal({
      modules: [sources],
      config: {
        sources: [
          { name: 'firewall', match: { peer: ['10.0.1.1'] } },
          { name: 'web', match: { peer: ['10.0.0.0/24'] }, drop: ['heartbeat'], timeZone: 'Europe/Berlin' },
        ],
      },
    });
    admin = await portal.setUp();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
  });
  afterAll(() => portal.close());

  const attempt = async (fields: Partial<typeof FORM>): Promise<{ status: number; html: string; words: string }> => {
    await viewer.open('/sources/try');
    const { status, text } = await viewer.submit('/sources/try', { ...FORM, ...fields });
    return { status, html: text, words: wordsOf(text) };
  };

  it('takes two at once of one person, keeps the form of the third, and has room for others', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    // The trial asks for them before it begins.
    let held = 0;
    portal.collector.clocks = async () => {
      held += 1;
      await gate;
      return {};
    };
    await viewer.open('/sources/try');
    await admin.open('/sources/try');
    const running = [1, 2].map(() => viewer.submit('/sources/try', FORM));
    await eventually(() => expect(held).toBe(1));
    const third = await eventually(async () => {
      const answer = await Promise.race([viewer.submit('/sources/try', FORM), running[0]!]);
      expect(answer.status).toBe(429);
      return answer;
    });
    expect(wordsOf(third.text)).toContain('Two messages of yours are being tried already');
    expect(third.text).toContain('Accepted password for eve');
    const other = admin.submit('/sources/try', FORM);
    open();
    expect((await Promise.all([...running, other])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await viewer.submit('/sources/try', FORM)).status).toBe(200);
  });

  it('draws every step, for a viewer and without script', async () => {
    const { status, words } = await attempt({});
    expect(status).toBe(200);
    expect(words).toContain('One datagram, one message: 90 bytes');
    expect(words).toContain('RFC 3164, the old syslog header (BSD)');
    expect(words).toContain('Facility 4 auth Severity 6 info Host web1 Program sshd Process id 7');
    expect(words).toMatch(/Source web .*1 passed over before firewall : Sender 10\.0\.0\.9 is not among/);
    expect(words).toContain('2026-11-20T09:00:01.000Z');
    expect(words).toMatch(/linux-auth it knows the program’s name claimed/);
    expect(words).toMatch(/source\.ip src_ip 192\.0\.2\.7/);
    expect(words).toMatch(/user\.name user eve/);
    expect(words).toContain('It is stored.');
  });

  it('keeps what was tried in the form', async () => {
    const { html } = await attempt({ transport: 'tcp' });
    expect(html).toContain('value="tcp" selected');
    expect(html).toMatch(/&lt;38&gt;Nov 20 10:00:01 web1 sshd\[7\]: Accepted password for eve from [^<]*<\/textarea>/);
    expect(html).toContain('value="2026-11-20T10:00:05Z"');
  });

  it('explains defects, and that no parser claimed it', async () => {
    const { words } = await attempt({ text: '<999>what is this' });
    expect(words).toMatch(/syslog\.invalid-pri The priority at the beginning/);
    expect(words).toContain('No parser claimed it');
  });

  it('says which rule of the source takes it', async () => {
    const { words } = await attempt({ text: '<13>Nov 20 10:00:01 web1 app: heartbeat 5' });
    expect(words).toMatch(/It is not stored: filtered\. .*heartbeat/);
  });

  it('cuts lines of a stream, as browsers send them, into messages', async () => {
    const { words } = await attempt({ transport: 'tcp', text: 'first\r\nsecond\r\n' });
    expect(words).toMatch(/Message 1 of 2 .*ends with a line end.* first .*Message 2 of 2 .* second /);
  });

  it.each<[Partial<typeof FORM>, string]>([
    [{ text: ' ' }, 'Paste the message'],
    [{ peer: 'nowhere' }, 'An address, such as 192.168.1.5'],
    [{ receivedAt: 'yesterday' }, 'A time, such as 2026-11-20T10:00:00Z'],
    [{ receivedAt: '2026-99-99T99:99' }, 'A time, such as 2026-11-20T10:00:00Z'],
    [{ text: 'é'.repeat(40_000) }, 'These are 80000 bytes; at most 65536 can be tried.'],
  ])('answers %j beside the field, and keeps the rest', async (fields, mistake) => {
    const { status, words, html } = await attempt(fields);
    expect([status, words.includes(mistake)]).toEqual([422, true]);
    expect(html).toContain(fields.peer === undefined ? 'value="10.0.0.9"' : 'value="nowhere"');
  });

  it('shows hostile text as text', async () => {
    const { html } = await attempt({ text: '<13>x "><script>alert(1)</script>\u202e</textarea><img src=x>' });
    expect(html).toContain('‹U+202E›');
    expect(html).not.toMatch(/<script>alert|<img src=x/);
  });

  it('begins with an event, its sender and its time', async () => {
    const original = '\n<38>something of "web" & </textarea>';
    const [id] = await portal.add({ 'event.original': original, 'lanwarden.source': 'web', message: 'something' });
    const page = (await viewer.get(`/sources/try?event=${id}`)).text;
    // The line end that a browser drops, then the message's own.
    expect(page).toContain('>\n\n&lt;38&gt;something of &#34;web&#34; &amp; &lt;/textarea&gt;</textarea>');
    expect(page).toContain('value="10.0.0.0"');
    expect(page).toContain('value="2026-11-20T10:00:00.000Z"');
    expect(wordsOf((await viewer.get('/sources/try?event=nope')).text)).toContain('no such event any more');
  });

  it('begins with the last message of a source, or with its sender', async () => {
    await portal.add({ 'event.original': 'newest of 10.9.9.9', 'lanwarden.source': '10.9.9.9' });
    const page = (await viewer.get('/sources/try?source=10.9.9.9')).text;
    expect([page.includes('newest of 10.9.9.9</textarea>'), page.includes('value="10.9.9.9"')]).toEqual([true, true]);
    const silent = (await viewer.get('/sources/try?source=firewall')).text;
    expect([silent.includes('value="10.0.1.1"'), wordsOf(silent).includes('Nothing of this source was found')]).toEqual(
      [true, true],
    );
  });

  it('finds the sender of a message that another page sends here', async () => {
    await viewer.open('/sources/try');
    const answer = await viewer.submit('/sources/try', { text: SSHD, from: 'web' });
    expect([answer.status, answer.text.includes('value="10.0.0.0"')]).toEqual([200, true]);
    expect(wordsOf(answer.text)).toMatch(/Source web /);
  });
});
