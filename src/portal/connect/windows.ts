// Windows: one machine by itself, many through Windows' own forwarding, or the shipper of the Elastic Stack.

import { type Reachable, type Recipe, urlHost } from './recipe.js';

export const NXLOG = 'C:\\Program Files\\nxlog\\conf\\nxlog.conf (NXLog), at its end';
const EVENT_LOG = '    Module  im_msvistalog';

export function windows(host: string, port: number): Recipe {
  return {
    id: 'windows',
    title: 'Windows',
    kinds: ['windows', 'server'],
    where: NXLOG,
    text: nxlog('eventlog', EVENT_LOG, overTcp(host, port)),
    note: 'NXLog Community Edition. Then restart the service: Restart-Service nxlog. Names that the file has already are not written twice.',
  };
}

/** Windows Event Forwarding: the others send to one Windows, and that one sends here. */
export function windowsForwarding(host: string, port: number): Recipe {
  const forwarded = `    Module  im_msvistalog
    <QueryXML>
        <QueryList>
            <Query Id="0"><Select Path="ForwardedEvents">*</Select></Query>
        </QueryList>
    </QueryXML>`;
  return {
    id: 'windows-forwarding',
    title: 'Many Windows hosts through one',
    kinds: ['windows'],
    where: `On the one that collects: wecutil qc, and ${NXLOG}`,
    text: nxlog('forwarded', forwarded, overTcp(host, port)),
    note: 'Windows’ own event forwarding, without a program on the others: winrm quickconfig on each of them, then on the one that collects a subscription (Event Viewer › Subscriptions) into Forwarded Events. Each event keeps the name of the computer it is from.',
  };
}

/** A line to try it; `key`: an ingest key. The quotes are PowerShell's own: nothing in them is expanded. */
export function powershellLine(host: string, port: number, key: string): string {
  return `Invoke-RestMethod -Method Post -Uri 'http://${urlHost(host)}:${port}/ingest' -ContentType 'application/json' \`
  -Headers @{ Authorization = 'Bearer ${key}' } \`
  -Body (@{ host = $env:COMPUTERNAME; app = 'test'; message = 'hello' } | ConvertTo-Json)`;
}

/** All its event logs with a key, for an NXLog whose om_http can add headers. */
export function nxlogOverHttp(host: string, port: number, key: string): string {
  const output = `    Module       om_http
    URL          http://${urlHost(host)}:${port}/ingest
    ContentType  application/json
    AddHeader    Authorization: Bearer ${key}
    Exec         to_json();`;
  return nxlog('eventlog', EVENT_LOG, output);
}

/** Winlogbeat speaks to Logstash and Elasticsearch only; Logstash speaks HTTP. */
export function winlogbeat({ host, keyNeeded }: Reachable, port: number): Recipe {
  const key = keyNeeded ? '\n    headers => { "authorization" => "Bearer KEY" }' : '';
  return {
    id: 'winlogbeat',
    title: 'Winlogbeat, through Logstash',
    kinds: ['windows'],
    where: 'A Logstash pipeline, to which Winlogbeat sends (output.logstash)',
    text: `input { beats { port => 5044 } }
output {
  http {
    url => "http://${urlHost(host)}:${port}/ingest"
    http_method => "post"
    format => "json"${key}
  }
}`,
    note: 'Winlogbeat itself cannot send over syslog or plain HTTP. Without a Logstash at hand NXLog is the shorter way.',
    ...(keyNeeded && { needsKey: true }),
  };
}

function overTcp(host: string, port: number): string {
  return `    Module  om_tcp\n    Host    ${host}\n    Port    ${port}\n    Exec    to_json();`;
}

function nxlog(input: string, lines: string, output: string): string {
  return `<Extension json>
    Module  xm_json
</Extension>
<Input ${input}>
${lines}
</Input>
<Output lanwarden>
${output}
</Output>
<Route lanwarden>
    Path    ${input} => lanwarden
</Route>`;
}
