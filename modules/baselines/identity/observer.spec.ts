import { beforeAll, describe, expect, it } from 'vitest';
import type { GeoIp } from '#src/geoip/geoip.js';
import { type Interpret, startInterpreter } from '../../../test/helpers/interpreter.js';
import type { Activity } from '../engine/activity.js';
import { MAX_NAME_CHARS } from '../engine/entity.js';
import type { IdentitySettings } from './identity-settings.js';
import { NO_IDENTITY } from './testing.js';
import { Observer } from './observer.js';

const GEOIP: GeoIp = {
  title: 'test',
  lookup: (ip) => (ip.startsWith('203.0.113.') ? { country: 'PL', lat: 52, lon: 19 } : undefined),
};

let interpret: Interpret;
beforeAll(async () => {
  interpret = await startInterpreter();
});

class Watch {
  readonly observer: Observer;
  constructor(identity: Partial<IdentitySettings> = {}, zone = 'UTC') {
    this.observer = new Observer({ zone, identity: { ...NO_IDENTITY, ...identity }, geoip: GEOIP });
  }

  /** The last line's activity, and the owner that was written to its event. */
  see(...lines: readonly string[]): { activity: Activity | undefined; owner: unknown } {
    let seen: ReturnType<Watch['see']> = { activity: undefined, owner: undefined };
    for (const line of lines) {
      const event = interpret(line);
      const activity = this.observer.observe(event, event['@timestamp']);
      seen = { activity, owner: event['lanwarden.owner'] };
    }
    return seen;
  }
}

const at = (time: string): string => (time.includes('T') ? time : `2026-11-20T${time}Z`);

/** A Windows event as NXLog sends it. */
function windows(id: number, host: string, data: Record<string, string>, time = '09:00:00'): string {
  const keywords = id === 4625 ? 'Audit Failure' : 'Audit Success';
  return `<14>1 ${at(time)} ${host}.corp.example Microsoft-Windows-Security-Auditing 788 ${id} - ${JSON.stringify({
    EventTime: at(time).slice(0, 19).replace('T', ' '),
    Hostname: `${host}.corp.example`,
    EventID: id,
    Channel: 'Security',
    SourceName: 'Microsoft-Windows-Security-Auditing',
    Keywords: keywords,
    ...data,
  })}`;
}

const console_ = (user: string, host: string, time?: string): string =>
  windows(4624, host, { TargetUserName: user, LogonType: '2', WorkstationName: host, IpAddress: '127.0.0.1' }, time);
const syslog = (app: string, text: string, time = '09:00:00', host = 'srv1'): string =>
  `<30>1 ${at(time)} ${host} ${app} 7 - - ${text}`;
const accepted = (user: string, from = '10.0.0.9', host = 'srv1'): string =>
  syslog('sshd', `Accepted password for ${user} from ${from} port 5 ssh2`, undefined, host);
const failed = (user: string, from = '203.0.113.66'): string =>
  syslog('sshd', `Failed password for ${user} from ${from} port 5 ssh2`);
const asks = (name: string, from: string, time?: string): string =>
  syslog('dnsmasq', `query[A] ${name} from ${from}`, time, 'pi');
const leases = (ip: string, mac: string, name = '', time?: string): string =>
  syslog('dnsmasq-dhcp', `DHCPACK(eth0) ${ip} ${mac} ${name}`.trim(), time, 'pi');
const vpn = (text: string, time?: string): string => syslog('openvpn', text, time, 'vpn-gw');
const MAC = '02:00:00:00:00:01';

