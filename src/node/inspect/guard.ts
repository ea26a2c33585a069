import type { IncomingMessage } from 'node:http'

const hostsOf = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`]

/** A name that was made to lead here (DNS rebinding) still stands in the request. */
export const isForUs = ({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean =>
  hostsOf(port).includes(headers.host ?? '')

/** Browsers let any page open a socket to here, and say which page it was. */
export const isFromOurPage = (request: Pick<IncomingMessage, 'headers'>, port: number): boolean =>
  isForUs(request, port) && hostsOf(port).some((host) => request.headers.origin === `http://${host}`)
