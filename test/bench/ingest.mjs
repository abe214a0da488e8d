// How fast messages are stored, over real sockets, and what that costs. Everything is on: parse, field indices, full text, ledger.

import { loggen, report, startProgram, until } from '../helpers/program.mjs';

export async function ingest({ count = 1_000_000, transport = 'tcp', mix = 'bench', rate, env = {} } = {}) {
  const program = await startProgram(env);
  try {
    report('ready after start', program.readyMs / 1000, 's');
    const cpu = program.cpuSeconds();
    const started = performance.now();
    const sent = await loggen([
      '--port',
      program.ports.syslog,
      '--transport',
      transport,
      '--count',
      count,
      '--mix',
      mix,
      ...(rate ? ['--rate', rate] : []),
    ]);
    const arrived = (program) =>
      program.total('stored') + program.total('dropped') + program.total('refused') + program.total('failed') >= count;
    await until(() => arrived(program) || transport === 'udp', 300_000);
    if (transport === 'udp') await settle(program);
    const seconds = (performance.now() - started) / 1000;
    const stored = program.total('stored');
    const more = { transport, mix, sent: sent.sent, offered: Math.round(sent.rate) };
    report('stored', stored / seconds, 'messages/s', more);
    report('not stored', count - stored, 'messages', {
      ...more,
      dropped: program.total('dropped'),
      refused: program.total('refused'),
      balanced: program.link.health()?.balanced,
    });
    report('CPU', ((program.cpuSeconds() - cpu) / stored) * 1e6, 's per million', more);
    report('peak memory', program.peakRssBytes().reduce((a, b) => a + b) / 1e6, 'MB', {
      ...more,
      of: 'portal + collector, resident',
    });
    report('disk', program.diskBytes() / stored, 'bytes per message', {
      ...more,
      bytesSent: Math.round(sent.bytes / sent.sent),
    });
  } finally {
    await program.dispose();
  }
}

/** UDP has no end: wait until nothing more is stored. */
async function settle(program) {
  for (let before = -1; before !== program.total('stored');) {
    before = program.total('stored');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }
}