describe('who acts', () => {
  it.each([
    ['CORP\\Alice', 'alice'],
    ['alice@corp.example', 'alice'],
    ['ALICE ', 'alice'],
    ['.\\alice', 'alice'],
    ['FS-1$', undefined],
    ['SYSTEM', undefined],
    ['NT AUTHORITY\\whoever', undefined],
    ['ANONYMOUS LOGON', undefined],
    ['Window Manager\\DWM-1', undefined],
    ['UMFD-0', undefined],
    ['S-1-5-18', undefined],
    ['-', undefined],
    ['x\u202egnp.exe', undefined],
    ['a\u0007b', undefined],
    ['__proto__', '__proto__'],
  ])('%j is %s', (spelling, name) => {
    const { activity } = new Watch().see(
      windows(4624, 'fs-1', { TargetUserName: spelling, LogonType: '3', IpAddress: '10.0.0.9' }),
    );
    expect(activity?.actor).toEqual(name === undefined ? undefined : { kind: 'user', name });
  });

  it('knows an account from its first success on; until then a failure is noise of its source', () => {
    const watch = new Watch();
    const before = watch.see(failed('alice')).activity;
    expect(before).toMatchObject({ kind: 'logon', outcome: 'failure', target: 'alice', sourceIp: '203.0.113.66' });
    expect(before?.actor).toBeUndefined();
    watch.see(accepted('alice'));
    expect(watch.see(failed('CORP\\alice')).activity?.actor).toEqual({ kind: 'user', name: 'alice' });
    expect(watch.see(failed('bob')).activity?.actor).toBeUndefined();
  });

  it('takes a logon of which nobody says how it ended for no proof', () => {
    const told = (outcome: string): string =>
      JSON.stringify({
        message: 'x',
        category: ['authentication'],
        type: ['start'],
        user: 'eve',
        src_ip: '10.0.0.9',
        ...(outcome !== '' && { outcome }),
      });
    const watch = new Watch();
    expect(watch.see(told('')).activity?.actor).toBeUndefined();
    expect(watch.see(told('success')).activity?.actor).toEqual({ kind: 'user', name: 'eve' });
    expect(watch.see(told('')).activity?.actor).toEqual({ kind: 'user', name: 'eve' });
  });

  it('learns a person under one name, leaves others alone, and refuses names that are too long', () => {
    const watch = new Watch({ aliases: { 'CORP\\adm-alice': 'alice' }, ignored: ['svc-*'] });
    expect(watch.see(accepted('ADM-Alice')).activity?.actor?.name).toBe('alice');
    expect(watch.see(accepted('svc-backup')).activity).toBeUndefined();
    expect(watch.see(accepted('x'.repeat(MAX_NAME_CHARS))).activity?.actor?.name).toHaveLength(MAX_NAME_CHARS);
    expect(watch.see(accepted('x'.repeat(MAX_NAME_CHARS + 1))).activity).toBeUndefined();
    expect(watch.observer.counts.namesRefused).toBe(1);
  });

  it('forgets the longest unseen of a million invented accounts, and says so', () => {
    const watch = new Watch();
    const event = interpret(accepted('x'));
    for (let n = 0; n < 120_000; n += 1)
      watch.observer.observe({ ...event, 'user.name': `u${n}` }, event['@timestamp']);
    expect(watch.observer.counts.identitiesForgotten).toBeGreaterThanOrEqual(70_000);
    expect(watch.see(failed('u119999')).activity?.actor).toEqual({ kind: 'user', name: 'u119999' });
    expect(watch.see(failed('u1')).activity?.actor).toBeUndefined();
  });
});

