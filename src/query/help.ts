// What the search box says about itself. Each example is parsed in a test.

export const QUERY_HELP: readonly { readonly example: string; readonly means: string }[] = [
  { example: 'failed password', means: 'Both words in the message, in any order' },
  { example: '"invalid user"', means: 'The words next to each other' },
  { example: 'fail*', means: 'A word that begins so' },
  { example: 'user:root', means: 'A field with this value, upper or lower case' },
  { example: 'host:web* app:ssh?', means: 'Wildcards: * is any text, ? one character' },
  { example: '-user:root', means: 'Minus or NOT excludes' },
  {
    example: 'user:(root OR admin) AND outcome:failure',
    means: 'OR, AND and parentheses; a space is AND, and AND binds tighter than OR',
  },
  { example: 'src_ip:10.0.0.0/8 -src_ip:192.168.0.0/16', means: 'Networks' },
  { example: 'level>=3', means: 'Level is the criticality 1-5: medium and worse (4 high, 5 critical)' },
  {
    example: 'severity<=3 score>=80',
    means: 'Comparisons: <  <=  >  >=. The syslog severity runs the other way: 0 is the worst, 7 is debug',
  },
  { example: 'dst_port:[1 TO 1024]', means: 'A range with both ends; * is an open end, { } leave the ends out' },
  { example: 'time:>=-24h', means: 'The last 24 hours; also -30m, -7d, now' },
  { example: 'time:2026-11-01', means: 'A whole day; also 2026-11-01T08:30' },
  { example: 'hour:[22 TO 4] weekday:(sat OR sun)', means: 'Nights of the weekend, in this installation’s time zone' },
  { example: 'exists:user', means: 'Events that have a user' },
  { example: 'app:"Service Control Manager"', means: 'Quotes for values with spaces or special characters' },
  { example: 'winlog.event_data.TargetUserName:svc_*', means: 'Any field a parser brings, by its full name' },
  {
    example: 'message:/fail(ed|ure)/i -user:/^svc_/',
    means:
      'Regular expressions of the RE2 kind, anywhere in the value; i ignores case, a slash within is written \\/; looks at the first 16,384 characters; slower than words',
  },
  { example: 'raw:"TTY=pts"', means: 'This text anywhere in the line as it came; slower than words' },
];
