// The configuration: one schema, from which come validation, defaults, documentation (config/example.yaml) and the settings page.
// Units are in the names: Ms, Bytes, Days; everything else says its unit in its description.
// `meta`: secret = never printed; live = in force at once when it is changed in the portal, everything else after a restart;
// boot = only in the file, the environment or on the command line, because it is needed before the portal's settings can be read.

import { z } from 'zod';
import { assetSchema, listSchema, networksSchema, rdnsSchema } from './enrichment-schema.js';
import { allowSchema, peersSchema, proxyProtocolSchema, range } from './listen-limits.js';
import { sourceSchema } from './source-schema.js';
import { timeZone } from './time-zone.js';

export { type PullConfig, SOURCE_KINDS, type SourceConfig, sourceSchema } from './source-schema.js';

/** What a timer of Node takes; more fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

const port = (): z.ZodNumber => z.number().int().min(0).max(65535);
/** Of `portal.devices`. */
const outsidePort = (listener: string): z.ZodOptional<z.ZodNumber> =>
  port()
    .min(1)
    .optional()
    .describe(
      `Port at which devices reach ${listener}, where a container, a balancer or a redirect gives it another; left out: its own`,
    );
const listener = {
  enabled: z.boolean().default(true).describe('Whether this listener runs'),
  host: z.string().default('::').describe('Address to bind; :: takes IPv4 and IPv6'),
  allow: allowSchema,
};

export const MAX_FRAME_BYTES = 65_536;

