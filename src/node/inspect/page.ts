import { createHash } from 'node:crypto'
import { RELAY, UI } from './relay.ts'

const STYLE = `
html, body { height: 100%; margin: 0; background: #1b1b1d; color: #ddd; font: 14px/1.5 system-ui, sans-serif }
body { display: flex; flex-direction: column }
iframe { flex: 1; border: 0 }
p { margin: 0; padding: 6px 12px }
.silent { display: none }
`

const NOTICE =
  `Waiting for the inspector, a page of ${UI.host}: it needs a connection to the internet, and is shown all state of this node. ` +
  'If it does not appear, you may be offline; the node goes on all the same, and its machines are drawn in the folder visualizations.'

/** The listener is in place before the frame is told what to load: the UI says once that it is there. */
export const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Reeve inspector</title><style>${STYLE}</style></head>
<body><p id="notice">${NOTICE}</p><iframe id="ui" title="Stately inspector"></iframe><script>${RELAY}</script></body>
</html>
`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** @param port the port the page is served from: its socket is the only thing it may connect to */
export const pageHeaders = (port: number): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${hashOf(RELAY)}`,
    `style-src ${hashOf(STYLE)}`,
    `frame-src ${UI.origin}`,
    `connect-src ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
})
