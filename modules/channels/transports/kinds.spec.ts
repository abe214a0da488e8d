// What each kind makes of messages, as golden JSON; and that log text stays text there.

import { describe, expect, it } from 'vitest';
import type { OutboxMessage } from '#src/outbox/message.js';
import { exampleMessage } from '../template/example.js';
import { type Sentence, sentenceOf } from '../template/sentence.js';
import { discordMessage } from './discord.js';
import { gotifyMessage } from './gotify.js';
import { homeAssistantBody } from './home-assistant.js';
import { mailOf } from './mail.js';
import { ntfyMessage } from './ntfy.js';
import { pagerdutyEvent, pagerdutyEvents } from './pagerduty.js';
import { slackMessage } from './slack.js';
import { MAX_LINE_BYTES, syslogLine } from './syslog-line.js';
import { teamsMessage } from './teams.js';
import { telegramMessage } from './telegram.js';

const AT = Date.UTC(2026, 10, 20, 3, 12, 44, 120);
const raised = exampleMessage(AT);
const closed: OutboxMessage = { ...raised, type: 'alert.closed' };
const digest: OutboxMessage = {
  id: 'msg_1',
  type: 'digest',
  at: AT,
  facts: { severity: 'high' },
  body: {
    digest: {
      reason: 'quiet-hours',
      from: AT - 3_600_000,
      to: AT,
      total: 1_204,
      more: 3,
      alerts: [
        {
          rule: 'scan',
          severity: 'high',
          title: 'Port scan from 203.0.113.7',
          count: 1_200,
          url: 'https://p.example/alerts/1',
        },
        { rule: 'new', severity: 'low', title: 'New user bob', count: 1, url: null },
      ],
    },
  },
};
const test: OutboxMessage = {
  id: 'msg_2',
  type: 'test',
  at: AT,
  facts: {},
  body: { test: { channel: 'phone', by: 'ann' } },
};

const digestOf = (alerts: readonly object[], more: object = {}): OutboxMessage => ({
  id: 'msg_1',
  type: 'digest',
  at: AT,
  facts: { severity: 'high' },
  body: { digest: { reason: 'budget', total: alerts.length, more: 0, from: AT - 1, to: AT, alerts, ...more } },
});

const EVIL = '<!channel> @everyone **b** [x](http://e) `c` <@1> & "q" \u202edrow\u001b[31m\r\nBcc: x@y ]\\';
const hostile: OutboxMessage = {
  ...raised,
  body: {
    alert: {
      title: EVIL,
      summary: EVIL,
      entity: { user: EVIL },
      reasons: [{ what: EVIL }],
      count: 2,
      url: 'javascript:alert(1)',
    },
  },
};

