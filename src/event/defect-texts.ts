// What the tags that the collector sets mean, for people: defects of a message (src/collector/decode), and what it did with it.

const MEANINGS: Readonly<Record<string, string>> = {
  'import.broken-quote': 'A quote in this row of the imported CSV file is never closed; the row ends with its line.',
  'import.extra-columns': 'The row of the imported CSV file has more columns than its heading.',
  'import.invalid-value': 'An imported value does not fit the field it was meant for; it is kept as text beside it.',
  'import.missing-columns': 'The row of the imported CSV file has fewer columns than its heading.',
  'envelope.truncated':
    'What was said about the message (labels, attributes, fields of GELF or HEC) was more than is kept: deeper than 8 levels, over 200 names, or too long.',
  'lanwarden.hidden': 'The source has sensitive fields: their values were replaced before anything was stored.',
  'source.unknown': 'No configured source fits its sender, and such messages are marked (senders.unknown).',
  'syslog.clock-off':
    'The device’s clock is more than a week off. The time of receipt is used; what the device said is kept as lanwarden.claimed_time.',
  'syslog.empty': 'The message holds no text.',
  'syslog.escaped': 'It was not valid UTF-8. The bytes that are no text are escaped, so that nothing is lost.',
  'syslog.nested-header':
    'The message carried a header of its own, as lines of a forwarded file do. Time, program and process id are from there; a differing host in it was not used.',
  'syslog.invalid-header': 'The syslog header could not be read to its end; what was readable is used.',
  'syslog.invalid-pri':
    'The priority at the beginning (<number>) is missing its end or out of range, so facility and severity are unknown.',
  'syslog.invalid-structured-data': 'The structured data of RFC 5424 is malformed; it was left in the text.',
  'syslog.invalid-timestamp': 'The time in the message does not exist or cannot be read. The time of receipt is used.',
  'syslog.invalid-version': 'The version of the syslog protocol is not 1; the message was read as well as possible.',
  'syslog.missing-timestamp': 'The message carries no time. The time of receipt is used.',
  'syslog.repeated': 'The sender folded repetitions of a message into this one.',
  'syslog.several-events':
    'Its message held more than 1,000 events: this is what was left behind them, together and not taken apart.',
  'syslog.utf-16': 'It came as UTF-16, as Windows tools write text; it was read as such.',
  'syslog.truncated': 'It was longer than messages may be and was cut (listen.maxMessageBytes).',
  'linux_auth.ambiguous':
    'A name that somebody typed holds the words of the sentence, so that its parts cannot be told apart; address or name is left out.',
  'linux_auth.program-assumed':
    'The line has no header that names its program; it was read as one of the SSH server because its whole text is the server’s sentence.',
  'samba.ambiguous':
    'A name or workstation that the client chose holds the words of the sentence, so that its parts cannot be told apart; they are left out.',
  'windows.ambiguous':
    'The message tells an account or an address twice, and differently; which one is true cannot be told, so it is left out.',
  'windows.incomplete': 'The Windows event was cut on its way. What stood before the cut is read.',
  'windows.several-events': 'The message holds several Windows events; only the first of them is read.',
};

/** A sentence or two; undefined for a tag that is none of ours. */
export function defectText(tag: string): string | undefined {
  return Object.hasOwn(MEANINGS, tag) ? MEANINGS[tag] : undefined;
}
