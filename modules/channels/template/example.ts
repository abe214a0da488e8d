// A message to try a template or a channel's look with, where there is no real alert yet.

import type { OutboxMessage } from '#src/outbox/message.js';

export function exampleMessage(now: number, portalUrl = 'https://portal.example'): OutboxMessage {
  const iso = (ago: number): string => new Date(now - ago).toISOString();
  return {
    id: 'msg_00000000000000000000000000',
    type: 'alert.raised',
    at: now,
    facts: { severity: 'high', ruleId: 'brute-force-address', alertId: '1', source: 'web1' },
    body: {
      alert: {
        id: '1',
        rule: { id: 'brute-force-address', name: 'Many failed logons from one address', kind: 'threshold' },
        severity: 'high',
        title: 'Many failed logons from 203.0.113.7',
        summary: '14 failed logons from 203.0.113.7 within 10 minutes, where 4 at most are usual.',
        entity: { src_ip: '203.0.113.7', host: 'web1', user: 'alice' },
        reasons: [{ what: 'failed logons in 10 minutes', expected: 'at most 4', actual: '14' }],
        count: 14,
        first: iso(540_000),
        last: iso(0),
        events: [{ id: 'e1', time: iso(0), message: 'Failed password for alice from 203.0.113.7 port 50712 ssh2' }],
        url: `${portalUrl.replace(/\/$/, '')}/alerts/1`,
      },
    },
  };
}