export const configSchema = z.strictObject({
  data: z
    .strictObject({ dir: z.string().default('./data').describe('Where everything is kept').meta({ boot: true }) })
    .prefault({}),
  node: z
    .strictObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .regex(/^\P{C}*$/u, 'no control characters')
        .optional()
        .describe('What this machine is called among several on one PostgreSQL server; left out: its host name')
        .meta({ boot: true }),
    })
    .prefault({}),
  portal: z
    .strictObject({
      host: z.string().default('::').describe('Address to bind; 127.0.0.1 keeps the portal on this machine'),
      port: port().default(8080).describe('Port of the portal'),
      url: z
        .string()
        .optional()
        .describe('How people reach the portal, for links in notifications; https switches secure cookies and HSTS on'),
      trustedProxies: z
        .array(range())
        .max(100)
        .default(['127.0.0.0/8', '::1'])
        .describe(
          'Proxies in front of the portal, as addresses or CIDR ranges: their X-Forwarded-For says who asks. From anybody else it is not believed; then all who come through a proxy are one address, also where guessed passwords are slowed down. A list of your own stands in place of this one',
        )
        .meta({ boot: true }),
      devices: z
        .strictObject({
          host: z
            .string()
            .regex(/^[\w.:][\w.:-]{0,252}$/, 'expected a host name or an address')
            .optional()
            .describe(
              'How devices reach this server, for the lines of Add a device; left out: the name in portal.url, else the one the browser uses',
            ),
          udp: outsidePort('listen.udp'),
          tcp: outsidePort('listen.tcp'),
          tls: outsidePort('listen.tls'),
          relp: outsidePort('listen.relp'),
          http: outsidePort('listen.http'),
          gelf: outsidePort('listen.gelf'),
        })
        .prefault({}),
      sessionHours: z.number().min(1).max(720).default(12).describe('Hours without a click after which a session ends'),
    })
    .prefault({}),
  accounts: z
    .strictObject({
      breachedPasswords: z
        .string()
        .optional()
        .describe(
          'File of stolen passwords that nobody may take: the SHA-1 list of Have I Been Pwned ordered by hash, or one password a line',
        )
        .meta({ boot: true }),
    })
    .prefault({}),
  listen: z
    .strictObject({
      udp: z
        .strictObject({
          ...listener,
          port: port().default(5514).describe('Syslog over UDP (RFC 5426)'),
          driver: z
            .enum(['dgram', 'syslog-server'])
            .default('dgram')
            .describe('dgram: Node’s own socket; syslog-server: the npm package (IPv4 only, loses raw bytes)'),
          receiveBufferBytes: z
            .number()
            .int()
            .default(8_388_608)
            .describe('Kernel receive buffer asked for; the kernel may give less'),
        })
        .prefault({}),
      tcp: z
        .strictObject({
          ...listener,
          port: port().default(5514).describe('Syslog over TCP (RFC 6587, both framings)'),
          idleTimeoutMs: z
            .number()
            .int()
            .min(1)
            .max(MAX_TIMER_MS)
            .default(900_000)
            .describe('A connection that is silent for so long is closed'),
          frameTimeoutMs: z
            .number()
            .int()
            .min(1)
            .max(MAX_TIMER_MS)
            .default(30_000)
            .describe(
              'A message that was begun must be complete after so long, else it is taken as it is and the connection closed',
            ),
          maxConnections: z.number().int().min(1).default(2_000).describe('Connections at once'),
          maxConnectionsPerPeer: z.number().int().min(1).default(200).describe('Connections at once from one address'),
          maxHeldBytes: z
            .number()
            .int()
            .min(1_048_576)
            .default(67_108_864)
            .describe(
              'Memory that half-read messages of all connections may take; above it the largest is cut and its connection closed',
            ),
          proxyProtocol: proxyProtocolSchema,
        })
        .prefault({}),
      tls: z
        .strictObject({
          ...listener,
          enabled: z
            .boolean()
            .default(false)
            .describe('Whether this listener runs (needs a certificate, or selfSigned)'),
          port: port().default(6514).describe('Syslog over TLS (RFC 5425)'),
          cert: z.string().optional().describe('PEM file of the certificate chain'),
          key: z.string().optional().describe('PEM file of its private key'),
          selfSigned: z.boolean().default(false).describe('Make a certificate in data.dir/tls when none is given'),
          ca: z.string().optional().describe('PEM file of the authorities that may sign client certificates'),
          clientCertificates: z
            .enum(['off', 'optional', 'required'])
            .default('off')
            .describe('Whether senders must show a certificate'),
          proxyProtocol: proxyProtocolSchema,
        })
        .prefault({}),
      relp: z
        .strictObject({
          ...listener,
          enabled: z.boolean().default(false).describe('Whether this listener runs'),
          port: port()
            .default(2514)
            .describe(
              'RELP, rsyslog’s reliable protocol (omrelp): a message is answered after it is stored. Limits of connections are those of listen.tcp',
            ),
          tls: z
            .boolean()
            .default(false)
            .describe('Speak TLS, from the first byte (needs a certificate, or selfSigned)'),
          cert: z.string().optional().describe('PEM file of the certificate chain'),
          key: z.string().optional().describe('PEM file of its private key'),
          selfSigned: z.boolean().default(false).describe('Make a certificate in data.dir/tls when none is given'),
          ca: z.string().optional().describe('PEM file of the authorities that may sign client certificates'),
          clientCertificates: z
            .enum(['off', 'optional', 'required'])
            .default('off')
            .describe('Whether senders must show a certificate'),
          proxyProtocol: proxyProtocolSchema,
        })
        .prefault({}),
      http: z
        .strictObject({
          ...listener,
          port: port().default(8088).describe('HTTP ingest'),
          maxBodyBytes: z.number().int().min(1).default(16_777_216).describe('Largest body after decompression'),
          requireKey: z.boolean().default(false).describe('Refuse requests without an API key'),
        })
        .prefault({}),
      gelf: z
        .strictObject({
          ...listener,
          enabled: z.boolean().default(false).describe('Whether this listener runs'),
          port: port()
            .default(12201)
            .describe(
              'GELF over UDP (chunks, zlib, gzip) and over TCP (NUL after each message), both on this number; over HTTP it is POST /gelf of HTTP ingest. Limits of connections are those of listen.tcp, its proxyProtocol is not',
            ),
        })
        .prefault({}),
      peers: peersSchema,
      maxMessageBytes: z
        .number()
        .int()
        .min(1024)
        .max(1_048_576)
        .default(MAX_FRAME_BYTES)
        .describe('Longer messages are cut and tagged syslog.truncated'),
    })
    .prefault({}),
  collector: z
    .strictObject({
      mode: z
        .enum(['process', 'inline'])
        .default('process')
        .describe('process: its own process (a page never costs a message); inline: inside the portal'),
      processes: z.number().int().min(1).max(16).default(1).describe('Collector processes'),
      batchEvents: z.number().int().min(1).max(50_000).default(4_000).describe('Events in one commit at the most'),
      batchDelayMs: z
        .number()
        .int()
        .min(1)
        .max(5_000)
        .default(100)
        .describe('How long an event may wait for its batch'),
      queueBytes: z
        .number()
        .int()
        .min(1_048_576)
        .default(134_217_728)
        .describe(
          'Memory that messages may take while they wait to be stored; from three sixteenths of it on, senders are held back where they can be; others go to the spool from three eighths of it on',
        ),
      spool: z
        .strictObject({
          enabled: z
            .boolean()
            .default(true)
            .describe('Whether messages go to files in data.dir/spool while the store is away or cannot keep up'),
          bytes: z
            .number()
            .int()
            .min(1_048_576)
            .default(1_073_741_824)
            .describe('Disk that messages may take while they wait there'),
          whenFull: z
            .enum(['refuse', 'dropOldest'])
            .default('refuse')
            .describe(
              'refuse: senders are held back, or told to send again, or counted as refused; dropOldest: the oldest go, counted as lost',
            ),
        })
        .prefault({}),
      parserErrorLimit: z
        .number()
        .int()
        .min(1)
        .default(5)
        .describe('A parser that threw so often is switched off until the next start'),
      parserTimeoutMs: z
        .number()
        .int()
        .min(100)
        .default(2_000)
        .describe('A parser that holds one line for so long ends the process and is left out afterwards'),
      parserBudgetMs: z
        .number()
        .int()
        .min(1)
        .default(50)
        .describe(
          'A parser that takes longer for a line has failed on it; after parserErrorLimit such lines it is switched off',
        ),
    })
    .prefault({}),
  secrets: z
    .strictObject({
      keyFile: z
        .string()
        .optional()
        .describe(
          'The key that secrets of the metadata are sealed with; left out: secret.key in data.dir, made at the first start. Portals on one database need the same',
        )
        .meta({ boot: true }),
    })
    .prefault({}),
  database: z
    .strictObject({
      url: z
        .string()
        .optional()
        .describe(
          'postgres://user@host/database?sslmode=verify-full&sslrootcert=/path/ca.pem for the metadata; left out: SQLite in data.dir. To another machine TLS is asked for unless sslmode=disable says otherwise',
        )
        .meta({ secret: true, boot: true }),
      pool: z
        .strictObject({
          max: z
            .number()
            .int()
            .min(2)
            .max(100)
            .default(10)
            .describe('Connections to PostgreSQL that a portal opens at most')
            .meta({ boot: true }),
        })
        .prefault({}),
      statementTimeoutMs: z
        .number()
        .int()
        .min(1_000)
        .max(3_600_000)
        .default(30_000)
        .describe('PostgreSQL ends a statement of the portal that takes longer')
        .meta({ boot: true }),
    })
    .prefault({}),
  events: z
    .strictObject({
      store: z
        .enum(['sqlite', 'postgres'])
        .default('sqlite')
        .describe('Engine of the event store: sqlite in data.dir, or postgres for several collectors')
        .meta({ boot: true }),
      url: z
        .string()
        .optional()
        .describe('postgres://... for the events with store: postgres; left out: database.url')
        .meta({ secret: true, boot: true }),
      readUrl: z
        .string()
        .optional()
        .describe('postgres://... of a replica of that server: searches go there, and to events.url while it is away')
        .meta({ secret: true, boot: true }),
      segment: z
        .strictObject({
          rows: z
            .number()
            .int()
            .min(1_000)
            .max(8_000_000)
            .default(5_000_000)
            .describe('A segment closes at so many rows'),
        })
        .prefault({}),
      retention: z
        .strictObject({
          days: z
            .number()
            .min(1)
            .default(90)
            .describe('Days that events are kept; imported history from its import on')
            .meta({ live: true }),
          bytes: z
            .number()
            .int()
            .min(0)
            .default(0)
            .describe('Bytes on disk that events may take, oldest segments go first; 0 = no limit')
            .meta({ live: true }),
          classes: z
            .record(z.string().regex(/^[a-z0-9_]{1,32}$/), z.strictObject({ days: z.number().min(1) }))
            .default({})
            .describe('Other retention classes by name, e.g. { short: { days: 7 } }')
            .meta({ live: true }),
        })
        .prefault({}),
      minFreeBytes: z
        .number()
        .int()
        .min(0)
        .default(536_870_912)
        .describe('Free disk under which nothing more is stored: the oldest segments go, then messages are refused'),
    })
    .prefault({}),
  time: z
    .strictObject({
      zone: timeZone().default('UTC').describe('IANA zone of this installation, for hours and weekdays'),
    })
    .prefault({}),
  geoip: z
    .strictObject({
      path: z
        .string()
        .optional()
        .describe('File that says where addresses are: MaxMind .mmdb, or CSV with the columns cidr,country,lat,lon'),
      asnPath: z
        .string()
        .optional()
        .describe('File that says whose addresses are: MaxMind .mmdb (ASN), or CSV with the columns cidr,number,name')
        .meta({ live: true }),
    })
    .prefault({}),
  networks: networksSchema.prefault({}),
  assets: z
    .array(assetSchema)
    .max(5_000)
    .default([])
    .describe('Names of machines, each by ip, cidr, mac or host; events get them as lanwarden.source_asset and so on')
    .meta({ live: true }),
  lists: z
    .array(listSchema)
    .max(100)
    .default([])
    .describe(
      'Lists of bad addresses, domains or hashes; read again when a file changes. A hit adds threat.indicator.*',
    )
    .meta({ live: true }),
  rdns: rdnsSchema.prefault({}),
  sources: z
    .array(sourceSchema)
    .default([])
    .describe('Devices, first match wins, before those that are made in the portal')
    .meta({ boot: true }),
  senders: z
    .strictObject({
      unknown: z
        .enum(['accept', 'mark', 'refuse'])
        .default('accept')
        .describe('What becomes of messages of senders that no source names; mark: stored with the tag source.unknown')
        .meta({ live: true }),
    })
    .prefault({}),
  plugins: z
    .strictObject({
      dir: z.string().optional().describe('Folder in which parsers/ holds more parsers').meta({ boot: true }),
      packages: z
        .array(z.string())
        .default([])
        .describe('npm packages whose folder parsers/ holds more parsers')
        .meta({ boot: true }),
      off: z
        .array(z.string())
        .default([])
        .describe('Parsers and modules that are switched off, by id')
        .meta({ live: true }),
    })
    .prefault({}),
  audit: z
    .strictObject({
      // Who gets hold of an admin's session cannot make the log forget it within the month.
      retentionDays: z
        .number()
        .min(30)
        .max(36_500)
        .default(400)
        .describe('Days that entries of the audit log are kept')
        .meta({ live: true }),
    })
    .prefault({}),
  oidc: z
    .strictObject({
      issuer: z
        .string()
        .optional()
        .describe('Login with OpenID Connect: address of the issuer, e.g. https://sso.example.org/realms/house'),
      clientId: z.string().optional().describe('Client ID; login with OpenID Connect is on when it and issuer are set'),
      clientSecret: z.string().optional().describe('Client secret; left out: a public client').meta({ secret: true }),
      scopes: z.string().default('openid profile email').describe('Scopes asked for, with spaces between'),
      title: z.string().min(1).max(60).default('Single sign-on').describe('What the button of the login page calls it'),
      usernameClaim: z
        .string()
        .min(1)
        .optional()
        .describe('Claim that becomes the user name; left out: preferred_username, else email, else sub'),
      roleClaim: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Claim that decides the role, dots go down: groups, realm_access.roles; left out: admins set the roles',
        ),
      roles: z
        .strictObject({
          viewer: z.array(z.string()).default([]).describe('Values of roleClaim that make a viewer'),
          analyst: z.array(z.string()).default([]).describe('Values of roleClaim that make an analyst'),
          admin: z.array(z.string()).default([]).describe('Values of roleClaim that make an admin; the highest counts'),
        })
        .prefault({}),
      defaultRole: z
        .enum(['viewer', 'analyst', 'admin'])
        .optional()
        .describe('Role of people whom roles gives none; left out: they are refused'),
      allowInsecure: z.boolean().default(false).describe('Take an http:// issuer; only on this machine or in a LAN'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      public: z
        .boolean()
        .default(false)
        .describe('Whether /metrics answers everybody; else only a session, or a token of ours as bearer token')
        .meta({ live: true }),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .describe('Least level of our own log')
        .meta({ live: true }),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;
