import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import type { Fields } from '#src/event/event.js';
import windows from './index.js';
import { LANGUAGES } from './languages.js';
import { unescapeControls } from './rendered.js';
import { templateOf } from './templates.js';

const parse = (text: string): Fields | undefined => windows.parse(decodeFrame(Buffer.from(text)));

const linesOf = (name: string): string[] =>
  readFileSync(new URL(`./samples/${name}.log`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));

describe('the system part', () => {
  const shapes = linesOf('shapes').map((line) => parse(line) ?? {});

  it.each([
    ['winlog.process.pid', 704, 20],
    ['winlog.process.thread.id', 820, 18],
    ['winlog.record_id', '2559', 30],
    ['host.name', 'DC1.corp.test', 40],
    ['log.level', 'information', 30],
  ])('gives %s the same value wherever a shape has it', (name, value, atLeast) => {
    const values = shapes.map((fields) => fields[name as 'host.name']).filter((one) => one !== undefined);
    expect(new Set<unknown>(values)).toEqual(new Set([value]));
    expect(values.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('writes a mask of keywords in one way', () => {
    const keywords = shapes.map((fields) => String(fields['winlog.keywords'] ?? 'Audit Failure'));
    expect(new Set(keywords)).toEqual(new Set(['0x8010000000000000', 'Audit Failure', 'Failure Audit']));
  });
});

describe('texts in three languages', () => {
  const german =
    'Fehler beim Anmelden eines Kontos. Antragsteller: Sicherheits-ID: S-1-0-0 Kontoname: - Kontodomäne: - Anmelde-ID: 0x0 Anmeldetyp: 3 ' +
    'Konto, für das die Anmeldung fehlgeschlagen ist: Sicherheits-ID: S-1-0-0 Kontoname: USER Kontodomäne: CORP Fehlerinformationen: ' +
    'Fehlerursache: Unbekannter Benutzername. Status: 0xC000006D Unterstatus:: 0xC000006A Prozessinformationen: Aufrufprozess-ID: 0x0 ' +
    'Aufrufprozessname: - Netzwerkinformationen: Arbeitsstationsname: WORKSTATION Quellnetzwerkadresse: 203.0.113.7 Quellport: 51234 ' +
    'Detaillierte Authentifizierungsinformationen: Anmeldeprozess: NtLmSsp Authentifizierungspaket: NTLM Übertragene Dienste: - ' +
    'Paketname (nur NTLM): - Schlüssellänge: 0 Dieses Ereignis wird beim Fehlschlagen einer Anmeldeanforderung generiert.';
  const french =
    "Échec d'ouverture de session d'un compte. Sujet : ID de sécurité : S-1-0-0 Nom du compte : - Domaine du compte : - " +
    "ID d'ouverture de session : 0x0 Type d'ouverture de session : 3 Compte pour lequel l'ouverture de session a échoué : ID de sécurité : " +
    "S-1-0-0 Nom du compte : USER Domaine du compte : CORP Informations sur l'échec : Raison de l'échec : Nom inconnu. État : 0xC000006D " +
    "Sous-état : 0xC000006A Informations sur le processus : ID du processus de l'appelant : 0x0 Nom du processus de l'appelant : - " +
    'Informations sur le réseau : Nom de la station de travail : WORKSTATION Adresse du réseau source : 203.0.113.7 Port source : 51234 ' +
    "Informations détaillées sur l'authentification : Processus d'ouverture de session : NtLmSsp Package d'authentification : NTLM " +
    'Services en transit : - Nom du package (NTLM uniquement) : - Longueur de la clé : 0 Cet événement est généré lors d’un échec.';
  const english =
    'An account failed to log on. Subject: Security ID: S-1-0-0 Account Name: - Account Domain: - Logon ID: 0x0 Logon Type: 3 ' +
    'Account For Which Logon Failed: Security ID: S-1-0-0 Account Name: USER Account Domain: CORP Failure Information: Failure Reason: x ' +
    'Status: 0xC000006D Sub Status: 0xC000006A Process Information: Caller Process ID: 0x0 Caller Process Name: - Network Information: ' +
    'Workstation Name: WORKSTATION Source Network Address: 203.0.113.7 Source Port: 51234 Detailed Authentication Information: ' +
    'Logon Process: NtLmSsp Authentication Package: NTLM Transited Services: - Package Name (NTLM only): - Key Length: 0';
  const bits = ['Kontoname:', 'Quellnetzwerkadresse:', '1.2.3.4', 'Quellport:', '9', 'Betreff:', 'Status:', 'Anmeldeprozess:', 'Nom du compte :', 'Adresse du réseau source :', 'Port source :', 'Statut :', 'Objet :', 'Source Network Address:', 'x']; // prettier-ignore
  const forged = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(' '));

  it.each([
    ['English', english],
    ['German', german],
    ['French', french],
  ])('%s: no name changes the address of a failed logon', (_language, text) => {
    fc.assert(
      fc.property(forged, forged, (user, workstation) => {
        const fields = parse(
          `<14>Nov 20 10:00:01 DC1 Security-Auditing: 4625: AUDIT_FAILURE ${text.replace('USER', user).replace('WORKSTATION', workstation)}`,
        );
        expect(fields).toMatchObject({ 'source.ip': '203.0.113.7', 'source.port': 51234, 'event.code': '4625' });
      }),
      { numRuns: 200 },
    );
  });

  it.each(['4624', '4625', '4634', '4648', '4672', '4688', '4720', '4740', '4768', '4776'])(
    'know every label of %s that stands in all versions of it',
    (code) => {
      const required = templateOf(code, 'Security', undefined)?.required ?? [];
      expect(required.length).toBeGreaterThan(0);
      for (const { labels } of LANGUAGES)
        expect(required.filter(({ text }) => !labels.has(text)).map(({ text }) => text)).toEqual([]);
    },
  );
});

describe('escaped text', () => {
  it.each([
    ['a#015#012#011b', 'a\r\n\tb'],
    ['a\\r\\n\\tName:\\t\\tC:\\temp\\new', 'a\r\n\tName:\t\tC:\\temp\\new'],
    ['C:\\new\\temp', 'C:\\new\\temp'],
    ['a\nb#012c', 'a\nb#012c'],
  ])('of %s is %j', (text, expected) => expect(unescapeControls(text)).toBe(expected));

  it('cannot make a line of a name in a text that has none', () => {
    const line = linesOf('shapes').find((one) => one.includes('winagent'))!;
    const fields = parse(
      line.replace('Account Name: alice', 'Account Name: x#012Source Network Address: 1.2.3.4#012y'),
    );
    expect(fields).toMatchObject({ 'source.ip': '203.0.113.7', 'source.port': 51234 });
  });
});

describe('what an envelope may hold', () => {
  const event = JSON.stringify({ EventID: 1102, Channel: 'Security', SourceName: 'x' });

  it('is an event as text', () => expect(parse(JSON.stringify({ message: event }))?.['event.code']).toBe('1102'));

  it.each(['src_ip', 'url', 'user_agent'])('is not what a request with %s brought', (name) => {
    expect(parse(JSON.stringify({ [name]: 'x', message: event }))).toBeUndefined();
  });

  it('does not lie deeper than a few levels', () => {
    let nested: unknown = { EventID: 1102, Channel: 'Security' };
    for (let level = 0; level < 6; level += 1) nested = { body: nested };
    expect(parse(JSON.stringify(nested))).toBeUndefined();
  });
});

it.each(['shapes', 'more-shapes', 'texts', 'injection-shapes'])(
  'is asked for every line of %s that it claims',
  (name) => {
    const dispatcher = new Dispatcher([windows], { errorLimit: 1 });
    const missed = linesOf(name).filter((line) => {
      const decoded = decodeFrame(Buffer.from(line));
      return windows.parse(decoded) !== undefined && dispatcher.parse(decoded) === undefined;
    });
    expect(missed).toEqual([]);
  },
);