describe('a sentence', () => {
  it('says what, who, how often and since when', () => {
    expect(sentenceOf(raised)).toEqual({
      title: 'Many failed logons from 203.0.113.7',
      text: '14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.\n• failed logons in 10 minutes; expected at most 4; seen 14',
      facts: [
        { label: 'Severity', value: 'high' },
        { label: 'Rule', value: 'Many failed logons from one address' },
        { label: 'From', value: '203.0.113.7' },
        { label: 'Host', value: 'web1' },
        { label: 'User', value: 'alice' },
        { label: 'Events', value: '14' },
        { label: 'First', value: '2026-11-20 03:03:44 UTC' },
        { label: 'Last', value: '2026-11-20 03:12:44 UTC' },
      ],
      url: 'https://portal.example/alerts/1',
      severity: 'high',
      isOver: false,
      thread: '1',
    } satisfies Sentence);
  });

  it('tells each type of message apart', () => {
    expect(sentenceOf(closed)).toMatchObject({ title: 'Over: Many failed logons from 203.0.113.7', isOver: true });
    expect(sentenceOf({ ...raised, type: 'source.back' })).toMatchObject({ isOver: true });
    expect(sentenceOf(digest)).toMatchObject({
      title: '1,204 messages while it was quiet',
      text: '• high: Port scan from 203.0.113.7 (1,200 events) https://p.example/alerts/1\n• low: New user bob\nand 3 more',
    });
    expect(sentenceOf(test)).toMatchObject({
      title: 'A test from Lanwarden',
      text: 'If you can read this, the channel “phone” works. ann asked for it.',
    });
  });

  it('says of what a digest lists whether it is new, goes on or is over', () => {
    const types = ['alert.raised', 'alert.updated', 'alert.closed', 'source.back', 'of a newer version'];
    const listed = digestOf(types.map((type) => ({ type, severity: 'low', title: 'x' })));
    expect(sentenceOf(listed).text.split('\n')).toEqual(['• low: x', '• goes on: low: x', '• over: low: x', '• back: low: x', '• low: x']); // prettier-ignore
    expect(sentenceOf(listed).isOver).toBe(false);
    expect(sentenceOf(digestOf([], { isOver: true })).isOver).toBe(true);
  });

  it('says since when a digest is in words that no program takes for addresses', () => {
    expect(sentenceOf(digest).facts.map(({ label }) => label)).toEqual(['Since', 'Until']);
    const line = syslogLine(digest, sentenceOf(digest), 16, 'nas').toString();
    expect(line).toContain('since="2026-11-20 02:12:44 UTC" until="');
    expect(line).not.toMatch(/src_ip|dst_ip/);
    expect(pagerdutyEvent(digest, sentenceOf(digest), 'k')).toMatchObject({ payload: { source: 'lanwarden' } });
  });

  it('says who closed it and why, and what to do about a new one', () => {
    const alert = {
      title: 'Scan',
      advice: 'Look at the host.',
      closed: { reason: 'false', note: 'our own scanner', by: 'ann' },
    };
    expect(sentenceOf({ ...raised, body: { alert } }).text).toBe('What to do: Look at the host.');
    expect(sentenceOf({ ...closed, body: { alert } }).text).toBe('Closed by ann: a false alarm. our own scanner');
  });

  it('shows what cannot be seen, stays on its line, and leads only to the web', () => {
    const { title, url } = sentenceOf(hostile);
    expect(title).toContain('‹U+202E›drow‹ESC›[31m ⏎ Bcc: x@y');
    expect(url).toBeUndefined();
  });

  it('lives with a body that lacks everything', () => {
    for (const body of [
      {},
      { alert: null },
      { alert: { entity: 3, reasons: 'x', first: 'x', rule: [] } },
      { digest: [] },
    ])
      for (const type of ['alert.raised', 'digest', 'test', 'source.silent'] as const)
        expect(sentenceOf({ ...raised, type, body }).title).not.toBe('');
  });
});

const s = sentenceOf(raised);

