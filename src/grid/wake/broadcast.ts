import { createSocket } from 'node:dgram'
import { magicPacket } from './mac.ts'
import type { Waker } from './wake-on-lan.ts'

/** Where the machines of a network hear what is meant for all of them. */
export interface BroadcastAddress {
  readonly address: string
  readonly port: number
}

/** Wakes machines of the network that this one is on. */
export const broadcastWake = ({ address, port }: BroadcastAddress): Waker => ({
  wake({ mac }, failed) {
    const socket = createSocket('udp4')
    const end = (error: Error | null) => {
      socket.close()
      if (error !== null) failed(error)
    }
    socket.once('error', end)
    socket.bind(() => {
      socket.setBroadcast(true)
      socket.send(magicPacket(mac), port, address, end)
    })
  },
})
