import { createSocket } from 'node:dgram'
import { isMagicFor, magicPacket } from './mac.ts'
import type { WakeOnLan } from './wake-on-lan.ts'

const HOST = '127.0.0.1'

/**
 * The network of a farm on one machine: each node that sleeps listens on a port of its own, as one network card of many would.
 *
 * @param firstPort that of a node is this and its id
 */
export function loopbackWake(firstPort: number): WakeOnLan {
  return {
    wake({ nodeId, mac }) {
      const socket = createSocket('udp4')
      // Nobody listens while it is up.
      socket.on('error', () => socket.close())
      socket.send(magicPacket(mac), firstPort + nodeId, HOST, () => socket.close())
    },
    async sleep({ nodeId, mac }, signal) {
      const socket = createSocket('udp4')
      const woken = Promise.withResolvers<void>()
      const abort = () => woken.reject(signal.reason)
      socket.on('error', woken.reject)
      socket.on('message', (datagram) => {
        if (isMagicFor(datagram, mac)) woken.resolve()
      })
      signal.addEventListener('abort', abort, { once: true })
      try {
        if (signal.aborted) abort()
        else socket.bind(firstPort + nodeId, HOST)
        await woken.promise
      } finally {
        signal.removeEventListener('abort', abort)
        socket.close()
      }
    },
  }
}