describe('what was done', () => {
  const ABSENT = { sourceIp: undefined, sourceHost: undefined, program: undefined };
  const HERE = { TargetUserName: 'alice', LogonType: '3', AuthenticationPackageName: 'NTLM' };
  it.each<[string, string, Partial<Activity> | undefined]>([
    [
      'a network logon',
      windows(4624, 'FS-1', { ...HERE, WorkstationName: 'LAP-7', IpAddress: '10.0.13.9' }),
      {
        kind: 'logon',
        outcome: 'success',
        action: 'logged_in/Network/NTLM',
        host: 'fs-1',
        sourceHost: 'lap-7',
        sourceIp: '10.0.13.9',
        sourceNet: '10.0.13.0/24',
        isPresence: false,
      },
    ],
    [
      'a logon from abroad',
      accepted('alice', '203.0.113.7'),
      { sourceNet: '203.0.0.0/16', country: 'PL', place: { lat: 52, lon: 19 } },
    ],
    [
      'a key over SSH',
      syslog('sshd', 'Accepted publickey for alice from 10.1.2.3 port 5 ssh2'),
      { action: 'ssh_login/publickey', host: 'srv1' },
    ],
    [
      'a console logon',
      console_('alice', 'LAP-7'),
      { kind: 'logon', isPresence: true, host: 'lap-7', sourceIp: undefined, sourceHost: undefined },
    ],
    ['a logoff', windows(4634, 'FS-1', { TargetUserName: 'alice', LogonType: '3' }), undefined],
    [
      'sudo',
      syslog('sudo', 'alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl restart sshd'),
      {
        kind: 'privilege',
        program: 'systemctl',
        target: 'root',
        action: 'sudo_command',
      },
    ],
    [
      'PAM below sshd',
      syslog('sshd', 'pam_unix(sshd:session): session opened for user alice(uid=5) by (uid=0)'),
      { kind: 'session' },
    ],
    ['special privileges', windows(4672, 'DC1', { SubjectUserName: 'alice' }), { kind: 'privilege', host: 'dc1' }],
    [
      'explicit credentials',
      windows(4648, 'LAP-7', {
        SubjectUserName: 'alice',
        TargetUserName: 'root2',
        TargetServerName: 'FS-1',
        ProcessName: 'C:\\x\\svchost.exe',
      }),
      {
        kind: 'privilege',
        host: 'fs-1',
        target: 'root2',
        program: undefined,
      },
    ],
    [
      'a new account',
      windows(4720, 'DC1', { SubjectUserName: 'alice', TargetUserName: 'mallory' }),
      { kind: 'privilege', target: 'mallory' },
    ],
    [
      'a program',
      windows(4688, 'LAP-7', { SubjectUserName: 'alice', NewProcessName: 'C:\\Windows\\System32\\Net.EXE' }),
      {
        kind: 'process',
        program: 'net',
        host: 'lap-7',
      },
    ],
    [
      'a file on a share',
      windows(5145, 'FS-1', {
        SubjectUserName: 'alice',
        ObjectType: 'File',
        IpAddress: '10.0.13.9',
        ShareName: '\\\\*\\Finance',
        RelativeTargetName: 'a\\b.pdf',
      }),
      {
        kind: 'file',
        share: 'fs-1\\finance',
        file: 'a\\b.pdf',
        sourceIp: '10.0.13.9',
      },
    ],
    [
      'a registry key, which is no file',
      windows(4663, 'LAP-7', { SubjectUserName: 'alice', ObjectType: 'Key', ObjectName: '\\REGISTRY\\X' }),
      undefined,
    ],
    ['a machine account', windows(4624, 'FS-1', { TargetUserName: 'LAP-7$', LogonType: '3' }), undefined],
    [
      'a ticket for a machine',
      windows(4769, 'DC1', {
        TargetUserName: 'alice@CORP.EXAMPLE',
        ServiceName: 'FS-1$',
        Status: '0x0',
        IpAddress: '::ffff:10.0.13.9',
      }),
      {
        kind: 'logon',
        outcome: 'success',
        host: 'fs-1',
        sourceIp: '10.0.13.9',
      },
    ],
    [
      'a refused VPN logon',
      vpn("203.0.113.66:4 TLS Auth Error: Auth Username/Password verification failed for peer 'alice'"),
      { kind: 'logon', outcome: 'failure', country: 'PL' },
    ],
    ['a job of cron', syslog('CRON', '(alice) CMD (/opt/x/run.sh --all)'), { kind: 'process', program: 'run.sh' }],
  ])('%s', (_what, line, expected) => {
    const watch = new Watch();
    watch.see(accepted('alice'));
    const { activity } = watch.see(line);
    if (expected === undefined) return expect(activity).toBeUndefined();
    expect({ ...ABSENT, ...activity }).toMatchObject({
      actor: { kind: 'user', name: 'alice' },
      isInferred: false,
      ...expected,
    });
  });

  it('counts hours in the installation’s zone, on both sides of the clock’s change', () => {
    const hours = (time: string): unknown => {
      const { activity } = new Watch({}, 'Europe/Berlin').see(
        syslog('sshd', 'Accepted password for a from 10.0.0.1 port 1 ssh2', time),
      );
      return [activity!.hour % 24, activity!.hourOfWeek, activity!.minute];
    };
    expect(hours('2026-10-24T22:30:00Z')).toEqual([0, 144, 30]); // Sunday, summer time
    expect(hours('2026-10-25T22:30:00Z')).toEqual([23, 167, 30]); // the same Sunday, winter time
    expect(hours('2026-10-25T23:30:00Z')).toEqual([0, 0, 30]);
  });
});

