/** A locally administered address for a machine that has told none: the same for everybody who knows its number. */
export const macOf = (id: number): string =>
  `02:00:${[24, 16, 8, 0].map((shift) => ((id >>> shift) & 0xff).toString(16).padStart(2, '0')).join(':')}`

const ADDRESSES = 16

/** What wakes the machine with this address: six bytes of ones, then its address sixteen times. */
export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replaceAll(':', ''), 'hex')
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: ADDRESSES }, () => address)])
}

/** Anywhere in a datagram, as network cards look for it. */
export const isMagicFor = (datagram: Buffer, mac: string): boolean => datagram.includes(magicPacket(mac))
