// People at work, as syslog lines: each with a workstation, a few servers, shares, programs and domains of their own. Deterministic.

const START = Date.UTC(2026, 2, 2);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PIECE_USERS = 500;

export class Organisation {
  #state = 1;

  /** @param {number} users */
  constructor(users) {
    this.people = Array.from({ length: users }, (_, i) => ({
      name: `user${i}`,
      ip: `10.${16 + (i >> 12)}.${(i >> 4) & 255}.${10 + (i & 15)}`,
      machine: `WS-${i}`,
      servers: Array.from({ length: 4 }, (_, n) => `SRV-${(i * 7 + n * 13) % Math.max(8, users >> 4)}`),
      domains: Array.from({ length: 20 }, (_, n) => `site${(i * 3 + n * n) % 900}.example`),
    }));
  }

  /** Lines of a day, in order of time; everybody works from 8 to 17. @param {'all' | 'dns'} mix */
  day(day, eventsEach, mix = 'all') {
    return [...this.pieces(day, eventsEach, mix, Infinity)][0] ?? [];
  }

  /** The same for groups of people one after the other, each hour by hour: order holds within the hour. */
  *pieces(day, eventsEach, mix = 'all', most = PIECE_USERS) {
    const size = Math.min(most, this.people.length);
    if (size === this.people.length) yield this.#lines(day, 0, 24, this.people, eventsEach, mix);
    else
      for (let hour = 8; hour < 17; hour += 1)
        for (let at = 0; at < this.people.length; at += size)
          yield this.#lines(day, hour, hour + 1, this.people.slice(at, at + size), eventsEach, mix);
  }

  #lines(day, from, to, people, eventsEach, mix) {
    const lines = [];
    for (const person of people)
      for (let i = 0; i < eventsEach; i += 1) {
        const hour = 8 + (9 * i) / eventsEach;
        if (hour < from || hour >= to) continue;
        const time = START + day * DAY_MS + Math.floor((hour + this.#random() / eventsEach) * HOUR_MS);
        lines.push([time, this.#line(time, person, i, mix)]);
      }
    return lines.sort((a, b) => a[0] - b[0]).map(([, line]) => line);
  }

  #line(time, { name, ip, machine, servers, domains }, i, mix) {
    const iso = new Date(time).toISOString();
    const pick = (list) => list[Math.floor(this.#random() ** 2 * list.length)];
    if (i === 0) return `<30>1 ${iso} router dnsmasq-dhcp 611 - - DHCPACK(eth0) ${ip} 02:00:00:${hex(ip)} ${machine}`;
    if (i === 1) return windows(iso, machine, 4624, { TargetUserName: name, TargetDomainName: 'HOUSE', LogonType: '2', AuthenticationPackageName: 'Kerberos', WorkstationName: machine, IpAddress: '127.0.0.1' }); // prettier-ignore
    const kind = mix === 'dns' ? 9 : i % 10;
    if (kind === 0) return windows(iso, pick(servers), 4624, { TargetUserName: name, TargetDomainName: 'HOUSE', LogonType: '3', AuthenticationPackageName: 'Kerberos', WorkstationName: machine, IpAddress: ip }); // prettier-ignore
    if (kind === 1) return windows(iso, machine, 4688, { SubjectUserName: name, SubjectDomainName: 'HOUSE', NewProcessName: `C:\\Programs\\tool${i % 23}.exe` }); // prettier-ignore
    if (kind === 2) return windows(iso, pick(servers), 5145, { SubjectUserName: name, SubjectDomainName: 'HOUSE', IpAddress: ip, ShareName: `\\\\*\\team${i % 5}`, RelativeTargetName: `plan${Math.floor(this.#random() * 1e4)}.xlsx` }); // prettier-ignore
    if (kind === 3)
      return `<86>1 ${iso} ${pick(servers)} sshd 4242 - - Accepted publickey for ${name} from ${ip} port 4022 ssh2`;
    return `<30>1 ${iso} dns1 dnsmasq 611 - - query[A] www.${pick(domains)} from ${ip}`;
  }

  /** 0..1, linear congruential: the same each time. */
  #random() {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) | 0;
    return (this.#state >>> 0) / 2 ** 32;
  }
}

function windows(iso, host, id, data) {
  return `<14>1 ${iso} ${host}.house.example Microsoft-Windows-Security-Auditing 788 ${id} - ${JSON.stringify({ EventTime: iso.slice(0, 19).replace('T', ' '), Hostname: `${host}.house.example`, EventID: id, SourceName: 'Microsoft-Windows-Security-Auditing', Channel: 'Security', ...data })}`; // prettier-ignore
}

const hex = (ip) => ip.split('.').slice(1).map((part) => Number(part).toString(16).padStart(2, '0')).join(':'); // prettier-ignore

/** Lines as the collector reads them. */
export class Interpreted {
  #interpreter;

  static async open(root) {
    const files = ['src/collector/interpret.js', 'src/collector/identify/sources.js', 'src/collector/parse/dispatcher.js', 'src/plugin/discovery.js']; // prettier-ignore
    const [{ Interpreter }, { Sources }, { Dispatcher }, { discoverParsers }] = await Promise.all(files.map((file) => import(new URL(file, root).href))); // prettier-ignore
    const { plugins } = await discoverParsers();
    const self = new Interpreted();
    self.#interpreter = new Interpreter({
      sources: new Sources({ size: 0, has: () => false, slot: () => 0 }, []),
      dispatcher: new Dispatcher(plugins, { errorLimit: 5 }),
      zone: 'UTC',
    });
    return self;
  }

  /** Received when they say they were made. */
  eventsOf(lines) {
    return lines.map((line) => {
      const receivedAt = Date.parse(/^<\d+>1 (\S+)/.exec(line)[1]);
      const frame = { bytes: Buffer.from(line), receivedAt, transport: 'tcp', peer: { address: '127.0.0.1', port: 1 } };
      return this.#interpreter.interpret(frame).event;
    });
  }
}