describe('whose device it is', () => {
  it('goes from an address over lease and machine to the owner', () => {
    const watch = new Watch();
    watch.see(leases('10.0.13.9', MAC, 'LAP-7'), console_('alice', 'LAP-7'));
    const { activity, owner } = watch.see(asks('cdn.example.co.uk', '10.0.13.9'));
    expect(owner).toBe('alice');
    expect(activity).toMatchObject({
      kind: 'dns',
      actor: { kind: 'user', name: 'alice' },
      isInferred: true,
      sourceHost: 'lap-7',
      domain: 'example.co.uk',
      subdomain: 'cdn',
    });
    expect(watch.see(console_('alice', 'LAP-7')).activity?.isOnSite).toBe(true);
    expect(watch.see(syslog('dnsmasq', 'reply x.example is 192.0.2.1', undefined, 'pi')).activity).toBeUndefined();
  });

  it('follows a lease: another device, another address, release, time', () => {
    const watch = new Watch({ owners: { phone: 'bob', [MAC]: 'alice' } });
    const ownerOf = (ip: string, time?: string): unknown => watch.see(asks('x.example', ip, time)).owner;
    watch.see(leases('10.0.0.5', MAC));
    expect(ownerOf('10.0.0.5')).toBe('alice');
    watch.see(leases('10.0.0.5', '02:00:00:00:00:02', 'Phone'));
    expect(ownerOf('10.0.0.5')).toBe('bob');
    watch.see(leases('10.0.0.6', '02:00:00:00:00:02', 'Phone'));
    expect([ownerOf('10.0.0.5'), ownerOf('10.0.0.6')]).toEqual([undefined, 'bob']);
    watch.see(syslog('dnsmasq-dhcp', 'DHCPRELEASE(eth0) 10.0.0.6 02:00:00:00:00:02', undefined, 'pi'));
    expect(ownerOf('10.0.0.6')).toBeUndefined();
    watch.see(leases('10.0.0.5', MAC));
    expect([ownerOf('10.0.0.5', '2026-11-28T08:59:00Z'), ownerOf('10.0.0.5', '2026-11-28T09:00:00Z')]).toEqual([
      'alice',
      undefined,
    ]);
  });

  it('knows VPN users until they leave or somebody else gets the address', () => {
    const watch = new Watch();
    const joins = (user: string, port: number, ip: string): readonly string[] => [
      vpn(`203.0.113.7:${port} [${user}] Peer Connection Initiated with [AF_INET]203.0.113.7:${port}`),
      vpn(`${user}/203.0.113.7:${port} MULTI_sva: pool returned IPv4=${ip}, IPv6=(Not enabled)`),
    ];
    const leaves = (user: string, port: number): string =>
      vpn(`${user}/203.0.113.7:${port} SIGTERM[soft,remote-exit] received, client-instance exiting`);
    const ownerOf = (ip: string): unknown => watch.see(asks('x.example', ip)).owner;
    watch.see(...joins('alice', 1, '10.8.0.4'), ...joins('alice', 2, '10.8.0.5'));
    expect([ownerOf('10.8.0.4'), ownerOf('10.8.0.5')]).toEqual(['alice', 'alice']);
    watch.see(leaves('alice', 1));
    expect([ownerOf('10.8.0.4'), ownerOf('10.8.0.5')]).toEqual([undefined, 'alice']);
    watch.see(...joins('bob', 3, '10.8.0.5'), leaves('alice', 2));
    expect(ownerOf('10.8.0.5')).toBe('bob');
  });

  it('knows the address that a firewall tells with the logon, and none of a logon that failed', () => {
    const watch = new Watch();
    const forti = (action: string, user: string, ip: string): string =>
      `<190>date=2026-11-20 time=09:00:00 devname="fw1" devid="FGT60FTK20000001" logid="0101039947" type="event" subtype="vpn" vd="root" action="${action}" tunneltype="ssl-tunnel" remip=203.0.113.9 tunnelip=${ip} user="${user}"`;
    watch.see(forti('tunnel-up', 'alice', '10.8.0.4'), forti('ssl-login-fail', 'bob', '10.8.0.5'));
    const ownerOf = (ip: string): unknown => watch.see(asks('x.example', ip)).owner;
    expect([ownerOf('10.8.0.4'), ownerOf('10.8.0.5')]).toEqual(['alice', undefined]);
  });

  it('takes the account with the most days at the console, nobody where they are even, and never a shared one', () => {
    const watch = new Watch({ shared: ['kiosk*'] });
    watch.see(leases('10.0.13.9', MAC, 'LAP-7', '2026-11-10T08:00:00Z'));
    const ownerOf = (time: string): unknown => watch.see(asks('x.example', '10.0.13.9', time)).owner;
    for (let n = 0; n < 20; n += 1) watch.see(console_('bob', 'LAP-7', `2026-11-10T09:${10 + n}:00Z`));
    expect(ownerOf('2026-11-10T10:00:00Z')).toBe('bob');
    watch.see(console_('alice', 'LAP-7', '2026-11-11T09:00:00Z'), console_('alice', 'LAP-7', '2026-11-12T09:00:00Z'));
    expect(ownerOf('2026-11-12T10:00:00Z')).toBe('alice');
    watch.see(console_('bob', 'LAP-7', '2026-11-12T11:00:00Z'), console_('carol', 'LAP-7', '2026-11-12T12:00:00Z'));
    expect(ownerOf('2026-11-12T13:00:00Z')).toBeUndefined();
    const kiosk = new Watch({ shared: ['KIOSK*'] });
    kiosk.see(leases('10.0.13.9', MAC, 'LAP-7'), console_('kiosk1', 'LAP-7'));
    expect(kiosk.see(asks('x.example', '10.0.13.9')).activity?.actor).toEqual({ kind: 'host', name: 'lap-7' });
  });

  it.each<[string, readonly string[], string, Activity['actor']]>([
    [
      'a named device without an owner is itself',
      [leases('10.0.0.7', MAC, 'Annas-iPhone')],
      '10.0.0.7',
      { kind: 'host', name: 'annas-iphone' },
    ],
    ['a device without a name goes by its MAC', [leases('10.0.0.7', MAC)], '10.0.0.7', { kind: 'host', name: MAC }],
    ['a private address that nobody leased is an address', [], '192.168.1.3', { kind: 'ip', name: '192.168.1.3' }],
    ['a stranger is nobody', [], '198.51.100.9', undefined],
    ['the server itself is nobody', [], '127.0.0.1', undefined],
  ])('%s', (_what, before, ip, actor) => {
    expect(new Watch().see(...before, asks('x.example', ip)).activity?.actor).toEqual(actor);
  });

  it('asks nobody for reverse names, and gives failed logons of strangers to no device', () => {
    const watch = new Watch({ owners: { '10.0.0.5': 'alice' } });
    expect(watch.see(asks('5.0.0.10.in-addr.arpa', '10.0.0.5')).activity).toBeUndefined();
    const noise = watch.see(failed('invalid user x', '10.0.0.5'));
    expect([noise.activity?.actor, noise.owner]).toEqual([undefined, undefined]);
  });

  it('sees whose laptop a firewall blocked, and what it wanted', () => {
    const watch = new Watch({ owners: { '10.0.0.5': 'alice' } });
    watch.see(leases('10.0.0.20', MAC, 'nas'));
    const { activity, owner } = watch.see(
      syslog(
        'kernel',
        'DROP IN=eth1 OUT=eth0 SRC=10.0.0.5 DST=10.0.0.20 LEN=52 PROTO=TCP SPT=4 DPT=445',
        undefined,
        'gw',
      ),
    );
    expect(owner).toBe('alice');
    expect(activity).toMatchObject({ kind: 'network', outcome: 'failure', actor: { name: 'alice' }, host: 'nas' });
  });
});