describe('golden', () => {
  it('Slack', () => {
    expect(slackMessage(s)).toMatchInlineSnapshot(`
      {
        "blocks": [
          {
            "text": {
              "emoji": false,
              "text": "Many failed logons from 203.0.113.7",
              "type": "plain_text",
            },
            "type": "header",
          },
          {
            "text": {
              "emoji": false,
              "text": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
      • failed logons in 10 minutes; expected at most 4; seen 14",
              "type": "plain_text",
            },
            "type": "section",
          },
          {
            "fields": [
              {
                "emoji": false,
                "text": "Severity: high",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "Rule: Many failed logons from one address",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "From: 203.0.113.7",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "Host: web1",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "User: alice",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "Events: 14",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "First: 2026-11-20 03:03:44 UTC",
                "type": "plain_text",
              },
              {
                "emoji": false,
                "text": "Last: 2026-11-20 03:12:44 UTC",
                "type": "plain_text",
              },
            ],
            "type": "section",
          },
          {
            "elements": [
              {
                "text": {
                  "emoji": false,
                  "text": "Open in Lanwarden",
                  "type": "plain_text",
                },
                "type": "button",
                "url": "https://portal.example/alerts/1",
              },
            ],
            "type": "actions",
          },
        ],
        "text": ":large_orange_circle: Many failed logons from 203.0.113.7",
        "unfurl_links": false,
        "unfurl_media": false,
      }
    `);
    expect(JSON.stringify(slackMessage(sentenceOf(hostile)))).not.toMatch(/<!|<@/);
    expect(JSON.stringify(slackMessage(sentenceOf(hostile)))).toContain('&lt;!channel&gt;');
  });

  it('Microsoft Teams', () => {
    expect(teamsMessage(s)).toMatchInlineSnapshot(`
      {
        "attachments": [
          {
            "content": {
              "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
              "actions": [
                {
                  "title": "Open in Lanwarden",
                  "type": "Action.OpenUrl",
                  "url": "https://portal.example/alerts/1",
                },
              ],
              "body": [
                {
                  "inlines": [
                    {
                      "color": "Attention",
                      "size": "Large",
                      "text": "Many failed logons from 203.0.113.7",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "• failed logons in 10 minutes; expected at most 4; seen 14",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "Severity: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "high",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "Rule: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "Many failed logons from one address",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "From: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "203.0.113.7",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "Host: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "web1",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "User: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "alice",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "Events: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "14",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "First: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "2026-11-20 03:03:44 UTC",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
                {
                  "inlines": [
                    {
                      "text": "Last: ",
                      "type": "TextRun",
                      "weight": "Bolder",
                    },
                    {
                      "text": "2026-11-20 03:12:44 UTC",
                      "type": "TextRun",
                    },
                  ],
                  "type": "RichTextBlock",
                },
              ],
              "msteams": {
                "width": "Full",
              },
              "type": "AdaptiveCard",
              "version": "1.4",
            },
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
          },
        ],
        "type": "message",
      }
    `);
    // Text runs know no Markdown; TextBlocks and FactSets would.
    expect(JSON.stringify(teamsMessage(sentenceOf(hostile)))).not.toMatch(/"(TextBlock|FactSet)"/);
  });

  it('Discord', () => {
    expect(discordMessage(s)).toMatchInlineSnapshot(`
      {
        "allowed_mentions": {
          "parse": [],
        },
        "content": "**Many failed logons from 203.0.113.7**",
        "embeds": [
          {
            "color": 14707712,
            "description": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
      • failed logons in 10 minutes; expected at most 4; seen 14",
            "fields": [
              {
                "inline": true,
                "name": "Severity",
                "value": "high",
              },
              {
                "inline": true,
                "name": "Rule",
                "value": "Many failed logons from one address",
              },
              {
                "inline": true,
                "name": "From",
                "value": "203.0.113.7",
              },
              {
                "inline": true,
                "name": "Host",
                "value": "web1",
              },
              {
                "inline": true,
                "name": "User",
                "value": "alice",
              },
              {
                "inline": true,
                "name": "Events",
                "value": "14",
              },
              {
                "inline": true,
                "name": "First",
                "value": "2026-11-20 03:03:44 UTC",
              },
              {
                "inline": true,
                "name": "Last",
                "value": "2026-11-20 03:12:44 UTC",
              },
            ],
            "title": "Open in Lanwarden",
            "url": "https://portal.example/alerts/1",
          },
        ],
      }
    `);
    const evil = JSON.stringify(discordMessage(sentenceOf(hostile)));
    expect(evil).not.toContain('@everyone');
    expect(evil).toContain('\\\\*\\\\*b\\\\*\\\\*');
    expect(evil).toContain('"allowed_mentions":{"parse":[]}');
    const { content } = discordMessage({ ...s, title: 'for user https://evil.example/x' }) as { content: string };
    expect(content).toBe('**for user https:\\/\\/evil.example\\/x**');
  });

  it.each([
    ['http://nas:8080/alerts/al_1', false],
    ['http://localhost:8080/alerts/al_1', false],
    ['http://192.168.1.2:8080/alerts/al_1', true],
    ['http://[fd00::2]:8080/alerts/al_1', true],
    ['http://nas.lan:8080/alerts/al_1', true],
  ])('Discord, which refuses an embed that leads to a name without a dot: %s', (url, isLink) => {
    const { embeds } = discordMessage({ ...s, text: 'a_b', url }) as {
      embeds: { url?: string; description: string }[];
    };
    expect(embeds[0]).toMatchObject(
      isLink ? { url, description: 'a\\_b' } : { description: `a\\_b\nOpen in Lanwarden: ${url}` },
    );
    expect('url' in embeds[0]!).toBe(isLink);
  });

  it('Discord, with links of a digest that lead where they say', () => {
    const url = 'https://p.example/alerts/al_1';
    const { embeds } = discordMessage(
      sentenceOf(digestOf([{ type: 'alert.raised', severity: 'low', title: 'a_b', url }])),
    ) as {
      embeds: { description: string }[];
    };
    expect(embeds[0]!.description).toBe(`• low: a\\_b ${url}`);
    const many = Array.from({ length: 15 }, () => ({
      severity: 'low',
      title: '_'.repeat(120),
      url: `${url}${'0'.repeat(300)}`,
    }));
    const [{ description }] = (discordMessage(sentenceOf(digestOf(many))) as { embeds: [{ description: string }] })
      .embeds;
    expect(description.length).toBeLessThanOrEqual(3_000);
    expect(description).toMatch(/0\n…$/);
  });

  it('ntfy', () =>
    expect(ntfyMessage(s, 'lab')).toMatchInlineSnapshot(`
    {
      "click": "https://portal.example/alerts/1",
      "message": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
    • failed logons in 10 minutes; expected at most 4; seen 14
    Severity: high
    Rule: Many failed logons from one address
    From: 203.0.113.7
    Host: web1
    User: alice
    Events: 14
    First: 2026-11-20 03:03:44 UTC
    Last: 2026-11-20 03:12:44 UTC",
      "priority": 4,
      "tags": [
        "rotating_light",
        "lanwarden",
      ],
      "title": "Many failed logons from 203.0.113.7",
      "topic": "lab",
    }
  `));
  it('Gotify', () =>
    expect(gotifyMessage(s)).toMatchInlineSnapshot(`
    {
      "extras": {
        "client::display": {
          "contentType": "text/plain",
        },
        "client::notification": {
          "click": {
            "url": "https://portal.example/alerts/1",
          },
        },
      },
      "message": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
    • failed logons in 10 minutes; expected at most 4; seen 14
    Severity: high
    Rule: Many failed logons from one address
    From: 203.0.113.7
    Host: web1
    User: alice
    Events: 14
    First: 2026-11-20 03:03:44 UTC
    Last: 2026-11-20 03:12:44 UTC",
      "priority": 8,
      "title": "Many failed logons from 203.0.113.7",
    }
  `));
  it('Telegram', () => {
    expect(telegramMessage(s, '-100')).toMatchInlineSnapshot(`
      {
        "chat_id": "-100",
        "disable_notification": false,
        "link_preview_options": {
          "is_disabled": true,
        },
        "text": "🟠 Many failed logons from 203.0.113.7

      14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
      • failed logons in 10 minutes; expected at most 4; seen 14

      Severity: high
      Rule: Many failed logons from one address
      From: 203.0.113.7
      Host: web1
      User: alice
      Events: 14
      First: 2026-11-20 03:03:44 UTC
      Last: 2026-11-20 03:12:44 UTC

      https://portal.example/alerts/1",
      }
    `);
    expect(telegramMessage(sentenceOf(hostile), '1')).not.toHaveProperty('parse_mode');
  });

  it('PagerDuty', () => {
    expect(pagerdutyEvent(raised, s, 'k')).toMatchInlineSnapshot(`
      {
        "client": "Lanwarden",
        "client_url": "https://portal.example/alerts/1",
        "dedup_key": "lanwarden-1",
        "event_action": "trigger",
        "links": [
          {
            "href": "https://portal.example/alerts/1",
            "text": "Open in Lanwarden",
          },
        ],
        "payload": {
          "component": "lanwarden",
          "custom_details": {
            "Events": "14",
            "First": "2026-11-20 03:03:44 UTC",
            "From": "203.0.113.7",
            "Host": "web1",
            "Last": "2026-11-20 03:12:44 UTC",
            "Rule": "Many failed logons from one address",
            "Severity": "high",
            "User": "alice",
            "text": "14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
      • failed logons in 10 minutes; expected at most 4; seen 14",
          },
          "severity": "error",
          "source": "web1",
          "summary": "Many failed logons from 203.0.113.7",
          "timestamp": "2026-11-20T03:12:44.120Z",
        },
        "routing_key": "k",
      }
    `);
    const mixed = [
      { id: 'al_1', type: 'alert.closed', title: 'x' },
      { id: 'al_2', type: 'alert.raised', title: 'y' },
      { type: 'source.back', title: 'of an older version' },
    ];
    const resolved = { routing_key: 'k', event_action: 'resolve', dedup_key: 'lanwarden-al_1' };
    const told = (message: OutboxMessage): unknown => pagerdutyEvents(message, sentenceOf(message), 'k');
    expect(told(raised)).toHaveLength(1);
    expect(told(digestOf(mixed, { over: ['al_1'] }))).toMatchObject([
      { event_action: 'trigger', dedup_key: 'lanwarden-msg_1' },
      resolved,
    ]);
    expect(told(digestOf([], { over: ['al_1'], isOver: true }))).toEqual([resolved]);
    expect(told({ ...digestOf([]), body: {} })).toHaveLength(1);
    expect(pagerdutyEvent(closed, sentenceOf(closed), 'k')).toMatchObject({
      event_action: 'resolve',
      dedup_key: 'lanwarden-1',
    });
  });

  it('Home Assistant', () => {
    expect(homeAssistantBody(raised, s)).toMatchObject({
      type: 'alert.raised',
      title: s.title,
      message: s.text,
      severity: 'high',
      is_over: false,
      url: s.url,
      alert: { id: '1' },
    });
  });

  it('e-mail', () => {
    expect(mailOf(raised, s)).toMatchInlineSnapshot(`
      {
        "headers": {
          "Auto-Submitted": "auto-generated",
          "X-Auto-Response-Suppress": "All",
        },
        "html": "<!doctype html><html><head><meta charset="utf-8"></head>
      <body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.45">
      <h1 style="font-size:18px;border-left:4px solid #e06c00;padding-left:10px">Many failed logons from 203.0.113.7</h1>
      <p style="margin:6px 0">14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.</p>
      <p style="margin:6px 0">• failed logons in 10 minutes; expected at most 4; seen 14</p>
      <table style="margin:12px 0;border-collapse:collapse"><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">Severity</td><td>high</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">Rule</td><td>Many failed logons from one address</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">From</td><td>203.0.113.7</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">Host</td><td>web1</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">User</td><td>alice</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">Events</td><td>14</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">First</td><td>2026-11-20 03:03:44 UTC</td></tr><tr><td style="padding:2px 12px 2px 0;color:#5b6b70">Last</td><td>2026-11-20 03:12:44 UTC</td></tr></table>
      <p><a href="https://portal.example/alerts/1">Open in Lanwarden</a></p><p style="color:#5b6b70">Lanwarden</p></body></html>",
        "messageId": "<msg_00000000000000000000000000@lanwarden>",
        "references": "<alert-1@lanwarden>",
        "subject": "[high] Many failed logons from 203.0.113.7",
        "text": "Many failed logons from 203.0.113.7

      14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.
      • failed logons in 10 minutes; expected at most 4; seen 14

      Severity: high
      Rule: Many failed logons from one address
      From: 203.0.113.7
      Host: web1
      User: alice
      Events: 14
      First: 2026-11-20 03:03:44 UTC
      Last: 2026-11-20 03:12:44 UTC

      https://portal.example/alerts/1

      -- 
      Lanwarden
      ",
      }
    `);
    const evil = mailOf(hostile, sentenceOf(hostile));
    // eslint-disable-next-line no-control-regex
    expect(evil.subject).not.toMatch(/[\u0000-\u001f]/);
    expect(evil.html).not.toMatch(/<!channel|<@1/);
    expect(evil.html).toContain('&#60;!channel&#62;');
  });

  it('syslog', () => {
    expect(syslogLine(raised, s, 16, 'nas').toString()).toMatchInlineSnapshot(
      `"<131>1 2026-11-20T03:12:44.120Z nas lanwarden - alert.raised [alert@32473 id="msg_00000000000000000000000000" type="alert.raised" severity="high" rule="brute-force-address" url="https://portal.example/alerts/1" rule_name="Many failed logons from one address" src_ip="203.0.113.7" host="web1" user="alice" events="14"] ﻿Many failed logons from 203.0.113.7: 14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual. • failed logons in 10 minutes; expected at most 4; seen 14"`,
    );
    const facts = Array.from({ length: 9 }, (_, n) => ({ label: `f${n}`, value: 'x' }));
    expect(syslogLine(raised, { ...s, facts }, 16, 'nas').toString()).toContain(
      'url="https://portal.example/alerts/1"',
    );
    const evil = syslogLine(hostile, sentenceOf(hostile), 16, 'na s\n').toString();
    expect(evil).not.toMatch(/[\r\n]/);
    expect(evil).toContain(' nas lanwarden - alert.raised [');
    // RFC 5424 §6.3.3: quote, backslash and bracket are escaped, so that the data ends where it should.
    expect(/ \[(?:[^\]"\\]|\\.|"(?:[^"\\\]]|\\.)*")*\] \ufeff/.test(evil)).toBe(true);
  });
});

it('keeps to the limits of every target, whatever comes', () => {
  const long = (unit: string): OutboxMessage => ({
    ...raised,
    body: {
      alert: {
        title: unit.repeat(5_000),
        summary: unit.repeat(50_000),
        entity: { user: unit.repeat(9_000) },
        reasons: Array.from({ length: 500 }, () => ({ what: unit.repeat(500) })),
        count: 1,
        url: `https://x/${'a'.repeat(1_900)}`,
      },
    },
  });
  for (const unit of ['a', '&', '*', 'é', '💥', '\u202e']) {
    const sentence = sentenceOf(long(unit));
    const slackBlocks = (
      slackMessage(sentence) as { blocks: { text?: { text: string }; fields?: { text: string }[] }[] }
    ).blocks;
    expect(slackBlocks[0]!.text!.text.length).toBeLessThanOrEqual(150);
    expect(slackBlocks[1]!.text!.text.length).toBeLessThanOrEqual(3_000);
    for (const { text } of slackBlocks[2]!.fields!) expect(text.length).toBeLessThanOrEqual(2_000);
    const discord = discordMessage(sentence) as {
      content: string;
      embeds: { description: string; fields: object[] }[];
    };
    expect(discord.content.length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(discord.embeds[0]!.fields).length + discord.embeds[0]!.description.length).toBeLessThan(
      7_000,
    );
    expect((telegramMessage(sentence, '1') as { text: string }).text.length).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength((ntfyMessage(sentence, 't') as { message: string }).message)).toBeLessThanOrEqual(4_096);
    expect(JSON.stringify(teamsMessage(sentence)).length).toBeLessThan(28_000);
    expect(
      (pagerdutyEvent(raised, sentence, 'k') as { payload: { summary: string } }).payload.summary.length,
    ).toBeLessThanOrEqual(1_024);
    expect(mailOf(raised, sentence).subject.length).toBeLessThanOrEqual(200);
    expect(syslogLine(raised, sentence, 16, 'h').length).toBeLessThanOrEqual(MAX_LINE_BYTES + 110);
    // Nothing is cut within a character.
    expect(JSON.stringify([slackBlocks, discord, telegramMessage(sentence, '1')]).isWellFormed()).toBe(true);
  }
});