describe('after a restart', () => {
  it('goes on as if there had been none', () => {
    const story = [
      accepted('alice'),
      leases('10.0.13.9', MAC, 'LAP-7'),
      console_('alice', 'LAP-7'),
      console_('bob', 'LAP-8'),
      vpn('bob/203.0.113.7:9 MULTI_sva: pool returned IPv4=10.8.0.4, IPv6=(Not enabled)'),
      windows(4624, 'FS-1', {
        TargetUserName: 'bob',
        LogonType: '3',
        WorkstationName: 'LAP-8',
        IpAddress: '10.0.13.10',
      }),
    ];
    const after = [
      failed('alice'),
      failed('carol'),
      asks('x.example', '10.0.13.9'),
      asks('x.example', '10.8.0.4'),
      asks('x.example', '10.0.13.10'),
      vpn('bob/203.0.113.7:9 SIGTERM[soft,remote-exit] received, client-instance exiting'),
      asks('x.example', '10.8.0.4'),
      leases('10.0.13.11', MAC, 'LAP-7'),
      asks('x.example', '10.0.13.9'),
    ];
    const [first, second] = [new Watch(), new Watch()];
    first.see(...story);
    for (const record of first.observer.save()) {
      second.observer.restore(JSON.parse(JSON.stringify(record)) as typeof record);
    }
    for (const line of after) expect(second.see(line), line).toEqual(first.see(line));
    expect(second.see(asks('x.example', '10.0.13.11')).owner).toBe('alice');
  });

  it.each([
    null,
    {},
    { version: 2 },
    { version: 2, accounts: [], leases: [['10.0.0.1', null]], machines: [], holders: [] },
  ])('refuses what is damaged: %j', (data) => {
    expect(() => new Watch().observer.restore({ kind: 'engine', name: 'identity', data })).toThrow(/identity/);
  });
});
